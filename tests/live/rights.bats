#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What may be seen, by whom: right states where they can be known, frames
# unknown and never 0, one line that names the missing right, and the exit
# status of a listing.
#
# changes: nothing but a directory in /var/tmp

load machine
load target

NOBODY=(setpriv --reuid=65534 --regid=65534 --clear-groups)
UNPRIVILEGED_ACTS=(shared-by-fork written untouched given-back zero-page
	prot-none lazily-freed guard-untouched guard-populated gap huge-page
	huge-zero-page shared-anonymous memfd memfd-twice memfd-private)

setup_file() {
	machine_begin
	machine_scratch
	chmod 755 "$scratch"
	# A place where nobody may run it, wherever this tree is.
	cp -r "$BUILD/bin" "$BUILD/lib" "$LIVE/stage" "$scratch/"
	chmod -R go+rX "$scratch"
	echo "$scratch" >"$BATS_FILE_TMPDIR/scratch"
	target_start root "$LIVE/stage"
	target_start nobody "${NOBODY[@]}" "$scratch/stage" \
		"${UNPRIVILEGED_ACTS[@]}"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	scratch=$(cat "$BATS_FILE_TMPDIR/scratch")
	walk=$BATS_TEST_TMPDIR/walk.json
	vmwalk=$scratch/bin/vmwalk
}

# A page walk as somebody: $status, $stderr, and the list in a file.
walk_as() { # COMMAND... -- PID
	local command=()
	while [ "$1" != -- ]; do
		command+=("$1")
		shift
	done
	status=0
	output=
	"${command[@]}" "$vmwalk" -g page -J -o "$PAGE_COLUMNS" "$2" >"$walk" \
		2>"$walk.stderr" || status=$?
	stderr=$(cat "$walk.stderr")
}

# The default view: `?` in the cells, exit 0, one line on stderr.
assert_default_view_says() { # REGEXP COMMAND... -- PID
	local regexp=$1 command=()
	shift
	while [ "$1" != -- ]; do
		command+=("$1")
		shift
	done
	run --separate-stderr "${command[@]}" "$vmwalk" "$2"
	assert_success
	assert_regex "$stderr" "$regexp"
	assert_equal "${#stderr_lines[@]}" 1
	assert_output --regexp ' \? '
}

assert_regex() { # TEXT REGEXP
	[[ $1 =~ $2 ]] || fail "'$1' does not match '$2'"
}

refute_zero_frame() {
	! grep -E '"p(a|fn)": *"?0(x0+)?"?[,}]' "$walk" ||
		fail "a frame that is hidden is shown as 0"
}

@test "root sees states and frames of every page" {
	target_find root
	walk_as env -- "$target"
	assert_success
	assert_equal "$stderr" ""
	judge states "$said" "$walk"
	refute_zero_frame
}

@test "root sees another user's process" {
	target_find nobody
	walk_as env -- "$target"
	assert_success
	judge states "$said" "$walk"
}

@test "uid 0 without CAP_SYS_ADMIN sees the states, and no frames" {
	target_find root
	walk_as setpriv --bounding-set=-sys_admin --inh-caps=-all -- "$target"
	assert_failure 3
	assert_regex "$stderr" 'CAP_SYS_ADMIN'
	judge hidden "$said" "$walk"
	refute_zero_frame
}

@test "uid 0 without CAP_SYS_ADMIN gets 0 in the default view, and a note" {
	target_find root
	assert_default_view_says "CAP_SYS_ADMIN" setpriv \
		--bounding-set=-sys_admin --inh-caps=-all -- "$target"
}

@test "an ordinary user sees the states of an own process, and no frames" {
	target_find nobody
	walk_as "${NOBODY[@]}" -- "$target"
	assert_failure 3
	assert_regex "$stderr" 'CAP_SYS_ADMIN'
	judge hidden "$said" "$walk"
	refute_zero_frame
}

@test "an ordinary user gets 0 in the default view, and a note" {
	target_find nobody
	assert_default_view_says "CAP_SYS_ADMIN.*sudo [^ ]*vmwalk $target" \
		"${NOBODY[@]}" -- "$target"
}

@test "hidden columns are named in the head of the JSON" {
	target_find nobody
	walk_as "${NOBODY[@]}" -- "$target"
	run /usr/bin/python3 -c 'import json, sys
print("pa" in json.load(open(sys.argv[1]))["vminfo"]["hidden"])' "$walk"
	assert_output True
}

@test "a walk of states alone is complete for an ordinary user" {
	target_find nobody
	run --separate-stderr "${NOBODY[@]}" "$vmwalk" -g page -r -n \
		-o VA,STATE "$target"
	assert_success
	refute_output --partial '?'
}

@test "somebody else's process is refused, in one line, with 3" {
	target_find root
	run --separate-stderr "${NOBODY[@]}" "$vmwalk" -n "$target"
	assert_failure 3
	assert_equal "$output" ""
	assert_equal "${#stderr_lines[@]}" 1
	assert_regex "$stderr" "$target"
}

# What a container gives its root.
CONTAINER=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid
CONTAINER+=,+setpcap,+net_bind_service,+net_raw,+sys_chroot,+mknod
CONTAINER+=,+audit_write,+setfcap

@test "root of a container sees its own processes, and no frames" {
	run --separate-stderr setpriv --bounding-set="$CONTAINER" \
		--inh-caps=-all sh -c 'sleep 100 <&- >&- 2>&- & "$0" $!
		status=$?; kill $!; exit $status' "$vmwalk"
	assert_success
	assert_regex "$stderr" 'CAP_SYS_ADMIN'
	assert_output --regexp ' [?] '
}

@test "root of a container does not see what has more rights than it has" {
	target_find root
	run --separate-stderr setpriv --bounding-set="$CONTAINER" \
		--inh-caps=-all "$vmwalk" -n "$target"
	assert_failure 3
	assert_equal "$output" ""
	assert_regex "$stderr" 'needs CAP_SYS_PTRACE'
}

@test "a PID that never existed is 2" {
	local none
	none=$(($(cat /proc/sys/kernel/pid_max) + 7))
	run --separate-stderr "$vmwalk" "$none"
	assert_failure 2
	assert_equal "${#stderr_lines[@]}" 1
}

# The kernel refuses it, though both are of the same user.
@test "from a user namespace a process outside is refused, with 3" {
	target_find nobody
	walk_as "${NOBODY[@]}" unshare -Ur -- "$target"
	[[ $stderr != *unshare:* ]] || skip "no user namespaces: $stderr"
	assert_equal "$status" 3
	assert_regex "$stderr" "$target.*denied"
	run grep -c '"complete":false' "$walk"
	assert_output 1
}

@test "inside a user namespace a process sees the states of a child" {
	run --separate-stderr "${NOBODY[@]}" unshare -Ur sh -c \
		'sleep 100 <&- >&- 2>&- & "$0" -g page -J -o VA,STATE,PA $!
		status=$?; kill $!; exit $status' "$vmwalk"
	[[ $stderr != *unshare:* ]] || skip "no user namespaces: $stderr"
	assert_failure 3
	assert_regex "$stderr" 'CAP_SYS_ADMIN'
	echo "$output" >"$walk"
	refute_zero_frame
	assert_output --partial '"present"'
}

@test "root that is not root outside is told why frames are hidden" {
	run --separate-stderr unshare -Ur sh -c \
		'sleep 100 <&- >&- 2>&- & "$0" $!
		status=$?; kill $!; exit $status' "$vmwalk"
	[[ $stderr != *unshare:* ]] || skip "no user namespaces: $stderr"
	assert_success
	assert_regex "$stderr" 'CAP_SYS_ADMIN'
	assert_output --regexp ' \? '
}

# A private /proc, which hides what is not one's own.
with_hidepid() { # MODE COMMAND...
	local mode=$1
	shift
	unshare -m sh -c 'mount -t proc -o "hidepid=$0" proc /proc || exit 99
		exec "$@"' "$mode" "$@"
}

@test "with hidepid, an own process is seen as ever" {
	target_find nobody
	walk_as with_hidepid 2 "${NOBODY[@]}" -- "$target"
	[ "$status" != 99 ] || skip "no private /proc here"
	assert_failure 3
	judge hidden "$said" "$walk"
	refute_zero_frame
}

@test "with hidepid, a hidden process is not said to be gone" {
	target_find root
	for mode in 1 2; do
		run --separate-stderr with_hidepid $mode "${NOBODY[@]}" \
			"$vmwalk" -n "$target"
		[ "$status" != 99 ] || skip "no private /proc here"
		assert_equal "$output" ""
		assert_equal "${#stderr_lines[@]}" 1
		# hidepid=2 looks as if there was no such process at all.
		if [ $mode = 1 ]; then
			assert_failure 3
		else
			assert [ "$status" = 2 -o "$status" = 3 ]
			assert_regex "$stderr" 'hidden'
		fi
	done
}

@test "without privilege nothing is readable but what the kernel tells" {
	target_find nobody
	run --separate-stderr "${NOBODY[@]}" "$vmwalk" -g page -J -O "$target"
	assert_failure 3
	echo "$output" >"$walk"
	refute_zero_frame
}

# Neither the frame nor PAGEMAP_SCAN: nothing tells the zero page any more.
@test "an ordinary user of an older kernel is not told that zero is present" {
	[ -x "$BUILD/tests/fault/vmwalk" ] || skip "no fault-injecting build"
	mkdir -p "$scratch/tests"
	cp -r "$BUILD/tests/fault" "$scratch/tests/"
	chmod -R go+rX "$scratch/tests"
	target_find nobody
	VMINFO_FAULT=noscan "${NOBODY[@]}" "$scratch/tests/fault/vmwalk" \
		-g page -r -n -o VA,STATE,MAYBEZERO "$target" >"$walk" ||
		assert_equal $? 3
	claimed() { # NAME: what is said of its first page
		grep "^$(awk -v name="$1" '$5 == name { print $1; exit }' \
			"$said") " "$walk" | cut -d' ' -f2-
	}
	yes=$(claimed zero-page)
	assert_regex "$yes" '^present '
	assert_equal "$(claimed huge-zero-page)" "$yes"
	# An exclusive page is none, nor is a page of shared memory.
	no=$(claimed written)
	assert_regex "$no" '^present '
	assert [ "$no" != "$yes" ]
	assert_equal "$(claimed memfd)" "$no"
}
