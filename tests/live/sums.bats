#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What mappings and processes add up to, where it is shared, merged, huge, or in
# parts of a huge page: as the kernel says it, and as it must be.
#
# changes: /sys/kernel/mm/ksm/run and pages_to_scan, nr_hugepages
#
# The kernel divides first, too.
# shellcheck disable=SC2017,SC2030,SC2031,SC2154

load machine
load target

setup_file() {
	machine_begin
	[ -e /proc/kpagecount ] || skip "this kernel has no kpagecount"
	machine_set /proc/sys/vm/nr_hugepages 4
	machine_set /sys/kernel/mm/ksm/pages_to_scan 100000
	machine_set /sys/kernel/mm/ksm/run 1
	target_start sharing /usr/bin/python3 "$HERE/sharing.py" forked merged \
		partly unmapped moved hugetlb
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find sharing
}

# Sets va, pages, and others, who share it.
find_act() { # ACT
	read -r _ va pages others < <(grep "^$1 " "$said") ||
		skip "$(grep "^skip $1" "$said" || echo "no $1")"
}

sums() { # PID COLUMNS: of the memory of the act
	run --separate-stderr "$VMWALK" -g mapping -r -n -o "$2" \
		-A "$va+$((pages * 4096))" "$1"
}

@test "PSS and USS of 1,000 pages after fork are a sixth, and nothing" {
	find_act forked
	for pid in "$target" $others; do
		sums "$pid" RSS,PSS,USS,RSS-ANON
		# 4096 << 12 is not a multiple of 6: the kernel rounds, too.
		assert_output "4096000 $(((4096 << 12) / 6 * 1000 >> 12)) 0 4096000"
	done
}

@test "PSS and USS follow when one process writes half of the pages" {
	find_act forked
	target_tell sharing write
	sixth=$(((4096 << 12) / 6 * 500)) fifth=$(((4096 << 12) / 5 * 500))
	own=$((4096 * 500))
	sums "$target" RSS,PSS,USS
	assert_output "4096000 $((((own << 12) + sixth) >> 12)) $own"
	for pid in $others; do
		sums "$pid" RSS,PSS,USS
		assert_output "4096000 $(((fifth + sixth) >> 12)) 0"
	done
}

@test "eight pages that were merged share one frame, and none is exclusive" {
	find_act merged
	for ((i = 0; i < 200; i++)); do
		sums "$target" RSS,PSS,USS
		[ "$output" != "32768 4096 0" ] || break
		sleep 0.1
	done
	assert_output "32768 4096 0"
	run --separate-stderr "$VMWALK" -g page -r -n -o PFN \
		-A "$va+$((pages * 4096))" "$target"
	assert_equal "$(sort -u <<<"$output" | wc -l)" 1
}

@test "half of a huge page shared: each page counts by how many map it" {
	find_act partly
	sums "$target" RSS,PSS,USS,HUGE-PAGES,ORDERS
	case $output in
	*" 9:2097152") ;;
	*) skip "no huge page came out: $output" ;;
	esac
	assert_output "2097152 $((1572864)) 1048576 512 9:2097152"
	pages=256
	sums "$others" RSS,PSS,USS,HUGE-PAGES,ORDERS
	assert_output "1048576 524288 0 0 9:1048576"
}

@test "a huge page without one page is a folio of order 9, mapped in pieces" {
	find_act unmapped
	sums "$target" RSS,PSS,USS,HUGE-PAGES,ORDERS
	case $output in
	*" 9:2093056") ;;
	*) skip "no huge page came out: $output" ;;
	esac
	assert_output "2093056 2093056 2093056 0 9:2093056"
	run --separate-stderr "$VMWALK" --contpte 64K --contpte 2M -r -n \
		-o CONTPTE,CONTPTE-FOLIO -A "$va+$((pages * 4096))" "$target"
	assert_output "65536:2031616,2097152:0 65536:2031616,2097152:0"
}

@test "hugetlb counts by how many map it" {
	find_act hugetlb
	sums "$target" RSS,PSS,USS,RSS-HUGETLB,ORDERS
	assert_output "4194304 3145728 2097152 4194304 9:4194304"
}

@test "all sums of each process are those of smaps" {
	find_act forked
	for act in forked partly hugetlb; do
		find_act "$act"
		for pid in "$target" $others; do
			echo "# $act $pid"
			run /usr/bin/python3 "$HERE/shares.py" "$VMWALK" "$pid"
			assert_success
			assert_output --regexp '^[1-9][0-9]+ the same$'
		done
	done
}

@test "--verify shows no residual, for each of them" {
	find_act forked
	for pid in "$target" $others; do
		run --separate-stderr "$VMWALK" -g mapping -r -n --verify \
			-o RESIDUAL "$pid"
		assert_equal "$(sort -u <<<"$output")" 0
	done
}

# What the commands of vmwalk(1) print of a process.
recipe_of() { # PID
	local recipe
	recipe=$(cd "$HERE/../.." &&
		/usr/bin/python3 "$HERE/thp-categories.py" recipe)
	ln -sf "$VMWALK" "$BATS_TEST_TMPDIR/vmwalk"
	PATH=$BATS_TEST_TMPDIR:$PATH bash -c \
		"$(sed "s/sudo //; s/ 812 / $1 /" <<<"$recipe")"
}

@test "the recipe of vmwalk(1) tells how folios are mapped" {
	find_act partly
	for pid in "$target" $others; do
		categories=$(recipe_of "$pid")
		echo "$categories"
		# By one entry, as smaps has it.
		run awk '$2 == "pmd" { kib += $NF } END { print kib + 0 }' \
			<<<"$categories"
		assert_output "$(awk '
			$1 ~ /^(AnonHugePages|ShmemPmdMapped|FilePmdMapped):/ {
				kib += $2
			}
			END { print kib + 0 }' "/proc/$pid/smaps")"
		# In either way, as counted folio by folio.
		run awk '{ kib = $NF + 0; $2 = $NF = ""; sum[$0] += kib }
			 END { for (key in sum) print key, sum[key] "K" }' \
			<<<"$categories"
		assert_equal "$(tr -s ' ' <<<"$output" | LC_ALL=C sort)" \
			"$(/usr/bin/python3 "$HERE/thp-categories.py" "$pid")"
	done
	# There is something of each kind to count.
	categories=$(recipe_of "$target")
	for category in "anon pmd aligned 2048K" "anon pte unaligned 2048K" \
		"anon pte partial"; do
		grep -q "^$category " <<<"$categories" ||
			skip "no folio is mapped like this: $category"
	done
}

@test "of a whole process, smaps_rollup is read in the place of smaps" {
	find_act forked
	# Nobody else changes what is not of files.
	run --separate-stderr "$VMWALK" -g process -r -n \
		-o SMAPS-SWAP,SMAPS-HUGE,SMAPS-HUGETLB,LOCKED-BYTES "$target"
	assert_output "$(awk '
		$1 == "Swap:" { swap = $2 }
		$1 ~ /^(AnonHugePages|ShmemPmdMapped|FilePmdMapped):/ { huge += $2 }
		$1 ~ /_Hugetlb:/ { hugetlb += $2 }
		$1 == "Locked:" { locked = $2 }
		END { print swap * 1024, huge * 1024, hugetlb * 1024, locked * 1024 }
		' "/proc/$target/smaps_rollup")"
	trace() {
		strace -f -qq -e trace=openat "$VMWALK" -g process -r -n -o "$1" \
			"$target" 2>&1 >/dev/null | grep -oE '"smaps[a-z_]*"' | sort -u
	}
	command -v strace >/dev/null || skip "no strace"
	assert_equal "$(trace SMAPS-PSS)" '"smaps_rollup"'
	assert_equal "$(trace RESIDUAL)" '"smaps"'
}

@test "without the files of frames, PSS is what smaps says, and USS the same" {
	find_act forked
	# Pages of files may be mapped by who looks, too.
	frames() {
		"$VMWALK" -g mapping -r -n -o VA,USS,INODE "$target" |
			grep ' -$'
	}
	without() {
		capsh --drop=cap_sys_admin -- -c \
			"\"\$0\" -g mapping -r -n -o $1 $target" "$VMWALK"
	}
	assert_equal "$(frames)" "$(without VA,USS,INODE | grep ' -$')"
	[ "$(frames | wc -l)" -gt 10 ]
	run --separate-stderr without PSS,SMAPS-PSS,SMAPS-HUGETLB
	assert [ "${#lines[@]}" -gt 10 ]
	# Whole KiB, unless all of it is exclusive; hugetlb is unknown.
	run awk '$3 == 0 && $1 != $2 || $3 != 0 && $1 != "?" { bad++ }
		 END { print bad + 0 }' <<<"$output"
	assert_output 0
}
