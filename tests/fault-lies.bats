#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The tools over a kernel that lies (tests/fault/fault.h): what they print is
# what it is without the lie, or they end with 3 or 2, and say so.
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
	PROGRAMS=$(realpath "${BUILD:-$BATS_TEST_DIRNAME/../build}")/tests/fault
	pid=$(cat "$BATS_FILE_TMPDIR/pid")
	told=$BATS_TEST_TMPDIR/told
	doubts=0
}

# What a verdict stands on may be told less well: the verdict may not differ.
answer() { # DEMAND TOOL ARGUMENTS...
	VMINFO_FAULT=$1 "$PROGRAMS/$2" "${@:3}" 2>"$told" |
		sed -E '/^(stability|note):/d; s/ breaks at .*/ breaks/'
	return "${PIPESTATUS[0]}"
}

# `doubts` is how often something was said to be missing.
is_not_believed() { # MACHINE LIE TOOL ARGUMENTS...
	local machine=$1 lie=$2 expected status=0 output got=0
	shift 2
	expected=$(answer "$machine" "$@") || status=$?
	output=$(answer "$machine${machine:+,}$lie" "$@") || got=$?
	if [ "$got" = "$status" ]; then
		assert_equal "$lie, $*: $output" "$lie, $*: $expected"
		return
	fi
	assert_regex "$lie, $*: $got" ': [23]$'
	assert [ -s "$told" ]
	doubts=$((doubts + 1))
}

# The last page of the stack, which is there; nothing is behind it.
stack() {
	printf '%x' $((0x$(awk '/\[stack\]/ { split($1, a, "-"); print a[2] }' \
		"/proc/$pid/maps") - 4096))
}

each_tool() { # MACHINE LIE
	is_not_believed "$1" "$2" vmwalk -g page -r -o va,state "$pid"
	is_not_believed "$1" "$2" vmwalk -g mapping -r -o va,size,rss "$pid"
	is_not_believed "$1" "$2" vmcontig -A "$(stack)+4K" "$pid"
	is_not_believed "$1" "$2" vmcontig -A "$(stack)+8K" "$pid"
	is_not_believed "$1" "$2" vmswapped "$pid"
}

# Where frames are hidden, zero pages are found by scans, and so all are.
@test "no tool believes regions that cannot be" {
	local how
	for how in twice outside before empty ragged many; do
		doubts=0
		each_tool hide "scan-lies=$how"
		assert [ "$doubts" -gt 0 ]
	done
	for how in overlap unsorted; do
		each_tool hide "scan-lies=$how"
	done
}

@test "no tool believes mappings that cannot be" {
	local how
	for how in unsorted back; do
		doubts=0
		each_tool '' "maps-lies=$how"
		each_tool noquery "maps-lies=$how"
		assert [ "$doubts" -gt 0 ]
	done
	for how in empty before; do
		doubts=0
		each_tool '' "query-lies=$how"
		assert [ "$doubts" -gt 0 ]
	done
}

@test "no tool is misled by mappings that come twice or lie over others" {
	each_tool '' maps-lies=twice
	each_tool noquery maps-lies=twice
	each_tool '' maps-lies=overlap
}

@test "lines over each other are in doubt where nothing else tells" {
	run -3 --separate-stderr env VMINFO_FAULT=noquery,maps-lies=overlap \
		"$PROGRAMS/vmwalk" -g page -r -o va,state "$pid"
	[[ $stderr == *changed* ]]
}

@test "no tool believes words that are more or fewer than those asked for" {
	local how
	for how in long ends odd; do
		doubts=0
		each_tool '' "pagemap-lies=$how"
		each_tool noscan "pagemap-lies=$how"
		assert [ "$doubts" -gt 0 ]
	done
}

@test "flags of frames behind the end of kpageflags are not known" {
	[ "$(id -u)" = 0 ] || skip "frames are hidden: not root"
	run -3 --separate-stderr env VMINFO_FAULT=frames-end=1 \
		"$PROGRAMS/vmwalk" -m '[stack]' -g page -r -o state,flags "$pid"
	assert_output --partial 'present ?'
	refute_output --partial anon
}

@test "a census of less than RAM is not complete" {
	[ "$(id -u)" = 0 ] || skip "frames are hidden: not root"
	run -3 --separate-stderr env VMINFO_FAULT=frames-end=10 \
		"$PROGRAMS/vmframes" -r
	assert_equal "$stderr" "vmframes: kpageflags ends before RAM does"
	# Of what is shared with others, it is not known with how many.
	run --separate-stderr env VMINFO_FAULT=frames-end=10 \
		"$PROGRAMS/vmframes" --shared -r -o outside "$pid"
	assert_equal "$status" 3
	assert_line '?'
}
