#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Who may see what of a frame: numbers of frames and the files that tell of them
# are two rights.  Each column is right, or unknown; never 0.
#
# changes: nothing but a directory in /var/tmp

load machine
load target

NOBODY="setpriv --reuid=65534 --regid=65534 --clear-groups"
WITHOUT_ADMIN="setpriv --bounding-set=-sys_admin --inh-caps=-all"
ONLY_ADMIN="$NOBODY --inh-caps=-all,+sys_admin --ambient-caps=+sys_admin"

setup_file() {
	machine_begin
	machine_scratch
	chmod 755 "$scratch"
	cp -r "$BUILD/bin" "$BUILD/lib" "$LIVE/stage" "$scratch/"
	chmod -R go+rX "$scratch"
	echo "$scratch" >"$BATS_FILE_TMPDIR/scratch"
	# shellcheck disable=SC2086
	target_start nobody $NOBODY "$scratch/stage" written memfd zero-page \
		huge-page shared-by-fork
	kill -STOP "$target"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find nobody
	vmwalk=$(cat "$BATS_FILE_TMPDIR/scratch")/bin/vmwalk
}

# The named columns are unknown on every page, all others are right.
assert_hidden() { # COMMAND COLUMN...
	local command=$1
	shift
	run /usr/bin/python3 "$HERE/frames.py" columns "$command" "$target" "$@"
	assert_success
}

# In one line on stderr.
assert_note() { # REGEXP COMMAND...
	local regexp=$1
	shift
	run --separate-stderr "$@" "$vmwalk" -g page -o "$columns" "$target"
	assert_failure "$wanted"
	assert_equal "${#stderr_lines[@]}" 1
	[[ $stderr =~ $regexp ]] || fail "$stderr"
}

@test "root sees all of each frame" {
	assert_hidden "$vmwalk"
}

@test "frames hidden, their files readable: no column of a frame is known" {
	assert_hidden "$WITHOUT_ADMIN $vmwalk" pfn flags mapcount memcg order \
		zone region
}

@test "frames visible, their files refused: where a frame is, is known" {
	assert_hidden "$ONLY_ADMIN $vmwalk" flags mapcount memcg order
}

@test "both missing: no column of a frame is known, and no page is lost" {
	assert_hidden "$NOBODY $vmwalk" pfn flags mapcount memcg order zone region
}

@test "the note names the right that is missing for the files" {
	columns=VA,FLAGS wanted=3
	# shellcheck disable=SC2086
	assert_note 'CAP_DAC_READ_SEARCH' $ONLY_ADMIN
}

@test "the note names the right that is missing for frames" {
	columns=VA,FLAGS wanted=3
	# shellcheck disable=SC2086
	assert_note 'CAP_SYS_ADMIN' $WITHOUT_ADMIN
}

@test "with the two rights alone, all of a frame is known" {
	# shellcheck disable=SC2086
	assert_hidden "$NOBODY --inh-caps=-all,+sys_admin,+dac_read_search \
--ambient-caps=+sys_admin,+dac_read_search $vmwalk"
}

@test "no column of a frame was asked for: nothing is unknown" {
	# shellcheck disable=SC2086
	run --separate-stderr $NOBODY "$vmwalk" -g page -r -n -o VA,STATE \
		"$target"
	assert_success
	assert_equal "$stderr" ""
}
