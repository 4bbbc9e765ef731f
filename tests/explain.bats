#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# vmwalk --explain and --can: what may be seen here, tried for real.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMWALK=$(realpath "${BUILD:-build}")/bin/vmwalk
	out=$BATS_TEST_TMPDIR/out
}

vmwalk() {
	"$VMWALK" "$@"
}

need_root() {
	[ "$(id -u)" = 0 ] || skip "needs root"
}

as_nobody() { # COMMAND...
	local drop=(setpriv --reuid 65534 --regid 65534 --clear-groups)

	[ "$(id -u)" = 0 ] || drop=()
	"${drop[@]}" test -x "$VMWALK" || skip "$VMWALK is closed to others"
	"${drop[@]}" "$@"
}

# Root with no capability but these.
as_root_with() { # LIST COMMAND...
	local list=$1

	shift
	need_root
	setpriv --bounding-set="-all${list:+,+${list//,/,+}}" \
		--inh-caps=-all "$@"
}

refuse() { # MESSAGE OPTION...
	local message=$1

	shift
	run --separate-stderr "$VMWALK" "$@"
	assert_equal "$status" 2
	assert_equal "$output" ""
	assert_equal "${stderr_lines[0]}" "vmwalk: $message"
	assert_equal "${stderr_lines[1]}" "Try 'vmwalk --help'."
}

# What a JSON document has there: a path of keys in Python.
value() { # PYTHON
	/usr/bin/python3 -c 'import json, sys
document = json.load(open(sys.argv[1]))
named = {a["name"]: a for a in document.get("features", []) +
         document.get("rights", [])}
print(eval(sys.argv[2]))' "$out" "$1"
}

bats_require_minimum_version 1.5.0

# --- mistakes ----------------------------------------------------------------

@test "--can refuses a word that it does not know, and lists what it knows" {
	run --separate-stderr "$VMWALK" --can pfn,kpag
	assert_equal "$status" 2
	assert_equal "$output" ""
	assert_regex "${stderr_lines[0]}" \
		"does not know 'kpag' \(did you mean kpage\?\); it knows pagemap, .*pfn, kpage, .*, others"
	run --separate-stderr "$VMWALK" --can help
	assert_equal "$status" 2
	assert_regex "${stderr_lines[0]}" "does not know 'help'.*; it knows pagemap"
}

@test "--can needs words" {
	refuse "--can needs words, such as pfn" --can ,
	refuse "--can needs words, such as pfn" --can ''
}

@test "--can is about the machine alone" {
	refuse "--can is about this machine: no process goes with it" \
		--can pfn 1
	refuse "--can and --procfs cannot be combined" --can pfn --procfs /proc
	refuse "--can and --json cannot be combined" --can pfn -J
	refuse "--can and --mapping cannot be combined" --can pfn -m x
	refuse "--explain and --can cannot be combined" --can pfn --explain
}

@test "--explain refuses what is for rows" {
	local option

	for option in --output=PA --output-all --pairs --raw --noheadings \
		--bytes --sort=PA --summary '--where=pa=1'; do
		refuse "--explain and ${option%%=*} cannot be combined" \
			--explain "$option"
	done
	refuse "--explain and --json=lines cannot be combined" \
		--explain --json=lines
	refuse "--explain and --range cannot be combined" --explain -A 0+4K 1
	refuse "--explain without a process and --procfs cannot be combined" \
		--explain --procfs /proc
	refuse "--explain 0x... needs the number of a process, too" \
		--explain 0x1000
	refuse "'0xg' is not an address" --explain 0xg 1
}

# --- the machine -------------------------------------------------------------

@test "--explain says what the machine is, what its kernel has, and our rights" {
	run --separate-stderr vmwalk --explain
	assert_success
	assert_equal "$stderr" ""
	assert_line --index 0 "This machine"
	assert_line --regexp "^  kernel +Linux $(uname -r | sed 's/[.+]/\\&/g'), $(uname -m)\$"
	assert_line --regexp "^  page +$(getconf PAGESIZE) bytes\$"
	assert_line "What this kernel has"
	assert_line --regexp '^  pagemap +yes +[a-z]'
	assert_line "What you may see"
	assert_line --regexp '^  pfn +(yes|no|\?) '
}

@test "no line of --explain has more than 80 columns, but for paths" {
	run -0 vmwalk --explain
	refute_line --regexp '^.{81}'
	as_nobody "$VMWALK" --explain >"$out"
	run cat "$out"
	refute_line --regexp '^.{81}'
}

@test "--explain --json fits its schema, for root and for others" {
	vmwalk --explain -J >"$out"
	run -0 tests/json-schema explain "$out"
	as_nobody "$VMWALK" --explain -J >"$out"
	run -0 tests/json-schema explain "$out"
}

@test "--explain -q prints nothing" {
	run -0 vmwalk --explain -q
	assert_output ''
}

@test "--explain names the sizes that the system has" {
	vmwalk --explain -J >"$out"
	assert_equal "$(value 'document["machine"]["page_size"]')" \
		"$(getconf PAGESIZE)"
	if [ -r /sys/kernel/mm/transparent_hugepage/hpage_pmd_size ]; then
		assert_equal "$(value 'document["machine"]["huge_page_size"]')" \
			"$(cat /sys/kernel/mm/transparent_hugepage/hpage_pmd_size)"
	fi
	assert_equal "$(value 'len(document["machine"]["swap_areas"])')" \
		"$(($(wc -l </proc/swaps) - 1))"
}

@test "--explain finds a hypervisor that cpuinfo shows" {
	grep -qm1 '^flags.* hypervisor' /proc/cpuinfo ||
		skip "cpuinfo has no flag that says so"
	run -0 vmwalk --explain
	assert_line --regexp '^  virtual machine +yes \(cpuinfo: hypervisor\)'
	vmwalk --explain -J >"$out"
	assert_equal "$(value 'document["machine"]["guest"]')" True
}

@test "each kernel feature that is missing says what it takes" {
	vmwalk --explain -J >"$out"
	run -0 value '[a for a in named.values()
		if a["answer"] is not True and not a["reason"]]'
	assert_output '[]'
	run -0 value '[a for a in named.values()
		if a["answer"] is True and a["reason"]]'
	assert_output '[]'
}

@test "root sees the frames, and may look at other users' processes" {
	need_root
	vmwalk -q -g page -o PFN -m '[stack]' $$ || skip "frames are hidden"
	vmwalk --explain -J >"$out"
	assert_equal "$(value 'named["pfn"]["answer"]')" True
	assert_equal "$(value 'named["ram"]["answer"]')" True
	assert_equal "$(value 'named["kpage"]["answer"]')" True
	assert_equal "$(value 'named["others"]["answer"]')" True
	assert_equal "$(value 'document["machine"]["ram"] != None')" True
	assert_equal "$(value 'document["vminfo"]["hidden"]')" '[]'
}

@test "an ordinary user is told each missing right, and five ways to get it" {
	as_nobody "$VMWALK" --explain -J >"$out"
	for right in pfn kpage mapcount ram swap others; do
		assert_equal "$right: $(value "named['$right']['answer']")" \
			"$right: False"
		assert_equal "$(value "sorted(named['$right']['get'])")" \
			"['docker', 'podman', 'setcap', 'sudo', 'systemd_run']"
	done
	assert_equal "$(value 'named["pfn"]["needs"]')" "['CAP_SYS_ADMIN']"
	assert_equal "$(value 'document["machine"]["ram"]')" None
	assert_equal "$(value 'document["vminfo"]["hidden"]')" "['ram']"
	as_nobody "$VMWALK" --explain >"$out"
	run cat "$out"
	assert_line --regexp '^  pfn +no +frame numbers'
	assert_line --partial 'needs CAP_SYS_ADMIN in the first user namespace'
	assert_line 'How to get the rights that are missing'
	assert_line '    sudo vmwalk ...'
	assert_line --partial 'docker run --cap-add SYS_ADMIN'
	assert_line --partial 'sudo podman run --cap-add CAP_SYS_ADMIN,'
	assert_line --partial 'AmbientCapabilities='
	assert_line --partial 'setcap cap_sys_admin,cap_sys_ptrace'
	assert_line --partial 'warning: then whoever may run the file'
}

@test "rights are tried: root without a capability does not have its right" {
	as_root_with dac_read_search,sys_ptrace "$VMWALK" --explain -J >"$out"
	assert_equal "$(value 'named["pfn"]["answer"]')" False
	assert_equal "$(value 'named["ram"]["answer"]')" False
	assert_equal "$(value 'named["kpage"]["answer"]')" True
	as_root_with sys_admin,setuid "$VMWALK" --explain -J >"$out"
	assert_equal "$(value 'named["pfn"]["answer"]')" True
	assert_equal "$(value 'named["others"]["answer"]')" False
}

@test "rights are tried: a capability gives its right to an ordinary user" {
	local with

	need_root
	as_nobody true
	with=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	"${with[@]}" --inh-caps +sys_admin --ambient-caps +sys_admin \
		"$VMWALK" --explain -J >"$out"
	assert_equal "$(value 'named["pfn"]["answer"]')" True
	assert_equal "$(value 'named["kpage"]["answer"]')" False
	"${with[@]}" --inh-caps +dac_read_search --ambient-caps \
		+dac_read_search "$VMWALK" --explain -J >"$out"
	assert_equal "$(value 'named["pfn"]["answer"]')" False
	assert_equal "$(value 'named["kpage"]["answer"]')" True
	assert_equal "$(value 'named["others"]["answer"]')" False
	"${with[@]}" --inh-caps +dac_read_search,+sys_ptrace --ambient-caps \
		+dac_read_search,+sys_ptrace "$VMWALK" --explain -J >"$out"
	assert_equal "$(value 'named["others"]["answer"]')" True
}

@test "root of another user namespace is told that this is not the first" {
	unshare -Ur true 2>/dev/null || skip "no user namespace can be made"
	unshare -Ur "$VMWALK" --explain -J >"$out"
	assert_equal "$(value 'named["pfn"]["answer"]')" False
	run -0 value 'named["pfn"]["reason"]'
	assert_output 'needs CAP_SYS_ADMIN in the first user namespace, and this is another one'
	run unshare -Ur "$VMWALK" --can pfn
	assert_equal "$status" 1
	assert_output --partial 'and this is another one'
}

@test "a file that lies over kpageflags is no right to read it" {
	need_root
	unshare -m true 2>/dev/null || skip "no mount namespace can be made"
	unshare -m sh -c 'mount --bind /dev/null /proc/kpageflags &&
		exec "$0" --explain -J' "$VMWALK" >"$out"
	assert_equal "$(value 'named["kpage"]["answer"]')" False
	run -0 value 'named["kpage"]["reason"]'
	assert_output --partial 'another file lies over it'
}

@test "a /proc with subset=pid says why frames have no flags" {
	need_root
	unshare -pfm --mount-proc true 2>/dev/null ||
		skip "no PID namespace can be made"
	unshare -pfm sh -c 'mount -t proc -o subset=pid proc /proc &&
		"$0" --explain -J' "$VMWALK" >"$out"
	assert_equal "$(value 'document["machine"]["subset_pid"]')" True
	assert_equal "$(value 'named["kpage"]["answer"]')" False
	run -0 value 'named["kpage"]["reason"]'
	assert_output --partial 'subset=pid'
	assert_equal "$(value 'document["machine"]["swap_areas"]')" None
	run -0 tests/json-schema explain "$out"
}

# --- --can -------------------------------------------------------------------

@test "--can is 0 and silent where all can be seen" {
	run -0 vmwalk --can pagemap,smaps
	assert_output ''
	run -0 vmwalk --can 'pagemap smaps' -v
	assert_line 'pagemap: yes: whether a page is present, swapped or neither'
	assert_line --regexp '^smaps: yes: '
}

@test "--can is 1 where a right is missing, and says how to get it" {
	as_nobody "$VMWALK" --can pagemap,pfn,kpage >"$out" || code=$?
	assert_equal "$code" 1
	run cat "$out"
	if [ "$(id -u)" = 0 ]; then
		assert_output "pfn: no: needs CAP_SYS_ADMIN in the first user namespace; try: sudo vmwalk ...
kpage: no: needs CAP_DAC_READ_SEARCH; try: sudo vmwalk ..."
	fi
	as_nobody "$VMWALK" -q --can pfn >"$out" || code=$?
	assert_equal "$code" 1
	run cat "$out"
	assert_output ''
}

@test "--can tells root of a container how to start it" {
	run as_root_with dac_read_search "$VMWALK" --can pfn
	assert_equal "$status" 1
	assert_output "pfn: no: needs CAP_SYS_ADMIN in the first user namespace; try: docker run --cap-add SYS_ADMIN IMAGE vmwalk ..."
}

@test "--can and --explain agree on each word" {
	as_nobody "$VMWALK" --explain -J >"$out"
	value '"\n".join(n + " " + str(a["answer"]) for n, a in named.items())' \
		>"$BATS_TEST_TMPDIR/words"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/words")" -gt 15 ]
	while read -r word answer; do
		code=0
		as_nobody "$VMWALK" -q --can "$word" || code=$?
		case $answer in
		True) assert_equal "$word $code" "$word 0" ;;
		False) assert_equal "$word $code" "$word 1" ;;
		*) assert_equal "$word $code" "$word 3" ;;
		esac
	done <"$BATS_TEST_TMPDIR/words"
}

@test "--can is 3 where it cannot be told" {
	local answer=0

	need_root
	unshare -pfm --mount-proc true 2>/dev/null ||
		skip "no PID namespace can be made"
	# Nobody else is there, and we cannot become anybody else.
	unshare -pfm --mount-proc setpriv --bounding-set -setuid \
		"$VMWALK" --can pagemap,others >"$out" || answer=$?
	assert_equal "$answer" 3
	run cat "$out"
	assert_output "others: cannot tell: there is no process of another user to try it on"
	unshare -pfm --mount-proc setpriv --bounding-set -setuid,-sys_admin \
		"$VMWALK" -q --can others,pfn || answer=$?
	assert_equal "$answer" 1
}
