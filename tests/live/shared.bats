#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What processes have in common: as sets of frames by a second reader say it.
#
# changes: nr_hugepages

load machine
load target

VMFRAMES=${VMFRAMES:-$BUILD/bin/vmframes}

setup_file() {
	machine_begin
	machine_set /proc/sys/vm/nr_hugepages \
		$(($(cat /proc/sys/vm/nr_hugepages) + 8))
	target_start family "$LIVE/family" 5 100
	target_start folios "$LIVE/folios"
	target_start twins "$LIVE/twins"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
}

# All processes of a target, by what it said, as the array `pids`.
members() { # NAME
	target_find "$1"
	mapfile -t pids < <(awk 'NF > 2 && $1 ~ /^[0-9]+$/ { print $1 }' \
		"${said:?}" | sort -un)
}

assert_as_read() { # PID...
	run /usr/bin/python3 "$HERE/group.py" "$VMFRAMES" "$@"
	assert_success
}

# Pages of a column of the whole group, in the memory of the family alone.
of_family() { # COLUMN
	local pid va
	read -r pid va _ <"$said"
	"$VMFRAMES" --shared -r -n -b -g mapping -o PID,VA,"$1" "${pids[@]}" |
		awk -v pid="$pid" -v va="$va" -v page="$(getconf PAGESIZE)" \
			'$1 == pid && $2 == va { print $3 / page }'
}

@test "six processes share what was written before fork" {
	members family
	assert_as_read "${pids[@]}"
	assert_equal "$(of_family COMMON)" 100
	assert_equal "$(of_family OUTSIDE)" 0
}

@test "what one wrote after fork is its own" {
	members family
	target_tell family half
	assert_as_read "${pids[@]}"
	assert_equal "$(of_family COMMON)" 50
	assert_equal "$(of_family ALONE)" 50
}

@test "huge pages that two processes share are counted once" {
	members folios
	[ ${#pids[@]} -gt 1 ] || skip "there is one process"
	assert_as_read "${pids[@]}"
	grep -q '^skip hugetlb-of-two' "$said" && skip "no hugetlb here"
	run "$VMFRAMES" --shared -r -n -b -g total -o HUGETLB "${pids[@]}"
	assert_success
	assert [ "$output" -ge $((2 << 20)) ]
}

@test "who is left out of the group is outside" {
	members family
	assert_as_read "${pids[0]}" "${pids[1]}"
	run "$VMFRAMES" --shared -r -n -b -g total -o OUTSIDE "${pids[0]}" \
		"${pids[1]}"
	assert_success
	assert [ "$output" -ge $((50 * $(getconf PAGESIZE))) ]
}

@test "what two processes map with one page table is mapped once" {
	local own of_all
	target_find twins
	{ read -r _ own; read -r _ of_all; read -r twin; } <"${said:?}"
	for va in "$own" "$of_all"; do
		run "$VMWALK" -g page -r -n -o PFN -A "$va+4096" "$target"
		frame=$output
		run --separate-stderr "$VMFRAMES" --pfn "$frame" -r -n \
			-o PID,FOUND,MISSING "$target" "$twin"
		assert_success
		[ "$va" = "$own" ] && missing=0 || missing=1
		assert_line "$target 1 $missing"
		assert_line "$twin 1 $missing"
	done
	# The page that the third has, too; its mapping may have others.
	run "$VMFRAMES" --shared -r -n -b -g mapping -o PID,VA,OUTSIDE \
		"$target" "$twin"
	assert_success
	outside=$(awk -v pid="$target" -v va="$of_all" \
		'$1 == pid && $2 <= va { found = $3 } END { print found }' \
		<<<"$output")
	assert [ "$outside" -ge "$(getconf PAGESIZE)" ]
}
