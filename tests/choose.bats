#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Which processes vmwalk looks at: by number, by name, by command line.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0

setup_file() {
	# Shells that stopped themselves: nothing in them changes any more.
	for name in pid other; do
		bash -c 'kill -STOP $$' 3>&- &
		echo $! >"$BATS_FILE_TMPDIR/$name"
	done
	disown -a
	for name in pid other; do
		await has_state T "$(cat "$BATS_FILE_TMPDIR/$name")"
	done
}

teardown_file() {
	kill -KILL "$(cat "$BATS_FILE_TMPDIR/pid")" \
		"$(cat "$BATS_FILE_TMPDIR/other")"
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

setup() {
	started=()
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMWALK=$(realpath "${BUILD:-build}")/bin/vmwalk
	pid=$(cat "$BATS_FILE_TMPDIR/pid")
	other=$(cat "$BATS_FILE_TMPDIR/other")
}

teardown() {
	disown -a
	[ ${#started[@]} = 0 ] || kill -KILL "${started[@]}"
}

# The numbers of the processes that are listed, in their order.
chosen() { # OPTION...
	"$VMWALK" -g process -n -r -o PID "$@"
}

refuse() { # MESSAGE OPTION...
	local message=$1

	shift
	run --separate-stderr "$VMWALK" "$@"
	assert_equal "$status" 2
	assert_equal "$output" ""
	assert_equal "${#stderr_lines[@]}" 2
	assert_equal "${stderr_lines[0]}" "vmwalk: $message"
	assert_equal "${stderr_lines[1]}" "Try 'vmwalk --help'."
}

# --- by number ---------------------------------------------------------------

@test "-p takes numbers that commas, blanks and newlines separate" {
	for list in "$pid,$other" "$pid $other" "$pid, $other," \
		" $pid"$'\n'"$other"$'\n'; do
		run -0 chosen -p "$list"
		assert_output "$pid"$'\n'"$other"
	done
	run -0 chosen --pid "$other,$pid"
	assert_output "$other"$'\n'"$pid"
}

@test "a number counts once, however often and wherever it is given" {
	run -0 chosen "$pid" -p "$pid,0$pid" --pid="$other" "$other" -p "$pid"
	assert_output "$pid"$'\n'"$other"
}

@test "-p - reads the numbers from standard input" {
	run -0 chosen -p - <<<"$other"$'\n'"$pid"
	assert_output "$other"$'\n'"$pid"
	run -0 chosen -p - < <(printf '%s, %s' "$pid" "$other")
	assert_output "$pid"$'\n'"$other"
}

@test "several processes are a row each, one is a row a mapping" {
	run -0 "$VMWALK" -p "$pid,$other"
	assert_line --index 0 --regexp '^ +PID +SIZE .* COMMAND$'
	assert_equal "${#lines[@]}" 3
	run -0 "$VMWALK" -p "$pid,$pid"
	assert_line --index 0 --regexp '^ +VA +SIZE '
}

@test "an empty list is a mistake, never everything" {
	refuse "-p: the list of processes is empty" -p ""
	refuse "-p: the list of processes is empty" -p " , " "$pid"
	refuse "-p -: no process on standard input" -p - </dev/null
	refuse "-p -: no process on standard input" -p - <<<" , "
	refuse "no process was given"
}

@test "what is no number is a mistake on standard input, too" {
	refuse "'x' is not the number of a process" -p "$pid,x"
	refuse "'-1' is not the number of a process" -p "$pid,-1"
	refuse "'12x' is not the number of a process" -p - <<<"12x"
	refuse "'-' is not the number of a process" -
	refuse "'1?2' is not the number of a process" -p - \
		< <(printf '1\0002')
	refuse "'$(printf '%031d' 0)' is not the number of a process" \
		-p - < <(head -c 100000 /dev/zero | tr '\0' 0)
}

@test "standard input that does not end, or cannot be read, is a mistake" {
	refuse "-p -: too much on standard input" -p - < <(yes '')
	refuse "-p -: cannot read standard input" -p - </
}
