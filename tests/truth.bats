#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The table of what the tests tried: made by a script, in README.md too.

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	export TRUTH=$BATS_TEST_TMPDIR/truth
	mkdir "$TRUTH"
}

# What is between the two lines.
table_of() { # FILE
	sed -n '/^<!-- written by tests.truth.table -->$/,/^<!-- end of tests.truth.table -->$/p' "$1" |
		sed '1d; $d'
}

@test "a number is the one that a part left, and what did not run has none" {
	printf 'answers 1234567\nwrong 0\n' >"$TRUTH/vm"
	run -0 tests/truth/table
	assert_line "| \`check-vm\` | answers compared with what is seen from \
outside | 1,234,567 |"
	assert_line "| \`check-vm\` | of them wrong | 0 |"
	assert_line "| \`check-vm\` | kernels | not run |"
	assert_line "| \`fuzz\` | inputs | not run |"
}

@test "what is no number is no line of the table" {
	echo 'answers many' >"$TRUTH/vm"
	run -1 tests/truth/table
	assert_output "table: $TRUTH/vm: no \"NAME VALUE\""
}

@test "the table takes its place in a file, and nothing else is touched" {
	local file=$BATS_TEST_TMPDIR/x.md
	printf '%s\n' above '<!-- written by tests/truth/table -->' old \
		'<!-- end of tests/truth/table -->' below >"$file"
	echo 'runs 7' >"$TRUTH/valgrind"
	tests/truth/table --write "$file"
	assert_equal "$(table_of "$file")" "$(tests/truth/table)"
	assert_equal "$(sed -n '1p; $p' "$file")" $'above\nbelow'
	tests/truth/table --write "$file"
	assert_equal "$(grep -c . "$file")" "$(($(tests/truth/table | wc -l) + 4))"
	echo none >"$file"
	run -1 tests/truth/table --write "$file"
	assert_equal "$(cat "$file")" none
}

@test "README.md has the table of the script, with numbers of a run" {
	diff <(table_of README.md | sed 's/ [^|]* |$//') \
		<(tests/truth/table | sed 's/ [^|]* |$//')
	run bash -c "sed '1,2d' | grep -vE '\| ([0-9]{1,3}(,[0-9]{3})*|not run) \|\$'" \
		<<<"$(table_of README.md)"
	assert_output ""
}
