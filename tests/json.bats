#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# All JSON of vmwalk fits the schemas, and the schemas refuse what does not
# keep the promise of vminfo-json(5).

GROUPS_OF_ROWS="page run mapping process"

setup_file() {
	sleep infinity 3>&- &
	echo $! >"$BATS_FILE_TMPDIR/pid"
}

teardown_file() {
	kill "$(cat "$BATS_FILE_TMPDIR/pid")"
}

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	/usr/bin/python3 -c 'import jsonschema' || skip "no python3-jsonschema"
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMWALK=$(realpath "${BUILD:-build}")/bin/vmwalk
	pid=$(cat "$BATS_FILE_TMPDIR/pid")
	out=$BATS_TEST_TMPDIR/out
}

# As somebody who may see no frames.
as_nobody() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	else
		"$@"
	fi
}

# Runs it with a quiet process of the user nobody, or of ours.
on_own_process_of_nobody() { # OPTION...
	as_nobody sh -c 'sleep 1000 & own=$!
		for try in $(seq 600); do
			grep -q "(sleep) S" /proc/$own/stat && break
			sleep 0.05
		done
		"$0" "$@" $own
		status=$?
		kill $own
		exit $status' "$VMWALK" "$@" 3>&-
}

assert_document() {
	run tests/json-schema document "$out"
	assert_success
}

assert_lines() {
	run tests/json-schema lines "$out"
	assert_success
}

# Whatever may be seen: a hidden column that was asked for is 3.
walk() { # OPTION...
	ended=0
	"$VMWALK" "$@" >"$out" 2>/dev/null || ended=$?
	[ $ended = 0 ] || [ $ended = 3 ] || fail "exit status $ended"
}

@test "the usual document of each group fits the schema" {
	for group in $GROUPS_OF_ROWS; do
		walk -J -g "$group" "$pid"
		assert_document
	done
}

@test "a document with all columns fits the schema" {
	for group in $GROUPS_OF_ROWS; do
		walk -J -O -g "$group" --summary "$pid"
		assert_document
	done
}

@test "a document of several processes fits the schema" {
	walk -J -O --summary "$pid" $$
	assert_document
}

@test "a document of a few addresses fits the schema" {
	walk -J -O -g page -m '[stack]' "$pid"
	assert_document
	walk -J -O -A 0-ffffffffffff "$pid"
	assert_document
}

@test "a document that is only a summary fits the schema" {
	walk -J --summary=only "$pid"
	assert_document
}

@test "a document with --verify fits the schema" {
	for group in mapping process; do
		walk -J --verify -g "$group" "$pid"
		assert_document
	done
}

@test "lines of each group fit the schema and end with end" {
	for group in $GROUPS_OF_ROWS; do
		walk --json=lines -g "$group" "$pid"
		assert_lines
		walk --json=lines -O -g "$group" --summary "$pid"
		assert_lines
	done
}

@test "what an ordinary user gets fits the schemas" {
	for group in $GROUPS_OF_ROWS; do
		on_own_process_of_nobody -J -g "$group" >"$out" 2>/dev/null
		assert_document
		on_own_process_of_nobody --json=lines -g "$group" >"$out" \
			2>/dev/null
		assert_lines
	done
}

@test "all columns, asked for by an ordinary user, fit the schemas" {
	for group in $GROUPS_OF_ROWS; do
		on_own_process_of_nobody -J -O -g "$group" --summary \
			>"$out" 2>/dev/null || [ $? = 3 ]
		assert_document
		on_own_process_of_nobody --json=lines -O -g "$group" \
			>"$out" 2>/dev/null || [ $? = 3 ]
		assert_lines
	done
}

@test "hidden names the columns whose values an ordinary user cannot see" {
	on_own_process_of_nobody -J -g page -o VA,PA,PFN,STATE \
		>"$out" 2>/dev/null || ended=$?
	assert_equal "${ended:-0}" 3
	/usr/bin/python3 - "$out" <<-'END'
		import json, sys
		document = json.load(open(sys.argv[1]))
		assert document['vminfo']['hidden'] == ['pa', 'pfn'], document['vminfo']
		assert document['rows']
		for row in document['rows']:
		    assert row['pa'] is None and row['pfn'] is None, row
	END
}

@test "a process that may not be read gives a document that says incomplete" {
	[ "$(id -u)" = 0 ] || skip "needs root, to have somebody else's process"
	as_nobody "$VMWALK" -J "$pid" >"$out" 2>/dev/null || ended=$?
	assert_equal "${ended:-0}" 3
	assert_document
	run cat "$out"
	assert_output --partial '"complete":false'
}

@test "end has the exit status" {
	as_nobody "$VMWALK" --json=lines 1 >"$out" 2>/dev/null || ended=$?
	assert_lines
	run tail -n 1 "$out"
	assert_output --partial "\"exit\":${ended:-0}"
}

@test "rows with all columns have exactly the keys of the schema" {
	for group in $GROUPS_OF_ROWS; do
		"$VMWALK" --json=lines -O -g "$group" "$pid" 2>/dev/null |
			/usr/bin/python3 -c '
import json, sys
sys.stdin.readline()
print("\n".join(k for k in json.loads(sys.stdin.readline()) if k != "type"))
sys.stdin.read()' | sort >"$out"
		run diff "$out" <(tests/json-schema keys "$group" |
			grep -vx mixed | sort)
		assert_success
	done
}

@test "both schemas describe the same rows" {
	run tests/json-schema same
	assert_success
}

@test "the schema refuses a document with any one mistake" {
	walk -J -O -g page --summary "$pid"
	run tests/json-schema mutants "$out"
	assert_success
	assert [ "$output" -gt 100 ]
}

@test "lines without end are refused" {
	walk --json=lines "$pid"
	sed -i '$d' "$out"
	run tests/json-schema lines "$out"
	assert_failure
	assert_output --partial 'ends with '
}

@test "the page on JSON has each key of the schemas, and no other" {
	for group in $GROUPS_OF_ROWS; do
		tests/json-schema keys "$group"
		tests/json-schema keys "$group-change"
	done >"$BATS_TEST_TMPDIR/keys"
	for group in block block-run mapping-blocks process-blocks; do
		tests/json-schema keys "$group"
	done | sort -u - "$BATS_TEST_TMPDIR/keys" >"$BATS_TEST_TMPDIR/schema"
	sed -n '/^\.Ss Keys/,/^\.Sh FILES/s/^\.It \([a-z_]*\) Ta .*/\1/p' \
		man/vminfo-json.5 | sort -u >"$BATS_TEST_TMPDIR/page"
	run diff "$BATS_TEST_TMPDIR/schema" "$BATS_TEST_TMPDIR/page"
	assert_success
}

# Of some folios the size is not known, so that a column says "?".
@test "rows of --why-not-huge fit their schemas, with all columns" {
	for group in page run mapping process; do
		"$VMWALK" --replay tests/proc/why-not-huge.vm --why-not-huge \
			-J -O -g "$group" --summary >"$out" || [ $? = 3 ]
		run tests/json-schema huge "$out"
		assert_success
		"$VMWALK" --replay tests/proc/why-not-huge.vm --why-not-huge \
			--json=lines -O -g "$group" --summary >"$out" ||
			[ $? = 3 ]
		run tests/json-schema huge-lines "$out"
		assert_success
	done
}
