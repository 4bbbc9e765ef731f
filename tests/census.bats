#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What all frames of a machine are used for: by another /proc, whose files have
# been made up.  tests/live has the machine itself.


bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMFRAMES=$(realpath "${BUILD:-build}")/bin/vmframes
	proc=$BATS_TEST_TMPDIR/proc
	mkdir "$proc"
	PAGE=$(getconf PAGESIZE)
}

# Words of kpageflags, each as COUNT*BIT,BIT... or COUNT*-
write_flags() { # WORDS...
	/usr/bin/python3 - "$@" >"$proc/kpageflags" <<-'END'
		import struct, sys
		for word in sys.argv[1:]:
		    count, bits = word.split('*')
		    flags = sum(1 << int(bit) for bit in bits.split(',') if bit != '-')
		    sys.stdout.buffer.write(struct.pack('=Q', flags) * int(count))
	END
}

# Frames FIRST to LAST, both inclusive.
write_ram() { # FIRST-LAST...
	local range
	for range in "$@"; do
		printf '%08x-%08x : System RAM\n' $((${range%-*} * PAGE)) \
			$(((${range#*-} + 1) * PAGE - 1))
	done >"$proc/iomem"
}

write_zone() { # NODE NAME START SPANNED PRESENT MANAGED COUNT
	cat >>"$proc/zoneinfo" <<-END
		Node $1, zone   $2
		  pages free     17
		        spanned  $4
		        present  $5
		        managed  $6
		  pagesets
		    cpu: 0
		              count:    $7
		  start_pfn:           $3
	END
}

count() { # OPTION...
	run --separate-stderr "$VMFRAMES" --procfs "$proc" "$@"
}

@test "each use is counted, and nothing twice" {
	# 16 frames of each use that has a flag.
	write_flags 64*10 16*3,5,12,14 16*12,14,21 16*3,14 16*3,5 16*13,14 \
		16*15,17 16*24,32 16*7,12,21 16*26 16*35 32*- 16*32 16*23 16*5,19
	write_ram 0-303
	write_zone 0 Normal 0 304 304 254 10
	echo "Node 0, zone   Normal  0 0 0 0 0 0 1" >"$proc/buddyinfo"
	count -r -n -o USE,FRAMES
	assert_success
	assert_output - <<-'END'
		free 64
		anon 16
		ksm 16
		shmem 16
		file 16
		swapcache 16
		hugetlb 16
		zero 16
		slab 16
		page-table 16
		kernel 36
		unflagged 0
		cpu-list 10
		unmanaged 2
		reserved 16
		offline 16
		poisoned 16
	END
}

@test "columns of each kind of row exist" {
	write_flags 64*10
	write_ram 0-63
	write_zone 0 Normal 0 64 64 64 0
	echo "Node 0, zone   Normal  0 0 0 0 0 0 1" >"$proc/buddyinfo"
	count -r -g zone -o NODE,ZONE,FRAMES,SIZE,PERCENT,FOLIOS,LARGE
	assert_success
	assert_line "0 Normal 64 $((64 * PAGE)) 100 0 0"
	count -r -n -g node -o PRESENT,MANAGED,RESIDUAL,LISTED,FIT-64K
	assert_output "64 64 0 $((64 * PAGE)) 100"
	count -r -n -g machine -o FIT-HUGE,FIT-LARGEST
	assert_success
	count -r -n -g order -o ORDER,BLOCK,FREE-BLOCKS,SEEN-BLOCKS,FIT --where order=6
	assert_output "6 $((64 * PAGE)) 1 1 100"
	count -r -n -g machine \
		-o FREE-BYTES,ANON-BYTES,KSM-BYTES,SHMEM-BYTES,FILE-BYTES,SWAPCACHE-BYTES,HUGETLB-BYTES,ZERO-BYTES,SLAB-BYTES,PAGE-TABLE-BYTES,KERNEL-BYTES,UNFLAGGED-BYTES,CPU-LIST-BYTES,UNMANAGED-BYTES,RESERVED-BYTES,OFFLINE-BYTES,POISONED-BYTES
	assert_output "$((64 * PAGE)) 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"
}

@test "a process is a mistake" {
	run "$VMFRAMES" 1
	assert_failure 2
	assert_line "vmframes: all frames are counted, whoever has them: processes are for --pfn, --pa and --shared"
}

@test "a recording has no census" {
	run "$VMFRAMES" --replay tests/proc/top.vm
	assert_failure 2
	assert_line --partial "a recording has no census"
}

# A machine with two nodes, a hole between them, and one frame that failed.
two_nodes() {
	write_flags 128*10 60*3,5,12,14 4*32 64*- 1*3,5,12,14,15,22 15*3,5,12,14,16,22 \
		47*10 1*19
	write_ram 0-191 256-319
	write_zone 0 Normal 0 192 192 188 0
	write_zone 1 Normal 256 64 64 64 0
	{
		echo "Node 0, zone   Normal  0 0 0 0 0 0 2"
		echo "Node 1, zone   Normal  1 1 1 1 0 1 0"
	} >"$proc/buddyinfo"
}

@test "JSON fits the schemas" {
	/usr/bin/python3 -c 'import jsonschema' || skip "no python3-jsonschema"
	two_nodes
	for group in use zone node order machine; do
		count -J -O -g $group --summary
		assert_success
		run tests/json-schema census - <<<"$output"
		assert_success
		count --json=lines -O -g $group --summary
		run tests/json-schema census-lines - <<<"$output"
		assert_success
	done
	run tests/json-schema same
	assert_success
}

@test "JSON of what cannot be read fits the schemas" {
	/usr/bin/python3 -c 'import jsonschema' || skip "no python3-jsonschema"
	for group in use zone node order machine; do
		count -J -O -g $group --summary
		assert_failure 3
		run tests/json-schema census - <<<"$output"
		assert_success
	done
}

@test "rows with all columns have exactly the keys of the schema" {
	two_nodes
	for group in use zone node order machine; do
		count --json=lines -O -g $group
		/usr/bin/python3 -c '
import json, sys
sys.stdin.readline()
print("\n".join(k for k in json.loads(sys.stdin.readline()) if k != "type"))' \
			<<<"$output" | sort >"$BATS_TEST_TMPDIR/keys"
		case $group in use | zone) name=${group}_row ;; *) name=$group ;; esac
		run diff "$BATS_TEST_TMPDIR/keys" <(tests/json-schema keys $name | sort)
		assert_success
	done
}

@test "the page on JSON has each key of a census, and no other" {
	for group in use_row zone_row node order machine; do
		tests/json-schema keys $group
	done | sort -u >"$BATS_TEST_TMPDIR/schema"
	sed -n '/^\.Ss Frames of a machine/,/^\.Ss Null/s/^\.It \([a-z0-9_]*\) Ta .*/\1/p' \
		man/vminfo-json.5 | sort >"$BATS_TEST_TMPDIR/page"
	run diff "$BATS_TEST_TMPDIR/schema" "$BATS_TEST_TMPDIR/page"
	assert_success
}
