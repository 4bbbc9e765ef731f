#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Frames that are exchanged while they are looked at: no row has the number of
# one frame and the flags of another, or of another moment.
#
# changes: nothing but compact_memory, which is a command

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
}

assert_never_mixed() { # GROUP [PROGRAM]
	run /usr/bin/python3 "$HERE/moving.py" "$VMWALK" "$1" 3 "${@:2}"
	[ "$status" != 77 ] || skip "$output"
	echo "# ${lines[0]}" >&3
	assert_success
}

@test "pages that move while they are listed have a whole record, or none" {
	assert_never_mixed page "$LIVE/moving"
}

@test "so have runs" {
	assert_never_mixed run "$LIVE/moving"
}

@test "pages that compaction moves have a whole record, or none" {
	assert_never_mixed page
}
