#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Reports on audits, read by the programs that they are for.  The specimens have
# names with newlines, quotes, ESC, bytes that are no UTF-8, and the words of
# each format in them.
#
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.7.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	into=$BATS_TEST_TMPDIR
	"$(realpath "${BUILD:-build}")/tests/unit/test_formats" "$into"
}

need() { # PROGRAM
	command -v "$1" >/dev/null || skip "$1 is not installed"
}

# A name as it comes out, in the middle of whatever is around it.
name='a\012::error::b]]>"c'\''\033[31m\377\011%0A,d:e # SKIP \134 <&> '
name+='\302\205\342\200\256💾ü\177\015\012not ok 9 - f\012# TYPE g gauge'

@test "prove reads TAP, and fails what fails or is unknown" {
	need prove
	run prove -e cat "$into/tap"
	assert_failure
	assert_line --regexp 'Failed 6/15 subtests'
	assert_line --regexp 'Failed tests:  1, 5-6, 9, 11, 14'
}

@test "a parser of TAP sees names, warnings and skips" {
	need perl
	run --separate-stderr perl -CSD -MTAP::Parser -e '
		my $parser = TAP::Parser->new({ tap =>
			do { local $/; <> } });
		while (my $it = $parser->next) {
			print "plan ", $it->tests_planned, "\n" if $it->is_plan;
			print $it->as_string, "\n" if $it->is_unknown;
			next unless $it->is_test;
			print join("|", $it->number, $it->is_ok ? "ok" : "bad",
				$it->has_skip ? "skip" : "",
				$it->has_todo ? "todo" : ""), "\n";
		}
		print "errors: ", join(",", $parser->parse_errors), "\n";
	' "$into/tap"
	assert_success
	assert_output "plan 15
1|bad||
2|ok||
3|ok||todo
4|ok|skip|
5|bad||
6|bad||
7|ok||todo
8|ok|skip|
9|bad||
10|ok||
11|bad||
12|ok||todo
13|ok|skip|
14|bad||
15|ok||
errors: "
}

@test "the blocks below tests of TAP are YAML" {
	/usr/bin/python3 -c 'import yaml' 2>/dev/null || skip "no python3-yaml"
	run /usr/bin/python3 - "$into/tap" "$name" <<'END'
import re, sys, yaml
text = open(sys.argv[1], encoding='utf-8', newline='\n').read()
blocks = re.findall(r'^  ---\n(.*?)^  \.\.\.\n', text, re.M | re.S)
blocks = [yaml.safe_load(block) for block in blocks]
assert len(blocks) == 9, len(blocks)
assert blocks[0]['findings'][1] == {
    'metric': 'longest-run', 'outcome': 'fail', 'found': '64K',
    'wanted': '>= 2M'}, blocks[0]
assert blocks[3]['hint'] == sys.argv[2], blocks[3]
assert blocks[0]['line'] == 3
END
	assert_success
}

@test "JUnit's XML is valid" {
	need xmllint
	run xmllint --noout --schema tests/junit.xsd "$into/junit"
	assert_success
	run xmllint --xpath 'string(//testsuite[2]/testcase[1]/@name)' \
		"$into/junit"
	assert_output "$name"
	run xmllint --xpath 'concat(count(//failure), " ", count(//error), " ",
		count(//skipped), " ", sum(//testsuite/@tests))' "$into/junit"
	assert_output "3 3 3 15"
}

@test "the schema of JUnit's XML refuses what is not in it" {
	need xmllint
	for change in 's/<failure /<fault /' 's/ tests="5"//' \
		's/timestamp="/timestamp="x/' 's/line="3"/line="0"/'; do
		sed "$change" "$into/junit" >"$into/changed"
		run xmllint --noout --schema tests/junit.xsd "$into/changed"
		assert_failure
	done
}

@test "a workflow command of GitHub has what belongs to it" {
	run grep -c '^::' "$into/github"
	assert_output 12
	run grep -vc '^::\(error\|warning\|notice\) ' "$into/github"
	assert_output 1
	# As the runner does: properties end at ::, are split at commas, and
	# then decoded.
	title=$(sed -n '5s/^::error .*,title=\([^,]*\)::.*/\1/p' "$into/github" |
		sed 's/::.*//; s/%3A/:/g; s/%2C/,/g; s/%25/%/g')
	assert_equal "$title" "$name"
}

@test "GitLab's issues are what it asks for" {
	run jq -e 'length == 9 and all(.[];
		(.description | length > 0) and .check_name == "vmaudit" and
		(.fingerprint | test("^[0-9a-f]{16}$")) and
		(.severity | IN("info", "minor", "major", "critical", "blocker"))
		and (.location.path | length > 0)
		and .location.lines.begin > 0)' "$into/gitlab"
	assert_success
	run jq '[.[].fingerprint] | unique | length' "$into/gitlab"
	assert_output 9
	run jq -r '.[3].location.path' "$into/gitlab"
	assert_output "$name"
}

@test "JSON fits its schema" {
	/usr/bin/python3 -c 'import jsonschema' || skip "no python3-jsonschema"
	run tests/json-schema audit "$into/json"
	assert_success
	run jq -r '.audits[1].rules[0].name | ascii_downcase' "$into/json"
	assert_output --partial '\303\274'
	run jq -c '.counts' "$into/json"
	assert_output '{"rules":15,"ok":3,"fail":3,"warn":3,"skip":3,"unknown":3}'
	for change in 's/"outcome": *"fail"/"outcome":"failed"/' \
		's/"value": *3/"value":"3"/' 's/"complete"/"completed"/'; do
		sed "$change" "$into/json" >"$into/changed"
		run tests/json-schema audit "$into/changed"
		assert_failure
	done
}

@test "metrics are lines that Prometheus reads, none twice" {
	run /usr/bin/python3 - "$into/prom" <<'END'
import re, sys
text = open(sys.argv[1], encoding='utf-8', newline='\n').read()
label = r'[a-z_]+="(?:[^"\\\n]|\\[\\n"])*"'
sample = re.compile(r'([a-z_]+)\{(' + label + r'(?:,' + label +
                    r')*)\} (-?[0-9.e+-]+)$')
seen, types = set(), {}
for line in text.split('\n')[:-1]:
    if line.startswith('# TYPE '):
        _, _, name, kind = line.split(' ')
        assert name not in types, line
        types[name] = kind
        continue
    if line.startswith('# HELP '):
        continue
    found = sample.match(line)
    assert found, line
    assert found[1] in types, line
    float(found[3])
    assert found.group(1, 2) not in seen, line
    seen.add(found.group(1, 2))
assert set(types.values()) == {'gauge'}
print(len(seen))
END
	assert_success
	# 15 rules with five outcomes, 15 values, and times of two subjects.
	assert_output $((15 * 5 + 15 + 2))
}
