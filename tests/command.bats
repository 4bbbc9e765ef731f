#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# vmwalk -- COMMAND: what is started and how, when it is looked at, what the
# exit status is, and that nothing is left running.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.7.0
load left-running

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMWALK=$(realpath "${BUILD:-build}")/bin/vmwalk
	ENDING=$(realpath "${BUILD:-build}")/tests/live/ending
	# Whatever a test starts has this in its environment.
	export VMINFO_TEST=$BATS_TEST_TMPDIR
	cd "$BATS_TEST_TMPDIR" || return 1
}

teardown() {
	kill_left_running
}

# Tries until it is so; something is wrong if that takes half a minute.
await() { # COMMAND...
	for ((i = 0; i < 600; i++)); do
		"$@" && return
		sleep 0.05
	done
	echo "waited in vain: $*" >&2
	return 1
}

vmwalk() {
	"$VMWALK" "$@"
}

# The pages that the command filled just before its end.
marked() { # OPTION... -- COMMAND...
	run --separate-stderr vmwalk -n -r -g mapping -o PRESENT \
		-m '/memfd:marked*' "$@"
}

@test "a command that fails is told, and 2" {
	run --separate-stderr vmwalk -q -- sh -c 'exit 7'
	assert_failure 2
	assert_equal "$stderr" "vmwalk: sh exited 7"
}

@test "a command that a signal ends is told, and 2" {
	marked -- "$ENDING" fault
	assert_failure 2
	assert_equal "$stderr" \
		"vmwalk: ending killed by signal 11 (Segmentation fault)"
	assert_output 5
}

@test "a command that is killed is looked at, too" {
	marked -- "$ENDING" kill
	assert_failure 2
	assert_equal "$stderr" "vmwalk: ending killed by signal 9 (Killed)"
	assert_output 5
}

@test "a command that ends well is 0" {
	marked -- "$ENDING" exit
	assert_success
	assert_equal "$stderr" ""
	assert_output 5
}

@test "with --ignore-child a failure is not told, and 0" {
	marked --ignore-child -- "$ENDING" failure
	assert_success
	assert_equal "$stderr" ""
	assert_output 5
}

@test "a failure counts for more than that nothing matched" {
	run --separate-stderr vmwalk -m nosuch -- sh -c 'exit 1'
	assert_failure 2
	assert_equal "${stderr_lines[-1]}" "vmwalk: sh exited 1"
}

@test "nothing matched is 1 if the command ends well" {
	run --separate-stderr vmwalk -m nosuch -- true
	assert_failure 1
	assert_equal "$stderr" "vmwalk: nothing matched"
}

@test "a command that is not found is 127" {
	run -127 --separate-stderr vmwalk -J -- no-such-command
	assert_failure 127
	assert_equal "$output" ""
	assert_equal "$stderr" \
		"vmwalk: cannot run no-such-command: No such file or directory"
}

@test "a command that cannot be executed is 126" {
	: >"$BATS_TEST_TMPDIR/file"
	run --separate-stderr vmwalk -- "$BATS_TEST_TMPDIR/file"
	assert_failure 126
	assert_equal "$output" ""
	assert_equal "$stderr" \
		"vmwalk: cannot run $BATS_TEST_TMPDIR/file: Permission denied"
}

@test "the name of a command is encoded where it is printed" {
	run -127 --separate-stderr vmwalk -- $'no\e[31msuch'
	assert_failure 127
	assert_equal "$stderr" \
		'vmwalk: cannot run no\033[31msuch: No such file or directory'
}

@test "-- without a command is a mistake" {
	run --separate-stderr vmwalk --
	assert_failure 2
	assert_equal "${stderr_lines[0]}" \
		"vmwalk: -- is followed by a command to start"
	run --separate-stderr vmwalk -- ""
	assert_failure 2
	assert_equal "${stderr_lines[0]}" \
		"vmwalk: the name of the command is empty"
}

@test "-- as the argument of an option is no command" {
	run --separate-stderr vmwalk -m --
	assert_failure 2
	assert_equal "${stderr_lines[0]}" "vmwalk: no process was given"
}

@test "a command and processes together are a mistake, and nothing starts" {
	for choice in $$ "-p $$" --all "--procfs /proc"; do
		# shellcheck disable=SC2086
		run --separate-stderr vmwalk $choice -- touch started
		assert_failure 2
		assert_equal "${stderr_lines[0]}" "vmwalk: a command is looked \
at alone: choose it, or processes"
	done
	assert [ ! -e started ]
}

@test "what does not look at processes starts no command" {
	for mode in --list-columns "--can pfn"; do
		# shellcheck disable=SC2086
		run --separate-stderr vmwalk $mode -- touch started
		assert_failure 2
		assert_equal "${stderr_lines[0]}" "vmwalk: ${mode% *} and -- \
COMMAND cannot be combined"
	done
	assert [ ! -e started ]
}

@test "a picture of a command" {
	run --separate-stderr vmwalk --strip -m "/memfd:marked*" -- \
		"$ENDING" failure
	assert_failure 2
	assert_equal "${stderr_lines[-1]}" "vmwalk: ending exited 7"
	assert_output --partial memfd:marked
}

@test "options for a command are mistakes without one" {
	for option in --ready=exit --timeout=1s --as=root --kill \
		--follow=sh --ignore-child; do
		run --separate-stderr vmwalk $option $$
		assert_failure 2
		assert_equal "${stderr_lines[0]}" "vmwalk: ${option%=*} is for \
a command to start, which follows --"
	done
}

@test "any other mistake is told before the command is started" {
	run --separate-stderr vmwalk -o nosuch -- touch started
	assert_failure 2
	assert [ ! -e started ]
}

@test "times and ready points that are none are mistakes" {
	run --separate-stderr vmwalk --timeout 1x -- touch started
	assert_failure 2
	assert_equal "${stderr_lines[0]}" "vmwalk: --timeout takes a time such \
as 500ms, 10s or 2m, not '1x'"
	run --separate-stderr vmwalk --ready delay:soon -- touch started
	assert_failure 2
	assert_equal "${stderr_lines[0]}" "vmwalk: --ready=delay takes a time \
such as 500ms, 10s or 2m, not 'soon'"
	run --separate-stderr vmwalk --ready later -- touch started
	assert_failure 2
	assert_equal "${stderr_lines[0]}" "vmwalk: --ready takes exit, stop, \
notify[:NAME], fd:N, line:REGEX or delay:TIME, not 'later'"
	run --separate-stderr vmwalk --timeout 1s --ready delay:2s -- \
		touch started
	assert_failure 2
	assert_equal "${stderr_lines[0]}" \
		"vmwalk: --timeout 1s is over before --ready=delay:2s"
	assert [ ! -e started ]
}

@test "--as needs root" {
	drop=()
	[ "$(id -u)" != 0 ] || drop=(setpriv --reuid 65534 --regid 65534
		--clear-groups)
	"${drop[@]}" test -x "$VMWALK" || skip "$VMWALK is closed to others"
	run --separate-stderr "${drop[@]}" "$VMWALK" --as root -- true
	assert_failure 2
	assert_equal "${stderr_lines[0]}" "vmwalk: --as needs root"
}

@test "the last of all threads is looked at, whichever it is" {
	for way in exit sleepers thread first many; do
		marked -- "$ENDING" $way
		assert_success
		assert_equal "$way: $output" "$way: 5"
	done
}

@test "a program that another thread starts is looked at in its place" {
	for way in exec first-exec; do
		marked -- "$ENDING" $way
		assert_success
		assert_equal "$way: $output" "$way: 5"
	done
}

@test "a program that a shell starts is looked at in its place" {
	marked -- sh -c 'exec "$0" exit' "$ENDING"
	assert_success
	assert_output 5
}

@test "what a command starts and waits for goes its own way" {
	for way in fork vfork; do
		marked -- "$ENDING" $way
		assert_success
		assert_equal "$way: $output" "$way: 5"
	done
}

@test "a process that shares memory with the command is no thread of it" {
	marked --kill -- "$ENDING" beside
	assert_success
	assert_output 5
	refute_left_running
}

@test "signals reach a command that is traced" {
	marked -- "$ENDING" signals
	assert_success
	assert_output 5
}

@test "a command that is stopped and continued meanwhile goes on" {
	run --separate-stderr vmwalk -q -- sh -c '
		(until grep -q "^State:.[tT]" /proc/$$/status; do :; done
		kill -CONT $$) &
		kill -STOP $$
		wait
		touch went-on'
	assert_success
	assert [ -e went-on ]
}

@test "a command that stops itself is looked at there, and goes on" {
	marked --ready stop -- "$ENDING" stop
	assert_success
	assert_output 5
	run --separate-stderr vmwalk -q --ready=stop -- \
		sh -c 'kill -STOP $$; touch went-on; exit 3'
	assert_failure 2
	assert_equal "$stderr" "vmwalk: sh exited 3"
	assert [ -e went-on ]
}

@test "a command that stops itself once more goes on, too" {
	run --separate-stderr timeout -k 1 60 "$VMWALK" -q --ready=stop -- \
		sh -c 'kill -STOP $$; kill -STOP $$; kill -STOP $$; exit 3'
	assert_failure 2
	assert_equal "$stderr" "vmwalk: sh exited 3"
}

@test "a stop of another kind is no ready point" {
	run --separate-stderr vmwalk --ready stop --timeout 300ms -- \
		sh -c 'kill -TSTP $$; sleep 1000'
	assert_failure 124
	refute_left_running
}

@test "a command is looked at after a while" {
	run --separate-stderr vmwalk -n -r -g process -o COMMAND --kill \
		--ready delay:10ms -- sleep 1000
	assert_success
	assert_output sleep
	refute_left_running
}

@test "a ready point that never comes is 124, and nothing is left running" {
	run --separate-stderr vmwalk -J --timeout 100ms -- sleep 1000
	assert_failure 124
	assert_equal "$output" ""
	assert_equal "$stderr" "vmwalk: sleep was not ready within 100ms: it \
did not end (--ready=stop or --ready=delay:TIME looks earlier)"
	refute_left_running
	run --separate-stderr vmwalk --ready stop --timeout 0.1 -- sleep 1000
	assert_failure 124
	assert_equal "$stderr" \
		"vmwalk: sleep was not ready within 0.1: it did not stop itself"
	refute_left_running
}

@test "what ends before its ready point is 124" {
	run --separate-stderr vmwalk --ready stop -- true
	assert_failure 124
	assert_equal "$output" ""
	assert_equal "$stderr" \
		"vmwalk: true exited 0 before it was ready (--ready=stop)"
	run --separate-stderr vmwalk --ready delay:1000s -- \
		sh -c 'kill -KILL $$'
	assert_failure 124
	assert_equal "$stderr" "vmwalk: sh was killed by signal 9 (Killed) \
before it was ready (--ready=delay:1000s)"
}

@test "whatever a command started is ended with it, daemons too" {
	run --separate-stderr vmwalk --timeout 2s -- sh -c '
		setsid sh -c "touch daemon; sleep 1000 & sleep 1000"
		sleep 1000'
	assert_failure 124
	assert [ -e daemon ]
	refute_left_running
}

@test "who does not listen to SIGTERM is killed" {
	run --separate-stderr vmwalk --timeout 1s -- sh -c '
		trap "touch asked" TERM; while :; do sleep 0.1; done'
	assert_failure 124
	assert [ -e asked ]
	refute_left_running
}

@test "--kill ends what was looked at, and what it started" {
	run --separate-stderr vmwalk -q --kill --ready stop -- \
		sh -c 'sleep 1000 & kill -STOP $$; sleep 1000'
	assert_success
	assert_equal "$stderr" ""
	refute_left_running
}

@test "without --kill, what a command leaves behind is not touched" {
	run --separate-stderr vmwalk -q -- \
		sh -c 'sleep 1000 <&- >&- 2>&- & echo $! >left'
	assert_success
	run left_running
	assert_output "$(cat left)"
}

# In the background of a script SIGINT would be ignored, under nohup SIGHUP.
start_and_wait_for_file() { # FILE ARGUMENT...
	local file=$1
	shift
	env --default-signal=INT,HUP,TERM "$VMWALK" "$@" 3>&- >output 2>stderr &
	pid=$!
	await test -e "$file"
}

wait_for_end() { # sets $status
	status=0
	output=
	wait "$pid" 2>said || status=$?
}

@test "a signal that ends vmwalk ends the command, too" {
	for signal in INT TERM HUP; do
		rm -f started
		start_and_wait_for_file started -q -- \
			sh -c 'touch started; sleep 1000; :'
		kill -$signal $pid
		wait_for_end
		assert_equal "$signal: $status" \
			"$signal: $((128 + $(kill -l $signal)))"
		refute_left_running
	done
}

@test "a command that a signal to vmwalk ends is looked at" {
	start_and_wait_for_file started -n -r -g process -o COMMAND -- \
		sh -c 'trap "touch caught; exit 0" INT; touch started
			while :; do sleep 0.1; done'
	kill -INT $pid
	wait_for_end
	assert_failure 130
	assert [ -e caught ]
	run cat output
	assert_output sh
}

writes_into_pipe() { # PID
	grep -qE '^[0-9]+ 0x1 ' "/proc/$1/syscall"
}

@test "a signal ends vmwalk and all that it started while it looks, too" {
	mkfifo pipe
	exec 7<>pipe
	# More than we and a pipe hold, and nobody reads it.
	env --default-signal=INT "$VMWALK" -g page -J -O -- \
		sh -c 'setsid sleep 1000 & exec "$0" exit' "$ENDING" \
		3>&- 7<&- >pipe 2>stderr &
	pid=$!
	await writes_into_pipe $pid
	kill -INT $pid
	wait_for_end
	assert_failure 130
	refute_left_running
}

@test "a signal ends vmwalk when the command has ended" {
	mkfifo pipe
	exec 7<>pipe
	# More than a pipe holds, and not more than we do.
	env --default-signal=INT "$VMWALK" -g page -r -O -- "$ENDING" exit \
		3>&- 7<&- >pipe 2>stderr &
	pid=$!
	await writes_into_pipe $pid
	kill -INT $pid
	wait_for_end
	assert_failure 130
}

@test "two signals end a command that does not listen" {
	start_and_wait_for_file started -q -- \
		sh -c 'trap "" INT TERM; touch started; sleep 1000; :'
	kill -INT $pid
	kill -TERM $pid
	wait_for_end
	assert [ "$status" = 130 -o "$status" = 143 ]
	refute_left_running
}

@test "a command does not outlive a vmwalk that is killed" {
	for ready in exit stop; do
		rm -f started
		start_and_wait_for_file started -q --ready $ready -- \
			sh -c 'touch started; exec sleep 1000'
		kill -KILL $pid
		wait_for_end
		assert_failure 137
		await refute_left_running
	done
}

@test "output of the command goes to stderr where ours is for programs" {
	for format in -J --json=lines -r -P; do
		run --separate-stderr vmwalk $format -g process -o COMMAND -- \
			echo said
		assert_success
		assert_equal "$stderr" said
		refute_output --partial said
	done
	run --separate-stderr vmwalk -g process -o COMMAND -- echo said
	assert_success
	assert_equal "${lines[0]}" said
}

@test "the exit status in JSON is the one of all" {
	run --separate-stderr vmwalk --json=lines -g process -o PID -- \
		sh -c 'exit 7'
	assert_failure 2
	run jq -s 'last | .complete, .exit' <<<"$output"
	assert_equal "${lines[*]}" "true 2"
}

# Signals, descriptors and rights as the command sees them.
@test "a command gets no descriptor of ours, and those of who called" {
	exec 7<"$BATS_TEST_FILENAME"
	ls /proc/self/fd >expected 3>&- 4>&-
	for ready in exit delay:1s; do
		run --separate-stderr vmwalk -q --ready $ready -- \
			sh -c 'ls /proc/self/fd >seen' 3>&- 4>&-
		run diff expected seen
		assert_success
	done
}

@test "a command gets signals as a shell would give them" {
	env --ignore-signal=PIPE --ignore-signal=CHLD --ignore-signal=TERM \
		--block-signal=USR1 --default-signal=INT,QUIT,HUP \
		"$VMWALK" -q -- cat /proc/self/status >seen
	# 32 and 33 are of the C library, which lets nobody set them.
	run grep -cE '^Sig(Blk|Ign|Cgt):\s0{7}[01][08]0{7}$' seen
	assert_output 3
}

@test "what nohup ignores is ignored by the command, too" {
	run --separate-stderr env --ignore-signal=HUP \
		--default-signal=INT,QUIT "$VMWALK" -q -- \
		grep SigIgn /proc/self/status
	assert_output --regexp '^SigIgn:\s0{7}[01][08]0{6}1$'
}

@test "a command may gain rights, and vmwalk may not" {
	run --separate-stderr vmwalk -q -- sh -c '
		grep NoNewPrivs /proc/$$/status /proc/$PPID/status'
	assert_equal "${lines[0]##*:}" $'\t0'
	assert_equal "${lines[1]##*:}" $'\t1'
}

@test "what cannot be traced is not looked at, with 3" {
	# Without ptrace(2), a sanitizer cannot look for leaks.
	export ASAN_OPTIONS=detect_leaks=0
	run --separate-stderr "$(dirname "$ENDING")/denied" "$VMWALK" -- \
		touch started
	[ "$status" != 77 ] || skip "no seccomp here: $stderr"
	assert_failure 3
	assert_equal "$output" ""
	assert_equal "$stderr" "vmwalk: cannot trace touch: Operation not \
permitted (--ready=stop and --ready=delay:TIME do without)"
	assert [ ! -e started ]
}
