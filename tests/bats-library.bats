#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The library for bats of packaging/bats: each assertion passes and fails, says
# what it saw, and leaves nothing running.
#
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.7.0
load left-running

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	build=$(realpath "${BUILD:-build}")
	POINTS=$build/tests/live/points
	export PATH=$build/bin:$PATH
	# Whatever a test starts has this in its environment.
	export VMINFO_TEST=$BATS_TEST_TMPDIR
	load ../packaging/bats/load
	cd "$BATS_TEST_TMPDIR" || return 1
}

# The library ends what runs before this.
teardown() {
	if [ -n "${VMINFO_TOOL-}" ] || [ -n "$(left_running)" ]; then
		echo "still running: $(left_running)"
		return 1
	fi
}

# A program with 3 of 8 pages in memory, which stays where it is; the page at
# $first is present, the one at $absent is not.
start_marked() {
	vminfo_start --ready=line:filled -- /usr/bin/python3 -c '
import mmap, os, sys
fd = os.memfd_create("marked")
size = mmap.PAGESIZE
os.ftruncate(fd, 8 * size)
memory = mmap.mmap(fd, 8 * size, flags=mmap.MAP_PRIVATE)
for page in range(3):
    memory[page * size] = 1
print("filled", flush=True)
sys.stdin.read()
os.kill(os.getpid(), 19)'
	first=$(sed -n 's/-.*memfd:marked.*//p' "/proc/$VM_PID/maps")
	page=$(getconf PAGESIZE)
	absent=$(printf %x $((0x$first + 5 * page)))
}

# Tools that say what a test wants them to.
pretend() { # TOOL STATUS WORDS...
	mkdir -p pretended
	printf '#!/bin/sh\necho "$0 $*" >>%q\necho "%s"\nexit %d\n' \
		"$PWD/calls" "${*:3}" "$2" >"pretended/$1"
	chmod +x "pretended/$1"
	PATH=$PWD/pretended:$PATH
	VM_PID=812
}

@test "a program is started, and ended with the test" {
	vminfo_start --ready=fd:3 -- sh -c 'echo said; echo >&3
		sleep 1000 & sleep 1000; :'
	assert kill -0 "$VM_PID"
	run cat "$VM_OUTPUT"
	assert_output said
	assert [ -n "$(left_running)" ]
}

@test "a program can be ended before" {
	vminfo_start --ready=delay:0s -- sh -c 'trap "" TERM; sleep 1000; :'
	vminfo_stop
	run left_running
	assert_output ""
	assert_equal "$VM_PID" ""
	vminfo_stop
}

@test "a second program takes the place of the first" {
	vminfo_start --ready=delay:0s -- sleep 1000
	local before=$VM_PID
	vminfo_start --ready=delay:0s -- sleep 1001
	refute kill -0 "$before"
	assert kill -0 "$VM_PID"
}

@test "a program that does not get ready fails the test" {
	run vminfo_start --ready=fd:3 --timeout=300ms -- sleep 1000
	assert_failure 1
	assert_output "
-- the program did not get ready --
command : --ready=fd:3 --timeout=300ms -- sleep 1000
status  : 124
output  : vmwalk: sleep was not ready within 300ms: it wrote no line to that \
descriptor
--"
	run vminfo_start --ready=stop -- no-such-program
	assert_failure 1
	assert_line "status  : 127"
}

@test "teardown of a test is kept, and comes after the program's end" {
	mkdir inner
	printf '%s\n' 'setup() {' 'bats_load_library bats-support' \
		"load '$BATS_TEST_DIRNAME/../packaging/bats/load'" '}' \
		'teardown() {' 'kill -0 "$first" || echo "ended" >said' '}' \
		'@test "one" {' \
		'vminfo_start --ready=delay:0s -- sleep 1000' \
		'first=$VM_PID' '}' >inner/one.bats
	cd inner || return 1
	run bats -F tap one.bats
	assert_success
	run cat said
	assert_output ended
}

@test "what cannot be seen here skips a test, with the reason" {
	printf '%s\n' 'setup() {' 'bats_load_library bats-support' \
		"load '$BATS_TEST_DIRNAME/../packaging/bats/load'" '}' \
		'@test "one" {' 'vminfo_need pfn,kpage' 'false' '}' >one.bats
	pretend vmwalk 1 "pfn needs CAP_SYS_ADMIN"
	run bats -F tap one.bats
	assert_success
	assert_line "ok 1 one # skip needs pfn,kpage: pfn needs CAP_SYS_ADMIN"
	pretend vmwalk 0 ""
	run bats -F tap one.bats
	assert_failure
	assert_line "#   \`false' failed"
	pretend vmwalk 2 "does not know pfn"
	run bats -F tap one.bats
	assert_failure
	assert_line "# -- vmwalk --can pfn,kpage failed --"
	run cat calls
	assert_line --index 0 --partial "vmwalk --can pfn,kpage"
}

@test "contiguous: one page is, what is not there is not" {
	vminfo_need pfn
	start_marked
	assert_contiguous --range "$first+$page"
	assert_contiguous --min 4K --range "$first+$page"
	run assert_contiguous --mapping '/memfd:marked*'
	assert_failure 1
	assert_line "-- memory is not contiguous --"
}

@test "on a node: it is on its own, and not on another" {
	vminfo_need node
	start_marked
	local node
	node=$(vmwalk -n -r -g page -o NODE -A "$first+$page" "$VM_PID")
	assert_on_node "$node" --range "$first+$page"
	run assert_on_node 63 --range "$first+$page"
	assert_failure 1
	assert_line --partial "memory is not on node 63 --"
}

@test "resident: present pages are, absent ones and no pages are not" {
	start_marked
	assert_resident --range "$first+$page"
	run assert_resident --range "$absent+$page"
	assert_failure 1
	assert_line "-- memory is not resident --"
	assert_line --regexp ' (absent|unresolved) .*memfd:marked'
	run assert_resident --mapping nosuch
	assert_failure 1
	assert_line "-- there is no such memory --"
}

@test "swapped: what is in memory is not" {
	start_marked
	refute_swapped --range "$first+$page"
	refute_swapped --pid "$VM_PID" --range "$first+$page"
	run refute_swapped --mapping nosuch
	assert_failure 1
}

@test "huge: ordinary pages are not" {
	start_marked
	assert_huge --min 0 --mapping '/memfd:marked*'
	run assert_huge --min=50 --mapping '/memfd:marked*'
	assert_failure 1
	assert_line --partial "memory is not huge: wanted 50% --"
	pretend vmwalk 0 100
	assert_huge
	pretend vmwalk 0 99
	run assert_huge
	assert_failure 1
	assert_line "-- memory is not huge: wanted 100% --"
}

@test "any metric of vmaudit holds or does not" {
	[ -x "$build/bin/vmaudit" ] || skip "there is no vmaudit yet"
	start_marked
	assert_vm 'present = 3' --target 'mapping:/memfd:marked*'
	run assert_vm 'present = 4' --target 'mapping:/memfd:marked*'
	assert_failure 1
	assert_line "-- present = 4 does not hold --"
}

@test "what cannot be told fails, and says so" {
	pretend vmcontig 3 "UNKNOWN --single"
	pretend vmswapped 3 "swapped: cannot tell"
	pretend vmwalk 0 '?'
	pretend vmaudit 3 "UNKNOWN"
	for words in assert_contiguous "assert_on_node 0" refute_swapped \
		assert_huge "assert_vm runs=1"; do
		# shellcheck disable=SC2086
		run $words
		assert_failure 1
		assert_line --regexp '^-- cannot tell: '
		assert_line --regexp '^status  : 3$'
	done
	pretend vmwalk 3 "hidden"
	run assert_resident
	assert_failure 1
	assert_line --regexp '^-- cannot tell: '
}

@test "a failure shows the command and all that it said" {
	pretend vmswapped 1 "812 app: swapped: 3 pages
	and more"
	run refute_swapped --mapping '[heap]'
	assert_failure 1
	assert_output "
-- memory is swapped out --
command (1 lines):
  vmswapped --mapping [heap] 812
status (1 lines):
  1
output (2 lines):
  812 app: swapped: 3 pages
  	and more
--"
}

@test "words go to the tool as they are" {
	pretend vmcontig 0 ""
	assert_contiguous --symbol ring --min=2M --below 4G
	assert_contiguous --pid 5 --align 2M
	pretend vmaudit 0 ""
	assert_vm 'longest-run >= 2M' --target symbol:ring
	run sed 's|.*/||' calls
	assert_output "vmcontig --symbol ring --below 4G --min-run 2M 812
vmcontig --align 2M --single 5
vmaudit run --target symbol:ring --expect longest-run >= 2M 812"
}

@test "without a process there is nothing to look at" {
	VM_PID=
	run assert_contiguous
	assert_failure 1
	assert_line "no process: vminfo_start did not start one, and there is \
no --pid"
}
