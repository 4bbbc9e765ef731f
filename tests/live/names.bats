#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Names that a target chose to break us: one row each, harmless on a terminal,
# valid JSON, and unvis(3) gives the bytes back.
#
# changes: nothing but a directory in /var/tmp

load machine
load target

setup_file() {
	machine_begin
	machine_scratch
	target_start hostile "$LIVE/hostile" "$scratch"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find hostile
	list=$BATS_TEST_TMPDIR/list
}

judge_list() { # FORMAT
	run /usr/bin/python3 "$HERE/names.py" "$1" "$list" "$said" "$LIVE/unvis"
	assert_success
}

judge_names() { # FORMAT OPTION...
	local format=$1
	shift
	"$VMWALK" -g mapping -o VA,MAPPING "$@" "$target" >"$list"
	judge_list "$format"
}

judge_safe() { # OPTION...
	"$VMWALK" "$@" "$target" >"$list" 2>&1
	judge_list safe
}

@test "in JSON every name comes back by unvis" {
	judge_names json -J
}

@test "in JSON lines every name comes back by unvis" {
	judge_names lines --json=lines
}

@test "in raw output every name is one word and comes back by unvis" {
	judge_names raw -r -n
}

@test "in pairs every name is safe to evaluate and comes back by unvis" {
	judge_names pairs -P
}

@test "tables hold no control character, whatever the locale" {
	for locale in C C.UTF-8; do
		for group in mapping run; do
			LC_ALL=$locale judge_safe -g $group
		done
	done
}

@test "a row of a table is a line" {
	"$VMWALK" -v -n --summary=never -g mapping "$target" >"$list"
	assert_equal "$(wc -l <"$list")" "$(wc -l <"/proc/$target/maps")"
}

# What a terminal of that locale gets.
on_terminal() { # LOCALE
	script -qec "LC_ALL=$1 TERM=xterm $VMWALK --color=never -u $target" \
		/dev/null </dev/null | tr -d '\r' >"$list"
}

@test "printable UTF-8 passes on a UTF-8 terminal, and only there" {
	on_terminal C.UTF-8
	run grep -c $'good\xc3\xa9utf8' "$list"
	assert_output 1
	judge_list safe
	on_terminal C
	run grep -cP '[^\x00-\x7f]' "$list"
	assert_output 0
	"$VMWALK" -u "$target" >"$list"
	run grep -cP '[^\x00-\x7f]' "$list"
	assert_output 0
}

@test "a process name with escapes is harmless" {
	judge_safe -g process
	for how in "-r" "-P" "-J"; do
		judge_safe -g process -o PID,COMMAND "$how"
	done
	run --separate-stderr "$VMWALK" -g process -r -n -o COMMAND "$target"
	assert_equal "$(printf %s "$output" | "$LIVE/unvis" | od -An -c)" \
		"$(printf '\033[31m\n"x) R 1' | od -An -c)"
}

@test "--mapping chooses by the raw bytes of a name" {
	run --separate-stderr "$VMWALK" -r -n -o VA,MAPPING -g mapping \
		-m "$(awk 'length($2) && NR == 2 { print $2 }' "$said" |
			/usr/bin/python3 -c 'import sys
sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read()))')" "$target"
	assert_success
	assert_equal "${#lines[@]}" 1
	assert_line --partial 'new\012line'
}

@test "a 4.9 kB path is shown whole" {
	run --separate-stderr "$VMWALK" -r -n -o MAPPING -g mapping \
		-m '*at the end' "$target"
	assert_success
	assert [ "${#output}" -gt 4600 ]
}
