#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Real swap: on a file, on zram, and after areas have gone.
#
# changes: swap areas: three files in /var/tmp, and zram0

load machine
load target

setup_file() {
	machine_begin
	target_start stage "$LIVE/stage" written
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find stage
	walk=$BATS_TEST_TMPDIR/walk.json
}

# An area that only this test needs: of the lowest free number, preferred.
swap_file() { # NAME
	machine_swap_file "$1" 64 "$2" || skip "no swap on this file system"
}

# Each different SWAPDEV of the pages that a name was given to.
devices_of() { # NAME
	"$VMWALK" -g run -r -n -o SWAPTYPE,SWAPDEV -A "$(range_of "$1")" \
		"$target" | sort -u
}

range_of() { # NAME
	awk -v name="$1" '$5 == name { print $1 "+" $2 * 4096; exit }' "$said"
}

@test "pages on a swap file are swapped, with the slots of the second reader" {
	[ "$(wc -l </proc/swaps)" = 1 ] || skip "swap is on here"
	swap_file a 10
	target_tell stage "swap $area on-a"
	walk_pages "$walk" "$target"
	judge states "$said" "$walk" on-a
	judge pages "$target" "$walk"
	assert_equal "$(devices_of on-a | wc -l)" 1
}

@test "swapped huge, write-protected, shared and read back pages" {
	[ "$(wc -l </proc/swaps)" = 2 ] || skip "no swap file"
	target_tell stage swap-acts
	walk_pages "$walk" "$target"
	judge states "$said" "$walk" swapped-back swapped-huge \
		swapped-protected swapped-memfd
	judge pages "$target" "$walk"
}

@test "pages on zram are swapped, with another type" {
	machine_swap_zram 64 20 || skip "zram0 is not there or in use"
	target_tell stage "swap $area on-zram"
	walk_pages "$walk" "$target"
	judge states "$said" "$walk" on-zram on-a
	judge pages "$target" "$walk"
	run devices_of on-zram
	assert_line --regexp '^1 '
	run devices_of on-a
	assert_line --regexp '^0 '
}

@test "the name of a swap area is never wrong without a mark" {
	[ "$(wc -l </proc/swaps)" = 3 ] || skip "zram and a file are needed"
	run devices_of on-zram
	assert_line --regexp '^1 (/dev/zram0\??|\?)$'
	run devices_of on-a
	assert_line --regexp '^0 (.*vminfo-live-a\.swap\??|\?)$'
}

@test "of areas A, B, C with A removed, types stay and names are marked" {
	[ "$(wc -l </proc/swaps)" = 3 ] || skip "zram and a file are needed"
	swap_file c 30
	target_tell stage "swap $area on-c"
	swapoff "${area/-c./-a.}"
	walk_pages "$walk" "$target"
	judge states "$said" "$walk" on-c on-zram
	judge pages "$target" "$walk"
	run devices_of on-c
	assert_output --regexp '^2 (.+\?|\?)$'
	run devices_of on-zram
	# A guess may be wrong, but it says that it is one.
	assert_output --regexp '^1 (.+\?|\?)$'
}

@test "pages of an area that was switched off are present again" {
	grep -q vminfo-live-c /proc/swaps || skip "no swap file"
	walk_pages "$walk" "$target"
	sed 's/swapped - on-a/present exclusive on-a/' "$said" \
		>"$BATS_TEST_TMPDIR/said"
	judge states "$BATS_TEST_TMPDIR/said" "$walk" on-a
}

@test "an area that comes back gets the lowest free number" {
	grep -q vminfo-live-c /proc/swaps || skip "no swap file"
	swap_file d 40
	target_tell stage "swap $area on-d"
	# Nothing can be below 0: the first line of /proc/swaps is a proof.
	run devices_of on-d
	assert_output --regexp '^0 (.*vminfo-live-d\.swap\??|\?)$'
	walk_pages "$walk" "$target"
	judge states "$said" "$walk" on-d on-c on-zram
	judge pages "$target" "$walk"
}

# In bytes.  Shared memory in swap leaves no entry in the page table.
smaps_sum() { # ITEM
	awk -v item="$1:" '/^[0-9a-f]+-/ { shared = $2 ~ /s$/ }
		$1 == item && !shared { sum += $2 * 1024 }
		END { print sum }' "/proc/$target/smaps"
}

@test "SWAP is that of smaps, but for shared memory" {
	[ "$(wc -l </proc/swaps)" -gt 1 ] || skip "no swap area"
	run --separate-stderr "$VMWALK" -g process -r -n -b -o SWAP "$target"
	assert_output "$(smaps_sum Swap)"
}

@test "without the right to see slots, swapped is nonpresent and no number is shown" {
	grep -q vminfo-live-c /proc/swaps || skip "no swap file"
	setpriv --bounding-set=-sys_admin --inh-caps=-all \
		"$VMWALK" -g page -J -o "$PAGE_COLUMNS" "$target" >"$walk" || true
	judge hidden "$said" "$walk" on-c on-zram
}
