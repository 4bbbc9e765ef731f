#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# As whom a command runs, with which rights, and what others may see of it.
#
# changes: nothing but a directory in /var/tmp
#
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

load ../left-running
load machine
load target

NOBODY=(setpriv --reuid=65534 --regid=65534 --clear-groups)
SETS='^Cap(Inh|Prm|Eff|Amb):'

setup_file() {
	machine_begin
	machine_scratch
	chmod 755 "$scratch"
	# A place where nobody may run it, wherever this tree is.
	cp -r "$BUILD/bin" "$BUILD/lib" "$LIVE/ending" "$scratch/"
	chmod -R go+rX "$scratch"
	echo "$scratch" >"$BATS_FILE_TMPDIR/scratch"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	scratch=$(cat "$BATS_FILE_TMPDIR/scratch")
	vmwalk=$scratch/bin/vmwalk
	unset SUDO_UID SUDO_GID SUDO_USER
	cd "$scratch" || return 1
	export VMINFO_TEST=$BATS_TEST_TMPDIR
}

teardown() {
	kill_left_running
}

# The pages that the command filled just before its end.
marked() { # COMMAND... -- OPTION...
	local command=()
	while [ "$1" != -- ]; do
		command+=("$1")
		shift
	done
	shift
	run --separate-stderr "${command[@]}" "$vmwalk" -n -r -g mapping \
		-o PRESENT -m '/memfd:marked*' "$@"
}

refute_rights() { # the sets of a status file in $output
	[ "$(grep -E "$SETS" <<<"$output" | grep -c '0000000000000000$')" = 4 ] ||
		fail "not four empty sets: $output"
}

@test "under sudo a command runs as who called, with all groups and no rights" {
	export SUDO_UID=65534 SUDO_GID=65534
	run --separate-stderr "$vmwalk" -q -- cat /proc/self/status
	assert_success
	assert_line --regexp $'^Uid:\t65534\t65534\t65534\t65534$'
	assert_line --regexp $'^Gid:\t65534\t65534\t65534\t65534$'
	assert_line --regexp $'^Groups:\t65534 $'
	assert_line --regexp $'^NoNewPrivs:\t0$'
	assert_line "$(grep CapBnd /proc/self/status)"
	refute_rights
}

@test "under sudo a command has the home of who called" {
	local uid gid home shell
	IFS=: read -r _ _ uid gid _ home shell < <(getent passwd daemon)
	export SUDO_UID=$uid SUDO_GID=$gid HOME=/root USER=root LOGNAME=root
	run --separate-stderr "$vmwalk" -q -- \
		sh -c 'echo $HOME $USER $LOGNAME $SHELL $SUDO_UID $VMINFO_TEST'
	assert_success
	assert_output "$home daemon daemon $shell $uid $VMINFO_TEST"
}

@test "a user that the machine does not know has a number alone" {
	export SUDO_UID=54321 SUDO_GID=54322
	run --separate-stderr "$vmwalk" -q -- cat /proc/self/status
	assert_success
	assert_line --regexp $'^Uid:\t54321\t54321\t54321\t54321$'
	assert_line --regexp $'^Groups:\t54322 $'
	refute_rights
}

@test "sudo's word is checked" {
	for word in -1 4294967295 99999999999 0x10 ' 1' one ''; do
		SUDO_UID=$word SUDO_GID=1 run --separate-stderr "$vmwalk" -- \
			touch "$BATS_TEST_TMPDIR/started"
		assert_failure 2
		assert_equal "$stderr" "vmwalk: SUDO_UID and SUDO_GID are no \
numbers of a user (--as USER says who runs COMMAND)"
	done
	SUDO_UID=1 run --separate-stderr "$vmwalk" -- true
	assert_failure 2
	assert [ ! -e "$BATS_TEST_TMPDIR/started" ]
}

@test "sudo's word is for root alone" {
	SUDO_UID=0 SUDO_GID=0 run --separate-stderr "${NOBODY[@]}" \
		"$vmwalk" -q -- id -u
	assert_output 65534
	SUDO_UID=1 SUDO_GID=1 run --separate-stderr "${NOBODY[@]}" \
		"$vmwalk" -q -- id -u
	assert_output 65534
}

@test "--as chooses a user by name or number, under sudo too" {
	run --separate-stderr "$vmwalk" -q --as daemon -- id -un
	assert_output daemon
	run --separate-stderr "$vmwalk" -q --as "$(id -u daemon)" -- id -un
	assert_output daemon
	SUDO_UID=65534 SUDO_GID=65534 run --separate-stderr \
		"$vmwalk" -q --as root -- cat /proc/self/status
	assert_line --regexp $'^Uid:\t0\t'
	assert_line "$(grep CapPrm /proc/self/status)"
	run --separate-stderr "$vmwalk" -q --as no-such-user -- true
	assert_failure 2
	assert_equal "$stderr" "vmwalk: user no-such-user: no such user"
	run --separate-stderr "$vmwalk" -q --as 54321 -- true
	assert_failure 2
}

@test "root's own command has all rights that root had" {
	grep '^Cap' /proc/self/status >"$BATS_TEST_TMPDIR/wanted"
	run --separate-stderr "$vmwalk" -q -- grep ^Cap /proc/self/status
	run diff - "$BATS_TEST_TMPDIR/wanted" <<<"$output"
	assert_success
	run --separate-stderr "$vmwalk" -q --ready stop -- \
		sh -c 'grep ^Cap /proc/self/status; kill -STOP $$'
	run diff - "$BATS_TEST_TMPDIR/wanted" <<<"$output"
	assert_success
}

@test "rights that are ambient are not for a command" {
	run --separate-stderr "${NOBODY[@]}" --inh-caps=+sys_ptrace,+net_raw \
		--ambient-caps=+sys_ptrace,+net_raw "$vmwalk" -q -- \
		cat /proc/self/status
	assert_success
	refute_rights
}

# As setcap(8) writes it: version 2, effective, CAP_SYS_ADMIN and others.
@test "rights of the program's file are not for a command" {
	cp "$vmwalk" "$BATS_TEST_TMPDIR/vmwalk"
	chmod 755 "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/vmwalk"
	/usr/bin/python3 -c '
import os, struct, sys
rights = 1 << 21 | 1 << 19 | 1 << 7 | 1 << 6 | 1 << 2
os.setxattr(sys.argv[1], "security.capability",
            struct.pack("<IIIII", 0x02000001, rights, 0, 0, 0))
' "$BATS_TEST_TMPDIR/vmwalk" || skip "no rights on files here"
	"${NOBODY[@]}" test -x "$BATS_TEST_TMPDIR/vmwalk" ||
		skip "$BATS_TEST_TMPDIR is closed to others"
	run --separate-stderr "${NOBODY[@]}" env \
		LD_LIBRARY_PATH="$scratch/lib" "$BATS_TEST_TMPDIR/vmwalk" \
		-q -- cat /proc/self/status
	[ "$status" != 127 ] || skip "the library is not found: $stderr"
	assert_success
	assert_line --regexp $'^Uid:\t65534\t65534\t65534\t65534$'
	refute_rights
	run --separate-stderr "${NOBODY[@]}" env \
		LD_LIBRARY_PATH="$scratch/lib" "$BATS_TEST_TMPDIR/vmwalk" \
		-q --as root -- true
	assert_failure 2
}

@test "root looks at the command of another user, frames and all" {
	for how in "exit thread" "stop stop"; do
		marked -- --ready "${how% *}" --as nobody -- ./ending \
			"${how#* }"
		assert_success
		assert_equal "$stderr" ""
		assert_output 5
	done
	run --separate-stderr "$vmwalk" -n -r -g run -o PFN -m '[stack]' \
		--as nobody -- ./ending exit
	assert_success
	refute_output --partial '?'
}

@test "what another user's command leaves running is ended, too" {
	run --separate-stderr "$vmwalk" -q --as nobody --timeout 1s -- \
		sh -c 'setsid sleep 1000 & trap "" TERM; sleep 1000; :'
	assert_failure 124
	run left_running
	assert_output ""
	run --separate-stderr "$vmwalk" -q --as nobody --kill --ready stop -- \
		sh -c 'setsid sleep 1000 & kill -STOP $$; sleep 1000'
	assert_success
	run left_running
	assert_output ""
}

# What a container gives its root.
CONTAINER=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid
CONTAINER+=,+setpcap,+net_bind_service,+net_raw,+sys_chroot,+mknod
CONTAINER+=,+audit_write,+setfcap

@test "root of a container looks at its commands, which keep their rights" {
	local in=(setpriv --bounding-set="$CONTAINER" --inh-caps=-all)
	marked "${in[@]}" -- -- ./ending thread
	assert_success
	assert_output 5
	"${in[@]}" grep ^Cap /proc/self/status >"$BATS_TEST_TMPDIR/wanted"
	run --separate-stderr "${in[@]}" "$vmwalk" -q -- \
		grep ^Cap /proc/self/status
	run diff - "$BATS_TEST_TMPDIR/wanted" <<<"$output"
	assert_success
}

# Another user's process is not its own any more.
@test "root of a container cannot look at another user's command, with 3" {
	marked setpriv --bounding-set="$CONTAINER" --inh-caps=-all -- \
		--as nobody -- ./ending exit
	assert_failure 3
	assert_output ""
	assert_regex "$stderr" 'needs CAP_SYS_PTRACE'
}

@test "a setuid command gains rights only if who traces it may see all" {
	install -m 4755 "$(command -v id)" "$scratch/id"
	[ "$("${NOBODY[@]}" "$scratch/id" -u)" = 0 ] ||
		skip "files cannot be setuid in $scratch"
	run --separate-stderr "${NOBODY[@]}" "$vmwalk" -q -- "$scratch/id" -u
	assert_output 65534
	run --separate-stderr "$vmwalk" -q --as nobody -- "$scratch/id" -u
	assert_output 0
}

@test "a command that hides itself is told, with 3" {
	install -m 711 ./ending "$scratch/unreadable"
	marked "${NOBODY[@]}" -- -- "$scratch/unreadable" exit
	assert_failure 3
	assert_output ""
	assert_regex "$stderr" 'denied \(needs CAP_SYS_PTRACE'
	marked -- --as nobody -- "$scratch/unreadable" exit
	assert_success
	assert_output 5
}

@test "a command is looked at where /proc hides what is not one's own" {
	run --separate-stderr unshare -m sh -c '
		mount -t proc -o hidepid=2 proc /proc || exit 99
		exec "$@"' sh "${NOBODY[@]}" "$vmwalk" -n -r -g mapping \
		-o PRESENT -m '/memfd:marked*' -- ./ending thread
	[ "$status" != 99 ] || skip "no private /proc here"
	assert_success
	assert_output 5
}

@test "a process of another user is stopped by root, and not by nobody" {
	target_start quiet "${NOBODY[@]}" sh -c 'echo ready; exec sleep 1000'
	run --separate-stderr "$vmwalk" --freeze -q "$target"
	assert_success
	target_start mine sh -c 'echo ready; exec sleep 1000'
	run --separate-stderr "${NOBODY[@]}" "$vmwalk" --freeze -n "$target"
	assert_failure 3
	assert_equal "$output" ""
	target_end quiet
	target_end mine
}
