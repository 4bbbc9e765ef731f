# SPDX-License-Identifier: 0BSD
#
# What a test needs, and the program that it looks at.

# vminfo_need WHAT[,WHAT...]: skips the test, with the reason, where it cannot
# be seen.  WHAT is as for vmwalk --can: pfn, kpage, swap, shmem, ...
vminfo_need() {
	local said status=0
	said=$(vmwalk --can "$1" 2>&1) || status=$?
	case $status in
	0) ;;
	1) skip "needs $1: ${said//$'\n'/; }" ;;
	*)
		batslib_print_kv_single_or_multi 6 status "$status" output \
			"$said" | batslib_decorate "vmwalk --can $1 failed" |
			fail
		;;
	esac
}

# Says what became of a program that never got ready, and fails.
vminfo_not_started() { # COMMAND...
	local status=0
	wait "$VMINFO_TOOL" || status=$?
	VMINFO_TOOL=
	batslib_print_kv_single_or_multi 7 command "$*" status "$status" \
		output "$(cat "$VMINFO_PLACE/stderr")" |
		batslib_decorate "the program did not get ready" | fail
}

# vminfo_start [OPTION...] -- COMMAND...: starts it, and returns when it is
# ready.  Options are those of vmwalk: --ready=HOW, --timeout=TIME, --as=USER.
# VM_PID is its number; it goes on to run, until vminfo_stop or the end of the
# test.  What it prints is in the file $VM_OUTPUT.
vminfo_start() {
	[ -z "${VMINFO_TOOL-}" ] || vminfo_stop
	VMINFO_PLACE=$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/vminfo-XXXXXX")
	VM_OUTPUT=$VMINFO_PLACE/stderr
	VM_PID=
	mkfifo "$VMINFO_PLACE/pid"
	# It looks, prints the number, and waits for the end of the program,
	# which does not outlive it.  bats waits for all who have descriptor 3.
	vmwalk -n -r -g process -o PID "$@" >"$VMINFO_PLACE/pid" \
		2>"$VM_OUTPUT" 3>&- </dev/null &
	VMINFO_TOOL=$!
	read -r VM_PID <"$VMINFO_PLACE/pid" || true
	[ -n "$VM_PID" ] || vminfo_not_started "$@"
}

# vminfo_stop: ends the program and all that it started.
vminfo_stop() {
	[ -n "${VMINFO_TOOL-}" ] || return 0
	kill -TERM "$VMINFO_TOOL" 2>/dev/null || true
	wait "$VMINFO_TOOL" 2>/dev/null || true
	VMINFO_TOOL=
	VM_PID=
}

# At the end of each test the program is ended; before the test's own
# teardown(), which stays.
vminfo_join_teardown() {
	declare -F vminfo_own_teardown >/dev/null && return
	if declare -F teardown >/dev/null; then
		eval "vminfo_own_teardown() $(declare -f teardown | tail -n +2)"
	else
		vminfo_own_teardown() { :; }
	fi
	teardown() {
		vminfo_stop
		vminfo_own_teardown
	}
}
