#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Targets that exit, exec, or change their mappings while they are walked,
# 1,000 times: never a crash, a hang, or "complete" on a partial list.
#
# changes: nothing

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

race() { # MODE WALKS
	run /usr/bin/python3 "$HERE/races.py" "$VMWALK" "$LIVE/restless" "$@"
	[ "$status" != 77 ] || skip "not possible here"
	echo "# $output" >&3
	assert_success
}

@test "a target that exits is whole or not complete, 250 times" {
	race exit 250
}

@test "a target that execs is whole and of one image or not complete, 300 times" {
	race exec 300
}

@test "a target whose mappings come and go lacks none that stay, 300 times" {
	race toggle 300
}

# The list is then made of text alone, which the kernel gives in pieces.
@test "without PROCMAP_QUERY it is the same: exec, come and go, 100 times each" {
	[ -x "$BUILD/tests/fault/vmwalk" ] || skip "no fault-injecting build"
	export VMINFO_FAULT=noquery
	VMWALK=$BUILD/tests/fault/vmwalk
	race exec 100
	race toggle 100
}

@test "a process whose leader has ended is walked through its threads, 50 times" {
	race leave 50
}

@test "a number that passes to another process never gives a mixture, 100 times" {
	run unshare --pid --fork --mount-proc true
	[ "$status" = 0 ] || skip "no PID namespaces here"
	run unshare --pid --fork --mount-proc --kill-child \
		/usr/bin/python3 "$HERE/races.py" "$VMWALK" "$LIVE/restless" \
		respawn 100
	[ "$status" != 77 ] || skip "no choice of PIDs here"
	echo "# $output" >&3
	assert_success
}

# A vmwalk that tells a lie; the rest is true.
make_liar() { # PYTHON: what is done to the document
	cat >"$BATS_TEST_TMPDIR/liar" <<-END
		#!/usr/bin/python3
		import json, subprocess, sys
		got = subprocess.run(["$VMWALK", *sys.argv[1:]], check=False,
		                     capture_output=True)
		walk = json.loads(got.stdout)
		rows = walk["rows"]
		$1
		print(json.dumps(walk))
		sys.exit(got.returncode)
	END
	chmod +x "$BATS_TEST_TMPDIR/liar"
}

judge_liar() { # PYTHON
	make_liar "$1"
	run /usr/bin/python3 "$HERE/races.py" "$BATS_TEST_TMPDIR/liar" \
		"$LIVE/restless" leave 1
}

@test "the judge of the races accepts the truth and refuses three lies" {
	judge_liar 'pass'
	assert_success
	judge_liar 'del rows[len(rows) // 2:len(rows) // 2 + 2]'
	assert_failure
	judge_liar 'del rows[-40:]'
	assert_failure
	judge_liar 'walk["complete"] = False'
	assert_failure
}

@test "a zombie has no memory: nothing is listed, and it is said why" {
	/usr/bin/python3 -c 'import os, time
if os.fork() == 0: os._exit(0)
print(open(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read(), flush=True)
time.sleep(1000)' >"$BATS_TEST_TMPDIR/zombie" 3>&- &
	parent=$!
	machine_own $parent
	until [ -s "$BATS_TEST_TMPDIR/zombie" ]; do sleep 0.02; done
	read -r zombie <"$BATS_TEST_TMPDIR/zombie"
	until grep -q '^State:.Z' "/proc/$zombie/status"; do sleep 0.02; done
	run --separate-stderr "$VMWALK" -n "$zombie"
	kill $parent
	assert_failure 1
	assert_equal "$output" ""
	[[ $stderr == *zombie* ]] || fail "$stderr"
}

@test "a kernel thread has no memory: nothing is listed, and it is said why" {
	grep -q '(kthreadd)' /proc/2/stat || skip "no kernel threads here"
	run --separate-stderr "$VMWALK" -n 2
	assert_failure 1
	assert_equal "$output" ""
	[[ $stderr == *"kernel thread"* ]] || fail "$stderr"
}
