#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Frames that processes have in common, each counted once: by a recording.
# tests/live has the machine itself.

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMFRAMES=$(realpath "${BUILD:-build}")/bin/vmframes
	recording=$BATS_TEST_TMPDIR/shared.vm
	# One and two have 4 frames in common, all three 2 of them; three has one
	# frame at two addresses; 0x100302 is mapped by others, too.
	cat >"$recording" <<-'END'
		vm 1
		page-size 4096
		rights frames kpage
		zone 0 Normal 0x100000 0x100000 0x100000 0x100000
		frame 0x100200 2 uptodate lru mmap mapcount 3
		frame 0x100202 2 uptodate lru mmap mapcount 2
		frame 0x100300 2 swapbacked anon mmap mapcount 1
		frame 0x100302 1 swapbacked anon mmap mapcount 2
		frame 0x100400 1 swapbacked mmap mapcount 2
		frame 0x100500 1 zero-page reserved mapcount 0
		frame 0x180000 2 huge compound-head mmap mapcount 2

		process 100
			comm one
			map 10000000-10010000 r-xp 00001000 08:01 42 /usr/lib/libc.so.6
				+0 4 present 0x100200 file
			map 20000000-20010000 rw-p 00000000 00:00 0 [heap]
				+1 2 present 0x100300 exclusive
				+4 3 zero 0x100500
				+8 1 swapped 1:0x100300
			map 60000000-60002000 rw-s 00000000 00:0f 9 /dev/hugepages/x
				+0 2 present 0x180000 file
		process 200
			comm two
			map 30000000-30010000 r-xp 00001000 08:01 42 /usr/lib/libc.so.6
				+0 4 present 0x100200 file
			map 40000000-40010000 rw-p 00000000 00:00 0
				+0 1 present 0x100302
				+1 1 zero 0x100500
			map 60000000-60002000 rw-s 00000000 00:0f 9 /dev/hugepages/x
				+0 2 present 0x180000 file
		process 300
			comm three
			map 50000000-50010000 r-xp 00001000 08:01 42 /usr/lib/libc.so.6
				+0 2 present 0x100200 file
			map 70000000-70002000 rw-s 00000000 00:01 7 /memfd:x (deleted)
				+0 1 present 0x100400 file
			map 80000000-80002000 rw-s 00000000 00:01 7 /memfd:x (deleted)
				+0 1 present 0x100400 file
		end
	END
}

# Amounts are in pages.
shared() { # OPTION...
	run --separate-stderr "$VMFRAMES" --replay "$recording" --shared "$@"
}

rows() { # COLUMNS OPTION...
	local columns=$1
	shift
	shared -r -n -o "$columns" "$@"
}

@test "each frame of a group counts once" {
	rows PROCESSES,RSS,FOOTPRINT,ALONE,SHARED,COMMON,OUTSIDE,HUGETLB,ZERO \
		-g total
	assert_success
	# 8 + 7 + 4 pages in 4 + 2 + 1 + 1 + 2 frames.
	assert_output "3 $((19 * 4096)) $((10 * 4096)) $((4 * 4096)) $((6 * 4096)) $((2 * 4096)) 4096 8192 4"
}

@test "of each process, what is its own and what others have" {
	rows PID,COMMAND,RSS,FOOTPRINT,ALONE,SHARED,COMMON,OUTSIDE,HUGETLB
	assert_success
	assert_output - <<-END
		100 one 32768 32768 8192 24576 8192 0 8192
		200 two 28672 28672 4096 24576 8192 4096 8192
		300 three 16384 12288 4096 8192 8192 0 0
	END
}

@test "of each mapping, what is its own and what others have" {
	rows PID,VA,RSS,FOOTPRINT,SHARED,PERMS,MAPPING -g mapping
	assert_success
	assert_output - <<-'END'
		100 10000000 16384 16384 16384 r-xp /usr/lib/libc.so.6
		100 20000000 8192 8192 0 rw-p [heap]
		100 60000000 8192 8192 8192 rw-s /dev/hugepages/x
		200 30000000 16384 16384 16384 r-xp /usr/lib/libc.so.6
		200 40000000 4096 4096 0 rw-p -
		200 60000000 8192 8192 8192 rw-s /dev/hugepages/x
		300 50000000 8192 8192 8192 r-xp /usr/lib/libc.so.6
		300 70000000 4096 4096 0 rw-s /memfd:x\040(deleted)
		300 80000000 4096 4096 0 rw-s /memfd:x\040(deleted)
	END
}

@test "of each pair, what both have" {
	rows PID,OTHER,COMMAND,OTHER-COMMAND,SHARED -g pair
	assert_success
	assert_output - <<-END
		100 200 one two 24576
		100 300 one three 8192
		200 300 two three 8192
	END
	rows PID,OTHER,SHARED -g pair 300 100
	assert_output '300 100 8192'
}

@test "who is not of the group is outside" {
	rows FOOTPRINT,ALONE,SHARED,COMMON,OUTSIDE -g total 100 300
	assert_success
	# The heap and the memfd are only theirs.
	assert_output "$((9 * 4096)) $((7 * 4096)) 8192 8192 $((6 * 4096))"
	rows FOOTPRINT,ALONE,COMMON,OUTSIDE -g total 300
	assert_output "12288 12288 12288 8192"
}

@test "the table ends with what all adds up to" {
	shared 100 200
	assert_success
	assert_output - <<-'END'
		PID RSS FOOTPRINT ALONE SHARED COMMON OUTSIDE COMMAND
		100 32K       32K  8.0K    24K    24K    8.0K one
		200 28K       28K  4.0K    24K    24K     12K two
		2 processes: 36K in frames, each counted once (60K of pages); 24K in several of them, 24K in all; others map 12K of it; 8.0K is hugetlb; without 4 pages of the zero page
	END
}

@test "without mapcounts nobody knows who is outside" {
	sed -i 's/ mapcount [0-9]*//' "$recording"
	rows FOOTPRINT,OUTSIDE,HUGETLB -g total
	assert_failure 3
	assert_output '40960 ? ?'
	rows FOOTPRINT -g total
	assert_success
	assert_output 40960
}

@test "without numbers of frames nothing is known" {
	sed -i -E 's/rights frames/rights/; s/(present|zero) 0x[0-9a-f]+/\1 hidden/; s/swapped .*/nonpresent/' "$recording"
	rows PID,FOOTPRINT,SHARED,OUTSIDE
	assert_failure 3
	assert_output $'100 ? ? ?\n200 ? ? ?\n300 ? ? ?'
	assert_equal "$stderr" 'vmframes: physical addresses were hidden from who recorded them'
	rows PID,FOOTPRINT -q
	assert_failure 3
	assert_equal "$stderr" ''
	shared --json
	assert_failure 3
	assert_output --partial '"hidden":["rss","footprint","alone","shared","common","outside"]'
	assert_output --partial '"complete":false'
}

@test "a process that could not be seen is told once" {
	sed -i '/process 300/,$d' "$recording"
	printf '%s\n' 'process 300' 'refused EACCES' 'end' >>"$recording"
	rows PID,SHARED
	assert_failure 3
	assert_output $'100 24576\n200 24576'
	assert_equal "${#stderr_lines[@]}" 1
	assert_equal "$stderr" 'vmframes: 300/maps: Permission denied (when it was recorded)'
	rows PID 100 7
	assert_failure 2
	assert_equal "$stderr" 'vmframes: 7: no such process'
}

@test "of a group that could not be seen it is not proven that it has nothing" {
	sed -i '/process 300/,$d' "$recording"
	printf '%s\n' 'process 300' 'refused EACCES' 'end' >>"$recording"
	rows PID 300
	assert_failure 3
	assert_output ''
	rows PID -q --where 'PID>500'
	assert_failure 3
	# A sum over nobody is no 0.
	run --separate-stderr "$VMFRAMES" --replay "$recording" --shared \
		-g total -r -n -o PROCESSES,RSS,FOOTPRINT,OUTSIDE,ZERO 300
	assert_failure 3
	assert_output '0 ? ? ? ?'
	run --separate-stderr "$VMFRAMES" --replay "$recording" --shared 300
	assert_line '0 processes: none could be looked at'
	sed -i '/process 300/,$c end' "$recording"
	rows PID --where 'PID>500'
	assert_failure 1
}

@test "frames beyond the memory that zones have are counted, too" {
	sed -i 's/^\t*zone .*/zone 0 Normal 0x100000 0x1000 0x1000 0x1000/' "$recording"
	rows RSS,FOOTPRINT,ALONE,SHARED,COMMON,OUTSIDE,HUGETLB -g total
	assert_success
	assert_output "$((19 * 4096)) $((10 * 4096)) $((4 * 4096)) $((6 * 4096)) $((2 * 4096)) 4096 8192"
	rows PID,FOOTPRINT,SHARED,COMMON
	assert_output - <<-END
		100 32768 24576 8192
		200 28672 24576 8192
		300 12288 8192 8192
	END
	rows PID,OTHER,SHARED -g pair
	assert_output $'100 200 24576\n100 300 8192\n200 300 8192'
}

@test "in JSON the sum has all amounts" {
	shared --json --summary=only 100 300
	assert_success
	assert_output --partial '"processes":2,"rss":49152,"footprint":36864,"alone":28672,"shared":8192,"common":8192,"outside":24576,"hugetlb":8192,"zero":3'
}

@test "--shared needs processes, and is no other question" {
	run "$VMFRAMES" --shared
	assert_failure 2
	assert_line 'vmframes: no process was given'
	run "$VMFRAMES" --shared --pfn 1 1
	assert_failure 2
	assert_line 'vmframes: --pfn and --shared cannot be combined'
	run "$VMFRAMES" --shared -g frame 1
	assert_failure 2
	assert_line 'vmframes: --group frame is not for --shared'
}

fits() { # SCHEMA
	run tests/json-schema "$1" - <<<"$output"
	assert_success
}

@test "JSON fits the schemas" {
	/usr/bin/python3 -c 'import jsonschema' || skip "no python3-jsonschema"
	for group in process mapping pair total; do
		shared -J -O -g $group --summary
		assert_success
		fits shared
		shared --json=lines -O -g $group --summary
		fits shared-lines
	done
	sed -i -E 's/rights frames/rights/; s/(present|zero) 0x[0-9a-f]+/\1 hidden/; s/swapped .*/nonpresent/' "$recording"
	shared -J -O --summary
	assert_failure 3
	fits shared
}

@test "rows with all columns have exactly the keys of the schema" {
	for group in process mapping pair total; do
		shared --json=lines -O -g $group
		/usr/bin/python3 -c '
import json, sys
sys.stdin.readline()
print("\n".join(k for k in json.loads(sys.stdin.readline()) if k != "type"))' \
			<<<"$output" | sort >"$BATS_TEST_TMPDIR/keys"
		run diff "$BATS_TEST_TMPDIR/keys" \
			<(tests/json-schema keys $group vmframes-shared | sort)
		assert_success
	done
}

@test "the page on JSON has each key of --shared, and no other" {
	for group in process mapping pair total; do
		tests/json-schema keys $group vmframes-shared
	done | sort -u >"$BATS_TEST_TMPDIR/schema"
	run diff "$BATS_TEST_TMPDIR/schema" \
		<(sed -n '/^\.Ss Frames that processes/,/^\.Ss Frames of a/s/^\.It \([a-z0-9_]*\) Ta .*/\1/p' \
			man/vminfo-json.5 | sort)
	assert_success
}
