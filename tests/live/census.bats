#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What all frames of this machine are used for, against what the kernel counts
# itself, and against memory whose use is known because a test has just got it.
#
# changes: nothing but a directory in /var/tmp

load machine
load target

NOBODY=(setpriv --reuid=65534 --regid=65534 --clear-groups)
# A machine at work gets and gives back so much meanwhile.
SLACK=$((96 << 20))

setup_file() {
	machine_begin
	machine_scratch
	chmod 755 "$scratch"
	# A place where nobody may run it, wherever this tree is.
	cp -r "$BUILD/bin" "$BUILD/lib" "$scratch/"
	chmod -R go+rX "$scratch"
	echo "$scratch" >"$BATS_FILE_TMPDIR/scratch"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	scratch=$(cat "$BATS_FILE_TMPDIR/scratch")
	vmframes=$scratch/bin/vmframes
	page=$(getconf PAGESIZE)
}

machine_has() { # COLUMN...
	local IFS=,
	"$vmframes" -r -n -g machine -o "$*"
}

# Frames of RAM by iomem, and present ones by zoneinfo, read by another program.
frames_by_kernel() { # iomem|zoneinfo
	/usr/bin/python3 - "$1" "$page" <<-'END'
		import re, sys
		size, text = int(sys.argv[2]), open('/proc/' + sys.argv[1]).read()
		if sys.argv[1] == 'zoneinfo':
		    print(sum(map(int, re.findall(r'^ +present +(\d+)$', text, re.M))))
		else:
		    ranges = re.findall(r'^ *(\w+)-(\w+) : System RAM', text, re.M)
		    print(sum((int(b, 16) + 1) // size - -(-int(a, 16) // size)
		              for a, b in ranges))
	END
}

@test "the sum over all uses is all RAM of iomem" {
	assert_equal "$(machine_has FRAMES)" "$(frames_by_kernel iomem)"
}

@test "the sum over all uses is what zoneinfo has as present" {
	grep -lqs '^offline$' /sys/devices/system/memory/memory*/state &&
		skip "a block of memory is offline: it is not present"
	assert_equal "$(machine_has FRAMES)" "$(frames_by_kernel zoneinfo)"
	assert_equal "$(machine_has PRESENT RESIDUAL)" \
		"$(frames_by_kernel zoneinfo) 0"
}

@test "blocks of memory have room for all frames" {
	local block=/sys/devices/system/memory/block_size_bytes size blocks
	[ -e $block ] || skip "this kernel has no blocks of memory"
	size=$((16#$(cat $block)))
	blocks=$(grep -ls '^online$' /sys/devices/system/memory/memory*/state | wc -l)
	run machine_has SIZE
	assert [ "$output" -le $((blocks * size)) ]
	# Holes are smaller than a few blocks and the hole below 4 GiB.
	assert [ "$output" -gt $(((blocks - 4) * size - (1 << 30))) ]
}

# What a frame is used for changes; that it is there does not.
@test "uses, zones, nodes and orders have the same sum, and nothing twice" {
	for group in use zone node order; do
		run bash -c '"$1" -r -n -g "$2" -o FRAMES |
			awk "{ sum += \$1 } END { print sum }"' - "$vmframes" $group
		assert_output "$(frames_by_kernel iomem)"
	done
	"$vmframes" --json -O -g machine >"$BATS_TEST_TMPDIR/machine"
	run /usr/bin/python3 - "$BATS_TEST_TMPDIR/machine" <<-'END'
		import json, sys
		row, = json.load(open(sys.argv[1]))['rows']
		uses = {key: value for key, value in row.items()
		        if key.endswith('_bytes')}
		assert len(uses) == 18, uses
		print(sum(uses.values()) - row['size'])
	END
	assert_output 0
}

# Bytes that the allocator never got: some kernels of virtual machines give it
# memory bit by bit, and call the rest free all the same.
never_given() { # WHAT
	case $1 in FREE-BYTES | LISTED) machine_has UNMANAGED-BYTES ;; *) echo 0 ;; esac
}

# Before and after, so that what the machine does meanwhile is in between.
assert_near() { # WHAT OURS LOW HIGH
	local low=$(($3 < $4 ? $3 : $4)) high=$(($3 < $4 ? $4 : $3))
	[ $(($2 + SLACK + $(never_given "$1"))) -ge "$low" ] &&
		[ "$2" -le $((high + SLACK)) ] ||
		fail "$1: $2, but the kernel has $low to $high"
}

meminfo() { # NAME...
	local sum=0 name
	for name in "$@"; do
		sum=$((sum + $(sed -n "s/^$name: *\([0-9]*\) kB/\1/p" /proc/meminfo)))
	done
	echo $((sum * 1024))
}

@test "uses are about what meminfo has" {
	while read -r column names; do
		# shellcheck disable=SC2086 # words are wanted
		before=$(meminfo $names)
		ours=$(machine_has "$column")
		# shellcheck disable=SC2086
		assert_near "$column" "$ours" "$before" "$(meminfo $names)"
	done <<-'END'
		FREE-BYTES MemFree
		ANON-BYTES AnonPages
		SHMEM-BYTES Shmem
		SLAB-BYTES Slab
		PAGE-TABLE-BYTES PageTables
		HUGETLB-BYTES Hugetlb
		LISTED MemFree
	END
	before=$(($(meminfo Cached Buffers SwapCached) - $(meminfo Shmem)))
	ours=$(machine_has FILE-BYTES)
	assert_near FILE-BYTES "$ours" "$before" \
		$(($(meminfo Cached Buffers SwapCached) - $(meminfo Shmem)))
}

# Sets $ours, and $low and $high: what meminfo had before and afterwards.
look_twice() { # COLUMN NAME
	low=$(meminfo "$2")
	ours=$(machine_has "$1")
	high=$(meminfo "$2")
	[ "$low" -le "$high" ] || read -r high low <<<"$low $high"
}

# Others may get and give back memory, too: meminfo says how much it was.
@test "memory that a process gets is found in its use" {
	local mib=512
	[ "$(meminfo MemAvailable)" -gt $((4 * mib << 20)) ] ||
		skip "too little memory is free"
	while read -r use name flag; do
		look_twice "$use" "$name"
		before=$ours before_low=$low before_high=$high
		coproc holder {
			exec /usr/bin/python3 -c "
import mmap, sys
m = mmap.mmap(-1, $mib << 20, flags=mmap.$flag | mmap.MAP_ANONYMOUS)
for at in range(0, len(m), $page):
    m[at] = 1
print('ready', flush=True)
sys.stdin.read()" 3>&-
		}
		pid=$holder_PID to=${holder[1]}
		read -r _ <&"${holder[0]}"
		look_twice "$use" "$name"
		exec {to}>&-
		wait "$pid"
		assert_near "$use" $((ours - before)) $((low - before_high)) \
			$((high - before_low))
	done <<-'END'
		ANON-BYTES AnonPages MAP_PRIVATE
		SHMEM-BYTES Shmem MAP_SHARED
	END
}

@test "free blocks by kpageflags are about those of buddyinfo" {
	"$vmframes" -r -n -g order -o ORDER,BLOCK,FREE-BLOCKS,SEEN-BLOCKS \
		>"$BATS_TEST_TMPDIR/orders"
	while read -r order block listed seen; do
		ours=$((seen * block)) theirs=$((listed * block))
		assert_near "order $order" $ours $theirs $theirs
	done <"$BATS_TEST_TMPDIR/orders"
}

@test "it needs no more than 8 MiB" {
	"$LIVE/peak" "$BATS_TEST_TMPDIR/cost" "$vmframes" >/dev/null
	read -r _ kib status _ <"$BATS_TEST_TMPDIR/cost"
	assert_equal "$status" 0
	assert [ "$kib" -le 8192 ]
}

@test "an ordinary user sees the lists of free blocks alone, and 3" {
	run --separate-stderr "${NOBODY[@]}" "$vmframes" -r -n -o USE,FRAMES
	assert_failure 3
	assert_line "free ?"
	assert_equal "${#stderr_lines[@]}" 1
	[[ $stderr = *"(needs CAP_DAC_READ_SEARCH); try: sudo "*/vmframes* ]] ||
		fail "$stderr"
	run --separate-stderr "${NOBODY[@]}" "$vmframes" -r -n -g order \
		-o ORDER,FREE-BLOCKS,FIT,SEEN-BLOCKS
	assert_failure 3
	assert_line --index 0 --regexp '^0 [0-9]+ 100 \?$'
	run --separate-stderr "${NOBODY[@]}" "$vmframes" -J -O --summary
	assert_failure 3
	assert_output --partial '"frames":null'
	assert_output --partial '"hidden":["frames","size",'
	assert_output --partial '"complete":false'
	refute_output --partial '"frames":0'
}

@test "flags without iomem: what a hole could be is unknown" {
	local as=(setpriv --reuid=65534 --regid=65534 --clear-groups
		--inh-caps=+dac_read_search --ambient-caps=+dac_read_search)
	"${as[@]}" head -c 8 /proc/kpageflags >/dev/null 2>&1 ||
		skip "this right does not open kpageflags here"
	run --separate-stderr "${as[@]}" "$vmframes" -r -n -o USE,SIZE
	assert_failure 3
	assert_line --regexp '^free [1-9][0-9]*$'
	assert_line --regexp '^anon [1-9][0-9]*$'
	assert_line 'reserved ?'
	assert_line 'kernel ?'
	[[ $stderr = *"the place of RAM is hidden (needs CAP_SYS_ADMIN)"* ]] ||
		fail "$stderr"
	# In the usual view nobody asked for it.
	run --separate-stderr "${as[@]}" "$vmframes"
	assert_success
}

@test "a container's /proc without kpageflags is told from one with it" {
	unshare --mount true || skip "mounts cannot be made here"
	# shellcheck disable=SC2016 # the inner shell expands
	run --separate-stderr unshare --mount sh -c '
		mount --bind /dev/null /proc/kpageflags && exec "$@"' \
		sh "$vmframes" -r -n -o USE,FRAMES
	assert_failure 3
	assert_line "anon ?"
	[[ $stderr = *"is hidden (even with CAP_DAC_READ_SEARCH)"* ]] ||
		fail "$stderr"
}
