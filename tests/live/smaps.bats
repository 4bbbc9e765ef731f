#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What mappings and processes add up to is what the kernel says, with every kind
# of memory in one stopped process, and in a family that shares pages after
# fork.
#
# changes: nr_hugepages
# changes: KSM: run, pages_to_scan, sleep_millisecs
# changes: transparent huge pages of 64 KiB: enabled
# changes: swap areas: a file in /var/tmp

load machine
load target

KSM=/sys/kernel/mm/ksm
THP=/sys/kernel/mm/transparent_hugepage

setup_file() {
	machine_begin
	machine_set /proc/sys/vm/nr_hugepages \
		$(($(cat /proc/sys/vm/nr_hugepages) + 8))
	machine_set $KSM/pages_to_scan 10000 || true
	machine_set $KSM/sleep_millisecs 10 || true
	machine_set $KSM/run 1 || true
	machine_set $THP/hugepages-64kB/enabled madvise || true
	target_start family "$LIVE/family" 5 1000
	target_tell family half
	target_start stage "$LIVE/stage"
	if machine_swap_file sums 64 10; then
		target_tell stage "swap $area on-file"
		target_tell stage swap-acts
	fi
	kill -STOP "$target"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
}

@test "each mapping of a process with every kind of memory is as in smaps" {
	target_find stage
	run /usr/bin/python3 "$HERE/smaps.py" mappings "$VMWALK" "$target"
	echo "# $output" >&3
	assert_success
}

@test "the process is as in smaps_rollup" {
	target_find stage
	run /usr/bin/python3 "$HERE/smaps.py" process "$VMWALK" "$target"
	assert_success
}

@test "--verify finds no residual in private memory" {
	target_find stage
	run --separate-stderr "$VMWALK" --verify -g mapping -r -n \
		-o RESIDUAL,SPECIAL --where 'perms~*p' "$target"
	# Of a poisoned page of hugetlb, which pagemap hides, it is not known.
	[ "$status" = 0 ] || [ "$status" = 3 ]
	refute grep -vE '^(0 0|\? [1-9][0-9]*)$' <<<"$output"
	assert_line '0 0'
}

@test "every member of a family is, too" {
	target_find family
	local pid rest
	while read -r pid rest; do
		[ "$pid" != ready ] || continue
		run /usr/bin/python3 "$HERE/smaps.py" mappings "$VMWALK" "$pid"
		assert_success
	done <"$said"
}
