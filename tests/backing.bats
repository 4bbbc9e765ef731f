#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# --backing on processes of this machine, without any right: what an own process
# has open is told, and what goes with what.  What it says of recordings:
# tests/proc/backing.expected; with swap: tests/live/backing.bats.

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMWALK=$(realpath "${BUILD:-build}")/bin/vmwalk
}

refused() { # SENTENCE OPTION...
	local sentence=$1
	shift
	run -2 --separate-stderr "$VMWALK" --backing "$@"
	assert_equal "${stderr_lines[0]}" "vmwalk: $sentence"
}

@test "modes that never show it do not take --backing" {
	refused "--backing and --why-not-huge cannot be combined" \
		--why-not-huge $$
	refused "--backing and --explain cannot be combined" --explain $$
	refused "--backing and --can cannot be combined" --can pfn
	refused "--backing and --diff cannot be combined" --diff a.vm b.vm
	refused "--backing and --watch cannot be combined" --watch $$
}

# Shared memory of eight pages: 0 to 3 are written, 0 and 1 are mapped.
start_python() {
	/usr/bin/python3 -c '
import ctypes, mmap, os, sys
fd = os.memfd_create("eight")
os.ftruncate(fd, 8 * mmap.PAGESIZE)
os.pwrite(fd, b"x" * 4 * mmap.PAGESIZE, 0)
area = mmap.mmap(fd, 8 * mmap.PAGESIZE)
area.madvise(mmap.MADV_RANDOM)
area[0] = area[mmap.PAGESIZE] = 1
print("ready", flush=True)
sys.stdin.read()' <"$BATS_TEST_TMPDIR/in" >"$BATS_TEST_TMPDIR/out" 3>&- &
	target=$!
	exec {in}>"$BATS_TEST_TMPDIR/in"
	while ! grep -q ready "$BATS_TEST_TMPDIR/out"; do
		kill -0 "$target"
		sleep 0.02
	done
}

@test "shared memory that a process has open is told, whoever asks" {
	mkfifo "$BATS_TEST_TMPDIR/in"
	start_python
	run --separate-stderr "$VMWALK" -g mapping -r -n --backing \
		-o PRESENT,SHMEM-SWAPPED,CACHED,UNRESOLVED,ABSENT,SWAP \
		-m '/memfd:eight*' "$target"
	exec {in}>&-
	# An old kernel cannot tell all of it.
	[ "$status" = 0 ] || skip "cachestat is not there or not allowed here"
	assert_output "2 0 2 0 4 0"
}

@test "the states of a process are all of its pages" {
	run --separate-stderr "$VMWALK" -g mapping -r -n --backing -o PAGES,\
PRESENT,ZERO,SWAPPED,UNRESOLVED,ABSENT,GUARD,MARKER,POISONED,MIGRATING,DEVICE,\
SPECIAL,PFNMAP,NONPRESENT,SHMEM-SWAPPED,CACHED $$
	# What cannot be told of a file that is not ours is "?".
	run awk '{ sum = 0; for (i = 2; i <= NF; i++) sum += $i }
		sum != $1 { print; bad = 1 } END { exit bad }' <<<"$output"
	assert_success
}
