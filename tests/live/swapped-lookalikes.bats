#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What has the bit of swap in its pagemap word and is not in swap: guards,
# markers, poison, pages on their way; and pages in swap beside them.  By root,
# and by an ordinary user, who is shown less and must not be told wrong.
#
# changes: nr_hugepages
# changes: swap areas: a file in /var/tmp

load machine
load target

NOBODY=(setpriv --reuid=65534 --regid=65534 --clear-groups)
LOOKALIKES=(guard-untouched guard-populated uffd-protected
	uffd-protected-shmem uffd-poisoned uffd-poisoned-hugetlb)

setup_file() {
	machine_begin
	machine_set /proc/sys/vm/nr_hugepages \
		$(($(cat /proc/sys/vm/nr_hugepages) + 4)) || true
	target_start lookalikes "$LIVE/stage" "${LOOKALIKES[@]}"
	target_start nobody "${NOBODY[@]}" "$LIVE/stage" "${LOOKALIKES[@]}"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find lookalikes
}

has_area() {
	grep -q vminfo-live-lookalikes /proc/swaps || skip "no swap file"
}

swapped() { # OPTION...
	run --separate-stderr "$VMSWAPPED" "$@"
}

swapped_as_nobody() { # OPTION...
	run --separate-stderr "${NOBODY[@]}" "$VMSWAPPED" "$@"
}

# Sets range and count, of all that has that name.
piece() { # NAME
	local va last pages
	read -r va < <(awk -v name="$1" '$5 == name { print $1; exit }' "$said")
	[ -n "$va" ] || skip "$(grep "^skip $1" "$said" || echo "no $1")"
	count=$(awk -v name="$1" '$5 == name { sum += $2 }
		END { print sum }' "$said")
	range=$va+$((count * 4096))
}

# Pages of a piece, from the first one on.
part() { # NAME FIRST PAGES
	piece "$1"
	printf -v range '%x+%d' $((0x${range%+*} + $2 * 4096)) $(($3 * 4096))
}

# A whole process, and each way to list it: not by smaps alone.
assert_none() { # PID [COMMAND...]
	local options pid=$1
	shift
	for options in "" "-g process -v" "-g mapping -v" --list "-g object" \
		"-A 100000000000-200000000000" "-J --list"; do
		# shellcheck disable=SC2086
		run --separate-stderr "$@" "$VMSWAPPED" $options "$pid"
		assert_equal "$options: $status $stderr" "$options: 0 "
	done
	run --separate-stderr "$@" "$VMSWAPPED" "$pid"
	assert_output --partial "swapped: none"
	run --separate-stderr "$@" "$VMSWAPPED" --list -r -n "$pid"
	assert_output ""
}

@test "the program has each of them" {
	run grep -E '^(skip|broken)' "$said"
	echo "$output"
	for name in "${LOOKALIKES[@]}"; do
		grep -q " $name\$" "$said" || skip "no $name here"
	done
}

@test "without any swap area nothing of them is in swap" {
	[ "$(wc -l </proc/swaps)" = 1 ] || skip "swap is on here"
	assert_none "$target"
}

@test "without any swap area an ordinary user is told the same" {
	[ "$(wc -l </proc/swaps)" = 1 ] || skip "swap is on here"
	target_find nobody
	assert_none "$target" "${NOBODY[@]}"
}

@test "with a swap area nothing of them is in swap" {
	machine_swap_file lookalikes 64 99 || skip "no swap on this file system"
	assert_none "$target"
}

@test "with a swap area an ordinary user is told the same" {
	has_area
	target_find nobody
	assert_none "$target" "${NOBODY[@]}"
}

@test "pages on their way to other frames are not in swap" {
	has_area
	target_start moving "$LIVE/moving" 3
	! grep '^skip' "$said" || skip "$(grep '^skip' "$said")"
	echo go >"$BATS_FILE_TMPDIR/moving.in"
	while [ "$(target_count moving)" -lt 2 ]; do
		swapped -q --list "$target"
		assert_success
		swapped_as_nobody -q "$target"
		[ "$status" = 2 ] || [ "$status" = 3 ]
	done
	target_end moving
}

@test "pages that compaction moves are not in swap" {
	has_area
	[ -w /proc/sys/vm/compact_memory ] || skip "no compaction here"
	target_start large "$LIVE/family" 0 16384
	for _ in {1..10}; do
		echo 1 >/proc/sys/vm/compact_memory &
		swapped -q --list "$target"
		assert_success
		wait $!
	done
	target_end large
}

# --- in swap, beside others --------------------------------------------------

@test "what is in swap beside them is counted, and listed, alone" {
	local name
	has_area
	target_tell lookalikes mixed
	for name in alone beside-guard beside-poison beside-marker; do
		piece $name
		swapped -r -n -g mapping -o SWAPPED,PRIVATE,SHMEM -A "$range" \
			"$target"
		assert_equal "$name: $status $output" "$name: 1 2 2 0"
		swapped --list -r -n -o VA,PAGES,STATE -A "$range" "$target"
		assert_equal "$name: $status $output" \
			"$name: 1 ${range%+*} 2 swapped"
		part $name 2 6
		swapped -r -n --list -A "$range" "$target"
		assert_equal "$name: $status $output" "$name: 0 "
	done
}

# The marker hides what the object has; smaps counts it.
@test "a shared page in swap is in swap, also behind a marker" {
	has_area
	piece marked
	swapped -r -n -g mapping -o LEAST,MOST,SMAPS-SWAP -A "$range" "$target"
	assert_output "2 2 8192"
	assert_failure 1
	swapped -A "$range" "$target"
	assert_failure 1
	part marked 0 2
	swapped -q -A "$range" "$target"
	assert_failure 1
	part marked 2 2
	swapped -q -A "$range" "$target"
	assert_success
}

# Nobody can read what is behind a guard; smaps counts it all the same.
@test "a shared page in swap is not in this process, behind a guard" {
	has_area
	piece guarded
	swapped -r -n -g mapping -o LEAST,MOST,SMAPS-SWAP,RESIDUAL -A "$range" \
		"$target"
	assert_success
	assert_output "0 0 8192 8192"
}

# No shared mapping has slots of its own, whatever its entries are.
@test "an ordinary user is told so, too, or that it cannot be told" {
	has_area
	target_find nobody
	target_tell nobody mixed
	piece marked
	swapped_as_nobody -r -n -g mapping -o LEAST,MOST,PRIVATE -A "$range" \
		"$target"
	[ "$status" = 1 ] || [ "$status" = 3 ]
	assert_output --regexp '^[0-2] [2-4] (0|\?)$'
	part marked 0 2
	swapped_as_nobody -q -A "$range" "$target"
	[ "$status" = 1 ] || [ "$status" = 3 ]
	part marked 2 2
	swapped_as_nobody -q -A "$range" "$target"
	[ "$status" = 0 ] || [ "$status" = 3 ]
}

@test "an ordinary user is told what the bit and smaps agree on" {
	local name
	has_area
	target_find nobody
	for name in alone beside-guard; do
		piece $name
		swapped_as_nobody -r -n -g mapping -o SWAPPED,PRIVATE,SHMEM \
			-A "$range" "$target"
		assert_equal "$name: $status $output" "$name: 1 2 2 0"
		part $name 0 1
		swapped_as_nobody -r -n --list -o VA,PAGES,STATE -A "$range" \
			"$target"
		assert_equal "$name: $status $output" \
			"$name: 1 ${range%+*} 1 swapped"
		part $name 2 6
		swapped_as_nobody -q -A "$range" "$target"
		assert_equal "$name: $status" "$name: 0"
	done
}

@test "how many of a mapping is a number, where which of them is not known" {
	local name
	has_area
	target_find nobody
	for name in beside-poison beside-marker; do
		piece $name
		swapped_as_nobody -r -n -g mapping -o SWAPPED,LEAST,MOST \
			-A "$range" "$target"
		assert_equal "$name: $status $output" "$name: 1 2 2 2"
		part $name 4 4
		swapped_as_nobody -q -A "$range" "$target"
		assert_equal "$name: $status" "$name: 0"
	done
}

@test "of a part of them it cannot be told, and this is what is said" {
	local name first
	has_area
	target_find nobody
	for name in beside-poison beside-marker; do
		for first in 0 2; do
			part $name $first 2
			swapped_as_nobody -r -n -g mapping \
				-o SWAPPED,LEAST,MOST -A "$range" "$target"
			assert_equal "$name $first: $status $output" \
				"$name $first: 3 ? 0 2"
			swapped_as_nobody -A "$range" "$target"
			assert_equal "$status" 3
			assert_output --partial "cannot tell"
			swapped_as_nobody -q --on-unknown=fail -A "$range" \
				"$target"
			assert_equal "$status" 1
			swapped_as_nobody -q --on-unknown=skip -A "$range" \
				"$target"
			assert_equal "$status" 77
		done
		# Of three in doubt one must be: two are in swap, of four.
		part $name 0 3
		swapped_as_nobody -r -n -g mapping -o SWAPPED,LEAST,MOST \
			-A "$range" "$target"
		assert_equal "$name: $status $output" "$name: 1 ? 1 2"
	done
}
