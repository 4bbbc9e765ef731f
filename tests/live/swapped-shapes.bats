#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# vmswapped on mappings that show a part of what an object has in swap, on huge
# pages, on two areas at once, and on pages that come and go meanwhile.
#
# changes: swap areas: a file in /var/tmp, and zram0
# changes: transparent huge pages: enabled, shmem_enabled

load machine
load target

NOBODY=(setpriv --reuid=65534 --regid=65534 --clear-groups)
THP=/sys/kernel/mm/transparent_hugepage

setup_file() {
	machine_begin
	machine_set $THP/enabled madvise || true
	machine_set $THP/shmem_enabled advise || true
	machine_swap_file shapes 64 99 || skip "no swap on this file system"
	target_start shapes "${NOBODY[@]}" "$LIVE/stage" written
	target_tell shapes shapes
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find shapes
}

paging() { # HOW ARGUMENT...
	run /usr/bin/python3 "$HERE/paging.py" "$1" "$VMSWAPPED" "${@:2}"
	assert_success
}

last_claims() { # FILE
	awk '$1 == "ready" { last = now; now = ""; next }
		{ now = now $0 "\n" }
		END { printf "%s", last }' "$said" >>"$1"
}

range_of() { # NAME PAGES
	local va
	read -r va < <(awk -v name="$1" '$5 == name { print $1; exit }' "$said")
	[ -n "$va" ] || skip "$(grep "^skip $1" "$said" || echo "no $1")"
	range=$va+$(($2 * 4096))
}

@test "a mapping has in swap what it shows of the object" {
	run ! grep -E '^(skip|broken)' "$said"
	paging claims "$target" "$said"
	paging list "$target"
}

@test "an ordinary user is told so, where objects can be asked" {
	sed '/ copied-closed$/d' "$said" >"$BATS_TEST_TMPDIR/claims"
	for name in from-offset private-untouched copied-over beyond-end \
		punched read-back private-read-back; do
		range_of $name 8
		run --separate-stderr "${NOBODY[@]}" "$VMSWAPPED" -r -n \
			-g mapping -o SWAPPED -A "$range" "$target"
		assert_equal "$name $output" "$name $(awk -v name="$name" '
			$5 == name && $3 ~ /swapped$/ { sum += $2 }
			END { print sum + 0 }' "$said")"
	done
}

# smaps counts the page behind the copy, which this process cannot reach.
@test "what is behind a copy is not in this process, whatever smaps counts" {
	range_of copied-closed 8
	run --separate-stderr "$VMSWAPPED" -r -n -g mapping \
		-o SWAPPED,SMAPS-SWAP,RESIDUAL -A "$range" "$target"
	assert_failure 1
	assert_output "3 16384 4096"
	range_of copied-closed 1
	run --separate-stderr "$VMSWAPPED" -q -A "$range" "$target"
	assert_success
}

@test "of a copy without a door, a user is told that it cannot be told" {
	range_of copied-closed 8
	run --separate-stderr "${NOBODY[@]}" "$VMSWAPPED" -r -n -g mapping \
		-o SWAPPED,LEAST,MOST -A "$range" "$target"
	read -r swapped least most <<<"$output"
	assert_equal "$swapped" '?'
	assert [ "$least" -le 3 ]
	assert [ "$most" -ge 3 ]
	[ "$status" = 3 ] || [ "$least" -gt 0 ]
	range_of copied-closed 1
	run --separate-stderr "${NOBODY[@]}" "$VMSWAPPED" -q -A "$range" \
		"$target"
	assert_success
}

@test "huge pages in swap, of its own and of shared memory" {
	target_start huge "${NOBODY[@]}" "$LIVE/stage" written
	target_tell huge swap-acts
	for name in swapped-huge swapped-huge-memfd; do
		grep -q " $name\$" "$said" || skip "$(grep "^skip $name" "$said")"
	done
	paging list "$target"
	paging counts "$target"
	assert_output --partial "'PRIVATE': 514, 'SHMEM': 514"
	run /usr/bin/python3 "$HERE/paging.py" list \
		"${NOBODY[*]} $VMSWAPPED" "$target"
	assert_success
	target_end huge
}

@test "slots of one number in two areas are two" {
	local first
	first=$(awk '/vminfo-live-shapes/ { print $1 }' /proc/swaps)
	target_start areas "$LIVE/stage" written
	target_tell areas "swap $first one"
	machine_swap_zram 64 100 || skip "zram0 is not there or in use"
	target_tell areas "swap $area other"
	for name in one other; do
		grep -q " $name\$" "$said" || skip "$(grep "^skip $name" "$said")"
	done
	paging list "$target"
	paging counts "$target"
	run --separate-stderr "$VMSWAPPED" -r -n -g process -o AREAS "$target"
	assert_failure 1
	[[ $output == *:*,*:* ]] || fail "$output"
	target_tell areas paged-fork
	child=$(awk '$1 == "child" { print $2 }' "$said")
	# Each once, also of both processes.
	swapped=$("$VMSWAPPED" -r -n -g process -o SWAPPED "$child" || true)
	assert [ "$swapped" -ge 32 ]
	run --separate-stderr "$VMSWAPPED" -r -n -g object -o SWAPPED \
		"$target" "$child"
	assert_failure 1
	assert_output "$swapped"
	target_end areas
	machine_swap_off "$area"
}

# Looked at until it has come to rest, however often that is.
assert_never_wrong() { # NAME COMMAND...
	local claims=$BATS_TEST_TMPDIR/claims count looks=0 name=$1
	shift
	target_start "$name" "${NOBODY[@]}" "$LIVE/stage" written
	target_tell "$name" shapes
	grep -v copied-closed "$said" >"$claims"
	target_tell "$name" "paged /dev/shm"
	target_tell "$name" paged-lock
	target_tell "$name" paged-out
	last_claims "$BATS_TEST_TMPDIR/paged"
	grep ' present ' "$BATS_TEST_TMPDIR/paged" >>"$claims"
	count=$(target_count "$name")
	echo paged-restless >"$BATS_FILE_TMPDIR/$name.in"
	while [ "$(target_count "$name")" = "$count" ]; do
		run /usr/bin/python3 "$HERE/paging.py" bounds "$*" "$target" \
			"$claims"
		assert_success
		looks=$((looks + 1))
	done
	! grep -E '^(skip|broken)' "$said" ||
		skip "$(grep -E -m 1 '^(skip|broken)' "$said")"
	echo "# $looks looks, the last one: ${lines[0]}" >&3
	target_end "$name"
}

@test "pages that come and go make no other one wrong" {
	assert_never_wrong restless "$VMSWAPPED"
}

@test "nor for an ordinary user, as far as it can be told" {
	assert_never_wrong unseen "${NOBODY[@]}" "$VMSWAPPED"
}
