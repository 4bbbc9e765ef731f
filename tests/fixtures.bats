#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What vmwalk says of recorded processes: tests/proc/NAME.vm beside
# tests/proc/NAME.expected.  Needs no privilege.

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME" || return 1
	vmwalk=${VMWALK:-${BUILD:-$PWD/../build}/bin/vmwalk}
	# Text is read with the page size of the machine that reads it.
	[ "$(getconf PAGESIZE)" = 4096 ] || skip "pages are not of 4 KiB here"
}

reads_as_expected() { # NAME
	[ -x "$vmwalk" ] || skip "vmwalk is not built"
	proc/expect "$1" >"$BATS_TEST_TMPDIR/now"
	diff -u "proc/$1.expected" "$BATS_TEST_TMPDIR/now"
}

unpack_lines() { # into $proc; the lines come on stdin
	proc=$BATS_TEST_TMPDIR/proc
	cat >"$BATS_TEST_TMPDIR/lines.vm"
	rm -rf "$proc"
	./unpack "$BATS_TEST_TMPDIR/lines.vm" "$proc"
}

# --- each recording ----------------------------------------------------------

@test "a run ends at a hole and where the next frame is elsewhere" {
	reads_as_expected two-holes
}

@test "--where lists the rows on which it holds, and says what it cannot tell" {
	reads_as_expected where
}

@test "each word of pagemap gets its state" {
	reads_as_expected all-states
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

@test "a picture is as wide as it may be, and the worst page is seen" {
	reads_as_expected strip
}

# --- all of them together ----------------------------------------------------

@test "each recording is read by a test, and each .expected has its .vm" {
	local file name
	for file in proc/*.vm proc/*.expected; do
		name=$(basename "${file%.*}")
		grep -q "^	reads_as_expected $name\$" "$BATS_TEST_FILENAME" ||
			fail "no test reads $name"
		[ -e "proc/$name.vm" ] || fail "proc/$name.vm is missing"
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
	# Those of what changed, between two recordings or two looks.
	for column in $(sed -n '/^LOOK /,$p' <<<"$output" | grep -oE '^[A-Z][A-Z-]+'); do
		grep -qiwe "$column" -e "${column//-/_}" diff.bats ||
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
	cp -r proc unpack recording.py "$BATS_TEST_TMPDIR/tests"
	cd "$BATS_TEST_TMPDIR/tests" || return 1
	sed -i 's/present 0x1003/present 0x1004/' proc/bad-swaps.vm
	VMWALK=$vmwalk run reads_as_expected bad-swaps
	assert_failure 1
	assert_line --partial '+7f0000001000 present 0x1004000'
}

# --- unpack and capture ------------------------------------------------------

@test "each word is written as text and read back" {
	run /usr/bin/python3 -B - <<-'END'
		import recording
		zero = 0x2ac1
		entries = [0, 1, zero, 0x1003, 1 << 54, (1 << 55) - 1]
		entries += [offset << 5 | kind for kind in range(32)
		            for offset in (0, 1, 2, 3, 4, 5, 0x1000, 1 << 49)]
		words = [bits << 55 | entry for bits in range(512)
		         for entry in entries]
		for word in words:
		    text, step = recording.decode(word, zero)
		    assert recording.encode(text, zero) == (word, step), \
		        (hex(word), text)
		print(len(words))
	END
	assert_success
	assert_output 134144
}

@test "each byte is written as text and read back" {
	run /usr/bin/python3 -B - <<-'END'
		import recording
		for name in [bytes([a, b]) for a in range(256) for b in b"a #\\x"] + \
		        [b"", b" ", b"# a", b"a # b #", b"\\x41", b" both "]:
		    text = recording.escape(name)
		    assert text.isascii() and text.isprintable() or not text, text
		    assert text == text.strip() and " #" not in text, text
		    assert recording.unescape(text) == name, (name, text)
	END
	assert_success
}

@test "what was captured of a recording is the same recording" {
	local name pids first second
	for name in two-holes all-states hidden swap-areas hugetlb names; do
		first=$BATS_TEST_TMPDIR/$name-1 second=$BATS_TEST_TMPDIR/$name-2
		./unpack "proc/$name.vm" "$first"
		pids=$(sed -n 's/^process //p' "proc/$name.vm")
		# shellcheck disable=SC2086
		./capture --procfs "$first" $pids >"$second.vm"
		./unpack "$second.vm" "$second"
		diff "$first/$pids/maps" "$second/$pids/maps"
		diff "$first/swaps" "$second/swaps" || [ "$name" = hidden ]
		# shellcheck disable=SC2086
		./capture --procfs "$second" $pids | diff "$second.vm" -
	done
}

@test "a live process and its capture have the same pages" {
	[ -x "$vmwalk" ] || skip "vmwalk is not built"
	local columns=VA,STATE,PFN,SWAPTYPE,SWAPOFF,PERMS,OFFSET,DEV,INODE,MAPPING
	sleep 1000 3>&- &
	local pid=$! status=0
	# Until it sleeps, it maps.
	until [ "$(cat "/proc/$pid/comm")" = sleep ] &&
		grep -q '^State:.S' "/proc/$pid/status"; do
		:
	done
	./capture "$pid" >"$BATS_TEST_TMPDIR/live.vm" || status=$?
	"$vmwalk" -g page -r -o "$columns" "$pid" \
		>"$BATS_TEST_TMPDIR/live" 2>/dev/null || true
	kill "$pid"
	[ "$status" = 0 ]
	./unpack "$BATS_TEST_TMPDIR/live.vm" "$BATS_TEST_TMPDIR/proc"
	"$vmwalk" --procfs "$BATS_TEST_TMPDIR/proc" -g page -r -o "$columns" \
		"$pid" >"$BATS_TEST_TMPDIR/captured" 2>/dev/null || true
	[ "$(wc -l <"$BATS_TEST_TMPDIR/live")" -gt 20 ]
	# The live kernel knows the zero page, and the pages of vvar.
	sed -i 's/ zero [^ ]* / present ? /' "$BATS_TEST_TMPDIR/live"
	diff "$BATS_TEST_TMPDIR/live" "$BATS_TEST_TMPDIR/captured"
}

@test "a mistake in a recording is named with its line" {
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
		assert_output --partial "lines.vm:5: "
		[ ! -e "$proc" ] || fail "made something of: $line"
	done <<-'END'
		nothing known
		+0 1 present
		+0 1 present 0
		+0 1 present 0x80000000000000
		+0 1 present 1003
		+0 1 present 0x1003 shiny
		+0 1 swapped 32:0x1
		+0 1 swapped 0x1
		+0 1 swapped hidden
		+0 1 lost
		+0 1 zero
		+0 0 guard
		+4 1 guard
		+3 2 guard
		+0 1 word 0x10000000000000000
		map 7f0000000000 rw-p
		map 7f0000000000-7f0000001000 rw-q 00000000 00:00 0
		comm \q
		smaps Rss
		smaps Rss many
		swap /dev/zram0 partition 4
		frame 0x1 1 golden
		page-size 4095
		vm 2
		length 42/pagemap
	END
}

@test "what is not a recording is one line" {
	for text in "" "process 42" "vm 1" "garbage" $'\xff\xfe'; do
		run unpack_lines <<<"$text"
		assert_failure 1
		assert_output --regexp '^unpack: '
		assert_equal "${#lines[@]}" 1
	done
	run ./unpack "$BATS_TEST_TMPDIR/nowhere.vm" "$BATS_TEST_TMPDIR/proc"
	assert_failure 1
	assert_output --partial 'No such file'
	run ./capture 4194305
	assert_failure 1
	assert_output --partial 'No such file'
}

@test "a comment is not part of a name, and a # in a name is none" {
	unpack_lines <<-'END'
		vm 1
		page-size 4096
		# nothing
		process 42
			comm a#b	# a comment
			map 7f0000000000-7f0000001000 r--p 00000000 fe:01 1 /a\x20\x23b # c
	END
	run cat "$proc/42/comm"
	assert_output 'a#b'
	run cut -c 74- "$proc/42/maps"
	assert_output '/a #b'
}
