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
	count -r -n -g machine -o FREE,ANON,KSM,SHMEM,FILE,SWAPCACHE,HUGETLB,ZERO,SLAB,PAGE-TABLE,KERNEL,UNFLAGGED,CPU-LIST,UNMANAGED,RESERVED,OFFLINE,POISONED
	assert_output "$((64 * PAGE)) 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"
}

@test "a process is a mistake" {
	run "$VMFRAMES" 1
	assert_failure 2
	assert_line "vmframes: all frames are counted, whoever has them: processes are for --pfn and --pa"
}

@test "a recording has no census" {
	run "$VMFRAMES" --replay tests/proc/top.vm
	assert_failure 2
	assert_line --partial "a recording has no census"
}
