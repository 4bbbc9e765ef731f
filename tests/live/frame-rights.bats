#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Columns of frames, by who looks: each is right or unknown, with one line that
# names the right that is missing, and the exit status of a listing.
#
# changes: nothing but a directory in /var/tmp
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2030,SC2031,SC2154

load machine
load target

NOBODY=(setpriv --reuid=65534 --regid=65534 --clear-groups)
COLUMNS_OF_FRAMES=VA,PFN,FLAGS-RAW,MAPCOUNT,ORDER,MEMCG-INODE,ZONE,REGION

setup_file() {
	machine_begin
	machine_scratch
	chmod 755 "$scratch"
	cp -r "$BUILD/bin" "$BUILD/lib" "$LIVE/stage" "$scratch/"
	chmod -R go+rX "$scratch"
	echo "$scratch" >"$BATS_FILE_TMPDIR/scratch"
	target_start nobody "${NOBODY[@]}" "$scratch/stage" written huge-page
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	scratch=$(cat "$BATS_FILE_TMPDIR/scratch")
	vmwalk=$scratch/bin/vmwalk
	target_find nobody
}

# As nobody with some capabilities, which come before --.
walk_with() { # [CAPABILITY...] -- OPTION...
	local caps=
	while [ "$1" != -- ]; do
		caps+=${caps:+,}+$1
		shift
	done
	shift
	run --separate-stderr "${NOBODY[@]}" \
		${caps:+--inh-caps="$caps" --ambient-caps="$caps"} \
		"$vmwalk" -g page -m '[stack]' -rn --where state=present "$@" \
		"$target"
}

# The second word on of each row: the first is its address.
cells() { # COLUMN NUMBER
	cut -d ' ' -f "$1" <<<"$output" | sort -u
}

@test "with both rights each column is what root sees" {
	run "$vmwalk" -g page -m '[stack]' -rn --where state=present \
		-o VA,PFN,MAPCOUNT,ORDER,MEMCG-INODE,ZONE,REGION "$target"
	wanted=$output
	refute_output --partial '?'
	walk_with sys_admin dac_read_search -- \
		-o VA,PFN,MAPCOUNT,ORDER,MEMCG-INODE,ZONE,REGION
	assert_success
	assert_equal "$stderr" ""
	assert_output "$wanted"
	run cells 2
	refute_output ""
}

@test "frames that are visible, but not their flags: known where it can be" {
	walk_with sys_admin -- -o "$COLUMNS_OF_FRAMES"
	assert_equal "$status" 3
	assert_equal "${#stderr_lines[@]}" 1
	assert_equal "${stderr_lines[0]%%; try: *}" "vmwalk: flags, mapcounts \
and control groups of frames are hidden (needs CAP_DAC_READ_SEARCH)"
	[[ ${stderr_lines[0]} == *"; try: sudo $vmwalk -g page "* ]]
	local rows=$output
	assert_equal "$(cells 3)$(cells 4)$(cells 5)$(cells 6)" '????'
	assert_equal "$(output=$rows cells 2 | grep -c 0x)" "$(wc -l <<<"$rows")"
	run "$vmwalk" -g page -m '[stack]' -rn --where state=present \
		-o PFN,ZONE,REGION "$target"
	assert_output "$(cut -d ' ' -f 2,7,8 <<<"$rows")"
}

@test "flags that are readable do not help if frames are hidden" {
	walk_with dac_read_search -- -o "$COLUMNS_OF_FRAMES"
	assert_equal "$status" 3
	assert_equal "${#stderr_lines[@]}" 1
	assert_equal "${stderr_lines[0]%%; try: *}" \
		"vmwalk: physical addresses are hidden (needs CAP_SYS_ADMIN)"
	for column in 2 3 4 5 6 7 8; do
		assert_equal "$column $(cells "$column")" "$column ?"
	done
}

@test "without any right all of it is unknown, and never 0" {
	walk_with -- -o "$COLUMNS_OF_FRAMES"
	assert_equal "$status" 3
	for column in 2 3 4 5 6 7 8; do
		assert_equal "$column $(cells "$column")" "$column ?"
	done
}

@test "what is not asked for is no reason for exit 3" {
	walk_with sys_admin --
	assert_success
	assert_equal "$stderr" ""
	walk_with sys_admin -- -o VA,PFN,ZONE,REGION,NODE
	assert_success
	assert_equal "$stderr" ""
}

@test "the head of JSON names the columns that are hidden" {
	local options=(-J -o "FLAGS,ZONE,REGION,PFN,NODE")
	local head='"page_size":[0-9]+,"hidden":\['

	walk() { # [CAPABILITY...]
		run "${NOBODY[@]}" \
			${1:+--inh-caps="+$1" --ambient-caps="+$1"} "$vmwalk" \
			-g page -m '[stack]' "${options[@]}" "$target"
	}
	walk sys_admin
	assert_output --regexp "$head"'"flags"\]'
	walk dac_read_search
	assert_output --regexp "$head"'"flags","zone","region","pfn"\]'
}

@test "a row that cannot be compared is counted and not listed" {
	walk_with sys_admin -- -o VA --where 'flags~anon'
	assert_equal "$status" 3
	assert_output ""
	assert_regex_line "rows? could not be compared: FLAGS unknown"
}

assert_regex_line() { # REGEXP
	grep -Eq "$1" <<<"$stderr" || fail "no line of '$stderr' has '$1'"
}

# Of each page, the named columns are unknown, and all others are as a second
# reader has them.
assert_hidden() { # COMMAND COLUMN...
	local command=$1
	shift
	run /usr/bin/python3 "$HERE/frames.py" columns "$command" "$target" "$@"
	assert_success
}

@test "root sees all of the frame of each page" {
	assert_hidden "$vmwalk"
}

@test "frames hidden, their files readable: no column of a frame is known" {
	assert_hidden "setpriv --bounding-set=-sys_admin --inh-caps=-all \
$vmwalk" pfn flags mapcount memcg order zone region
}

@test "frames visible, their files refused: where each is, is known" {
	assert_hidden "${NOBODY[*]} --inh-caps=-all,+sys_admin \
--ambient-caps=+sys_admin $vmwalk" flags mapcount memcg order
}

@test "both missing: no column of a frame is known, and no page is lost" {
	assert_hidden "${NOBODY[*]} $vmwalk" pfn flags mapcount memcg order \
		zone region
}
