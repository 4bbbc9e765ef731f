#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# vmswapped on real memory of every kind that can be in swap, by advice and by
# the limit of a control group, in areas of three kinds: each page and each sum
# as a reader that is not ours has it, and as the program itself knows it.
#
# changes: swap areas: a file in /var/tmp, a loop device, and zram0
# changes: control groups of memory: vminfo-live

load machine
load pressure
load target

setup_file() {
	machine_begin
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	claims=$BATS_TEST_TMPDIR/claims
}

# An area of that kind, preferred to what this machine has; and no other one of
# ours, though the last test of it may have failed.
area_on() { # file|loop|zram
	local kind
	for kind in file loop zram; do
		[ ! -e "$BATS_FILE_TMPDIR/$kind.area" ] || area_off $kind
	done
	case $1 in
	zram) machine_swap_zram 64 99 || skip "zram0 is not there or in use" ;;
	*) "machine_swap_$1" "swapped-$1" 64 99 ||
		skip "no swap on a $1 here" ;;
	esac
	echo "$area" >"$BATS_FILE_TMPDIR/$1.area"
}

# Else it was another area that was tested.
assert_used() { # file|loop|zram
	local used
	used=$(awk -v area="$(cat "$BATS_FILE_TMPDIR/$1.area")" \
		'$1 == area { print $4 }' /proc/swaps)
	[ "${used:-0}" -ge 3072 ] || skip "the kernel prefers another area"
}

area_off() { # file|loop|zram
	[ ! -e "$BATS_FILE_TMPDIR/$1.in" ] || target_end "$1"
	machine_swap_off "$(cat "$BATS_FILE_TMPDIR/$1.area")"
	rm "$BATS_FILE_TMPDIR/$1.area"
	[ "$1" != zram ] || echo 1 >/sys/block/zram0/reset
}

find_on() { # file|loop|zram
	[ -e "$BATS_FILE_TMPDIR/$1.area" ] || skip "no area of that kind"
	target_find "$1"
}

# What was claimed with the last command.
last_claims() { # FILE
	awk '$1 == "ready" { last = now; now = ""; next }
		{ now = now $0 "\n" }
		END { printf "%s", last }' "$said" >"$1"
}

# How many of those that left the swap cache has.
count_cached() { # TARGET
	target_tell "$1" paged-cached
	last_claims "$BATS_TEST_TMPDIR/cached"
	awk '$1 == "cached" { sum += $3 } END { print sum }' \
		"$BATS_TEST_TMPDIR/cached"
}

paging() { # HOW ARGUMENT...
	run /usr/bin/python3 "$HERE/paging.py" "$1" "$VMSWAPPED" "${@:2}"
	assert_success
}

assert_exact() {
	paging claims "$target" "$claims"
	paging list "$target"
	paging counts "$target"
}

# The area is called what it is, and has the slots.
assert_area() { # file|loop|zram
	run "$VMSWAPPED" -r -n -b --by area \
		-o KIND,SIZE,USED,PRIORITY,SWAPPED "$target"
	assert_failure 1
	assert_line "$1 $(awk -v area="$(cat "$BATS_FILE_TMPDIR/$1.area")" '
		$1 == area { print $3 * 1024, $4 * 1024, $5 }' /proc/swaps) 384"
}

# Rss and Swap of each mapping, and faults: nothing may come, or go.
memory_of() { # PID
	# It says "ready" before it waits for more.
	until grep -q '^State:.S' "/proc/$1/status"; do sleep 0.02; done
	grep -E '^([0-9a-f]+-|Rss|Swap|SwapPss|Anonymous)' "/proc/$1/smaps"
	grep -E '^(VmSwap|Rss)' "/proc/$1/status"
	awk '{ print $10, $12 }' "/proc/$1/stat"
}

# --- each kind of memory, in each kind of area -------------------------------

leave_by_advice() { # file|loop|zram
	area_on "$1"
	pressure_group "$1" || skip "no memory controller here"
	echo "$group" >"$BATS_FILE_TMPDIR/$1.group"
	pressure_start "$1" "$LIVE/stage" written
	target_tell "$1" "paged /dev/shm"
	target_tell "$1" paged-out
	last_claims "$claims"
	assert_exact
	assert_used "$1"
	assert_area "$1"
}

stay_in_cache() { # file|loop
	find_on "$1"
	[ "$(count_cached "$1")" -gt 0 ] || skip "the swap cache is empty"
}

# The other half stays, because it is locked.
leave_the_cache() { # file|loop|zram
	local patience=50
	find_on "$1"
	group=$(cat "$BATS_FILE_TMPDIR/$1.group")
	target_tell "$1" paged-lock
	until pressure_empty && [ "$(count_cached "$1")" = 0 ]; do
		[ $((patience--)) -gt 0 ] || skip "the swap cache keeps them"
	done
	target_tell "$1" paged-see
	last_claims "$claims"
	assert_exact
}

come_back() { # file|loop|zram
	find_on "$1"
	target_tell "$1" paged-in
	last_claims "$claims"
	paging claims "$target" "$claims"
	assert_output --partial "3072 claimed, 0 in swap"
	paging list "$target"
}

# As many as the limit wants, which are for the kernel to choose; then all.
leave_by_limit() { # file|loop|zram
	find_on "$1"
	group=$(cat "$BATS_FILE_TMPDIR/$1.group")
	pressure_limit 10240
	paging list "$target"
	refute_output --regexp '^0 in swap'
	paging counts "$target"
	pressure_empty
	target_tell "$1" paged-see
	last_claims "$claims"
	assert_exact
	area_off "$1"
}

@test "a swap file: half of each kind of memory, by advice" {
	leave_by_advice file
}

@test "a swap file: the swap cache had them all the time" {
	stay_in_cache file
}

@test "a swap file: no way of looking brings anything back" {
	local columns=SWAPPED,PRIVATE,SHMEM,RUNS,SLOTRUNS,AREAS,SWAP-PSS
	local options
	find_on file
	memory_of "$target" >"$BATS_TEST_TMPDIR/before"
	for options in "" -q -v -J "-g process -o PID,$columns,TOOK" \
		"-g mapping -o VA,$columns" "-g range -o +SWAPDEV" --list \
		"-g object" "-g area" "-m [heap]" "--watch --every 50ms --for \
200ms" "--until-clean 100ms --every 50ms" "--threshold 1G"; do
		# shellcheck disable=SC2086
		run "$VMSWAPPED" $options "$target"
		[ "$status" -lt 2 ] || fail "$options: $status $output"
	done
	VMINFO_FAULT=nocachestat run "$BUILD/tests/fault/vmswapped" "$target"
	memory_of "$target" >"$BATS_TEST_TMPDIR/after"
	run diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
	assert_success
	[ "$(count_cached file)" -gt 0 ] || skip "the swap cache is empty"
}

@test "a swap file: the same when the swap cache has lost them" {
	leave_the_cache file
}

@test "a swap file: nothing is in swap that came back" {
	come_back file
}

@test "a swap file: what leaves because of a limit" {
	leave_by_limit file
}

@test "a loop device: half of each kind of memory, by advice" {
	leave_by_advice loop
}

@test "a loop device: the swap cache had them all the time" {
	stay_in_cache loop
}

@test "a loop device: the same when the swap cache has lost them" {
	leave_the_cache loop
}

@test "a loop device: nothing is in swap that came back" {
	come_back loop
}

@test "a loop device: what leaves because of a limit" {
	leave_by_limit loop
}

@test "zram: half of each kind of memory, by advice" {
	leave_by_advice zram
}

@test "zram: the same when the swap cache has lost them" {
	leave_the_cache zram
}

@test "zram: nothing is in swap that came back" {
	come_back zram
}

@test "zram: what leaves because of a limit" {
	leave_by_limit zram
}
