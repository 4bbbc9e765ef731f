#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The tools over an access layer of which one call fails: each, up to the last
# one, in each way.  What they print is the same then, or they say that something
# is missing, and end with 3 or 2: there is no other answer.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0

setup_file() {
	# A shell that stopped itself: nothing in it changes any more.
	bash -c 'kill -STOP $$' 3>&- &
	echo $! >"$BATS_FILE_TMPDIR/pid"
	disown -a
	for ((i = 0; i < 600; i++)); do
		grep -q '^State:.T' "/proc/$!/status" && return
		sleep 0.05
	done
	echo "the shell did not stop" >&2
	return 1
}

# How many were made to fail, for tests/truth/table.
teardown_file() {
	local truth=${TRUTH:-${BUILD:-$BATS_TEST_DIRNAME/../build}/truth}
	kill -KILL "$(cat "$BATS_FILE_TMPDIR/pid")"
	mkdir -p "$truth"
	touch "$BATS_FILE_TMPDIR/faults"
	awk '{ sum += $1 } END { print "faults", sum + 0 }' \
		"$BATS_FILE_TMPDIR/faults" >"$truth/faults"
}

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	PROGRAMS=$(realpath "${BUILD:-$BATS_TEST_DIRNAME/../build}")/tests/fault
	pid=$(cat "$BATS_FILE_TMPDIR/pid")
	told=$BATS_TEST_TMPDIR/told
}

# What a verdict stands on may be told less well: the verdict may not differ.
answer() { # FAULT TOOL ARGUMENTS...
	VMINFO_FAULT=$1 "$PROGRAMS/$2" "${@:3}" 2>"$told" |
		sed -E '/^(stability|note):/d; s/ breaks at .*/ breaks/'
	return "${PIPESTATUS[0]}"
}

# Each call fails so; `given` is how often something was said to be missing.
each_fails() { # FAULT TOOL ARGUMENTS...
	local fault=$1 expected status=0 calls n output got
	shift
	expected=$(answer calls "$@") || status=$?
	calls=$(sed -n 's/^VMINFO_FAULT: \(.*\) calls$/\1/p' "$told")
	assert [ "$calls" -gt 20 ]
	given=0
	for ((n = 1; n <= calls; n++)); do
		got=0
		output=$(answer "$fault-at=$n" "$@") || got=$?
		if [ "$got" = "$status" ]; then
			assert_equal "$fault-at=$n: $output" \
				"$fault-at=$n: $expected"
			continue
		fi
		assert_regex "$fault-at=$n: $got" ': [23]$'
		assert [ -s "$told" ]
		given=$((given + 1))
	done
	echo "$calls" >>"$BATS_FILE_TMPDIR/faults"
}

# Errors are told or got around; what is only late or short changes nothing.
each_way() { # TOOL ARGUMENTS...
	local fault
	for fault in eio esrch enomem; do
		each_fails "$fault" "$@"
		assert [ "$given" -gt 0 ]
	done
	for fault in eintr short; do
		each_fails "$fault" "$@"
		assert_equal "$fault: $given" "$fault: 0"
	done
}

# The last page of the stack, which is there; nothing is behind it.
stack() {
	printf '%x' $((0x$(awk '/\[stack\]/ { split($1, a, "-"); print a[2] }' \
		"/proc/$pid/maps") - 4096))
}

@test "each call of vmwalk fails in each way, and no row is wrong" {
	each_way vmwalk -m '[stack]' -g page -r -o va,state "$pid"
}

@test "each call of vmwalk fails in each way, and no sum is wrong" {
	each_way vmwalk -m '[heap]' -g mapping -r -o va,size,rss,swap,perms "$pid"
}

@test "each call of vmcontig fails in each way, and yes stays yes or unknown" {
	[ "$(id -u)" = 0 ] || skip "frames are hidden: not root"
	each_way vmcontig -A "$(stack)+4K" "$pid"
	[[ $(answer '' vmcontig -A "$(stack)+4K" "$pid") == *YES* ]]
}

@test "each call of vmcontig fails in each way, and no stays no or unknown" {
	each_way vmcontig -A "$(stack)+8K" "$pid"
	[[ $(answer '' vmcontig -A "$(stack)+8K" "$pid" || :) == *NO* ]]
}

@test "each call of vmswapped fails in each way, and none stays none" {
	each_way vmswapped "$pid"
}

# Some thousand calls: one in 31.  Beyond 16 GiB of RAM there are several rounds,
# and a process may be missed in any of them.
@test "calls of vmframes --shared fail, and what is missing is told" {
	[ "$(id -u)" = 0 ] || skip "frames are hidden: not root"
	local calls n got fault
	answer calls vmframes --shared -r "$pid" >/dev/null
	calls=$(sed -n 's/^VMINFO_FAULT: \(.*\) calls$/\1/p' "$told")
	for fault in eio esrch; do
		for ((n = 1; n <= calls; n += 31)); do
			got=0
			answer "$fault-at=$n" vmframes --shared -r "$pid" \
				>/dev/null || got=$?
			[ "$got" != 0 ] || continue
			assert_regex "$fault-at=$n: $got" ': [23]$'
			assert [ -s "$told" ]
		done
	done
	echo $((2 * ((calls + 30) / 31))) >>"$BATS_FILE_TMPDIR/faults"
}
