#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# --ready=notify, fd:N and line:REGEX: when a command is looked at that says so
# itself, that it waits where it can, and what becomes of one that never says it.
#
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.7.0
load left-running

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	build=$(realpath "${BUILD:-build}")
	VMWALK=$build/bin/vmwalk
	POINTS=$build/tests/live/points
	# Whatever a test starts has this in its environment.
	export VMINFO_TEST=$BATS_TEST_TMPDIR
	cd "$BATS_TEST_TMPDIR" || return 1
	cat >say.py <<'END'
import os, socket, sys

def connect(name=os.environ.get('NOTIFY_SOCKET', '@')):
    out = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    out.connect('\0' + name[1:])
    return out

def barrier(out):
    mine, theirs = os.pipe()
    socket.send_fds(out, [b'BARRIER=1'], [theirs])
    os.close(theirs)
    os.read(mine, 1)
END
}

teardown() {
	kill_left_running
}

vmwalk() {
	"$VMWALK" "$@"
}

# The pages that the command has filled.
marked() { # OPTION... -- COMMAND...
	run --separate-stderr vmwalk -n -r -g mapping -o PRESENT \
		-m '/memfd:marked*' "$@"
}

python() { # SOURCE: prints what it is to run
	printf 'import sys; sys.path.insert(0, ".")\nfrom say import *\n%s\n' "$1"
}

@test "a program waits at a point until it was looked at" {
	marked --ready notify -- "$POINTS"
	assert_success
	assert_equal "$stderr" ""
	assert_output 3
}

@test "a point is chosen by its name, and those before it do not wait" {
	marked --ready notify:two -- "$POINTS" said
	assert_success
	assert_output 5
	assert_equal "$stderr" said
	marked --ready notify:one -- "$POINTS"
	assert_output 3
}

@test "a point that is none is 124" {
	marked --ready notify:three -- "$POINTS"
	assert_failure 124
	assert_output ""
	assert_equal "$stderr" \
		"vmwalk: points exited 0 before it was ready (--ready=notify:three)"
	marked --ready notify:tw -- "$POINTS"
	assert_failure 124
}

@test "points do nothing in a program that nobody asks for them" {
	run "$POINTS" said
	assert_success
	assert_output said
	for word in "" @ x /tmp @nobody-has-this-name \
		"@$(printf 'n%.0s' {1..200})"; do
		VMINFO_SOCKET=$word NOTIFY_SOCKET=$word run "$POINTS" said
		assert_success
		assert_output said
	done
}

@test "without --ready=notify the socket of another manager is left alone" {
	NOTIFY_SOCKET=kept run --separate-stderr vmwalk -q --kill \
		--ready fd:3 -- sh -c '
		echo "$NOTIFY_SOCKET ${VMINFO_SOCKET-none}" >seen
		echo >&3; sleep 1000; :'
	assert_success
	run cat seen
	assert_output "kept none"
}

@test "READY=1 and a barrier: a service waits until it was looked at" {
	python '
memory = bytearray(1)
out = connect()
out.send(b"STATUS=starting\nREADY=1\nX=y")
barrier(out)
open("went-on", "w").close()
barrier(out)
open("ended", "w").close()' >service.py
	run --separate-stderr vmwalk -n -r -g process -o COMMAND \
		--ready notify -- /usr/bin/python3 service.py
	assert_success
	assert_output python3
	assert [ -e went-on ]
	# A barrier that comes later does not hold it.
	assert [ -e ended ]
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

# Says it from outside, to a command that never does, and ends that.
says_from_outside() { # COMMAND...
	local pid status=0
	rm -f socket told
	"$VMWALK" -n -r -g process -o COMMAND --ready notify --kill -- sh -c '
		echo "$NOTIFY_SOCKET" >new && mv new socket
		until [ -e told ]; do sleep 0.05; done' >output 2>&1 3>&- &
	pid=$!
	await test -e socket
	"$@" /usr/bin/python3 -c 'import socket, sys
out = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
out.connect("\0" + sys.argv[1][1:])
out.send(b"READY=1")' "$(cat socket)"
	[ "$1" = env ] || touch told
	wait $pid || status=$?
	echo "$status $(cat output)"
}

@test "a barrier that is there with the word is left for later" {
	# Both are there before any of them is read.
	python '
import signal
out, tool = connect(), os.getppid()
mine, theirs = os.pipe()
os.kill(tool, signal.SIGSTOP)
out.send(b"READY=1")
socket.send_fds(out, [b"BARRIER=1"], [theirs])
os.close(theirs)
os.kill(tool, signal.SIGCONT)
os.read(mine, 1)
os._exit(0)' >service.py
	run --separate-stderr vmwalk -n -r -g process -o COMMAND \
		--ready notify -- /usr/bin/python3 service.py
	assert_success
	assert_output python3
}

@test "another user cannot say that a command is ready" {
	[ "$(id -u)" = 0 ] || skip "needs root"
	run says_from_outside setpriv --reuid 65534 --regid 65534 \
		--clear-groups
	assert_output \
		"124 vmwalk: sh exited 0 before it was ready (--ready=notify)"
	# Its own user could do anything to it.
	run says_from_outside env
	assert_output "0 sh"
}

@test "words that are not the word do not make it ready" {
	python '
out = connect()
for word in b"READY=0", b"READY=11", b"NOTREADY=1", b"X=READY=1", b"":
    out.send(word)
barrier(out)
open("sent", "w").close()' >service.py
	run --separate-stderr vmwalk --ready notify -- \
		/usr/bin/python3 service.py
	assert_failure 124
	assert [ -e sent ]
	assert_equal "$stderr" \
		"vmwalk: python3 exited 0 before it was ready (--ready=notify)"
}

@test "a message that is too long is none" {
	python '
out = connect()
out.send(b"READY=1\n" + 10000 * b"x")
barrier(out)' >service.py
	run --separate-stderr vmwalk --ready notify -- \
		/usr/bin/python3 service.py
	assert_failure 124
}

@test "a line on its descriptor makes a command ready" {
	for number in 3 4 5 6 7 8 9 10 11 12 13 14 1023; do
		run --separate-stderr vmwalk -n -r -g process -o COMMAND \
			--kill --ready fd:$number -- bash -c "
			printf 'half a' >&$number; echo ' line' >&$number
			sleep 1000; :"
		assert_success
		assert_output bash
		refute_left_running
	done
}

@test "a command that closes its descriptor is not ready" {
	run --separate-stderr vmwalk --ready fd:3 --timeout 500ms -- \
		sh -c 'exec 3>&-; sleep 1000'
	assert_failure 124
	assert_equal "$stderr" "vmwalk: sh was not ready within 500ms: it \
closed that descriptor, and wrote no line to it"
	refute_left_running
	run --separate-stderr vmwalk --ready fd:3 --timeout 500ms -- \
		sh -c 'printf no-line >&3; sleep 1000'
	assert_failure 124
	assert_equal "$stderr" "vmwalk: sh was not ready within 500ms: it \
wrote no line to that descriptor"
	refute_left_running
}

@test "a line that a command prints makes it ready, and all is passed on" {
	run --separate-stderr vmwalk -n -r -g process -o COMMAND --kill \
		--ready 'line:^listening on [0-9]+$' -- sh -c '
		printf "not listening on 1\nlisten"
		printf "ing on 80\n"; sleep 1000; :'
	assert_success
	# For programs, ours is alone on standard output.
	assert_output sh
	assert_equal "$stderr" $'not listening on 1\nlistening on 80'
	refute_left_running
}

@test "what a command prints after its line is passed on to the end" {
	run --separate-stderr vmwalk -q --ready line:go -- sh -c '
		echo go; sleep 0.2; seq 20000'
	assert_success
	assert_equal "$(wc -l <<<"$output")" 20001
	assert_equal "${lines[-1]}" 20000
}

@test "who reads no more of what a command prints ends it as ever" {
	run bash -c '"$0" -q --ready line:never --timeout 100s -- \
		bash -c "while echo x; do :; done; :" | head -n 1' "$VMWALK"
	assert_line x
	refute_left_running
}

@test "rows for programs come while the command goes on" {
	mkfifo rows
	"$VMWALK" -n -r -g process -o COMMAND --ready fd:3 -- sh -c '
		echo >&3; until [ -e seen ]; do sleep 0.05; done' >rows 3>&- &
	read -r first <rows
	touch seen
	wait $!
	assert_equal "$first" sh
}

@test "processes that a command started are looked at in its place" {
	# Nobody else on this machine is called so.
	local worker=worker-$BASHPID
	cp "$(type -P sleep)" "$worker"
	run --separate-stderr vmwalk -n -r -g process -o COMMAND --kill \
		--follow "$worker" --ready fd:3 -- sh -c '
		"./$0" 1000 & "./$0" 1001 & sleep 1000 &
		until [ "$(cat /proc/[0-9]*/comm 2>/dev/null |
			grep -cx "$0")" -ge 2 ]; do sleep 0.05; done
		echo >&3; sleep 1000; :' "$worker"
	assert_success
	assert_output "$worker
$worker"
	assert_equal "$stderr" ""
	refute_left_running
	# The command is one of them, if it is called so; no stranger is.
	# None of them forks: a child is called as its parent, until it execs.
	cp "$(type -P sh)" "$BATS_TEST_TMPDIR/leader"
	mkfifo silent
	./leader -c 'exec 4<>silent; read -r line <&4' 3>&- &
	run --separate-stderr vmwalk -n -r -g process -o COMMAND --kill \
		--follow leader --ready fd:3 -- ./leader -c 'exec 4<>silent
		echo >&3; read -r line <&4'
	assert_success
	assert_output leader
	kill $!
	wait $! || true
}

@test "a command without such a process is 124" {
	run --separate-stderr vmwalk --follow worker --ready fd:3 -- \
		sh -c 'echo >&3; sleep 1000; :'
	assert_failure 124
	assert_output ""
	assert_equal "$stderr" "vmwalk: no process of the command was called \
worker when it was ready (--follow)"
	refute_left_running
}

@test "a name that the kernel cut is told, with 3" {
	run --separate-stderr vmwalk --follow a-name-of-17-bytes --ready fd:3 \
		-- bash -c 'exec -a - /usr/bin/python3 -c "
import ctypes, os, time
ctypes.CDLL(None).prctl(15, b\"a-name-of-17-bytes\", 0, 0, 0)
os.write(3, b\"\\n\")
time.sleep(1000)"'
	assert_failure 3
	assert_equal "${stderr##*: cannot}" " tell whether it is called \
a-name-of-17-bytes: no more than its first 15 bytes can be read"
	refute_left_running
}

@test "a command that never says it is 124, and nothing is left running" {
	for how in notify notify:x fd:7 line:x; do
		case $how in
		notify) why="it did not send READY=1" ;;
		notify:x) why="it did not come to that point" ;;
		fd:7) why="it wrote no line to that descriptor" ;;
		line:x) why="it printed no such line" ;;
		esac
		run --separate-stderr vmwalk -J --ready $how --timeout 200ms \
			-- sh -c 'trap "" TERM; sleep 1000 & sleep 1000; :'
		assert_failure 124
		assert_equal "$output" ""
		assert_equal "$stderr" \
			"vmwalk: sh was not ready within 200ms: $why"
		refute_left_running
	done
}

@test "a command that dies or forks away before is 124" {
	for how in notify fd:7 line:x; do
		run --separate-stderr vmwalk --ready $how -- \
			sh -c 'setsid sleep 1000 & exit 4'
		assert_failure 124
		assert_equal "$stderr" \
			"vmwalk: sh exited 4 before it was ready (--ready=$how)"
		refute_left_running
	done
}

@test "ready points that are none are mistakes" {
	mistake() { # HOW MESSAGE
		run --separate-stderr vmwalk --ready "$1" -- touch started
		assert_failure 2
		assert_equal "${stderr_lines[0]}" "vmwalk: $2"
	}
	mistake notify: "--ready=notify: the name of the point is empty"
	mistake line: "--ready=line: the expression is empty"
	mistake 'line:(' "--ready=line:(: Unmatched ( or \\\\("
	for number in "" 2 1024 x 3x -3 99999999999999999999; do
		mistake fd:$number "--ready=fd takes a descriptor from 3 to \
1023, not '$number'"
	done
	assert [ ! -e started ]
}

@test "a command that is not found is 127, whatever it should have said" {
	for how in notify fd:{3..20} line:x; do
		run -127 --separate-stderr vmwalk --ready $how -- no-such
		assert_failure 127
	done
}

@test "a command gets no descriptor of ours but the one that it is given" {
	exec 7<"$BATS_TEST_FILENAME"
	ls /proc/self/fd >expected 3>&- 4>&-
	for how in notify line:ready; do
		run --separate-stderr vmwalk -q --ready $how --timeout 20s -- \
			sh -c 'ls /proc/self/fd >seen; exit 0' 3>&- 4>&-
		run diff expected seen
		assert_success
	done
	run --separate-stderr vmwalk -q --ready fd:5 -- \
		sh -c 'ls /proc/self/fd >seen' 3>&- 4>&-
	run diff <(sort -n expected - <<<5) <(sort -n seen)
	assert_success
}
