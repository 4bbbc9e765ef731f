#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Real changes: --diff shows exactly what a program did to its pages, or what
# the kernel did, between two recordings; --watch shows it as it happens.
#
# changes: swap areas: a file in /var/tmp
# changes: forces compaction of memory
#
# Each test is a subshell.
# shellcheck disable=SC2030,SC2031,SC2154

load machine
load target

bats_require_minimum_version 1.7.0

setup_file() {
	machine_begin
	machine_swap_file diff 64 10 || true
	target_start changer "$LIVE/changer"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find changer
	work=$BATS_TEST_TMPDIR
	area=$(sed -n 's/^area //p' "$said")
}

# A recording, and what the second reader saw before and after it: until these
# are the same, because the kernel may move pages at any time.
record() { # NAME
	local file=$work/$1
	for _ in $(seq 20); do
		rm -f "$file.vm"
		/usr/bin/python3 "$HERE/reader.py" "$target" >"$file.pages"
		"$VMWALK" --record "$file.vm" "$target"
		/usr/bin/python3 "$HERE/reader.py" "$target" >"$file.again"
		! cmp -s "$file.pages" "$file.again" || return 0
	done
	fail "the pages of a process that does nothing do not come to rest"
}

# What was done, said by who did it.
act() { # ACT
	record before
	target_tell changer "$1"
	! grep -q '^broken' "$said" || fail "$(grep '^broken' "$said")"
	reason=$(tail -n 2 "$said" | sed -n 's/^skip //p')
	[ -z "$reason" ] || skip "$reason"
	record after
}

changes() { # OPTION...
	run "$VMWALK" --diff "$work/before.vm" "$work/after.vm" -g page -rn \
		-o VA,CHANGE "$@"
}

# In the area of the program, its word is all there is.
assert_claims() {
	changes -A "$area"
	assert_equal "$status" 1
	/usr/bin/python3 "$HERE/changes.py" claims "$said" >"$work/claimed"
	run diff "$work/claimed" - <<<"$output"
	assert_output ''
}

# In all of the process it is the word of the second reader.
assert_oracle() {
	changes
	sed -E 's/(mapped|unmapped|grew|shrank|renamed|protected)(,|$)//g
		s/,$//; / $/d; /^$/d' <<<"$output" >"$work/seen"
	/usr/bin/python3 "$HERE/changes.py" oracle "$work/before.pages" \
		"$work/after.pages" >"$work/wanted"
	run diff "$work/wanted" "$work/seen"
	assert_output ''
}

shows_exactly() { # ACT
	act "$1"
	assert_claims
	assert_oracle
}

@test "nothing is shown of a program that did nothing with its memory" {
	act nothing
	changes -A "$area"
	assert_equal "$status: $output" "0: "
	assert_oracle
}

@test "pages that MADV_PAGEOUT put into swap, and that came back" {
	[ "$(wc -l </proc/swaps)" -gt 1 ] || skip "no swap on this file system"
	shows_exactly pageout
	shows_exactly pagein
}

@test "pages that were copied when they were written after fork" {
	shows_exactly fork-write
}

@test "pages of the zero page that were written" {
	shows_exactly write-zeros
}

@test "pages of a file that were copied, and a copy that was given up" {
	shows_exactly write-file
	shows_exactly drop-copy
}

@test "pages that MADV_COLLAPSE merged, and a huge page that was split" {
	shows_exactly collapse
	shows_exactly split
}

@test "pages that munmap took away" {
	shows_exactly munmap
}

@test "pages that compaction moved" {
	act holes
	assert_claims
	record before
	echo 1 >/proc/sys/vm/compact_memory
	record after
	assert_oracle
	changes
	grep -q ' moved$' <<<"$output" || skip "nothing was moved here"
	assert_equal "$status" 1
	assert_equal "$(cut -d' ' -f2 <<<"$output" | sort -u)" moved
}

@test "--watch shows pages that go to swap and come back, as they do" {
	[ "$(wc -l </proc/swaps)" -gt 1 ] || skip "no swap on this file system"
	"$VMWALK" --watch --every 50ms -A "$area" -g run -r -o VA,PAGES,CHANGE \
		"$target" >"$work/out" 3>&- &
	watch=$!
	machine_own $watch
	wait_for "VA PAGES CHANGE"
	target_tell changer pageout
	va=$(tail -n 2 "$said" | sed -n 's/ .* swapped-out$//p')
	[ -n "$va" ] || skip "$(tail -n 2 "$said")"
	# Slots need not follow each other, and pages may go one by one.
	wait_for_pages swapped-out 8
	target_tell changer pagein
	wait_for_pages swapped-in 8
	kill -INT "$watch"
	wait "$watch"
	assert_equal "$(sed -n '2{s/ .*//;p}' "$work/out")" "$va"
}

wait_for() { # LINE
	while ! grep -q "$1" "$work/out"; do
		kill -0 "$watch"
		sleep 0.02
	done
}

wait_for_pages() { # CHANGE PAGES
	local pages=0
	while [ "$pages" -lt "$2" ]; do
		kill -0 "$watch"
		sleep 0.02
		pages=$(awk -v change="$1" '$3 == change { n += $2 }
			END { print n + 0 }' "$work/out")
	done
}
