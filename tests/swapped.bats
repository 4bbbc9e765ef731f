#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What is in swap: by recordings, in which it is known which pages are.
# tests/live has the machine itself.

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMSWAPPED=$(realpath "${BUILD:-build}")/bin/vmswapped
	recording=tests/proc/swapped.vm
}

swapped() { # OPTION...
	run --separate-stderr "$VMSWAPPED" --replay "$recording" "$@"
}

# What an ordinary user recorded.
hidden() { # OPTION...
	recording=tests/proc/swapped-hidden.vm swapped "$@"
}

mistake() { # TEXT OPTION...
	local text=$1
	shift
	swapped "$@"
	assert_equal "$status" 2
	assert_output ""
	assert_equal "${stderr_lines[0]}" "vmswapped: $text"
}

# A process with these lines of mappings, as an ordinary user sees it.
record() {
	recording=$BATS_TEST_TMPDIR/app.vm
	{
		printf '%s\n' 'vm 1' 'page-size 4096' "rights $1" \
			'process 42' 'comm app'
		cat
		echo end
	} >"$recording"
}

# --- the answer ---------------------------------------------------------------

@test "pages of its own and of shared memory are in swap, and add up" {
	swapped -r -n -g process -o PID,SWAPPED,SWAP,PRIVATE,SHMEM,LEAST,MOST 812
	assert_equal "$status" 1
	assert_output '812 9 36864 7 2 9 9'
}

@test "a page that a process maps twice is one page" {
	swapped -r -n -g process -o SWAPPED,PRIVATE,SHMEM 813
	assert_equal "$status" 1
	assert_output '7 5 2'
}

@test "guard, marker, poison, pages on the move and in a device never count" {
	swapped -r -n -g mapping -o SWAPPED,LEAST,MOST -m '*no swap*' 812
	assert_success
	assert_output '0 0 0'
	swapped 900
	assert_success
}

@test "people get an answer in words" {
	swapped 900
	assert_success
	assert_line '900 quiet: swapped: none'
	swapped 812
	assert_equal "$status" 1
	assert_line --partial \
		'812 app: swapped: 9 pages (36K): 7 of its own, 2 of shared memory'
}

@test "-q prints nothing, and exits with the status" {
	swapped -q 900
	assert_success
	assert_output ''
	swapped -q 812
	assert_equal "$status" 1
	assert_output ''
	hidden -q -A 10005000+4K 1003
	assert_equal "$status" 3
	assert_output ''
}

# --- several processes --------------------------------------------------------

@test "of several processes each page counts once" {
	swapped -r -n -g process -o PID,SWAPPED 812 813 900
	assert_equal "$status" 1
	assert_output $'812 9\n813 7\n900 0'
	# Four slots since a fork, and both pages of the ring, are the same.
	swapped 812 813 900
	assert_equal "$status" 1
	assert_output --partial '10 pages (40K)'
	swapped -q --threshold 40K 812 813
	assert_success
	swapped -q --threshold 39K 812 813
	assert_equal "$status" 1
}

@test "pages that KSM merged have one slot, which counts once in a sum" {
	record frames <<-'END'
		map 10000000-10008000 rw-p 00000000 00:00 0 [heap]
			+0 1 swapped 0:0x10
			+1 1 swapped 0:0x10
			+2 1 swapped 0:0x10
			+4 2 swapped 0:0x40
		process 43
		comm quiet
		map 10000000-10001000 rw-p 00000000 00:00 0
			+0 1 present 0x5000
	END
	swapped
	assert_equal "$status" 1
	assert_line --regexp '^ *42 +5 '
	assert_line 'swapped: 3 pages (12K); in 1 of 2 processes, each page once'
	swapped -r -n -g object -o KIND,SWAPPED
	assert_output 'private 3'
	swapped -q --threshold 12K
	assert_success
}

@test "shared memory is one object, however many processes map it" {
	swapped -r -n -g object -o KIND,OBJECT,SWAPPED,PROCESSES,PIDS 812 813
	assert_equal "$status" 1
	assert_line 'memfd /memfd:ring\040(deleted) 2 2 812,813'
	assert_line 'private - 8 2 812,813'
}

@test "processes come in tables sorted by what they have in swap" {
	swapped -o PID,SWAPPED 813 900 812
	assert_equal "$status" 1
	assert_line --index 0 --regexp '^PID +SWAPPED$'
	assert_line --index 1 --regexp '^812 +9$'
	assert_line --index 2 --regexp '^813 +7$'
	refute_line --regexp '^900 '
	swapped -v -o PID,SWAPPED 813 900 812
	assert_line --regexp '^900 +0$'
	swapped -v -n --sort -PID -o PID 813 900 812
	assert_output $'900\n813\n812\nswapped: 10 pages (40K); in 2 of 3 '"\
processes, each page once"
	swapped -r -n --sort PID -o PID 813 900 812
	assert_output $'812\n813\n900'
	swapped -r -n --sort -SWAPPED -o PID 813 900 812
	assert_output $'812\n813\n900'
	swapped -r -n --sort SWAPPED -o PID 813 900 812
	assert_output $'900\n813\n812'
}

@test "--summary has each process, whatever rows are" {
	local group sums='"pid":812 "swapped":9 "runs":3 "slotruns":3
"pid":813 "swapped":7 "runs":3 "slotruns":2'

	for group in process mapping range object area; do
		swapped --json=lines --summary=only -g "$group" 812 813
		assert_equal "$status" 1
		assert_equal "$(grep -oE '"(pid|swapped|runs|slotruns)":[^,]*' \
			<<<"$output" | paste -d ' ' - - - -)" "$sums"
		swapped --summary=only -g "$group" 812 813
		assert_equal "$status" 1
		assert_line --index 0 --partial '812 app: swapped: 9 pages'
		assert_line --index 1 --partial '813 child: swapped: 7 pages'
	done
}

# --- where --------------------------------------------------------------------

@test "--list has each range that is in swap, and no other page" {
	swapped -r -n --list -o VA,PAGES,STATE,SWAPTYPE,SWAPOFF,SWAPDEV 812
	assert_equal "$status" 1
	assert_output - <<-'LIST'
		10004000 4 swapped 0 16 /dev/vda2
		10008000 2 swapped 0 64 /dev/vda2
		1000c000 1 swapped 1 7 /dev/zram0
		10021000 2 shmem-swapped - - -
	LIST
}

@test "of a mapping of which a part is asked for, the row is that part" {
	local columns=VA,END,SIZE,SWAPPED,SMAPS-SWAP,RESIDUAL,OFFSET

	swapped -r -n -g mapping -o "$columns" -A 10003000+8K -A 10008000+8K \
		-A 10021000+4K 812
	assert_equal "$status" 1
	assert_output - <<-'LIST'
		10003000 10005000 8192 1 ? ? -
		10008000 1000a000 8192 2 ? ? -
		10021000 10022000 4096 1 ? ? 1000
	LIST
	swapped -r -n -g mapping -o "$columns" -A 10000000-10010000 812
	assert_output '10000000 10010000 65536 7 28672 0 -'
}

@test "mappings have what is theirs" {
	swapped -r -n -g mapping -o VA,SIZE,SWAPPED,PRIVATE,SHMEM,MAPPING 812
	assert_equal "$status" 1
	assert_output - <<-'LIST'
		10000000 65536 7 7 0 [heap]
		10020000 16384 2 0 2 /memfd:ring\040(deleted)
		10030000 24576 0 0 0 [anon:no\040swap]
	LIST
	swapped -g mapping 812
	assert_line --partial ' [heap]'
	refute_line --partial 'no swap'
	assert_line '1 mapping without (-v lists it)'
	swapped -v -g mapping 812
	assert_line --partial 'no swap'
}

@test "runs are of addresses, and end where slots do not go on" {
	swapped -r -n -g process -o RUNS,SLOTRUNS,AREAS 812
	assert_output '3 3 0:24576,1:4096'
	swapped -r -n -g process -o RUNS,SLOTRUNS,AREAS 813
	assert_output '3 2 0:20480'
	swapped -r -n -g process -o RUNS,SLOTRUNS,AREAS 900
	assert_output '0 0 -'
}

@test "only the memory that was asked for is judged" {
	swapped -q -A 10000000+16K 812
	assert_success
	swapped -q -A 10003fff+1 812
	assert_success
	swapped -q -A 10004000+1 812
	assert_equal "$status" 1
	swapped -q -m '*ring*' 812
	assert_equal "$status" 1
	swapped -q -m '*no swap*' 812
	assert_success
	swapped -r -n -g process -o SWAPPED -m '[heap]' -A 10006000+12K 812
	assert_output 3
}

@test "swap areas have slots, each once, and shared memory has none to be seen" {
	swapped -r -n --by area \
		-o AREA,DEVICE,SIZE,USED,PRIORITY,SWAPPED,SWAP,LEAST,MOST,RUNS,SLOTRUNS
	assert_equal "$status" 1
	assert_output - <<-'LIST'
		0 /dev/vda2 1073737728 524288 -2 7 28672 7 7 2 4
		1 /dev/zram0 67104768 65536 100 1 4096 1 1 1 1
		- - - - - 2 8192 2 2 - -
	LIST
	# What another machine reads ahead, and on what kind of device, is not
	# known; one page has no neighbour.
	swapped -r -n --by area -o AREA,KIND,NEAR-PERCENT,READAHEAD
	assert_output $'0 ? ? ?\n1 ? - ?\n- - - -'
	hidden -r -n --by area -o AREA,DEVICE,SWAPPED,LEAST,MOST
	assert_output $'? ? ? 4 5\n- - 6 6 6'
	swapped -r -n --by area 900
	assert_success
	assert_output ''
}

@test "the name of an area is marked where it is a guess" {
	record 'frames swaps' <<-'END'
		map 10000000-10004000 rw-p 00000000 00:00 0 [heap]
			+0 2 swapped 1:0x10
	END
	sed -i -e '/^rights/a swap /dev/a partition 4092 64 -2' \
		-e '/^rights/a swap /dev/b partition 4092 64 -3' "$recording"
	swapped -r -n --by area -o AREA,DEVICE
	assert_output '1 /dev/b?'
	swapped -r -n --list -o SWAPTYPE,SWAPDEV
	assert_output '1 /dev/b?'
}

# --- what cannot be told ------------------------------------------------------

@test "smaps proves that nothing is in swap, and no page is looked at" {
	run --separate-stderr "$VMSWAPPED" -r -n -g process \
		-o SWAPPED,SMAPS-SWAP,SWAP-PSS,VMSWAP,RESIDUAL,METHOD,TOOK $$
	[[ $output =~ ^([0-9?]+)\ ([0-9]+)\ [0-9]+\ [0-9]+\ [0-9?]+\ (smaps|walk)\ [0-9]+$ ]]
	if [ "${BASH_REMATCH[2]}" = 0 ]; then
		assert_equal "$status ${BASH_REMATCH[1]} ${BASH_REMATCH[3]}" \
			'0 0 smaps'
	else
		assert_equal "${BASH_REMATCH[3]}" walk
	fi
}

@test "smaps proves of each mapping that nothing of it is in swap" {
	hidden -r -n -g process -o SWAPPED,METHOD 1002
	assert_success
	assert_output '0 walk'
	hidden -r -n -g mapping -o SWAPPED,SMAPS-SWAP,RESIDUAL 1002
	assert_success
	assert_output '0 0 0'
}

@test "all that may be in swap is, if smaps counts as many" {
	hidden -r -n -g process -o SWAPPED,PRIVATE,METHOD 1001
	assert_equal "$status" 1
	assert_output '4 4 walk'
	hidden -r -n --list -o VA,PAGES,STATE,SWAPOFF 1001
	assert_equal "$status" 1
	assert_output '10004000 4 swapped ?'
	hidden -q -A 10004000+4K 1001
	assert_equal "$status" 1
	hidden -r -n -g process -o SWAPPED,PRIVATE,SHMEM 1005
	assert_equal "$status" 1
	assert_output '4 0 4'
}

@test "which pages are in swap is not hidden if all that may be are" {
	hidden -r -n --list -o VA,PAGES,STATE 1001
	assert_equal "$status" 1
	assert_output '10004000 4 swapped'
	assert_equal "$stderr" ''
	hidden -r -n --list -o VA,SWAPOFF 1001
	assert_output '10004000 ?'
	assert_equal "$stderr" \
		'vmswapped: in which slots pages are is hidden in this recording'
}

@test "how many are in swap may be known without which they are" {
	hidden -r -n -g process -o SWAPPED,LEAST,MOST 1003
	assert_equal "$status" 1
	assert_output '1 1 1'
	hidden -r -n -g process -o SWAPPED,LEAST,MOST -A 10004000+4K 1003
	assert_equal "$status" 3
	assert_output '? 0 1'
	hidden -r -n -g process -o SWAPPED,LEAST,MOST -A 10000000+16K 1003
	assert_success
	assert_output '0 0 0'
	hidden -r -n -g process -o SWAPPED,SHMEM,LEAST,MOST 1004
	assert_equal "$status" 1
	assert_output '2 2 2 2'
	# Three of four pages, two of which are in swap: one is, at least.
	hidden -r -n -g process -o SWAPPED,LEAST,MOST -A 10020000+12K 1004
	assert_equal "$status" 1
	assert_output '? 1 2'
}

@test "without smaps nobody can tell what a hidden entry is" {
	record '' <<-'END'
		map 10000000-10004000 rw-p 00000000 00:00 0 [heap]
			+0 2 present hidden
			+2 1 nonpresent
	END
	swapped -r -n -g process -o SWAPPED,LEAST,MOST 42
	assert_equal "$status" 3
	assert_output '? 0 1'
	swapped 42
	assert_equal "$status" 3
	assert_output \
		'42 app: swapped: cannot tell: none, or up to 1 page (4.0K)'
}

@test "shared memory that was not asked cannot be told" {
	record 'frames' <<-'END'
		map 10000000-10004000 rw-s 00000000 00:01 7 /memfd:ring (deleted)
			object shmem
			+0 2 present 0x5000
	END
	swapped -r -n -g process -o SWAPPED,LEAST,MOST 42
	assert_equal "$status" 3
	assert_output '? 0 2'
}

# Two markers in a mapping of shared memory, which has these lines, too.
record_markers() {
	record frames < <(
		echo 'map 10000000-10002000 rw-s 00000000 00:01 7 /memfd:a'
		printf '%s\n' "$@"
		echo '+0 2 marker'
	)
}

@test "a marker of shared memory may hide a page in swap" {
	record_markers 'object shmem' 'smaps Swap 8'
	swapped -r -n -g process -o SWAPPED,SHMEM,LEAST,MOST
	assert_equal "$status" 1
	assert_output '2 2 2 2'
	record_markers 'object shmem' 'smaps Swap 4'
	swapped -r -n -g process -o SWAPPED,LEAST,MOST
	assert_equal "$status" 1
	assert_output '1 1 1'
	swapped -r -n -g process -o SWAPPED,LEAST,MOST -A 10000000+4K
	assert_equal "$status" 3
	assert_output '? 0 1'
	swapped -r -n --list -o VA,PAGES,STATE
	assert_output '10000000 2 marker'
	record_markers 'object shmem' 'smaps Swap 0'
	swapped -r -n -g process -o SWAPPED,LEAST,MOST
	assert_success
	assert_output '0 0 0'
	record_markers 'object shmem'
	swapped -r -n -g process -o SWAPPED,LEAST,MOST
	assert_equal "$status" 3
	assert_output '? 0 2'
}

@test "a file that was not asked is never in swap" {
	record 'frames' <<-'END'
		map 10000000-10004000 r--p 00000000 fe:01 7 /usr/lib/libapp.so
			object file
			+0 2 present 0x5000
	END
	swapped -q 42
	assert_success
}

@test "what is proven counts more than what cannot be told" {
	record '' <<-'END'
		map 10000000-10004000 rw-p 00000000 00:00 0 [heap]
			smaps Swap 8
			+0 2 nonpresent
		map 10010000-10014000 rw-p 00000000 00:00 0
			+0 2 nonpresent
	END
	swapped -r -n -g process -o SWAPPED,LEAST,MOST 42
	assert_equal "$status" 1
	assert_output '? 2 4'
}

@test "--on-unknown makes 3 a 1 or a 77, and leaves the others alone" {
	hidden -q --on-unknown=fail -A 10004000+4K 1003
	assert_equal "$status" 1
	hidden -q --on-unknown=skip -A 10004000+4K 1003
	assert_equal "$status" 77
	hidden -q --on-unknown=skip 1001
	assert_equal "$status" 1
	hidden -q --on-unknown=skip 1002
	assert_success
}

@test "a process that was refused cannot be told" {
	record '' <<-'END'
		refused EACCES
	END
	swapped -q 42
	assert_equal "$status" 3
	swapped -q --on-unknown=skip 42
	assert_equal "$status" 77
}

# --- thresholds ---------------------------------------------------------------

@test "--threshold is to the byte, and proven" {
	swapped -q --threshold 36K 812
	assert_success
	swapped -q --threshold 36863 812
	assert_equal "$status" 1
	swapped -q --threshold 0 900
	assert_success
	swapped -q --threshold 0 812
	assert_equal "$status" 1
	# From 1 to 2 pages of 1004.
	hidden -q --threshold 8K -A 10020000+12K 1004
	assert_success
	hidden -q --threshold 4K -A 10020000+12K 1004
	assert_equal "$status" 3
	hidden -q --threshold 4095 -A 10020000+12K 1004
	assert_equal "$status" 1
}

@test "--until-clean looks once if nothing is in swap" {
	sleep 1000 3>&- &
	local pid=$!
	# Whoever exits is never clean.
	run --separate-stderr "$VMSWAPPED" -q --until-clean 1m --threshold 1G \
		--every 1h $pid
	kill $pid
	assert_success
	assert_output ''
}

# --- rows ---------------------------------------------------------------------

@test "--by is --group, and --list is one of its words" {
	local group
	for group in process mapping range object area; do
		swapped -r --by $group 812
		assert_equal "$status" 1
		assert_equal "$output" \
			"$("$VMSWAPPED" --replay "$recording" -r -g $group 812)"
	done
	assert_equal "$("$VMSWAPPED" --replay "$recording" -P --list 812)" \
		"$("$VMSWAPPED" --replay "$recording" -P -g range 812)"
}

@test "rows of several processes can be told apart" {
	local group
	for group in mapping range; do
		swapped -r -g $group 812 813
		assert_regex "${lines[0]}" '^PID '
		swapped -r -g $group 812
		refute_regex "${lines[0]}" '^PID '
	done
}

@test "--where lists what it says, and the answer is that of all memory" {
	swapped -r -n -g mapping -o MAPPING --where 'shmem>0' 812
	assert_equal "$status" 1
	assert_output '/memfd:ring\040(deleted)'
	swapped -r -n -g mapping -o MAPPING --where 'swap>=1M' 812
	assert_equal "$status" 1
	assert_output ''
	# Of what is unknown no comparison can be made: not even if it is clean.
	swapped -r -n -g process -o PID --where 'vmswap=0' 900
	assert_equal "$status" 3
	assert_output ''
	hidden -r -n -g process -o PID --where 'swapped>0' -A 10004000+4K 1003
	assert_equal "$status" 3
	assert_output ''
}

@test "all there is of a mapping, a range and an object is told" {
	swapped -r -n -g mapping -O -m '/memfd:*' 812
	assert_output "812 app 10020000 10024000 16384 4 2 8192 0 2 2 2 1 0 - \
8192 0 0 rw-s 0 00:01 7090 /memfd:ring\\040(deleted)"
	swapped -r -n -g range -o PID,COMMAND,VA,END,SIZE,PAGES,PERMS,OFFSET,DEV,INODE,MAPPING \
		-m '/memfd:*' 813
	assert_line --index 1 "813 child 10031000 10032000 4096 1 rw-s 1000 \
00:01 7090 /memfd:ring\\040(deleted)"
	swapped -r -n -g object \
		-o KIND,OBJECT,DEV,INODE,SWAPPED,SWAP,LEAST,MOST,PROCESSES,PIDS
	assert_line "memfd /memfd:ring\\040(deleted) 00:01 7090 2 8192 2 2 2 \
812,813"
	assert_line 'private - - - 8 32768 8 8 2 812,813'
}

@test "shared memory has a kind, by its name" {
	record frames <<-'END'
		map 10000000-10001000 rw-s 00000000 00:01 7 /memfd:a (deleted)
			object shmem
			+0 1 shmem-swapped
		map 10010000-10011000 rw-s 00000000 00:01 8 /SYSV00000000 (deleted)
			object shmem
			+0 1 shmem-swapped
		map 10020000-10021000 rw-s 00000000 00:01 9 /dev/zero (deleted)
			object shmem
			+0 1 shmem-swapped
		map 10030000-10031000 rw-s 00000000 00:1c 7 /dev/shm/b
			object shmem
			+0 1 shmem-swapped
	END
	swapped -r -n --by object -o KIND,DEV,INODE,SWAPPED
	assert_equal "$status" 1
	assert_output - <<-'LIST'
		memfd 00:01 7 1
		sysv 00:01 8 1
		shared-anonymous 00:01 9 1
		tmpfs 00:1c 7 1
	LIST
}

@test "pages of a copy of shared memory are the process' own" {
	record 'frames swaps' <<-'END'
		map 10000000-10004000 rw-p 00000000 00:01 7 /memfd:a (deleted)
			object shmem
			+0 1 swapped 0:0x10
			+1 1 shmem-swapped
			+2 1 present 0x5000
			+3 1 absent
	END
	swapped -r -n -g process -o SWAPPED,PRIVATE,SHMEM
	assert_equal "$status" 1
	assert_output '2 1 1'
}

@test "a name of a process or a mapping cannot do harm" {
	record 'frames' <<-'END'
		map 10000000-10001000 rw-s 00000000 00:01 7 /\x1b[31m"`x`"
			object shmem
			+0 1 shmem-swapped
	END
	sed -i 's/comm app/comm a"$(x)\\x1b/' "$recording"
	local format
	for format in -r -P -J --json=lines; do
		swapped $format -O -g object
		refute_output --partial $'\x1b'
		swapped $format -O -g range
		refute_output --partial $'\x1b'
	done
	swapped
	refute_output --partial $'\x1b'
	swapped -g mapping
	refute_output --partial $'\x1b'
	swapped -P -o COMMAND,MAPPING -g range
	eval "$output"
	assert_equal "$COMMAND" 'a\042\044\050x\051\033'
}

# --- watching ---------------------------------------------------------------------

# Of a process that does nothing; what the machine does is not known.
watch() { # OPTION...
	sleep 1000 3>&- &
	local pid=$!
	run --separate-stderr "$VMSWAPPED" --watch --every 10ms --for 50ms \
		"$@" $pid
	kill $pid
}

@test "--watch says of each interval how a process and the machine page" {
	watch -r -n -O
	[ "$status" = 0 ] || [ "$status" = 1 ]
	assert_line --index 0 --regexp \
		'^1 [^ ]+Z process [0-9]+ sleep( [0-9]+){6} (quiet|paging)( -){9}$'
	assert_line --index 1 --regexp \
		'^1 [^ ]+Z machine - -( [0-9?-]+){6} (quiet|paging|thrashing|\?)( [0-9?-]+){8} [0-9]+$'
	watch -q
	[ "$status" = 0 ] || [ "$status" = 1 ]
	assert_output ''
}

@test "the columns of --watch are of the process, the machine, or a look" {
	local columns=MINFLT,MAJFLT,OUT,IN,REFAULTS,SWAPPED,PAGING
	columns+=,PSWPIN,PSWPOUT,ZSWPIN,ZSWPOUT,SWPIN-ZERO,SWPOUT-ZERO
	columns+=,STALLED-SOME,STALLED-FULL,INTERVAL
	watch -P -o "$columns" --where 'of=machine'
	assert_line --index 0 --regexp '^MINFLT="[0-9?]+" MAJFLT="[0-9?]+" '
	watch --json=lines -o OUT
	assert_equal "$(jq -c 'select(.type == "look") | keys' <<<"$output" |
		sort -u)" \
		'["in","look","out","paging","processes","refaults","swapped","time","type"]'
}

@test "JSON of --watch fits the schemas, with exactly their keys" {
	local out=$BATS_TEST_TMPDIR/out
	watch --json=lines --summary -O
	printf '%s\n' "$output" >"$out"
	run tests/json-schema paging-lines "$out"
	assert_success
	run diff <(jq -r 'select(.type == "paging") | keys[]' "$out" |
		grep -vx type | sort -u) \
		<(tests/json-schema keys paging vmswapped-paging | sort)
	assert_success
	watch -J --summary -O
	printf '%s\n' "$output" >"$out"
	run tests/json-schema paging "$out"
	assert_success
}

@test "the page on JSON has each key of --watch, and no other" {
	run diff <(for group in paging summary; do
			tests/json-schema keys $group vmswapped-paging
		done | sort -u) \
		<(sed -n '/^\.Ss Paging as it/,/^\.Ss Pages that/s/^\.It \([a-z0-9_]*\) Ta .*/\1/p' \
			man/vminfo-json.5 | sort)
	assert_success
}

# --- JSON ---------------------------------------------------------------------

@test "JSON fits the schemas, with all columns" {
	local out=$BATS_TEST_TMPDIR/out group which
	for group in process mapping range object area; do
		for which in swapped hidden; do
			$which --json=lines --summary -O -g $group
			printf '%s\n' "$output" >"$out"
			run tests/json-schema swapped-lines "$out"
			assert_success
			$which -J --summary -O -g $group
			printf '%s\n' "$output" >"$out"
			run tests/json-schema swapped "$out"
			assert_success
		done
	done
	run tests/json-schema same
	assert_success
}

@test "rows with all columns have exactly the keys of the schema" {
	local group
	for group in process mapping range object area; do
		swapped --json=lines -O -g $group 812
		/usr/bin/python3 -c '
import json, sys
sys.stdin.readline()
print("\n".join(k for k in json.loads(sys.stdin.readline()) if k != "type"))' \
			<<<"$output" | sort >"$BATS_TEST_TMPDIR/keys"
		run diff "$BATS_TEST_TMPDIR/keys" \
			<(tests/json-schema keys $group vmswapped | sort)
		assert_success
	done
}

@test "the page on JSON has each key of vmswapped, and no other" {
	local group
	for group in process mapping range object area; do
		tests/json-schema keys $group vmswapped
	done | sort -u >"$BATS_TEST_TMPDIR/schema"
	run diff "$BATS_TEST_TMPDIR/schema" \
		<(sed -n '/^\.Ss Memory in swap/,/^\.Ss Paging as/s/^\.It \([a-z0-9_]*\) Ta .*/\1/p' \
			man/vminfo-json.5 | sort)
	assert_success
}

@test "the end of the lines has the exit status" {
	swapped --json=lines 812
	assert_equal "$(tail -n 1 <<<"$output")" \
		'{"type":"end","complete":true,"exit":1}'
	swapped --json=lines 900
	assert_equal "$(tail -n 1 <<<"$output")" \
		'{"type":"end","complete":true,"exit":0}'
	hidden --json=lines --on-unknown=skip -A 10004000+4K 1003
	assert_equal "$(tail -n 1 <<<"$output")" \
		'{"type":"end","complete":true,"exit":77}'
}

@test "what is hidden is named in the head, and null" {
	hidden -J -O -g range 1003
	assert_equal "$(jq -c '.vminfo.hidden | sort' <<<"$output")" \
		'["swapdev","swapoff","swaptype"]'
	assert_equal "$(jq -c '.rows[0] | [.swaptype, .swapoff, .swapdev]' \
		<<<"$output")" '[null,null,null]'
}

# --- mistakes -----------------------------------------------------------------

@test "who sees slots is not told that they are hidden" {
	# Of the areas of another machine nobody knows what they are on.
	swapped -r -n -g area -o AREA,SWAPPED,READAHEAD 812
	assert_equal "$status" 1
	assert_output $'0 6 ?\n1 1 ?\n- 2 -'
	assert_equal "$stderr" ''
	hidden -r -n -g area -o AREA,SWAPPED 1001
	assert_equal "$stderr" \
		'vmswapped: in which slots pages are is hidden in this recording'
}

@test "what is not there is a mistake, and never none" {
	swapped -m nothing 812
	assert_equal "$status" 2
	assert_equal "$stderr" 'vmswapped: no memory matched'
	swapped 4711
	assert_equal "$status" 2
	refute_output --partial none
	run --separate-stderr "$VMSWAPPED" --name no-such-name-here
	assert_equal "$status" 2
	assert_equal "$stderr" 'vmswapped: no process matched'
	run --separate-stderr "$VMSWAPPED"
	assert_equal "$status" 2
	assert_equal "${stderr_lines[0]}" 'vmswapped: no process was given'
	assert_equal "${stderr_lines[1]}" "Try 'vmswapped --help'."
}

@test "mistakes are told in one line, with 2, and the nearest word" {
	mistake "--threshold takes a size such as 64K or 1G, not '1x'" \
		--threshold 1x 812
	mistake "--threshold takes a size such as 64K or 1G, not '-1'" \
		--threshold=-1 812
	mistake "--until-clean takes a time such as 500ms, 10s or 2m, not '0'" \
		--until-clean 0 812
	mistake "--until-clean takes a time such as 500ms, 10s or 2m, not 'x'" \
		--until-clean x 812
	mistake "--until-clean and --replay cannot be combined" \
		--until-clean 1s 812
	mistake "rows of --list are ranges" --list -g process 812
	mistake "unknown option --threshhold (did you mean --threshold?)" \
		--threshhold 1 812
	mistake "unknown option --until-clear (did you mean --until-clean?)" \
		--until-clear 1s 812
	mistake "unknown column SWAPPD (did you mean SWAPPED?)" -o SWAPPD 812
	mistake "unknown option --thresh (did you mean --threshold?)" \
		--thresh 1 812
	mistake "--group takes process|mapping|range|object|area, not 'mappng' \
(did you mean --group=mapping?)" -g mappng 812
	mistake "--on-unknown takes fail|skip, not 'skp' (did you mean \
--on-unknown=skip?)" --on-unknown=skp 812
	mistake "process rows have no column VA (try --group mapping or range)" \
		-r -o VA 812
	mistake "--every is for --watch and --until-clean" --every 1s 812
	mistake "--for is for --watch" --for 1s 812
	mistake "--watch and --replay cannot be combined" --watch 812
	mistake "--threshold and --watch cannot be combined" --watch \
		--threshold 4K 812
	mistake "--until-clean and --watch cannot be combined" --watch \
		--until-clean 1s 812
	mistake "--list and --watch cannot be combined" --watch --list 812
	mistake "--group and --watch cannot be combined" --watch -g range 812
}

@test "--help is five examples and the options, and -H the columns" {
	run --separate-stderr "$VMSWAPPED" --help
	assert_success
	assert_equal "$stderr" ''
	[ "$(grep -c '^  \(sudo \)\?vmswapped ' <<<"$output")" -ge 5 ]
	assert_line --regexp '^ +--threshold SIZE '
	run --separate-stderr "$VMSWAPPED" -H
	assert_success
	assert_line --regexp '^SWAPPED +count '
	run --separate-stderr "$VMSWAPPED" --version
	assert_success
	assert_line --index 0 --regexp '^vmswapped \(vminfo\) [0-9]'
}

@test "the answer is not given if it cannot be written" {
	run --separate-stderr bash -c '"$0" --replay "$1" 900 >/dev/full' \
		"$VMSWAPPED" "$recording"
	assert_equal "$status" 2
}

@test "a command is looked at when it ends, and its failure is told" {
	run --separate-stderr "$VMSWAPPED" --threshold 1G -- true
	assert_success
	assert_line --regexp '^[0-9]+ true: swapped: '
	run --separate-stderr "$VMSWAPPED" -q --threshold 1G -- false
	assert_equal "$status" 2
	run -127 --separate-stderr "$VMSWAPPED" -q -- /no/such/program
	run -126 --separate-stderr "$VMSWAPPED" -q -- /dev/null
}

@test "each name of -m has to be met, or that is a mistake" {
	swapped -q -m '[heap]' -m '[heaps]' 900
	assert_equal "$status" 2
	swapped -m '[heap]' -m '[heaps]' -m 'nosuch*' 900
	assert_equal "$status" 2
	assert_line --partial "swapped: none"
	assert_equal "${stderr_lines[0]}" \
		"vmswapped: no mapping is called '[heaps]'"
	assert_equal "${stderr_lines[1]}" \
		"vmswapped: no mapping is called 'nosuch*'"
	# One process that has it is enough.
	swapped -q -m '[heap]' -m '[anon:no swap]' 900 812
	assert_equal "$status" 1
}

# Two of four pages are in swap, of either kind or one of each.
@test "what may be of shared memory is not said to be private" {
	record '' <<-'END'
		map 10000000-10004000 rw-p 00000000 00:01 70 /memfd:x (deleted)
			smaps Rss 0 Swap 8
			object shmem
			+0 2 nonpresent
	END
	sed -i '/^rights/a smaps-items Rss Swap' "$recording"
	swapped -r -n --by object -o KIND,LEAST,MOST 42
	assert_equal "$status" 1
	assert_output $'private 0 2\nmemfd 0 2'
}
