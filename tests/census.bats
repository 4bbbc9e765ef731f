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
		maybe-ksm 0
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

@test "an option that is for processes is a mistake" {
	for option in --freeze --ignore-unreadable --jobs=2 --on-unknown=fail; do
		run "$VMFRAMES" $option
		assert_failure 2
		assert_line "vmframes: ${option%=*} is for --pfn, --pa and --shared"
	done
	run "$VMFRAMES" --all
	assert_failure 2
	run "$VMFRAMES" --group page
	assert_failure 2
	assert_line "vmframes: --group page is not for a count of all frames"
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
		echo "Node 1, zone   Normal  1 1 1 1 2 0 0"
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

@test "a zone, a node and an order have what is theirs" {
	two_nodes
	count -r -n -g zone -o NODE,ZONE,FRAMES,FREE-BYTES,ANON-BYTES,RESERVED-BYTES
	assert_output - <<-END
		0 Normal 192 $((128 * PAGE)) $((60 * PAGE)) $((4 * PAGE))
		1 Normal 64 $((47 * PAGE)) $((16 * PAGE)) 0
	END
	count -r -n -g node -o NODE,FRAMES,POISONED-BYTES
	assert_line "0 192 0"
	assert_line "1 64 $PAGE"
	count -r -n -g order -o ORDER,FRAMES,FOLIOS,LARGE,FREE-BLOCKS,SEEN-BLOCKS,FIT \
		--where frames!=0
	assert_output - <<-END
		0 66 0 0 1 1 100
		1 2 0 0 1 1 99
		2 4 0 0 1 1 98
		3 8 0 0 1 1 96
		4 48 1 $((16 * PAGE)) 2 2 91
		6 128 0 0 2 2 73
	END
}

@test "a hole is no frame, whatever its word is" {
	for hole in - 20 32; do
		write_flags 8*10 "8*$hole" 8*10
		write_ram 0-7 16-23
		count -r -n -g machine -o FRAMES,FREE-BYTES,RESERVED-BYTES,OFFLINE-BYTES
		assert_output "16 $((16 * PAGE)) 0 0"
	done
}

@test "RAM that the kernel does not use is offline" {
	write_flags 8*10 8*20
	write_ram 0-15
	count -r -n -g machine -o FRAMES,FREE-BYTES,OFFLINE-BYTES
	assert_output "16 $((8 * PAGE)) $((8 * PAGE))"
}

@test "tails of older kernels are what their head is" {
	write_flags 1*17,15 7*16 1*5,14,15 3*16 1*7,15 1*16
	write_ram 0-13
	count -r -n -o USE,FRAMES,FOLIOS,LARGE --where frames!=0
	assert_output - <<-END
		shmem 4 1 $((4 * PAGE))
		hugetlb 8 1 $((8 * PAGE))
		slab 2 1 $((2 * PAGE))
	END
}

@test "a flag that does not exist yet is no harm" {
	write_flags 8*50 8*50,61,12 8*62,10
	write_ram 0-23
	count -r -n -o USE,FRAMES --where frames!=0
	assert_success
	assert_output - <<-'END'
		free 8
		anon 8
		kernel 8
	END
}

# As the library says it, where the kernel says ksm of all that is anonymous.
@test "what may be merged is neither counted as merged nor as not" {
	write_flags 8*12,14,63 4*12,14 2*10
	write_ram 0-13
	count -r -n -o USE,FRAMES --where 'use~*[mn]*'
	assert_failure 3
	assert_line "anon ?"
	assert_line "ksm ?"
	assert_line "maybe-ksm 8"
	count -r -n -o ANON-BYTES,KSM-BYTES,MAYBE-KSM-BYTES,FREE-BYTES -g node
	assert_line "? ? $((8 * PAGE)) $((2 * PAGE))"
}

@test "what cannot be told apart is said so" {
	write_flags 8*10 8*- 4*35
	write_ram 0-19
	count -r -n -o USE,FRAMES
	assert_failure 3
	assert_line "free 8"
	assert_line "unflagged 8"
	assert_line "kernel ?"
	assert_line "cpu-list ?"
	assert_line "unmanaged ?"
	# Nobody asked for it.
	count -r -n
	assert_success
}

@test "without iomem holes are not told from frames" {
	write_flags 8*10 8*- 4*12 4*32
	write_zone 0 Normal 0 24 16 16 0
	count -r -n
	assert_success
	assert_line "free 8 $((8 * PAGE)) ? 0 0"
	assert_line "anon 4 $((4 * PAGE)) ? 0 0"
	assert_line --partial "reserved ? ? ?"
	assert_line --partial "kernel ? ? ?"
	[[ $stderr = *"iomem does not say where RAM is"* ]]
	count -r -n -g machine -o FRAMES
	assert_failure 3
	assert_output '?'
}

@test "hidden addresses of iomem are the same as none" {
	write_flags 8*10
	printf '%s\n' '00000000-00000000 : System RAM' \
		'00000000-00000000 : Reserved' >"$proc/iomem"
	count -r -n -g machine -o FRAMES,FREE-BYTES
	assert_failure 3
	assert_output "? $((8 * PAGE))"
}

@test "without kpageflags the lists of free blocks are all there is" {
	write_ram 0-63
	write_zone 0 Normal 0 64 64 64 0
	echo "Node 0, zone   Normal  2 0 1" >"$proc/buddyinfo"
	count -r -n -g order -o ORDER,FREE-BLOCKS,SEEN-BLOCKS,FIT
	assert_failure 3
	assert_output - <<-'END'
		0 2 ? 100
		1 0 ? 66
		2 1 ? 66
	END
	assert_equal "$stderr" "vmframes: $proc/kpageflags cannot be read"
	count -r -n -o USE,FRAMES --where 'use=free'
	assert_failure 3
	assert_output "free ?"
}

@test "RAM behind the end of kpageflags is not counted" {
	write_flags 8*10
	write_ram 0-7 16-1048575
	count -r -n -g machine -o FRAMES
	assert_output 8
	write_ram 0-1048575
	count -r -n -g machine -o FRAMES
	assert_output 8
}

@test "a word that is cut in the middle is not counted" {
	write_flags 8*10
	truncate -s 60 "$proc/kpageflags"
	write_ram 0-7
	count -r -n -g machine -o FRAMES
	assert_output 7
}

@test "ranges of RAM that overlap are counted once" {
	write_flags 32*10
	write_ram 0-15 8-23 0-3
	count -r -n -g machine -o FRAMES
	assert_output 24
}

@test "a frame of which a part is RAM is none" {
	write_flags 4*10
	printf '%08x-%08x : System RAM\n' 16 $((4 * PAGE - 17)) >"$proc/iomem"
	count -r -n -g machine -o FRAMES
	assert_output 2
}

@test "the largest numbers that fit are no harm" {
	write_flags 4*10
	echo '0-ffffffffffffffff : System RAM' >"$proc/iomem"
	write_zone 0 Normal 0 18446744073709551615 18446744073709551615 \
		18446744073709551615 18446744073709551615
	echo "Node 0, zone Normal 18446744073709551615 18446744073709551615" \
		>"$proc/buddyinfo"
	run timeout 60 "$VMFRAMES" --procfs "$proc" -r -n -g machine -O
	assert_success
}

@test "files that are no files, or have other text, are no harm" {
	write_flags 4*10
	write_ram 0-3
	mkfifo "$proc/buddyinfo"
	head -c 100000 /dev/urandom >"$proc/zoneinfo"
	run timeout 60 "$VMFRAMES" --procfs "$proc" -r -n -g machine -o FRAMES
	assert_success
	assert_output 4
	count -r -n -g machine -o FIT-64K
	assert_failure 3
	assert_output '?'
}

@test "a table leaves out what there is none of, and -v does not" {
	two_nodes
	count
	assert_success
	refute_output --partial ksm
	assert_line --partial '256 frames, '
	assert_output --partial ', as many as zoneinfo has'
	count -v
	assert_line --regexp '^ksm +0 '
	count -b -n --summary=never --where 'use=free'
	assert_output --regexp "^free +175 +$((175 * PAGE)) +68% +0 +0$"
}

@test "the sum is set beside zoneinfo" {
	two_nodes
	echo "Node 1, zone Movable" >>"$proc/zoneinfo"
	write_zone 1 Movable 400 7 7 7 0
	count --summary=only
	assert_line --partial "256 frames, "
	assert_line --partial "zoneinfo has 7 more"
	count -r -n -g machine -o RESIDUAL
	assert_output $((7 * PAGE))
	write_ram 0-191 256-319
	sed -i '/Movable/,$d' "$proc/zoneinfo"
	sed -i 's/present  192/present  190/' "$proc/zoneinfo"
	count --summary=only
	assert_line --partial "zoneinfo has 2 fewer"
}

@test "rows are sorted, chosen, and none is 1" {
	two_nodes
	count -r -n -o USE --sort -FRAMES
	assert_line --index 0 free
	assert_line --index 1 anon
	count -P -o USE,FRAMES --where 'use=anon'
	assert_output 'USE="anon" FRAMES="76"'
	count --where 'frames>1000000'
	assert_failure 1
	count -r --where 'use=anno'
	assert_failure 2
	[[ $stderr = *"did you mean anon?"* ]]
	count -r -o ZONE
	assert_failure 2
	[[ $stderr = *"use rows have no column ZONE (try --group zone)"* ]]
	count -r --summary
	assert_failure 2
	[[ $stderr = *"use --group machine, or -J"* ]]
}

@test "a directory that is not there is a mistake" {
	run "$VMFRAMES" --procfs /nonexistent
	assert_failure 2
	assert_output "vmframes: /nonexistent: No such file or directory"
}

# It would take minutes; it is ended as soon as it has said how far it is.
@test "SIGUSR1 is answered with how many frames were seen" {
	truncate -s 64G "$proc/kpageflags" || skip "no such large file here"
	write_ram 0-8000000000
	write_zone 0 Normal 0 8000000001 8000000001 8000000001 0
	run timeout 120 /usr/bin/python3 - "$VMFRAMES" "$proc" <<-'END'
		import re, signal, subprocess, sys, time
		frames = subprocess.Popen(
		    [sys.argv[1], '--procfs', sys.argv[2]], text=True,
		    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
		def handles():
		    for line in open(f'/proc/{frames.pid}/status'):
		        if line.startswith('SigCgt:'):
		            return int(line.split()[1], 16) >> signal.SIGUSR1 - 1 & 1
		while not handles():
		    time.sleep(0.01)
		line = ''
		while not re.fullmatch(r'vmframes: [\d,]+ of 8,000,000,001 frames seen '
		                       r'\(0%\)\n', line):
		    assert line in ('', 'vmframes: nothing was looked at yet\n'), line
		    frames.send_signal(signal.SIGUSR1)
		    line = frames.stderr.readline()
		    time.sleep(0.01)
		frames.kill()
		frames.wait()
	END
	assert_success
}

@test "zones that touch are counted each on its own" {
	# A free block across the border would be one that does not exist.
	write_flags 24*10 8*5
	write_ram 0-31
	write_zone 0 DMA 0 12 12 12 0
	write_zone 0 Normal 12 20 20 20 0
	{
		echo "Node 0, zone      DMA  0 0 1 1"
		echo "Node 0, zone   Normal  0 0 1 1"
	} >"$proc/buddyinfo"
	count -r -n -g zone -o ZONE,FRAMES,FREE-BYTES,FILE-BYTES
	assert_output - <<-END
		DMA 12 $((12 * PAGE)) 0
		Normal 20 $((12 * PAGE)) $((8 * PAGE))
	END
	count -r -n -g order -o ORDER,FREE-BLOCKS,SEEN-BLOCKS --where 'order>=2'
	assert_output - <<-'END'
		2 2 2
		3 2 2
	END
}

@test "a table of orders has those that buddyinfo alone has" {
	write_flags 8*5
	write_ram 0-7
	write_zone 0 Normal 0 8 8 8 0
	echo "Node 0, zone   Normal  0 0 3 0" >"$proc/buddyinfo"
	count -g order -n --summary=never
	assert_line --regexp '^ *0 '
	assert_line --regexp '^ *2 .* 3 +0 +100% '
	refute_line --regexp '^ *[13] '
}

@test "flags that cannot be read to their end are no whole answer" {
	mkdir "$proc/kpageflags"
	write_ram 0-7
	count -J
	assert_failure 3
	assert_output --partial '"complete":false'
	[[ $stderr = *"kpageflags: Is a directory"* ]]
}

@test "what is unknown is said by the file that lacks it" {
	write_flags 8*10
	write_ram 0-7
	count -r -n -g machine -o RESIDUAL,FIT-64K
	assert_failure 3
	assert_output '? ?'
	assert_equal "$stderr" "vmframes: $proc/zoneinfo does not say it: some columns are unknown
vmframes: $proc/buddyinfo does not say it: some columns are unknown"
	count -r -n -g machine -o FRAMES
	assert_success
	assert_equal "$stderr" ''
	count -r -n -g zone -o NODE,ZONE,FRAMES
	assert_failure 3
	assert_output '? ? 8'
	count -q -g machine -o RESIDUAL
	assert_failure 3
	assert_equal "$stderr" ''
}
