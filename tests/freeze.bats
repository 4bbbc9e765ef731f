#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# vmwalk --freeze: what is stopped, and that nobody notices.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.7.0

setup() {
	started=()
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMWALK=$(realpath "${BUILD:-build}")/bin/vmwalk
	PROGRAMS=$(realpath "${BUILD:-build}")/tests/live
	cd "$BATS_TEST_TMPDIR" || return 1
}

teardown() {
	disown -a
	[ ${#started[@]} = 0 ] || kill -KILL "${started[@]}" 2>"$BATS_TEST_TMPDIR/ended" || true
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

has_state() { # LETTER PID
	grep -q "^State:.$1" "/proc/$2/status"
}

has_said() { # TIMES
	[ "$(grep -c '^ready$' said)" -ge "$1" ]
}

vmwalk() {
	"$VMWALK" "$@"
}

# Until it is ready; its input is descriptor 8.
stir() { # WAY
	mkfifo in
	"$PROGRAMS/stirring" "$1" <in >said 3>&- 4>&- &
	pid=$!
	started+=("$pid")
	exec 8>in
	await has_said 1
}

@test "what sleeps goes on sleeping, as after SIGSTOP and SIGCONT" {
	stir asleep
	run -0 vmwalk --freeze -q "$pid"
	echo >&8
	await has_said 2
	# Whoever waits for these must be ready for EINTR at any time.
	run sort said
	refute_line --regexp '^(read|poll.*|select|nanosleep|futex|pause)$'
	mv said after-freeze
	kill -KILL $pid
	rm in
	stir asleep
	kill -STOP $pid
	await has_state T $pid
	kill -CONT $pid
	await has_state S $pid
	echo >&8
	await has_said 2
	run diff said after-freeze
	assert_success
}

@test "a process that was stopped stays so" {
	sleep 1000 3>&- 4>&- &
	pid=$!
	started+=("$pid")
	kill -STOP $pid
	await has_state T $pid
	run -0 vmwalk --freeze -q $pid
	run cat /proc/$pid/status
	assert_line --regexp '^State:.T'
	assert_line --regexp '^TracerPid:.0$'
	kill -CONT $pid
	await has_state S $pid
}

has_caught() { # TIMES
	[ "$(grep -c '^caught$' said)" = "$1" ]
}

@test "a signal on its way arrives, once" {
	stir listen
	for i in 1 2 3 4 5 6 7 8 9 10; do
		kill -USR1 $pid
		run -0 vmwalk --freeze -q $pid
		await has_caught "$((sent += 1))"
	done
}

@test "all of its mappings are those of one moment" {
	stir move
	for i in 1 2 3 4 5 6 7 8 9 10; do
		run -0 --separate-stderr vmwalk --freeze -n -r -g mapping \
			-o MAPPING -m '/memfd:moving*' $pid
		assert_equal "${#lines[@]}" 1
	done
}

@test "threads that are made meanwhile are stopped, too" {
	stir make
	for i in 1 2 3 4 5 6 7 8 9 10; do
		run -0 --separate-stderr vmwalk --freeze -q $pid
		assert_equal "$stderr" ""
	done
}

# The kernel makes it wait for us, and us for it.
@test "a program that another thread starts meanwhile holds up nobody" {
	stir exec
	for i in $(seq 50); do
		run -0 --separate-stderr vmwalk --freeze -q -g process $pid
	done
}

@test "who reads our output may be stopped" {
	mkfifo pipe
	cat <pipe >was-read 3>&- 4>&- &
	pid=$!
	started+=("$pid")
	vmwalk --freeze -g page -r -O $pid >pipe 2>&1
	wait $pid
	# More than a pipe holds.
	[ "$(wc -c <was-read)" -gt 65536 ] || fail "only $(wc -c <was-read) bytes"
	run grep -c stack was-read
	refute_output 0
}

@test "a process that waits for us is not stopped" {
	run --separate-stderr vmwalk --freeze $$
	assert_failure 3
	assert_equal "$stderr" \
		"vmwalk: $$: cannot be stopped: we run below it"
	run --separate-stderr vmwalk --freeze 1
	assert_failure 3
}

@test "chosen without its number, it is looked at as it is" {
	run --separate-stderr unshare -Urpf --mount-proc sh -c \
		'sleep 1000 & echo $! >other
		"$0" -a --freeze -g process -o PID -r -n' "$VMWALK"
	[[ $stderr != *unshare:* ]] || skip "no PID namespaces: $stderr"
	assert_success
	assert_line 1
	assert_line "$(cat other)"
}

@test "a process that somebody traces is not stopped, and is told so" {
	"$VMWALK" -q -- sh -c 'echo $$ >pid; exec sleep 1000' 3>&- 4>&- &
	tracer=$!
	started+=("$tracer")
	await test -s pid
	pid=$(cat pid)
	run --separate-stderr vmwalk --freeze -n $pid
	assert_failure 3
	assert_equal "$output" ""
	assert_equal "$stderr" \
		"vmwalk: $pid: cannot be stopped: $tracer traces it"
	run --separate-stderr vmwalk --freeze -v -r -n -g process -o PID \
		--match '^sleep 1000$'
	assert_failure 3
	refute_output --regexp "^$pid\$"
	assert_regex "$stderr" "$pid: cannot be stopped: $tracer traces it"
	assert_regex "$stderr" 'process(es)? could not be stopped \(-v lists'
}

@test "what may not be traced is not stopped" {
	sleep 1000 3>&- 4>&- &
	pid=$!
	started+=("$pid")
	# Without ptrace(2), a sanitizer cannot look for leaks.
	export ASAN_OPTIONS=detect_leaks=0
	run --separate-stderr "$PROGRAMS/denied" "$VMWALK" -n --freeze \
		$pid
	[ "$status" != 77 ] || skip "no seccomp here: $stderr"
	assert_failure 3
	assert_equal "$output" ""
	assert_equal "$stderr" "vmwalk: $pid: cannot be stopped: Operation not \
permitted (needs CAP_SYS_PTRACE)"
}

@test "a command can be stopped, too" {
	run --separate-stderr vmwalk --freeze -n -r -g process -o COMMAND \
		--ready delay:10ms --kill -- sleep 1000
	assert_success
	assert_output sleep
	run --separate-stderr vmwalk --freeze -n -r -g process -o COMMAND \
		--ready stop -- sh -c 'kill -STOP $$; echo went on >&2'
	assert_success
	assert_output sh
	assert_equal "$stderr" "went on"
	run --separate-stderr vmwalk --freeze -n -r -g process -o COMMAND \
		-- sh -c 'exit 7'
	assert_failure 2
	assert_output sh
}

@test "processes of another /proc and of recordings cannot be stopped" {
	for other in --procfs=/proc --replay=/dev/null; do
		run --separate-stderr vmwalk --freeze $other $$
		assert_failure 2
		assert_output ""
	done
	run --separate-stderr vmwalk --freeze --procfs /proc $$
	assert_equal "${stderr_lines[0]}" \
		"vmwalk: --freeze stops processes of this machine's own /proc"
}

@test "kernel threads, zombies and nobody are told as without --freeze" {
	sh -c 'sleep 0 & exec sleep 1000' 3>&- 4>&- &
	pid=$!
	started+=("$pid")
	await eval 'zombie=$(ps -o pid=,stat= --ppid $pid | grep Z)'
	for other in ${zombie%Z*} $(($(cat /proc/sys/kernel/pid_max) + 7)) 2; do
		run --separate-stderr vmwalk $other
		before="$status $stderr"
		run --separate-stderr vmwalk --freeze $other
		assert_equal "$status $stderr" "$before"
	done
}
