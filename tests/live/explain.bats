#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What vmwalk --explain foretells of reads and writes really happens.
#
# changes: swap areas: one file in /var/tmp, and zram0

load machine
load target

setup_file() {
	machine_begin
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	machine_scratch
	dd if=/dev/zero of="$scratch/file" bs="$(getconf PAGESIZE)" count=2 \
		status=none
}

foretell() { # NAME...
	run "$HERE/accessed.py" "$VMWALK" "$LIVE/accessed" "$scratch/file" "$@"
}

@test "each access of each kind of page ends as it was foretold" {
	foretell
	assert_success
	# Something of each kind was there.
	for effect in memory copy copy-or-keep zero-fill object SIGSEGV; do
		assert_line --regexp "^right [a-z-]+ (read|write) [a-z]+ $effect "
	done
}

@test "a page in swap is swapped in, from the slot that was told" {
	[ "$(wc -l </proc/swaps)" = 1 ] || skip "swap is on here"
	machine_swap_file explain 64 10 || skip "no swap on this file system"
	foretell pageout swapped
	machine_swap_off "$area"
	assert_success
	assert_line "right swapped read swapped swap-in ok present"
}

@test "the slot of a swapped page is that of its row, and its area is proven" {
	[ "$(wc -l </proc/swaps)" = 1 ] || skip "swap is on here"
	machine_swap_file slot 64 10 || skip "no swap on this file system"
	target_start accessed "$LIVE/accessed" "$scratch/file"
	target_tell accessed pageout
	va=$(awk '$2 == "swapped" { print $3 }' "$said")
	"$VMWALK" --explain -J "0x$va" "$target" >"$BATS_TEST_TMPDIR/told"
	"$VMWALK" -J -g page -o STATE,SWAPTYPE,SWAPOFF,SWAPDEV \
		-A "$va+1" "$target" >"$BATS_TEST_TMPDIR/row"
	run "$VMWALK" --explain "0x$va" "$target"
	target_end accessed
	machine_swap_off "$area"
	assert_line --regexp "^  device +$area\$"
	run -0 /usr/bin/python3 - "$BATS_TEST_TMPDIR/told" \
		"$BATS_TEST_TMPDIR/row" "$area" <<-'END'
		import json, sys
		told = json.load(open(sys.argv[1]))["addresses"][0]
		row = json.load(open(sys.argv[2]))["rows"][0]
		assert row["state"] == told["entry"]["state"] == "swapped"
		assert told["swap"]["type"] == row["swaptype"]
		assert told["swap"]["slot"] == row["swapoff"]
		assert told["swap"]["device"] == row["swapdev"] == sys.argv[3]
		assert told["swap"]["proven"] is True
		assert told["swap"]["offset"] % told["swap"]["slot"] == 0
	END
}

@test "--explain lists the swap areas that are on" {
	machine_swap_file list 64 10 || skip "no swap on this file system"
	run "$VMWALK" --explain
	machine_swap_off "$area"
	assert_line --regexp "$area, 64M, 0 used\$"
}

@test "--explain says of zram that it is RAM" {
	machine_swap_zram 64 10 || skip "no zram here, or it is in use"
	run "$VMWALK" --explain
	machine_swap_off "$area"
	assert_line --regexp "$area, 64M, 0 used: in RAM, compressed\$"
}
