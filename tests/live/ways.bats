#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The ways to give rights that vminfo(7) has, each tried: what is seen, and what
# is not given away with it.
#
# changes: nothing but a directory in /var/tmp
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2030,SC2031,SC2154

load machine
load target

RIGHTS=sys_admin,sys_ptrace,dac_read_search
GROUP=65000

setup_file() {
	machine_begin
	machine_scratch
	chmod 755 "$scratch"
	cp -r "$BUILD/bin" "$BUILD/lib" "$LIVE/stage" "$scratch/"
	chmod -R go+rX "$scratch"
	echo "root's own" >"$scratch/secret"
	chmod 600 "$scratch/secret"
	echo "$scratch" >"$BATS_FILE_TMPDIR/scratch"
	target_start root "$scratch/stage" written
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	scratch=$(cat "$BATS_FILE_TMPDIR/scratch")
	page=$BATS_TEST_DIRNAME/../../man/vminfo.7
	target_find root
	# setpriv itself has all rights until it starts something.
	nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	ambient=("${nobody[@]}" --inh-caps="-all,+${RIGHTS//,/,+}"
		--ambient-caps="+${RIGHTS//,/,+}")
}

# Frames of a process of root, every one of them.
assert_sees_frames() { # COMMAND...
	run --separate-stderr "$@" -g page -m '[stack]' -rn -o VA,PFN \
		--where state=present "$target"
	assert_success
	assert_output --regexp '^[0-9a-f]+ 0x[0-9a-f]+'
	refute_output --partial '?'
}

assert_no_rights() { # COMMAND...
	run --separate-stderr "$@" -q -- cat /proc/self/status
	assert_success
	assert_line --regexp $'^CapPrm:\t0+$'
	assert_line --regexp $'^CapEff:\t0+$'
	assert_line --regexp $'^CapAmb:\t0+$'
}

# A program that needs no library, since that of a tree is not trusted.
with_rights_of_its_file() {
	local bin static=
	for bin in check-minimal minimal; do
		bin=$BATS_TEST_DIRNAME/../../build/$bin/bin/vmwalk
		[ ! -x "$bin" ] || static=$bin
	done
	[ -n "$static" ] || skip "there is no static vmwalk (make MINIMAL=1)"
	command -v setcap >/dev/null || skip "setcap is not installed"
	cp "$static" "$scratch/vmwalk"
	chgrp "$GROUP" "$scratch/vmwalk"
	chmod 750 "$scratch/vmwalk"
	setcap "cap_${RIGHTS//,/,cap_}+ep" "$scratch/vmwalk" ||
		skip "no rights on files here"
	member=(setpriv --reuid=65534 --regid=65534 "--groups=$GROUP"
		env "$scratch/vmwalk")
	"${member[@]}" --version >/dev/null ||
		skip "rights on files do not hold here"
}

@test "vminfo(7) names the rights that are tried here" {
	run grep -c "cap_${RIGHTS//,/,cap_}" "$page"
	assert_output 1
	run grep -c 'CAP_SYS_ADMIN CAP_SYS_PTRACE CAP_DAC_READ_SEARCH' "$page"
	assert_output 1
	run grep -c "inh-caps=+${RIGHTS//,/,+}" "$page"
	assert_output 1
}

@test "by sudo frames are seen, and a command runs as who called" {
	command -v sudo >/dev/null || skip "sudo is not installed"
	assert_sees_frames sudo -n "$scratch/bin/vmwalk"
	assert_no_rights env SUDO_UID=65534 SUDO_GID=65534 \
		"$scratch/bin/vmwalk"
}

@test "by systemd-run an ordinary user sees frames" {
	[ -d /run/systemd/system ] || skip "systemd does not run here"
	assert_sees_frames systemd-run --quiet --wait --pipe --uid=65534 \
		-p AmbientCapabilities="CAP_SYS_ADMIN CAP_SYS_PTRACE \
CAP_DAC_READ_SEARCH" "$scratch/bin/vmwalk"
}

@test "by ambient rights an ordinary user sees frames" {
	assert_sees_frames "${ambient[@]}" "$scratch/bin/vmwalk"
	assert_no_rights "${ambient[@]}" "$scratch/bin/vmwalk"
}

@test "ambient rights open no file that the user may not read" {
	run --separate-stderr "${ambient[@]}" "$scratch/bin/vmwalk" \
		--replay "$scratch/secret"
	assert_failure
	assert_equal "$stderr" "vmwalk: $scratch/secret: Permission denied"
}

@test "by rights of the file those of its group see frames" {
	with_rights_of_its_file
	assert_sees_frames "${member[@]}"
	assert_no_rights "${member[@]}"
}

@test "rights of the file open no file that the user may not read" {
	with_rights_of_its_file
	run --separate-stderr "${member[@]}" --replay "$scratch/secret"
	assert_failure
	assert_equal "$stderr" "vmwalk: $scratch/secret: Permission denied"
	run --separate-stderr "${member[@]}" -q --as root -- true
	assert_failure 2
}

@test "rights of the file are not for those outside of its group" {
	with_rights_of_its_file
	run "${nobody[@]}" env "$scratch/vmwalk" "$target"
	assert_failure
	assert_output --partial "Permission denied"
}
