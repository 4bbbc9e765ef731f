#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# vmwalk over an access layer that fails on demand (tests/fault/fault.h): what
# it prints is the same, or it says that something is missing, and ends with 3.
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

teardown_file() {
	kill -KILL "$(cat "$BATS_FILE_TMPDIR/pid")"
}

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	VMWALK=$(realpath "${BUILD:-$BATS_TEST_DIRNAME/../build}")/tests/fault/vmwalk
	pid=$(cat "$BATS_FILE_TMPDIR/pid")
}

# What does not depend on rights or ioctls: where pages are in which state.
states() { # FAULT
	VMINFO_FAULT=$1 "$VMWALK" --group page -r -o va,state "$pid"
}

with_fault() { # FAULT ARGUMENTS...
	local fault=$1
	shift
	run --separate-stderr env VMINFO_FAULT="$fault" "$VMWALK" "$@" "$pid"
}

@test "a demand that has no meaning ends the program" {
	with_fault nonsense
	assert [ "$status" -gt 128 ]
	[[ $stderr == *"VMINFO_FAULT: nonsense has no meaning"* ]]
}

@test "interrupted calls change nothing" {
	assert_equal "$(states eintr)" "$(states '')"
}

@test "short reads change nothing" {
	assert_equal "$(states short)" "$(states '')"
	assert_equal "$(states short,eintr,noquery,noscan)" "$(states '')"
}

@test "without PAGEMAP_SCAN or PROCMAP_QUERY states are the same" {
	if [ "$(id -u)" != 0 ]; then
		skip "zero pages are not told from others then: not root"
	fi
	assert_equal "$(states noscan)" "$(states '')"
	assert_equal "$(states noquery)" "$(states '')"
	assert_equal "$(states noscan,noquery)" "$(states '')"
	assert_equal "$(states efault=1000)" "$(states '')"
}

@test "a process that exits at any look is never listed as complete" {
	local n fault ended=0 whole
	with_fault "" -J
	whole=$output
	for fault in "" ,dead-esrch ,noscan ,noquery; do
		for ((n = 0; n < 40; n += 3)); do
			with_fault "dead-after=$n$fault" -J
			# Without checks that is so many looks.
			if [ "$n" -ge 18 ] && [ "$status" = 0 ]; then
				assert_equal "$output" "$whole"
				break
			fi
			if [ "$status" != 3 ]; then
				echo "dead-after=$n$fault: status $status"
				return 1
			fi
			[[ $output == *'"complete":false}' ]]
			[[ $stderr == *exited* ]]
			((++ended))
		done
	done
	[ "$ended" -ge 48 ]
}

@test "a process that execs at any look is never listed as complete" {
	local n
	for ((n = 0; n < 40; n += 3)); do
		with_fault "exec-after=$n" --json=lines
		assert_equal "$n: $status" "$n: 3"
		[[ ${lines[-1]} == *'"complete":false'* ]]
		[[ $stderr == *'another program'* ]]
	done
}

@test "how a process was lost is told once, however many ranges there are" {
	local -a ranges
	local end n seen=0

	mapfile -t ranges < <(awk '!/vsyscall/ { sub("-", " ", $1)
		split($1, at, " "); print "-A" at[1] "-" at[2] }' \
		"/proc/$pid/maps" | head -n 6)
	for end in 'dead:exited' 'exec:started another program'; do
		for ((n = 0; n < 9; n++)); do
			with_fault "${end%%:*}-after=$n" -q "${ranges[@]}"
			assert_equal "$n: $status" "$n: 3"
			assert_equal "$n: $stderr" \
				"$n: vmwalk: $pid: ${end#*:} while it was looked at"
			((++seen))
		done
	done
	assert_equal "$seen" 18
}

@test "a mapping that changes at each look is marked, and that is said" {
	with_fault change-after=2 --group run -r -o va,state,changed
	assert_equal "$status" 3
	[[ $output == *" yes"* ]]
	[[ $stderr == *changed* ]]
}

@test "hidden frames are shown as unknown, never as 0" {
	with_fault hide --group page -r -o state,pfn
	assert_equal "$status" 3
	[[ $output == *$'\npresent ?\n'* ]]
	refute_output --regexp '(present|swapped) (0x)?0+'
	refute_output --partial swapped
}

@test "an allocation that fails is told, and ends with 2 or 3" {
	local n expected options failed=0

	for options in -J '-g run' '--sort VA'; do
		# shellcheck disable=SC2086
		expected=$("$VMWALK" $options "$pid" 2>"$BATS_TEST_TMPDIR/told")
		for ((n = 1; n < 60; n++)); do
			# shellcheck disable=SC2086
			with_fault "memory=$n" $options
			if [ "$status" = 0 ]; then
				assert_equal "$n: $output" "$n: $expected"
				assert_equal "$stderr" \
					"$(cat "$BATS_TEST_TMPDIR/told")"
				continue
			fi
			((++failed))
			assert_regex "$n: $status" ': [23]$'
			assert_regex "$n: $stderr" \
				'out of memory|Cannot allocate memory'
		done
	done
	assert [ "$failed" -gt 20 ]
}

watch_until() { # CHECKS
	with_fault "dead-after=$1" --watch --every 1ms --for 1m -q -g process
	assert_equal "$1: $status" "$1: 3"
}

@test "one that is watched has exited, wherever in a look that is noticed" {
	local n=0 first
	watch_until 0
	while [ "$stderr" = "vmwalk: $pid: exited while it was looked at" ]; do
		assert [ "$n" -lt 500 ]
		watch_until $((++n))
	done
	first=$n
	assert [ "$first" -gt 10 ]
	# The next look is as long, with another end of it here and there.
	for ((; n < 2 * first + 10; n++)); do
		watch_until "$n"
		assert_equal "$n: $stderr" "$n: vmwalk: $pid: exited"
	done
}

sample_until() { # CHECKS WORD...
	local checks=$1
	shift
	run --separate-stderr env VMINFO_FAULT="dead-after=$checks" \
		"${VMWALK%vmwalk}vmaudit" run --target heap \
		--expect 'runs>=0' "$@"
}

# How many checks a sample is, in $first.
count_checks() { # WORD...
	first=0
	sample_until 0 "$@"
	while [ "$status" = 3 ]; do
		assert [ "$first" -lt 500 ]
		sample_until $((++first)) "$@"
	done
	assert [ "$first" -gt 3 ]
}

@test "one that is sampled exits once, wherever in a sample that is noticed" {
	local n first
	count_checks "$pid"
	for ((n = first; n < 2 * first + 3; n++)); do
		sample_until "$n" --every 1ms --for 1m "$pid"
		assert_equal "$n: $status" "$n: 3"
		assert_equal "$n: $stderr" \
			"$n: vmaudit: $pid: exited while it was sampled"
	done
}

@test "a command that is sampled may exit, wherever in a sample that is" {
	local n first
	local -a command=(--ready=stop -- sh -c 'kill -STOP $$')
	count_checks "${command[@]}"
	for ((n = first; n < 2 * first + 3; n++)); do
		sample_until "$n" --every 1ms --for 1m "${command[@]}"
		assert_equal "$n: $status $stderr" "$n: 0 "
	done
}

@test "a process that exits or execs while symbols are looked for is 3" {
	local fault n seen=0

	for fault in dead exec; do
		for ((n = 0; n < 20; n++)); do
			with_fault "$fault-after=$n" -J --symbol environ
			# It may be late: then everything was seen.
			[ "$status" != 0 ] || continue
			assert_equal "$fault-after=$n: $status" "$fault-after=$n: 3"
			[[ $output == *'"complete":false}' ]]
			assert_regex "$stderr" 'exited|another program|No such process|Stale'
			((++seen))
		done
	done
	assert [ "$seen" -gt 8 ]
}

# An address in the last page of the stack, which is always there.
stack() {
	printf '0x%x' $((0x$(awk '/\[stack\]/ { split($1, a, "-"); print a[2] }' \
		"/proc/$pid/maps") - 8))
}

@test "an address is explained alike without ioctls and with short reads" {
	local fault
	with_fault '' --explain "$(stack)"
	printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/told"
	for fault in eintr short noscan noquery noscan,noquery; do
		with_fault "$fault" --explain "$(stack)"
		run diff "$BATS_TEST_TMPDIR/told" <(printf '%s\n' "$output")
		assert_success
	done
}

@test "a process that ends while it is explained is never told completely" {
	local n fault ended=0
	for fault in dead exec; do
		for n in 0 1 3 5; do
			with_fault "$fault-after=$n" --explain -J "$(stack)"
			assert_equal "$fault $n: $status" "$fault $n: 3"
			[[ $output == *'"complete": false'* ]]
			[[ $stderr == *'while it was looked at'* ]]
			with_fault "$fault-after=$n" --explain -J
			assert_equal "$fault $n: $status" "$fault $n: 3"
			[[ $output == *'"complete": false'* ]]
			((++ended))
		done
	done
	[ "$ended" = 8 ]
}

@test "an address whose mapping changes at each look is not explained" {
	with_fault change-after=0 --explain "$(stack)"
	assert_equal "$status" 3
	assert_equal "$output" ""
	[[ $stderr == *'changed each time that it was read' ]]
}

@test "what is hidden of an address is said, with 3" {
	with_fault hide --explain "$(stack)"
	assert_equal "$status" 3
	[[ $output == *'hidden: needs CAP_SYS_ADMIN'* ]]
	refute_output --partial 'physical address'
}

@test "want of memory is no doubt whether a process is a member" {
	run -0 --separate-stderr "$VMWALK" -q --match 'kill -STOP'
	for ((n = 1; n < 300; n++)); do
		run --separate-stderr env VMINFO_FAULT="memory=$n" "$VMWALK" \
			-q --match 'kill -STOP'
		[[ $stderr != *"may have"* ]] || fail "memory=$n: $stderr"
		[ "$status" = 0 ] || [ -n "$stderr" ] || fail "memory=$n"
	done
}
