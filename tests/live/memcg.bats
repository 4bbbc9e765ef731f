#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Which control group memory is charged to: that of the process when it touched
# the page, wherever it is now, and by its path.
#
# changes: control groups of memory: vminfo-live

load machine
load pressure
load target

# Prints "PID VA PAGES" like family, from within a group.
start_in_group() { # NAME GROUP
	# shellcheck disable=SC2016
	target_start "$1" sh -c 'echo $$ >"$1/cgroup.procs" && exec "$2" 0 64' \
		sh "$2" "$LIVE/family"
}

setup_file() {
	local mount
	machine_begin
	mount=$(pressure_mount) || return 0
	top=$mount/vminfo-live
	machine_group "$top/fresh"
	machine_group "$top/left/behind"
	machine_group "$top/$(printf 'odd\033[31m')"
	echo "$mount" >"$BATS_FILE_TMPDIR/mount"
	# Of version 2, the controller has to be handed down.
	[ ! -e "$top/cgroup.subtree_control" ] ||
		echo +memory | tee "$mount/cgroup.subtree_control" \
			"$top/cgroup.subtree_control" \
			"$top/left/cgroup.subtree_control" >/dev/null || true
	start_in_group fresh "$top/fresh"
	start_in_group behind "$top/left/behind"
	start_in_group odd "$top/$(printf 'odd\033[31m')"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	[ -e "$BATS_FILE_TMPDIR/mount" ] || skip "no memory controller here"
	top=$(cat "$BATS_FILE_TMPDIR/mount")/vminfo-live
}

# The groups of the area's pages, and how many each of them has.
groups_of() { # NAME
	local va pages
	target_find "$1"
	read -r _ va pages <"$said"
	run --separate-stderr "$VMWALK" -g page -r -n -o MEMCG \
		-A "$va+$((pages * 4096))" "$target"
	assert_success
	output=$(sort <<<"$output" | uniq -c | sed 's/^ *//')
}

@test "fresh memory is charged to the group of its process" {
	target_find fresh
	groups_of fresh
	assert_output "64 $(awk -F: '$2 ~ /(^|,)memory(,|$)/ || $2 == "" {
		print $3; exit }' "/proc/$target/cgroup")"
	assert_output "64 /vminfo-live/fresh"
}

@test "the inode is that of the group's directory" {
	target_find fresh
	run --separate-stderr "$VMWALK" -g page -r -n -o MEMCG-INODE \
		-A "$(awk 'NR == 1 { print $2 "+4096" }' "$said")" "$target"
	assert_success
	assert_output "$(stat -c %i "$top/fresh")"
}

@test "a process that moved to another group leaves its memory behind" {
	target_find behind
	echo "$target" >"$top/fresh/cgroup.procs"
	groups_of behind
	assert_output "64 /vminfo-live/left/behind"
}

inode_of_first() {
	"$VMWALK" -g page -r -n -o MEMCG-INODE \
		-A "$(awk 'NR == 1 { print $2 "+4096" }' "$said")" "$target"
}

@test "memory of a group that is gone is that of the next one above it" {
	local patience=300
	target_find behind
	echo "$target" >"$top/fresh/cgroup.procs"
	rmdir "$top/left/behind"
	# The kernel hands it over a little later; until then it is of a group
	# that has no name.
	while [ "$(inode_of_first)" != "$(stat -c %i "$top/left")" ]; do
		[ $((patience--)) -gt 0 ] || fail "it is nobody's for 30 s"
		sleep 0.1
	done
	groups_of behind
	assert_output "64 /vminfo-live/left"
}

@test "the name of a group cannot speak to the terminal" {
	groups_of odd
	assert_output '64 /vminfo-live/odd\033[31m'
	target_find odd
	run --separate-stderr "$VMWALK" -g page -o MEMCG --where \
		'memcg~*odd*' "$target"
	assert_success
	refute_output --partial $'\033'
}
