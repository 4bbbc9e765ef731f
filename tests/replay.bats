#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Recordings: what is no recording is refused with one line, and --replay needs
# nothing of the machine that it runs on.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME" || return 1
	vmwalk=${VMWALK:-${BUILD:-$PWD/../build}/bin/vmwalk}
	vm=$BATS_TEST_TMPDIR/x.vm
}

@test "all processes of a recording are meant if none is named" {
	printf '%s\n' 'vm 1' 'page-size 4096' 'process 5' \
		'map 1000-3000 rw-p 0 00:00 0 [heap]' '+0 1 present 0x77' \
		'process 812' 'map 2000-3000 rw-p 0 00:00 0' end >"$vm"
	run -0 --separate-stderr "$vmwalk" --replay "$vm" -rn -o PID,PAGES
	assert_output $'5 2\n812 1'
	run -0 --separate-stderr "$vmwalk" --replay "$vm" -rn -o VA,PAGES 812
	assert_output "2000 1"
	run -0 --separate-stderr "$vmwalk" --replay - -rn -o VA,PAGES 812 <"$vm"
	assert_output "2000 1"
	run -2 --separate-stderr "$vmwalk" --replay "$vm" 813
	assert_equal "$stderr" "vmwalk: 813: no such process"
}

@test "a recording that is none, or is cut, is refused with one line" {
	echo "vm 1" >"$vm"
	run -2 "$vmwalk" --replay "$vm"
	assert_output "vmwalk: $vm:2:1: it was cut: no line says end"
	echo "hello" >"$vm"
	run -2 "$vmwalk" --replay "$vm"
	assert_output "vmwalk: $vm:1:1: this is no recording: its \
first line is not vm 1"
	run -2 "$vmwalk" --replay /nonexistent
	assert_output "vmwalk: /nonexistent: No such file or directory"
	run -2 "$vmwalk" --replay "$BATS_TEST_TMPDIR"
	assert_output "vmwalk: $BATS_TEST_TMPDIR: Is a directory"
	printf '%s\n' 'vm 1' end >"$vm"
	run -2 "$vmwalk" --replay "$vm"
	assert_output "vmwalk: $vm:2:1: no line says page-size before"
	printf '%s\n' 'vm 1' 'page-size 4096' end >"$vm"
	run -2 "$vmwalk" --replay "$vm"
	assert_output "vmwalk: $vm: no process was recorded"
	run -2 "$vmwalk" --replay "$vm" --procfs /proc
	assert_line --index 0 "vmwalk: --replay and --procfs cannot be combined"
}

@test "a recording shows processes by their numbers alone" {
	printf '%s\n' 'vm 1' 'page-size 4096' 'process 5' end >"$vm"
	run -2 "$vmwalk" --replay "$vm" --name app
	assert_line --index 0 \
		"vmwalk: --replay shows processes by their numbers alone"
}
