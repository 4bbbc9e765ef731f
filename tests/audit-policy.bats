#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Policies: those that are shipped, and the schema of all of them.

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMAUDIT=$(realpath "${BUILD:-build}")/bin/vmaudit
	policy=$BATS_TEST_TMPDIR/policy.yaml
}

need_python() {
	/usr/bin/python3 -c 'import jsonschema, yaml' ||
		skip "no python3-yaml and python3-jsonschema"
}

# Whether a policy is one, by the schema.
by_schema() { # FILE
	run /usr/bin/python3 - "$1" <<-'END'
		import json, sys, jsonschema, yaml
		rules = json.load(open("packaging/schema/vmaudit-policy.json"))
		kind = jsonschema.validators.validator_for(rules)
		kind.check_schema(rules)
		text = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
		error = jsonschema.exceptions.best_match(
		    kind(rules).iter_errors(text))
		sys.exit(error and error.message)
	END
}

rule() { # KEYS
	printf 'version: 1\nrules:\n  - {name: a, %s}\n' "$1" >"$policy"
}

@test "each policy that is shipped can be read, and fits the schema" {
	need_python
	for file in packaging/policies/*.yaml; do
		run "$VMAUDIT" check --policy "$file"
		assert_success
		assert_line --regexp '^[1-9][0-9]* rules, no mistake'
		by_schema "$file"
		assert_success
	done
}

@test "the schema has each metric of the list, and no other" {
	run --separate-stderr "$VMAUDIT" list metrics
	listed=$(sed '1d; s/ .*//; s/N$//; s/NAME$//' <<<"$output" | sort)
	schema=$(jq -r '."$defs".rule.properties.expect.properties | keys[]' \
		packaging/schema/vmaudit-policy.json
		printf '%s\n' order- swap-area:)
	assert_equal "$(sort <<<"$schema")" "$listed"
}

@test "what the schema takes can be read, and what it refuses cannot" {
	need_python
	while IFS='|' read -r good keys; do
		rule "$keys"
		by_schema "$policy"
		assert_equal "$keys: $status" "$keys: $good"
		run "$VMAUDIT" check --policy "$policy"
		assert_equal "$keys: $((status != 0))" "$keys: $good"
	done <<-'END'
		0|expect: {runs: 1}
		0|expect: {runs: "<= 2", max-pa: "< 4G", size: 2MiB, rss: "> 0x10"}
		0|expect: {huge-percent: ">= 90%"}
		0|expect: {order-9: 2M, "swap-area:/dev/zram0": 0}
		0|target: symbol:ring, expect: {segments: 1}, profile: isa
		0|target: range:1000-2000, expect: {runs: 1}, on-empty: skip
		0|where: {perms: "~ *w*", size: ">= 2M"}, expect: {swapped: 0}
		0|severity: warn, hint: say why, expect: {runs: 1}
		1|target: all
		1|expect: {}
		1|expect: {swappd: 0}
		1|expect: {order-64: 0}
		1|expect: {runs: many}
		1|expect: {runs: -1}
		1|expect: {present: 4K}
		1|expect: {runs: "~ 1"}
		1|expect: {runs: "=> 1"}
		1|expect: [runs]
		1|expect: {runs: 1}, target: heaps
		1|expect: {runs: 1}, target: "mapping:"
		1|expect: {runs: 1}, where: {}
		1|expect: {runs: 1}, where: {state: present}
		1|expect: {runs: 1}, severity: warning
		1|expect: {runs: 1}, on-empty: ok
		1|expect: {runs: 1}, hint: ""
		1|expect: {runs: 1}, other: 1
	END
}

@test "a policy of another version is none, for both" {
	need_python
	printf 'version: 2\nrules:\n  - {name: a, expect: {runs: 1}}\n' \
		>"$policy"
	by_schema "$policy"
	assert_failure
	run "$VMAUDIT" check --policy "$policy"
	assert_failure 2
}

# --- each of the shipped ones, on what it is for ---------------------------------

# A recording of one process: its mappings come on stdin.
recording() {
	recording=$BATS_TEST_TMPDIR/app.vm
	{
		printf '%s\n' 'vm 1' 'page-size 4096' 'pmd-size 2097152' \
			'features pagemap scan query' \
			'rights frames kpage ram swaps' \
			'smaps-items Rss Swap' 'ram 1000-200000000' \
			'zone 0 Normal 0x1 0x100000 0x100000 0x100000' \
			'zone 1 Normal 0x100001 0x100000 0x100000 0x100000' \
			'swap /dev/vda2 partition 1048572 512 -2' \
			'frame 0x1000 0x7000 anon mapcount 1' \
			'process 42' 'comm app'
		cat
		echo end
	} >"$recording"
}

# The policy on that recording, of which a line was changed: which rules are not
# ok then.
broken() { # POLICY [SED]
	sed -E "${2:-}" "$recording" >"$BATS_TEST_TMPDIR/now.vm"
	run --separate-stderr "$VMAUDIT" run --policy \
		"packaging/policies/$1.yaml" --replay "$BATS_TEST_TMPDIR/now.vm" 42
	not_ok=$(grep -E '^(FAIL|warn|UNKNOWN)' <<<"$output" |
		sed 's/   .*//; s/ .*//' | tr '\n' ' ')
	places=$(grep -oE 'yaml:[0-9]+' <<<"$output" | cut -d: -f2 |
		tr '\n' ' ')
}

# The line of the rule with that name.
line_of() { # POLICY NAME
	grep -n "name: $2" "packaging/policies/$1.yaml" | cut -d: -f1
}

@test "DMA, swap, huge pages and nodes of a DPDK program break one by one" {
	recording <<-'END'
		map 10000000-10004000 rw-p 00000000 00:00 0 [heap]
		smaps Rss 16
		+0 4 present 0x1000 exclusive
		map 7f0000000000-7f0000400000 rw-s 00000000 00:01 7 /dev/hugepages/rtemap_0
		hugetlb 2097152
		object other
		+0 1024 present 0x40000 file huge
	END
	broken dpdk
	assert_success
	assert_line --partial '4 rules: 4 ok'
	broken dpdk 's/\+0 1024 present 0x40000/+0 1024 present 0x40100/'
	assert_failure 1
	assert_equal "$places" "$(line_of dpdk 'no page of it is smaller') "
	broken dpdk 's/\+0 1024 present 0x40000/+0 1024 present 0x100200/'
	assert_success
	broken dpdk 's/\+0 1024 .*/+0 512 present 0x40000 file huge\n+512 512 present 0x140000 file huge/'
	assert_failure 1
	assert_equal "$places" "$(line_of dpdk 'packet memory is on') "
	broken dpdk 's/\+0 4 present 0x1000 exclusive/+0 3 present 0x1000 exclusive\n+3 1 swapped 0:0x7/'
	assert_failure 1
	assert_equal "$places" "$(line_of dpdk 'nothing that is written') "
	broken dpdk '/^hugetlb/d; s/ file huge$/ file/'
	assert_failure 1
	assert_equal "$places" "$(line_of dpdk 'packet memory is hugetlb') "
}

@test "a real-time service that is locked, and one that is not" {
	recording <<-'END'
		map 10000000-10004000 rw-p 00000000 00:00 0 [heap]
		smaps Rss 16
		VmFlags rd wr mr mw me lo ac
		+0 4 present 0x1000 exclusive
	END
	broken real-time
	assert_success
	broken real-time 's/me lo ac/me ac/'
	assert_failure 1
	assert_equal "$places" \
		"$(line_of real-time 'what is private and writable') "
	broken real-time 's/\+0 4 present/+0 3 present/'
	assert_failure 1
	assert_line --partial 'not-present is 1, wanted = 0'
	broken real-time 's/anon mapcount 1/anon ksm mapcount 1/'
	assert_failure 1
	assert_equal "$places" "$(line_of real-time 'KSM does not share') "
}

@test "a daemon whose keys are locked, in swap, shared or dumped" {
	recording <<-'END'
		map 10000000-10004000 rw-p 00000000 00:00 0 [heap]
		smaps Rss 0
		VmFlags rd wr mr mw me ac
		map 10010000-10012000 rw-p 00000000 00:00 0
		smaps Rss 8
		VmFlags rd wr mr mw me lo dd
		+0 2 present 0x1000 exclusive
	END
	broken keys
	assert_success
	assert_line --partial '3 rules: 3 ok'
	broken keys 's/ me lo dd/ me dd/'
	assert_failure 1
	assert_line --partial 'no page matched'
	broken keys 's/ me lo dd/ me lo/'
	assert_success
	assert_equal "$not_ok" "warn "
	broken keys 's/anon mapcount 1/anon mapcount 2/'
	assert_failure 1
	assert_equal "$places" "$(line_of keys 'no process shares it') "
	broken keys 's/^\+0 2 .*/+0 1 present 0x1000 exclusive\n+1 1 swapped 0:0x7/'
	assert_failure 1
	assert_equal "$places" "$(line_of keys 'there is locked memory') "
}

@test "a Java heap that is huge, and one that is not" {
	recording <<-'END'
		map 700000000000-700010000000 rw-p 00000000 00:00 0
		smaps Rss 262144
		+0 65536 present 0x40000 exclusive huge
	END
	broken jvm
	assert_success
	broken jvm 's/ huge$//'
	assert_failure 1
	assert_equal "$places" "$(line_of jvm 'the Java heap is made') "
	broken jvm 's/\+0 65536 /+0 65024 /'
	assert_success
	assert_equal "$not_ok" "warn "
}

@test "shared buffers of PostgreSQL that are huge, and others" {
	recording <<-'END'
		map 10000000-10004000 rw-p 00000000 00:00 0 [heap]
		smaps Rss 16
		+0 4 present 0x1000 exclusive
		map 7f0000000000-7f0000400000 rw-s 00000000 00:01 7 /anon_hugepage (deleted)
		hugetlb 2097152
		object other
		+0 512 present 0x40000 file huge
	END
	broken postgresql
	assert_success
	broken postgresql 's/anon_hugepage/dev\/zero/'
	assert_failure 1
	assert_equal "$not_ok" "FAIL FAIL "
	broken postgresql '/^hugetlb/d; s/ file huge$/ file/'
	assert_failure 1
}
