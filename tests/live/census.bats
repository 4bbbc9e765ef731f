#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What all frames of this machine are used for: each frame that exists is
# counted once, and of each use there are as many as a second reader counts.
#
# changes: nr_hugepages

load machine
load target

VMFRAMES=${VMFRAMES:-$BUILD/bin/vmframes}

setup_file() {
	machine_begin
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
}

# Bytes, or frames, of one use.
of_use() { # USE [COLUMN]
	"$VMFRAMES" -g use -r -n -b -v -o USE,"${2:-SIZE}" |
		awk -v use="$1" '$1 == use { print $2 }'
}

@test "every frame that exists is counted once, however they are grouped" {
	run /usr/bin/python3 "$HERE/census.py" sum "$VMFRAMES"
	assert_success
}

@test "of each use there are as many frames as a second reader counts" {
	run /usr/bin/python3 "$HERE/census.py" uses "$VMFRAMES"
	assert_success
}

@test "a larger pool of huge pages is seen to the byte" {
	local before pool=/proc/sys/vm/nr_hugepages pages
	before=$(of_use hugetlb)
	pages=$(cat $pool)
	machine_set $pool $((pages + 4))
	[ "$(cat $pool)" = $((pages + 4)) ] || skip "no huge pages to be had"
	run of_use hugetlb
	assert_output $((before + 4 * $(awk '/^Hugepagesize/ { print $2 * 1024 }' \
		/proc/meminfo)))
}

@test "512 MiB that a process has written are anonymous memory" {
	local before after
	before=$(of_use anon FRAMES)
	target_start large "$LIVE/family" 0 131072
	after=$(of_use anon FRAMES)
	target_end large
	# Other processes end meanwhile.
	echo "$before, then $after frames"
	assert [ $((after - before)) -gt 110000 ]
	assert [ $((after - before)) -lt 150000 ]
}

@test "vmframes needs at most 8 MiB and one bit for each frame" {
	local peak frames
	frames=$("$VMFRAMES" -g machine -r -n -o FRAMES)
	"$LIVE/peak" "$BATS_TEST_TMPDIR/cost" "$VMFRAMES" -J \
		>"$BATS_TEST_TMPDIR/list"
	read -r _ peak _ <"$BATS_TEST_TMPDIR/cost"
	echo "$peak KiB"
	assert [ "$peak" -le $((8192 + frames / 8 / 1024)) ]
}
