#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Who may see what of swap: an ordinary user is told what can be proven, and
# that the rest cannot be told; who is refused counts, and who is gone does not.
#
# changes: swap areas: a file in /var/tmp

load machine
load target

NOBODY=(setpriv --reuid=65534 --regid=65534 --clear-groups)

setup_file() {
	machine_begin
	machine_swap_file rights 64 99 || skip "no swap on this file system"
	machine_scratch
	chmod 777 "$scratch"
	target_start paged "${NOBODY[@]}" "$LIVE/stage" written
	target_tell paged "paged /dev/shm"
	target_start backed "${NOBODY[@]}" "$LIVE/stage" written
	target_tell backed "backed $scratch /dev/shm"
	target_start clean "${NOBODY[@]}" "$LIVE/plain"
	target_start root "$LIVE/plain"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find paged
	claims=$BATS_TEST_TMPDIR/claims
}

swapped() { # OPTION...
	run --separate-stderr "$VMSWAPPED" "$@"
}

as_nobody() { # OPTION...
	run --separate-stderr "${NOBODY[@]}" "$VMSWAPPED" "$@"
}

last_claims() { # FILE
	awk '$1 == "ready" { last = now; now = ""; next }
		{ now = now $0 "\n" }
		END { printf "%s", last }' "$said" >"$1"
}

# By our own reader, which is root's; vmswapped is the user's.
paging_as_nobody() { # HOW ARGUMENT...
	run /usr/bin/python3 "$HERE/paging.py" "$1" \
		"${NOBODY[*]} $VMSWAPPED" "${@:2}"
	assert_success
}

range_of() { # NAME [FIRST PAGES]
	local va
	read -r va < <(awk -v name="$1" '$5 == name { print $1; exit }' "$said")
	[ -n "$va" ] || skip "no $1 here"
	printf -v range '%x+%d' $((0x$va + ${2:-0} * 4096)) \
		$((${3:-8} * 4096))
}

# --- an ordinary user --------------------------------------------------------

@test "an ordinary user is told that nothing of an own process is in swap" {
	as_nobody "$target"
	assert_success
	assert_equal "$stderr" ""
	assert_output --partial "swapped: none"
	as_nobody -r -n -g process -o SWAPPED,LEAST,MOST,METHOD "$target"
	assert_output "0 0 0 smaps"
	as_nobody -q -A "$(range_of private 0 512; echo "$range")" "$target"
	assert_success
}

@test "where all that is missing is in swap, an ordinary user knows each page" {
	target_tell paged paged-out
	last_claims "$claims"
	grep -q ' shmem-swapped - ' "$claims" || skip "nothing went to swap"
	paging_as_nobody claims "$target" "$claims"
	paging_as_nobody counts "$target"
	as_nobody "$target"
	assert_failure 1
	assert_output --partial "swapped: 1,536 pages (6.0M): 384 of its own, \
1,152 of shared memory"
}

@test "so does root without CAP_SYS_ADMIN" {
	run --separate-stderr setpriv --bounding-set=-sys_admin \
		--inh-caps=-all "$VMSWAPPED" -r -n -g process \
		-o SWAPPED,PRIVATE,SHMEM "$target"
	assert_failure 1
	assert_output "1536 384 1152"
}

@test "slots and areas that are hidden are unknown, and not 0" {
	as_nobody -r -n -g process -o AREAS,SLOTRUNS "$target"
	assert_output "? ?"
	as_nobody -r -n --list -o STATE,SWAPTYPE,SWAPOFF,SWAPDEV "$target"
	assert_equal "$(sort -u <<<"$output")" \
		$'shmem-swapped - - -\nswapped ? ? ?'
}

@test "an ordinary user brings nothing back, either" {
	memory_of() {
		until grep -q '^State:.S' "/proc/$target/status"; do
			sleep 0.02
		done
		grep -E '^([0-9a-f]+-|Rss|Swap|Anonymous)' "/proc/$target/smaps"
		grep -E '^(VmSwap|Rss)' "/proc/$target/status"
		awk '{ print $10, $12 }' "/proc/$target/stat"
	}
	memory_of >"$BATS_TEST_TMPDIR/before"
	for options in "" -v -J --list "-g mapping" "-g object" "-g area"; do
		# shellcheck disable=SC2086
		as_nobody $options "$target"
	done
	memory_of >"$BATS_TEST_TMPDIR/after"
	run diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
	assert_success
}

# Of eight pages two are in swap, and four are not mapped that are not.
@test "shared memory that nobody may open is told by what smaps counts" {
	target_find backed
	target_tell backed backed-out
	last_claims "$claims"
	for name in closed anonymous segment; do
		range_of $name
		grep -q " shmem-swapped - $name" "$claims" || skip "no $name"
		as_nobody -r -n -g mapping -o SWAPPED,SHMEM,LEAST,MOST \
			-A "$range" "$target"
		assert_equal "$name: $status $output" "$name: 1 2 2 2 2"
		range_of $name 0 2
		as_nobody -q -A "$range" "$target"
		assert_equal "$name: $status" "$name: 0"
		range_of $name 4 2
		as_nobody -r -n -g mapping -o SWAPPED,SHMEM,LEAST,MOST \
			-A "$range" "$target"
		assert_equal "$name: $status $output" "$name: 3 ? ? 0 2"
		# Of five that are not mapped one must be.
		range_of $name 2 5
		as_nobody -r -n -g mapping -o SWAPPED,LEAST,MOST \
			-A "$range" "$target"
		assert_equal "$name: $status $output" "$name: 1 ? 1 2"
	done
}

@test "shared memory that the user has open is known page by page" {
	target_find backed
	last_claims "$claims"
	for name in memfd tmpfs; do
		grep -q " shmem-swapped - $name" "$claims" || skip "no $name"
		range_of $name 4 1
		as_nobody --list -r -n -o VA,PAGES,STATE -A "$range" "$target"
		assert_equal "$name: $status $output" \
			"$name: 1 ${range%+*} 1 shmem-swapped"
		range_of $name 2 2
		as_nobody -q -A "$range" "$target"
		assert_equal "$name: $status" "$name: 0"
	done
}

@test "root knows each page of all of them" {
	target_find backed
	run /usr/bin/python3 "$HERE/paging.py" list "$VMSWAPPED" "$target"
	assert_success
	run /usr/bin/python3 "$HERE/paging.py" counts "$VMSWAPPED" "$target"
	assert_success
}

@test "a threshold holds if it does so whatever the hidden pages are" {
	target_find backed
	range_of closed 4 2
	as_nobody -q --threshold 8K -A "$range" "$target"
	assert_success
	as_nobody -q --threshold 8191 -A "$range" "$target"
	assert_failure 3
	range_of closed 2 5
	as_nobody -q --threshold 4K -A "$range" "$target"
	assert_failure 3
	as_nobody -q --threshold 4095 -A "$range" "$target"
	assert_failure 1
}

# Slots are hidden, and so is what objects without a door have in common.
@test "whether two processes have the same pages is hidden: so is the sum" {
	local child
	target_tell paged paged-fork
	child=$(awk '$1 == "child" { print $2 }' "$said")
	as_nobody -r -n -g object -o SWAPPED,LEAST,MOST --where kind=private \
		"$target" "$child"
	assert_output "? 384 768"
	swapped -r -n -g object -o SWAPPED --where kind=private "$target" \
		"$child"
	assert_output 384
	as_nobody -q "$target" "$child"
	assert_failure 1
	as_nobody -q --threshold 5M "$target" "$child"
	assert_failure 1
	as_nobody -q --threshold 6M "$target" "$child"
	assert_failure 3
	as_nobody -q --threshold 12M "$target" "$child"
	assert_success
	swapped -q --threshold 6M "$target" "$child"
	assert_success
}

# --- refused, and gone -------------------------------------------------------

@test "who is refused is counted, and makes it unknown" {
	local root
	target_find root
	root=$target
	target_find clean
	as_nobody "$root"
	assert_failure 3
	as_nobody --name plain
	assert_failure 3
	assert_regex "$stderr" "1 process could not be read"
	refute_output --partial "swapped: none; in 0 of 2"
	as_nobody --ignore-unreadable --name plain
	assert_success
	# By its number it was asked for.
	as_nobody --ignore-unreadable "$root"
	assert_failure 3
	as_nobody -q --on-unknown=fail --name plain
	assert_failure 1
	as_nobody -q --on-unknown=skip --name plain
	assert_failure 77
}

@test "what is in swap is in swap, whoever else is refused" {
	local root
	target_find root
	root=$target
	target_find paged
	as_nobody "$root" "$target"
	assert_failure 1
	as_nobody -a
	assert_failure 1
	assert_regex "$stderr" "[0-9]+ processes could not be read"
	as_nobody -q --threshold 1G -a
	assert_failure 3
	as_nobody -q --threshold 1G -a --ignore-unreadable
	assert_success
}

@test "who is gone when it is looked at is none of them" {
	target_start churn "$LIVE/churn" 200
	for _ in {1..10}; do
		swapped --name churn
		assert_success
		assert_equal "$stderr" ""
		swapped -q --threshold 1G -a --ignore-unreadable
		assert_success
	done
	target_end churn
}

@test "a number that nobody has is a mistake, or cannot be told" {
	local gone
	target_start brief "$LIVE/plain"
	gone=$target
	target_end brief
	swapped "$gone"
	[ "$status" = 2 ] || [ "$status" = 3 ]
	refute_output --partial "none"
	swapped --name no-such-program
	assert_failure 2
}
