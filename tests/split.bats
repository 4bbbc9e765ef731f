#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# --split: where rows of runs end, and what is said of what differs along one.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME" || return 1
	vmwalk=${VMWALK:-${BUILD:-$PWD/../build}/bin/vmwalk}
	vm=$BATS_TEST_TMPDIR/x.vm
	printf '%s\n' 'vm 1' 'page-size 4096' 'rights frames' \
		'features pagemap soft-dirty' 'process 5' \
		'map 10000-18000 rw-p 0 00:00 0 [heap]' \
		'+0 2 present 0x70 exclusive node 0' \
		'+2 1 present 0x72 exclusive soft-dirty node 0' \
		'+3 1 present 0x73 node 1' \
		'+4 1 present 0x80 file node 1' end >"$vm"
}

walk() { # OPTION...
	run --separate-stderr "$vmwalk" --replay "$vm" -g run -rn \
		-o VA,PAGES,STATE,EXCL,SOFTDIRTY,FILE,NODE "$@"
}

refuse() { # MESSAGE OPTION...
	local message=$1

	shift
	run --separate-stderr "$vmwalk" --replay "$vm" "$@"
	assert_equal "$status" 2
	assert_equal "$output" ""
	assert_equal "${stderr_lines[0]}" "vmwalk: $message"
}

@test "a run ends where anything that is shown changes" {
	walk
	assert_equal "$status" 0
	assert_output "10000 2 present yes no no 0
12000 1 present yes yes no 0
13000 1 present no no no 1
14000 1 present no no yes 1
15000 3 absent - no - -"
}

@test "with --split a run ends where one of these changes, the rest is mixed" {
	walk --split excl
	assert_equal "$status" 0
	assert_output "10000 3 present yes * no 0
13000 1 present no no no 1
14000 1 present no no yes 1
15000 3 absent - no - -"
	walk --split SoftDirty,NODE
	assert_output "10000 2 present yes no no 0
12000 1 present yes yes no 0
13000 1 present no no no 1
14000 1 present no no yes 1
15000 3 absent - no - -"
	walk --split NODE
	assert_output "10000 3 present yes * no 0
13000 1 present no no no 1
14000 1 present no no yes 1
15000 3 absent - no - -"
}

@test "with an empty --split only frames and states end a run" {
	walk --split=
	assert_equal "$status" 0
	assert_equal "$stderr" ""
	assert_output "10000 4 present * * no *
14000 1 present no no yes 1
15000 3 absent - no - -"
}

@test "what is mixed is a star in each text and named in JSON" {
	run -0 "$vmwalk" --replay "$vm" -g run -n -o VA,EXCL,NODE --split=
	assert_line --index 0 --regexp '^ +10000 \* +\*$'
	run -0 "$vmwalk" --replay "$vm" -g run -P -o VA,EXCL,NODE --split=
	assert_line --index 0 'VA="10000" EXCL="*" NODE="*"'
	run -0 "$vmwalk" --replay "$vm" -g run --json=lines \
		-o VA,EXCL,NODE --split=
	assert_line --index 1 '{"type":"run","va":"0x10000","excl":null,'`
		`'"node":null,"mixed":["excl","node"]}'
	assert_line --index 2 \
		'{"type":"run","va":"0x14000","excl":false,"node":1}'
}

@test "a column that --where compares ends runs whatever --split says" {
	walk --split= --where excl=yes
	assert_equal "$status" 0
	assert_output "10000 3 present yes * no 0"
	walk --split= --where node=1
	assert_output "13000 1 present no no no 1
14000 1 present no no yes 1"
}

@test "sums are the same wherever runs end" {
	local options=(-g run -J -o VA --summary=only)

	run -0 "$vmwalk" --replay "$vm" "${options[@]}"
	wanted=$output
	run -0 "$vmwalk" --replay "$vm" "${options[@]}" --split=
	assert_output "$wanted"
	assert_output --partial '"present":5'
}

@test "--split takes columns that can differ inside a run" {
	refuse "--split: no run ends by VA, which is of each page another" \
		-g run --split va
	refuse "--split: no run ends by ALIGN, which is of each page another" \
		-g run --split HUGE,align
	refuse "run rows have no column RSS (try --group mapping or process)" \
		-g run --split RSS
	refuse "unknown column EXCLL (did you mean EXCL?)" \
		-g run --split EXCLL
	walk --split state,mapping
	assert_equal "$status" 0
	assert_line --index 0 "10000 4 present * * no *"
}

@test "--split is for runs" {
	refuse "--split is for run rows, not for those of a page (try \
--group run)" -g page --split EXCL
	refuse "--split is for run rows, not for those of a mapping (try \
--group run)" --split=
	refuse "--split is for run rows, not for those of a process (try \
--group run)" -g process --split EXCL
	refuse "--strip and --split cannot be combined" --strip --split EXCL
	refuse "--explain and --split cannot be combined" --explain --split=
}
