#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What vmwalk says of recorded processes: tests/proc/NAME.vm beside
# tests/proc/NAME.expected.  Needs no privilege.

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME" || return 1
	vmwalk=${VMWALK:-${BUILD:-$PWD/../build}/bin/vmwalk}
}

reads_as_expected() { # NAME
	[ -x "$vmwalk" ] || skip "vmwalk is not built"
	# A directory is read with the page size of who reads it.
	[ -e "proc/$1.vm" ] || [ "$(getconf PAGESIZE)" = 4096 ] ||
		skip "pages are not of 4 KiB here"
	proc/expect "$1" >"$BATS_TEST_TMPDIR/now"
	diff -u "proc/$1.expected" "$BATS_TEST_TMPDIR/now"
}

unpack_lines() { # into $proc; the lines come on stdin
	proc=$BATS_TEST_TMPDIR/proc
	cat >"$BATS_TEST_TMPDIR/lines.proc"
	rm -rf "$proc"
	./unpack "$BATS_TEST_TMPDIR/lines.proc" "$proc"
}

# --- each recording ----------------------------------------------------------

@test "a run ends at a hole and where the next frame is elsewhere" {
	reads_as_expected two-holes
}

@test "--where lists the rows on which it holds, and says what it cannot tell" {
	reads_as_expected where
}

@test "with --backing pages are what their objects said, else unresolved" {
	reads_as_expected backing
}

@test "what is in swap counts once, and nothing else looks like it" {
	reads_as_expected swapped
}

@test "smaps settles what an ordinary user cannot see of swap" {
	reads_as_expected swapped-hidden
}

@test "smaps settles what is special by its number, and a slot" {
	reads_as_expected swapped-special
}

@test "frames add up by who shares them, by kind, order, node and in blocks" {
	reads_as_expected sums
}

@test "sums over hidden frames are unknown, or what smaps says" {
	reads_as_expected sums-hidden
	reads_as_expected sums-no-kpage
}

@test "each reason why a block is not one huge page has its word" {
	reads_as_expected why-not-huge
}

@test "why a block is not huge is unknown where it cannot be told" {
	reads_as_expected why-unknown
}

@test "without the size of a huge page nobody can say what is one" {
	reads_as_expected no-pmd
}

@test "settings, other sizes of pages and 20 TiB of nothing" {
	reads_as_expected why-never
}

@test "smaps of a process is what the kernel sums up, unless mappings count" {
	reads_as_expected rollup
}

@test "each word of pagemap gets its state" {
	reads_as_expected all-states
}

@test "what is known of frames is told of pages and runs" {
	reads_as_expected frames
}

@test "an address and a process are explained as far as they are known" {
	reads_as_expected explain
}

@test "what the kernel hides is unknown and never 0" {
	reads_as_expected hidden
}

@test "the device of a slot is proven, marked as a guess, or unknown" {
	reads_as_expected swap-areas
}

@test "a list of swap areas that nobody can read hides their names only" {
	reads_as_expected bad-swaps
}

@test "pages written since clear_refs are soft-dirty" {
	reads_as_expected soft-dirty
}

@test "hugetlb is known by smaps" {
	reads_as_expected hugetlb
}

@test "a mapping of a driver has no page information" {
	reads_as_expected pfnmap
}

@test "without the ioctls a huge page is not told from a lucky run" {
	reads_as_expected old-kernel
}

@test "the zero page is told by its flags, or maybe" {
	reads_as_expected zero-page
}

@test "our counts stand beside those of smaps" {
	reads_as_expected verify
}

@test "a process without mappings is gone" {
	reads_as_expected empty
}

@test "kernel threads and zombies have no memory, threads of a leader do" {
	reads_as_expected kernel-thread
}

@test "mappings that overlap are listed once and marked as changed" {
	reads_as_expected overlap
}

@test "a list of mappings that was cut is never complete" {
	reads_as_expected cut
}

@test "a hostile name is one cell and cannot speak to the terminal" {
	reads_as_expected names
}

@test "a name longer than a path may be is whole" {
	reads_as_expected long-name
}

@test "the last addresses are 2^64 and not 0" {
	reads_as_expected far
}

@test "text and words that no kernel gives are one line and no answer" {
	reads_as_expected malformed
}

@test "pages of 16 KiB and tagged addresses are those of the machine recorded" {
	reads_as_expected arm64-16k
}

@test "pages of 64 KiB are those of the machine recorded" {
	reads_as_expected ppc64-64k
}

@test "types of markers and words of a big-endian machine are its own" {
	reads_as_expected s390x-big-endian
}

@test "addresses have 57 bits, and reserved terabytes take no time" {
	reads_as_expected five-levels
}

@test "pages up to the last byte are seen" {
	reads_as_expected top
}

@test "pages of 1 GiB are on their nodes" {
	reads_as_expected gigantic
}

@test "what was not seen when it was recorded stays unseen" {
	reads_as_expected incomplete
}

@test "a recording that nobody could look at is refused" {
	reads_as_expected hostile
}

@test "a recording that was cut is refused" {
	reads_as_expected broken-off
}

@test "a picture is as wide as it may be, and the worst page is seen" {
	reads_as_expected strip
}

@test "rules hold, fail, warn or cannot be told, as the pages are" {
	reads_as_expected audit
}

# --- all of them together ----------------------------------------------------

@test "each recording is read by a test, and each .expected has its source" {
	local file name
	for file in proc/*.vm proc/*.proc proc/*.expected; do
		name=$(basename "${file%.*}")
		# Some are for tests of a tool alone.
		if [ ! -e "proc/$name.expected" ]; then
			grep -q "proc/$name\.vm" ./*.bats ||
				fail "no test reads $name"
			continue
		fi
		grep -q "^	reads_as_expected $name\$" "$BATS_TEST_FILENAME" ||
			fail "no test reads $name"
		[ -e "proc/$name.vm" ] || [ -e "proc/$name.proc" ] ||
			fail "proc/$name.vm is missing"
		grep -q '^\$ ' "proc/$name.expected" || fail "$name asks nothing"
	done
}

@test "each column of vmwalk is shown for some recording" {
	[ -x "$vmwalk" ] || skip "vmwalk is not built"
	local column shown
	shown=$(sed -n 's/^\$ .* -o \([^ ]*\).*/\1/p' proc/*.expected | tr , '\n')
	run "$vmwalk" -H
	for column in $(sed '/^LOOK /,$d' <<<"$output" | grep -oE '^[A-Z][A-Z-]+'); do
		grep -qxe "$column" <<<"$shown" || fail "$column is not shown"
	done
	# Those of what changed, between two recordings or two looks, and those
	# of what is not huge.
	for column in $(sed -n '/^LOOK /,$p' <<<"$output" | grep -oE '^[A-Z][A-Z-]+'); do
		grep -qiwe "$column" -e "${column//-/_}" diff.bats \
			proc/why-*.expected ||
			fail "$column is not shown"
	done
}

@test "each group, format and exit code has a recording" {
	local group format code
	for group in page run mapping process; do
		for format in -r -P -J --json=lines; do
			grep -q "^\\$ vmwalk -g $group $format [0-9]*\$" \
				proc/*.expected || fail "no $group $format"
		done
	done
	for code in 0 1 2 3; do
		grep -qx "= $code" proc/*.expected || fail "no exit $code"
	done
}

@test "a recording that reads otherwise is found" {
	[ -x "$vmwalk" ] || skip "vmwalk is not built"
	mkdir "$BATS_TEST_TMPDIR/tests"
	cp -r proc unpack "$BATS_TEST_TMPDIR/tests"
	cd "$BATS_TEST_TMPDIR/tests" || return 1
	sed -i 's/present 0x1003/present 0x1004/' proc/bad-swaps.proc
	VMWALK=$vmwalk run reads_as_expected bad-swaps
	assert_failure 1
	assert_line --partial '+7f0000001000 present 0x1004000'
}

# --- recordings of recordings --------------------------------------------------

# Without a column that stands on pages, none is looked at.
@test "mappings that are only listed say what they say beside their pages" {
	local file alone=PID,VA,SIZE,PAGES,PERMS,OFFSET,DEV,INODE,LOCKED
	local work=$BATS_TEST_TMPDIR

	[ -x "$vmwalk" ] || skip "vmwalk is not built"
	alone+=,SMAPS-RSS,SMAPS-PSS,SMAPS-USS,SMAPS-SWAP,SMAPS-HUGE
	alone+=,SMAPS-HUGETLB,SWAP-PSS,LOCKED-BYTES,MAPPING
	for file in proc/*.vm; do
		# Of these, more could be listed than looked at.
		[ "$file" != proc/incomplete.vm ] || continue
		"$vmwalk" -g mapping -v -r -o "$alone" --replay "$file" \
			>"$work/alone" 2>"$work/messages" || :
		"$vmwalk" -g mapping -v -r -o "RUNS,$alone" --replay "$file" \
			2>"$work/messages" | cut -d" " -f2- >"$work/beside"
		diff "$work/beside" "$work/alone"
		cat "$work/alone" >>"$work/all"
	done
	[ "$(wc -l <"$work/all")" -gt 100 ]
}

@test "a recording that is recorded once more says the same" {
	[ -x "$vmwalk" ] || skip "vmwalk is not built"
	local file name group again=$BATS_TEST_TMPDIR/again.vm
	for file in proc/*.vm; do
		name=$(basename "$file" .vm)
		grep -qw "$name" <<<"hostile broken-off" && continue
		"$vmwalk" --replay "$file" --record - >"$again" 2>/dev/null ||
			[ $? = 3 ]
		"$vmwalk" --replay "$again" --record - 2>/dev/null |
			diff "$again" -
		for group in page run mapping process; do
			# Gigabytes of nothing have too many pages.
			[ $group = page ] &&
				"$vmwalk" --replay "$file" -g process -rn \
					-o SIZE 2>/dev/null |
				awk '$1 > 2 ^ 28 { large = 1 }
				END { exit !large }' && continue
			diff <("$vmwalk" --replay "$file" -g $group -O -r 2>&1) \
				<("$vmwalk" --replay "$again" -g $group -O -r 2>&1) ||
				fail "$name -g $group"
		done
	done
}

@test "a captured process is a recording" {
	[ -x "$vmwalk" ] || skip "vmwalk is not built"
	sleep 1000 3>&- &
	local pid=$! status=0
	BUILD=$(dirname "$(dirname "$vmwalk")") ./capture "$pid" \
		>"$BATS_TEST_TMPDIR/live.vm" 2>/dev/null || status=$?
	kill "$pid"
	[ "$status" = 0 ] || [ "$status" = 3 ]
	run -0 "$vmwalk" --replay "$BATS_TEST_TMPDIR/live.vm" -rn \
		-g process -o PID
	assert_line "$pid"
}

# --- unpack --------------------------------------------------------------------

@test "a mistake in what is to be unpacked is named with its line" {
	local line
	while IFS= read -r line; do
		run unpack_lines <<-END
			vm 1
			page-size 4096
			process 42
			map 7f0000000000-7f0000004000 rw-p 00000000 00:00 0
			$line
		END
		[ "$status" = 1 ] || fail "took: $line"
		assert_output --partial "lines.proc:5: "
		[ ! -e "$proc" ] || fail "made something of: $line"
	done <<-'END'
		nothing known
		+0 1 present
		+0 1 present 1003x
		+0 1 present 0x1003 shiny
		+0 1 lost 0x1
		+3 2 word 0x1
		map 7f0000000000 rw-p
		vm 2
		length 42/pagemap
	END
}
