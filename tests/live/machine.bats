#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the live tests change comes back, however they end.
#
# changes: KSM: sleep_millisecs
# changes: swap areas: a loop device; a control group of memory

load machine
load pressure
load target

SETTING=/sys/kernel/mm/ksm/sleep_millisecs

# Against other runs; each test has a journal of its own besides.
setup_file() {
	machine_begin
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	[ -w $SETTING ] || skip "no KSM"
	export MACHINE_JOURNAL=$BATS_TEST_TMPDIR/journal
	before=$(cat $SETTING)
}

teardown() {
	[ ! -e "$MACHINE_JOURNAL" ] || machine_undo_journal "$(machine_owner)"
	[ -z "${owner:-}" ] || kill -KILL "$owner" 2>/dev/null || true
}

# A run of tests that changes a setting, owns a process, and then waits.
start_run() {
	bash -c '. "$0/machine.bash"
		machine_begin
		machine_set "$1" 777
		sleep infinity &
		machine_own $!
		echo $MACHINE_GUARDIAN $! >"$2"
		wait' "$HERE" $SETTING "$BATS_TEST_TMPDIR/owned" \
		3>/dev/null >/dev/null 2>&1 &
	owner=$!
	until [ -s "$BATS_TEST_TMPDIR/owned" ]; do sleep 0.02; done
	read -r guardian owned <"$BATS_TEST_TMPDIR/owned"
	assert_equal "$(cat $SETTING)" 777
}


until_restored() {
	for _ in {1..500}; do
		[ -e "$MACHINE_JOURNAL" ] || break
		sleep 0.02
	done
	assert_equal "$(cat $SETTING)" "$before"
	run target_runs "$owned"
	assert_failure
}

@test "a run that is killed leaves nothing behind" {
	start_run
	kill -KILL $owner
	until_restored
}

@test "a run that is interrupted leaves nothing behind" {
	start_run
	kill -TERM $owner
	until_restored
}

@test "what a run and its guardian left is found and restored by the next" {
	start_run
	kill -KILL "$guardian"
	kill -KILL $owner
	wait $owner || true
	assert_equal "$(cat $SETTING)" 777
	run bash -c 'exec 3>&1
		. "$0/machine.bash"; machine_begin; machine_restore' "$HERE"
	assert_output --partial "killed tests"
	until_restored
}

@test "two runs do not get in each other's way" {
	start_run
	run bash -c '. "$0/machine.bash"
		MACHINE_PATIENCE=0 machine_begin || exit 5' "$HERE" 3>/dev/null
	assert_failure 5
	assert_output --partial "are running"
	run bash -c '. "$0/machine.bash"; machine_restore' "$HERE"
	assert_success
	assert_equal "$(cat $SETTING)" 777
	kill -KILL $owner
	until_restored
}

# What the tests of swap make, by a run that is killed in the middle of it.
start_paging() {
	BUILD=$BUILD bash -c '. "$0/machine.bash"
		. "$0/pressure.bash"
		BATS_TEST_DIRNAME=$0 BATS_FILE_TMPDIR=$1
		. "$0/target.bash"
		machine_begin
		machine_swap_loop machine 16 3
		pressure_group machine || group=
		pressure_start stage "$BUILD/tests/live/stage" written
		target_tell stage "paged /dev/shm"
		target_tell stage paged-out
		grep -c "swapped - " "$said" >"$1/counted"
		echo "$group" >"$1/group"
		echo "$area" >"$1/area"
		sleep infinity &
		machine_own $!
		echo "$target" >"$1/owned"
		wait' "$HERE" "$BATS_TEST_TMPDIR" 3>/dev/null >/dev/null 2>&1 &
	owner=$!
	until [ -s "$BATS_TEST_TMPDIR/owned" ]; do
		target_runs $owner || fail "the run ended"
		sleep 0.02
	done
	owned=$(cat "$BATS_TEST_TMPDIR/owned")
}

# Segments and files of shared memory that nobody removed.
left_in_memory() {
	ls -A /dev/shm
	awk 'NR > 1 { print $2 }' /proc/sysvipc/shm
}

@test "a run that is killed while it pages out leaves no swap area behind" {
	local area loop memory
	pressure_mount >/dev/null || skip "no memory controller here"
	memory=$(left_in_memory)
	start_paging
	area=$(cat "$BATS_TEST_TMPDIR/area")
	group=$(cat "$BATS_TEST_TMPDIR/group")
	[ "$(cat "$BATS_TEST_TMPDIR/counted")" -gt 0 ]
	grep -q "^$area " /proc/swaps
	loop=$(losetup --noheadings --output BACK-FILE "$area")
	[ -d "$group" ]
	kill -KILL $owner
	until_restored
	run grep "^$area " /proc/swaps
	assert_failure
	run losetup "$area"
	assert_failure
	assert [ ! -e "$loop" ]
	assert [ ! -e "$group" ]
	assert_equal "$(left_in_memory)" "$memory"
}
