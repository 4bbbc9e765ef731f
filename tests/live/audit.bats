#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# vmaudit on real memory: a program that breaks exactly one rule fails that one
# alone, and so does a key that is not locked.
#
# changes: swap areas: a file in /var/tmp

load machine
load target

VMAUDIT=${VMAUDIT:-$BUILD/bin/vmaudit}

setup_file() {
	machine_begin
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	policy=$BATS_TEST_TMPDIR/three.yaml
	cat >"$policy" <<-'END'
		version: 1
		rules:
		  - {name: dma, target: "symbol:ring",
		     expect: {runs: 1, alignment: ">= 2M"}}
		  - {name: swap, target: "symbol:key",
		     expect: {swapped: 0, not-present: 0}}
		  - {name: huge, target: "symbol:table",
		     expect: {huge-percent: 100}}
	END
}

# The program, and which of the rules it breaks.
broken() { # [dma|swap|huge]
	run --separate-stderr "$VMAUDIT" run --policy "$policy" --ignore-child \
		-- "$LIVE/audited" "$@" </dev/null
	[[ $output != *'skip '* ]] || skip "${output#*skip }"
	broken=$(sed -n 's/^FAIL  *\([a-z]*\) .*/\1/p' <<<"$output" |
		tr '\n' ' ')
	refute_line --regexp '^UNKNOWN'
}

@test "a program that breaks no rule passes" {
	broken
	assert_equal "$status $broken" '0 '
}

@test "a ring in pieces breaks the rule on DMA alone" {
	broken dma
	assert_equal "$status $broken" '1 dma '
}

@test "a key that is paged out breaks the rule on swap alone" {
	machine_swap_file audit 64 99 || skip "no swap on a file here"
	broken swap
	assert_equal "$status $broken" '1 swap '
}

@test "a table of small pages breaks the rule on huge pages alone" {
	broken huge
	assert_equal "$status $broken" '1 huge '
}

@test "a key that is locked is, and one that is not fails" {
	run "$VMAUDIT" run --target symbol:key_buffer --expect unlocked=0 \
		--expect swapped=0 -- "$LIVE/key" locked </dev/null
	assert_success
	run "$VMAUDIT" run --target symbol:key_buffer --expect unlocked=0 \
		--expect swapped=0 -- "$LIVE/key" </dev/null
	assert_failure 1
	assert_line --partial 'unlocked is 16, wanted =0'
}

@test "what is measured is what vmwalk says" {
	target_start steady "$LIVE/key"
	for column in present zero guard swapped pages rss mappings; do
		value=$("$VMWALK" -g process -r -n -b -o "$column" "$target")
		run "$VMAUDIT" run --expect "$column = $value" "$target"
		assert_success
	done
	target_end steady
}
