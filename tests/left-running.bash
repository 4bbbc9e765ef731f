# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# What a test started and that runs on.  Whatever it starts has
# VMINFO_TEST=$BATS_TEST_TMPDIR in its environment, which setup exports.

# Their numbers: not bats, whose environment does not have it, and not us.  The
# files are listed before somebody looks for it, who has it, too.
left_running() {
	local files=(/proc/[0-9]*/environ) file pid
	while read -r file; do
		pid=${file#/proc/}
		pid=${pid%/environ}
		case $pid in
		"$$" | "$BASHPID") continue ;;
		esac
		echo "$pid"
	done < <(grep -lzFx "VMINFO_TEST=$BATS_TEST_TMPDIR" "${files[@]}" \
		2>/dev/null)
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
