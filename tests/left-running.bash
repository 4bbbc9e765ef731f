# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# What a test started and that runs on.  Whatever it starts has
# VMINFO_TEST=$BATS_TEST_TMPDIR in its environment, which setup exports.

# Their numbers: not bats, whose environment does not have it, and not us.
left_running() {
	local file pid
	for file in /proc/[0-9]*/environ; do
		pid=${file#/proc/}
		pid=${pid%/environ}
		case $pid in
		"$$" | "$BASHPID") continue ;;
		esac
		grep -qzFx "VMINFO_TEST=$BATS_TEST_TMPDIR" "$file" \
			2>/dev/null && echo "$pid"
	done
	true
}

refute_left_running() {
	local left
	left=$(left_running)
	[ -z "$left" ] || fail "still running: $(ps -fp "${left//$'\n'/,}")"
}

kill_left_running() {
	local pid
	for pid in $(left_running); do
		kill -KILL "$pid"
	done
}
