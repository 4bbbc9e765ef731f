#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Ends of the output, on processes that no other test may rely on.
#
# changes: nothing but a directory in /var/tmp

load machine
load target

setup_file() {
	machine_begin
	target_start quiet "$LIVE/stage" written zero-page huge-page file-read
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find quiet
}

@test "what cannot be written is not success" {
	for how in "" -r -P -J --json=lines "-g page" "-g process"; do
		# shellcheck disable=SC2086
		run bash -c '"$@" >/dev/full' - "$VMWALK" $how "$target"
		assert_failure 2
		assert_output --partial 'No space left'
	done
}

@test "a closed pipe ends us by SIGPIPE" {
	for how in -r -J "-g page"; do
		# shellcheck disable=SC2086
		run bash -c 'set -o pipefail; sleep 0 | sleep 0
			"$@" | true; echo ${PIPESTATUS[0]}' - "$VMWALK" -O $how \
			-g page "$target"
		assert_output --regexp '141$'
	done
}

@test "a stream of JSON lines begins with start and ends with end" {
	for group in page run mapping process; do
		run --separate-stderr "$VMWALK" --json=lines -g $group "$target"
		assert_success
		assert_line --index 0 --regexp '"type": *"start"'
		assert_line --index -1 --regexp '"type": *"end".*"complete": *true'
		assert_line --index -1 --regexp '"exit": *0'
	done
}

@test "--verify shows no residual on a quiet process" {
	run --separate-stderr "$VMWALK" -g mapping -J --verify "$target"
	assert_success
	run /usr/bin/python3 -c 'import json, sys
rows = json.loads(sys.stdin.read())["rows"]
bad = [row for row in rows if row["residual"] != 0]
print(len(rows) > 10, bad)' <<<"$output"
	assert_output "True []"
}

@test "RSS of the process is that of smaps_rollup" {
	run --separate-stderr "$VMWALK" -g process -r -n -b -o RSS "$target"
	assert_success
	assert_output "$(awk '/^Rss:/ { print $2 * 1024 }' \
		"/proc/$target/smaps_rollup")"
}

# A look at the same pages by move_pages(2) alone.
@test "NODE is what move_pages says, and - where there is no page" {
	"$VMWALK" -g page -r -n -o VA,NODE,STATE "$target" >"$BATS_TEST_TMPDIR/nodes"
	run /usr/bin/python3 "$HERE/nodes.py" "$target" "$BATS_TEST_TMPDIR/nodes"
	assert_success
}

@test "a 32-bit process is walked whole" {
	${CC:-gcc} -m32 -D_GNU_SOURCE -o "$BATS_TEST_TMPDIR/plain32" \
		"$HERE/plain.c" || skip "no 32-bit compiler"
	target_start plain32 "$BATS_TEST_TMPDIR/plain32"
	walk_pages "$BATS_TEST_TMPDIR/walk.json" "$target"
	judge states "$said" "$BATS_TEST_TMPDIR/walk.json"
	judge pages "$target" "$BATS_TEST_TMPDIR/walk.json"
	target_end plain32
}

@test "the demonstration ends well, as root and as an ordinary user" {
	[ -x "$BUILD/examples/demo" ] || skip "no demo"
	run "$BUILD/examples/demo" "$VMWALK"
	assert_success
	assert_line --regexp ' guard +- '
	machine_scratch
	chmod 755 "$scratch"
	cp -r "$BUILD/bin" "$BUILD/lib" "$BUILD/examples/demo" "$scratch/"
	chmod -R go+rX "$scratch"
	run setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$scratch/demo" "$scratch/bin/vmwalk"
	assert_success
	assert_line --regexp ' guard +- '
	assert_line --regexp ' present +\? '
}

# Of a huge page the first word tells where it is; what it does not tell for
# all the others has to be read.
@test "an attribute of a huge page that is shown is not inferred" {
	run "$VMWALK" -r -n -o INFERRED -g run "$target"
	assert_success
	assert_line yes
	for column in EXCL FILE UFFDWP; do
		run "$VMWALK" -r -n -o "INFERRED,$column" -g run "$target"
		assert_success
		refute_line --partial 'yes '
	done
}
