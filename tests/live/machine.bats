#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the live tests change comes back, however they end.
#
# changes: KSM: sleep_millisecs

load machine
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
