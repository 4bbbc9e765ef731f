#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the answer costs: of a thousand processes not much more than reading what
# the kernel adds up, and of a terabyte as much as there is in it.
#
# changes: swap areas: a file in /var/tmp

load machine
load target

NOBODY=(setpriv --reuid=65534 --regid=65534 --clear-groups)

setup_file() {
	machine_begin
	machine_swap_file cost 64 99 || skip "no swap on this file system"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	cost=$BATS_TEST_TMPDIR/cost
}

# Milliseconds of processor time.
cpu_of() { # COMMAND...
	"$LIVE/peak" "$cost" "$@" >/dev/null 2>&1 || true
	awk '{ print $4 }' "$cost"
}

median() { # NUMBER...
	printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"
}

# Side by side, so that whatever else runs here slows both.  Sets ratio, in
# hundredths: what it takes without its start, to reading each smaps_rollup.
measure() {
	local rollup=() ours=() start=() base
	for _ in 1 2 3 4 5 6 7; do
		rollup+=("$(cpu_of cat /proc/[0-9]*/smaps_rollup)")
		ours+=("$(cpu_of "$VMSWAPPED" -q -a)")
		start+=("$(cpu_of "$VMSWAPPED" -q "$target")")
	done
	base=$(median "${rollup[@]}")
	ratio=$((($(median "${ours[@]}") - $(median "${start[@]}")) * 100 /
		(base > 0 ? base : 1)))
	echo "# $(median "${ours[@]}") ms with a start of \
$(median "${start[@]}") ms; reading alone: $base ms" >&3
}

@test "a thousand processes cost at most twice what reading smaps_rollup does" {
	target_start family "$LIVE/family" 999 256
	# What disturbs one round does not disturb three.
	for _ in 1 2 3; do
		measure
		[ "$ratio" -gt 200 ] || break
	done
	assert [ "$ratio" -le 200 ]
}

@test "a process without swap is not walked" {
	command -v strace >/dev/null || skip "no strace"
	target_find family
	strace -f -y -qq -e trace=read,pread64,ioctl -o \
		"$BATS_TEST_TMPDIR/trace" "$VMSWAPPED" -q "$target"
	grep -q "/$target/smaps_rollup>" "$BATS_TEST_TMPDIR/trace"
	run grep -E "/$target/(pagemap|smaps|maps)>" "$BATS_TEST_TMPDIR/trace"
	assert_failure
	target_end family
}

# Each page by itself would be 268,435,456 questions.
assert_few_questions() { # COMMAND...
	local calls
	command -v strace >/dev/null || skip "no strace"
	strace -f -qq -o "$BATS_TEST_TMPDIR/trace" "$@" -q "$target" ||
		[ $? = 1 ]
	calls=$(wc -l <"$BATS_TEST_TMPDIR/trace")
	echo "# $calls system calls" >&3
	assert [ "$calls" -lt 20000 ]
}

@test "a terabyte of shared memory costs what is in it" {
	target_start sparse "$LIVE/sparse" shared 1024 1000
	run --separate-stderr timeout 60 "$VMSWAPPED" -r -n -g process \
		-o SWAPPED,SHMEM,RESIDUAL "$target"
	assert_failure 1
	assert_output "500 500 0"
	assert_few_questions "$VMSWAPPED"
	target_end sparse
}

@test "it does so for an ordinary user" {
	target_start sparse "${NOBODY[@]}" "$LIVE/sparse" shared 1024 1000
	run --separate-stderr timeout 60 "${NOBODY[@]}" "$VMSWAPPED" -r -n \
		-g process -o SWAPPED,SHMEM,RESIDUAL "$target"
	assert_failure 1
	assert_output "500 500 0"
	# strace is the user's, too.
	chmod 777 "$BATS_TEST_TMPDIR"
	assert_few_questions "${NOBODY[@]}" "$VMSWAPPED"
	target_end sparse
}

@test "memory is constant, for a thousand pages in swap and a terabyte" {
	local peak
	target_start sparse "$LIVE/sparse" shared 1024 4000
	"$LIVE/peak" "$cost" "$VMSWAPPED" -r --list "$target" >/dev/null ||
		[ $? = 1 ]
	read -r _ peak _ <"$cost"
	echo "# $peak KiB" >&3
	assert [ "$peak" -le 16384 ]
	target_end sparse
}
