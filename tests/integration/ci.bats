#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The examples of packaging/ci: each is what its own tool takes, and the shell in
# those of GitHub and GitLab does what it says.
#
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.7.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	build=$(realpath "${BUILD:-build}")
	ci=$PWD/packaging/ci
}

need() { # PROGRAM
	command -v "$1" >/dev/null || skip "$1 is not installed"
}

@test "yamllint finds nothing in workflows and playbooks" {
	need yamllint
	run yamllint -s -d \
		'{extends: default, rules: {line-length: {max: 100}}}' "$ci"
	assert_success
	assert_output ""
}

@test "ansible-lint finds nothing in the playbook" {
	need ansible-lint
	cp -r "$ci" "$BATS_TEST_TMPDIR/ci"
	cd "$BATS_TEST_TMPDIR/ci/ansible" || return 1
	run ansible-lint --offline --strict vmaudit.yml
	assert_success
}

@test "systemd takes the units" {
	need systemd-analyze
	local units=$BATS_TEST_TMPDIR
	for unit in service timer; do
		# Where nothing is installed, there is no program.
		sed 's|^ExecStart=/usr/bin/vmaudit |ExecStart=/bin/true |' \
			"$ci/systemd/vmaudit@.$unit" >"$units/vmaudit@.$unit"
		cp "$units/vmaudit@.$unit" "$units/vmaudit@app.$unit"
	done
	run systemd-analyze verify --man=no "$units/vmaudit@app.service" \
		"$units/vmaudit@app.timer"
	assert_success
	assert_output ""
	echo 'OnSomeday=1' >>"$units/vmaudit@app.timer"
	run systemd-analyze verify --man=no "$units/vmaudit@app.timer"
	assert_output --partial "Unknown key"
}

@test "the options in all examples are those of vmaudit" {
	[ -x "$build/bin/vmaudit" ] || skip "there is no vmaudit yet"
	grep -rhoE 'vmaudit (run|check)[^|]*' "$ci" --include=*.yml \
		--include=Jenkinsfile --include=*.service >/dev/null
	for option in $(grep -rhoE -e ' --[a-z]+' "$ci/github.yml" \
		"$ci/gitlab.yml" "$ci/Jenkinsfile" "$ci/systemd" |
		grep -vE -e '--(selftest|now)' | sort -u); do
		"$build/bin/vmaudit" --help | grep -qe "$option" ||
			fail "vmaudit has no $option"
	done
}

# A project with a program and a policy, which holds or does not.
project() { # COMPARISON
	[ -x "$build/bin/vmaudit" ] || skip "there is no vmaudit yet"
	/usr/bin/python3 -c 'import yaml' || skip "no python3-yaml"
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir -p ci
	cp "$(type -P true)" app
	printf '%s\n' 'version: 1' 'rules:' '  - name: some of it is there' \
		'    target: all' "    expect: {present: '$1'}" >ci/memory.yaml
	PATH=$build/bin:$PATH
	sudo() { "$@"; }
	export -f sudo
	USER=$(id -un)
	[ "$(id -u)" = 0 ] || sudo() {
		shift
		vmaudit "${@/--as/--ignore-child}"
	}
	export USER GITHUB_STEP_SUMMARY=$PWD/summary
}

# The shell of a step, as its server runs it.
step_of() { # FILE EXPRESSION
	/usr/bin/python3 -c '
import sys, yaml
print(eval(sys.argv[2], {"all": yaml.safe_load(open(sys.argv[1]))}))' "$@"
}

@test "the step of GitHub's workflow passes, fails, and tells" {
	[ "$(id -u)" = 0 ] || skip "needs root"
	project '>= 1'
	step_of "$ci/github.yml" 'next(step["run"] for step in
		all["jobs"]["memory"]["steps"]
		if "vmaudit" in step.get("run", ""))' >step
	run bash --noprofile --norc -eo pipefail step
	assert_success
	assert_output "1 rule: 1 ok"
	run cat summary
	assert_line --partial "ok       some of it is there"
	assert [ -s memory.xml ]
	project '< 1'
	run bash --noprofile --norc -eo pipefail step
	assert_failure 1
	assert_line --regexp \
		'^::error file=ci/memory.yaml,line=3,title=some of it is there::'
	run tail -n 4 summary
	assert_line --partial "FAIL     some of it is there"
}

@test "the script of GitLab's job passes, fails, and tells" {
	project '>= 1'
	step_of "$ci/gitlab.yml" 'all["memory"]["script"][1]' >step
	run bash -eo pipefail step
	assert_success
	run jq -c . memory.json
	assert_output '[]'
	project '< 1'
	run bash -eo pipefail step
	assert_failure 1
	run jq -r '.[0].location | .path, .lines.begin' memory.json
	assert_output $'ci/memory.yaml\n3'
	need xmllint
	run xmllint --noout --schema "$BATS_TEST_DIRNAME/../junit.xsd" memory.xml
	assert_success
}
