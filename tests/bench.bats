#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The programs of tests/bench answer what ours do: else their time means
# nothing.
#
# shellcheck disable=SC2154

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	build=$(realpath "${BUILD:-build}")
	[ -x "$build/bench/floor" ] || skip "tests/bench is not built"
	[ "$(getconf PAGESIZE)" = 4096 ] || skip "pages are not of 4 KiB here"
}

teardown() {
	[ -z "${workload-}" ] || kill "$workload"
}

# It lives until it is killed; its PID is in $workload.
begin() { # SHAPE SIZE [NUMBER]
	local i
	mkfifo "$BATS_TEST_TMPDIR/input"
	"$build/bench/workload" "$@" <>"$BATS_TEST_TMPDIR/input" \
		>"$BATS_TEST_TMPDIR/pid" 3>&- &
	workload=$!
	for ((i = 0; i < 1200; i++)); do
		[ ! -s "$BATS_TEST_TMPDIR/pid" ] || return 0
		sleep 0.05
	done
	return 1
}

ours() { # COLUMN
	"$build/bin/vmwalk" -g process -r -n -o "$1" "$workload"
}

# All pages that are there, and those of them that are the zero page.
present() {
	ours PRESENT,ZERO | awk '{ print $1 + $2 }'
}

floor() { # NAME
	"$build/bench/floor" "$1" "$workload"
}

# The kernel may take a page of a file away between two looks: one that is
# between two equal ones has no excuse.
is_what_is_present() { # COMMAND...
	local before after counted try
	for try in 1 2 3 4 5; do
		before=$(present)
		counted=$("$@")
		after=$(present)
		[ "$before" != "$after" ] || break
	done
	assert_equal "$counted" "$before"
}

first_number() { # NAME
	floor "$1" | cut -d' ' -f1
}

lines() { # NAME
	floor "$1" | wc -l
}

counts_the_same() {
	is_what_is_present first_number pread
	is_what_is_present first_number scan-pread
	is_what_is_present first_number scan-huge
	is_what_is_present first_number scan
	is_what_is_present lines list
}

scans() {
	"$build/bench/floor" scan $$ >/dev/null 2>&1 ||
		skip "this kernel has no PAGEMAP_SCAN"
}

@test "floors of pagemap count the pages that vmwalk counts" {
	scans
	begin dense 16
	[ "$(present)" -gt 4096 ]
	counts_the_same
}

@test "floors of pagemap count huge pages, whole and split" {
	scans
	begin halfthp 16
	counts_the_same
}

@test "floors of pagemap count pages far from each other" {
	scans
	begin random 65536 500
	[ "$(present)" -gt 490 ]
	counts_the_same
}

@test "the floor of a list of mappings counts them" {
	begin vmas 500
	assert_equal "$(lines maps)" "$(ours MAPPINGS)"
	[ "$(ours MAPPINGS)" -gt 500 ]
}

# Each newline is four bytes in maps.
begin_named() {
	mkdir "$BATS_TEST_TMPDIR/deep"
	python3 - "$BATS_TEST_TMPDIR/deep" >"$BATS_TEST_TMPDIR/pid" 3>&- <<-'END' &
	import mmap, os, signal, sys
	os.chdir(sys.argv[1])
	for _ in range(15):
	    os.mkdir("\n" * 240)
	    os.chdir("\n" * 240)
	with open("file", "w+b") as file:
	    file.truncate(4096)
	    maps = [mmap.mmap(file.fileno(), 4096) for _ in range(40)]
	print(os.getpid(), flush=True)
	signal.pause()
	END
	workload=$!
	until [ -s "$BATS_TEST_TMPDIR/pid" ]; do
		kill -0 "$workload"
		sleep 0.05
	done
}

@test "the floor of a list of mappings has room for any name" {
	begin_named
	assert_equal "$(lines maps)" "$(ours MAPPINGS)"
	floor maps >"$BATS_TEST_TMPDIR/list"
	run -0 grep -cE '(\\012){200}/file$' "$BATS_TEST_TMPDIR/list"
	assert_output 40
}

@test "the runner of the benchmark prints what was measured, and JSON" {
	[ "$(id -u)" = 0 ] || skip "needs root, to see the mappings of init"
	cp -r "$build/bench" "$BATS_TEST_TMPDIR/bench"
	ln -s "$build/bin" "$build/lib" "$BATS_TEST_TMPDIR"
	BUILD=$BATS_TEST_TMPDIR run -0 tests/bench/run --no-peers \
		--quick --size 16 T10
	assert_line --partial "list of mappings"
	assert_line --partial "peak memory, T10"
	run -0 jq -r '.rows[0].ratios[0].with, .size_mib' \
		"$BATS_TEST_TMPDIR/bench/results.json"
	assert_output $'floor\n16'
}
