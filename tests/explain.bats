#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# vmwalk --explain and --can: what may be seen here, tried for real.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

setup_file() {
	# A shell that stopped itself: nothing in it changes any more.
	bash -c 'kill -STOP $$' 3>&- &
	echo $! >"$BATS_FILE_TMPDIR/pid"
	disown -a
	until grep -q "^State:.T" "/proc/$!/status"; do
		sleep 0.05
	done
}

teardown_file() {
	kill -KILL "$(cat "$BATS_FILE_TMPDIR/pid")"
}

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMWALK=$(realpath "${BUILD:-build}")/bin/vmwalk
	out=$BATS_TEST_TMPDIR/out
	pid=$(cat "$BATS_FILE_TMPDIR/pid")
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
	# Only what is missing is named.
	assert_equal "$(value 'named["others"]["reason"]')" \
		"needs CAP_SYS_PTRACE"
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

# --- a process ---------------------------------------------------------------

# With a stopped process of the user nobody, or of ours if we are not root.
on_own_process() { # OPTION...
	as_nobody bash -c '
		bash -c "kill -STOP \$\$" 3>&- & own=$!
		until grep -q "^State:.T" /proc/$own/status; do
			sleep 0.05
		done
		stack=$(awk "/\\[stack\\]/ { split(\$1, a, \"-\"); print a[2] }" \
			/proc/$own/maps)
		printf -v stack "0x%x" $((0x$stack - 8))
		"$0" "${@/STACK/$stack}" $own
		status=$?
		{ kill -KILL $own; wait $own; } 2>/dev/null
		exit $status' "$VMWALK" "$@"
}

# An address in the last page of the stack, which is always there.
stack_of() { # PID
	printf '0x%x' $((0x$(awk '/\[stack\]/ { split($1, a, "-"); print a[2] }' \
		"/proc/$1/maps") - 8))
}

@test "--explain PID says who it is, what may be read, and where its memory is" {
	run --separate-stderr vmwalk --explain "$pid"
	assert_success
	assert_line --index 0 "Process $pid (bash)"
	assert_line '  is                a process with memory of its own'
	assert_line --regexp '^  user +[0-9]+, as we are$'
	assert_line --regexp '^  addresses +(32|64) bits$'
	assert_line --regexp '^  maps +can be read$'
	assert_line --regexp '^  pagemap +can be read$'
	assert_line --regexp '^  present .*VmRSS of the kernel: '
	assert_line "    vmwalk $pid"
	vmwalk --explain -J "$pid" >"$out"
	run -0 tests/json-schema explain "$out"
}

@test "the sums of --explain PID are those of the process row" {
	vmwalk --explain -J "$pid" >"$out"
	assert_equal "$(value 'document["processes"][0]["memory"]["present"]')" \
		"$(vmwalk -g process -rn -o RSS "$pid")"
	assert_equal "$(value 'document["processes"][0]["memory"]["mapped"]')" \
		"$(vmwalk -g process -rn -o SIZE "$pid")"
	assert_equal "$(value 'document["processes"][0]["memory"]["mappings"]')" \
		"$(vmwalk -g process -rn -o MAPPINGS "$pid")"
}

@test "what --explain PID says to type next can be typed" {
	vmwalk --explain -J "$pid" >"$out"
	value '"\n".join(document["processes"][0]["next"])' \
		>"$BATS_TEST_TMPDIR/next"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/next")" = 3 ]
	while read -r name rest; do
		assert_equal "$name" vmwalk
		# shellcheck disable=SC2086 # words
		run vmwalk $rest
		[ "$status" = 0 ] || [ "$status" = 3 ]
	done <"$BATS_TEST_TMPDIR/next"
}

@test "a refused process is explained as far as its files tell, and is 3" {
	need_root
	run --separate-stderr as_nobody "$VMWALK" --explain "$pid"
	assert_equal "$status" 3
	assert_equal "${#stderr_lines[@]}" 1
	assert_line --index 0 "Process $pid (bash)"
	assert_line --regexp '^  user +0, which we are not$'
	assert_line --regexp '^  pagemap +refused: it is of another user'
	assert_line --partial 'it needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH:'
	assert_line "    sudo vmwalk --explain $pid"
	as_nobody "$VMWALK" --explain -J "$pid" >"$out" 2>/dev/null || [ $? = 3 ]
	run -0 tests/json-schema explain "$out"
	assert_equal "$(value 'document["processes"][0]["memory"]')" None
	assert_equal "$(value 'document["complete"]')" False
}

@test "a process of ours that must not be dumped is told from others" {
	need_root
	as_nobody /usr/bin/python3 -c '
import ctypes, os, subprocess, sys
ready, go = os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    os.close(go[1])
    ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
    os.write(ready[1], b"x")
    os.read(go[0], 1)
    os._exit(0)
os.read(ready[0], 1)
sys.exit(subprocess.run([sys.argv[1], "--explain", str(child)]).returncode)
' "$VMWALK" >"$out" 2>/dev/null || answer=$?
	assert_equal "${answer-0}" 3
	run cat "$out"
	assert_line --regexp '^  user +65534, as we are$'
	assert_output --partial 'refused: it has rights that we lack, or must not'
}

@test "a process that hidepid hides is told to be there" {
	need_root
	unshare -m true 2>/dev/null || skip "no mount namespace can be made"
	unshare -m sh -c 'mount -t proc -o hidepid=2 proc /proc &&
		exec setpriv --reuid 65534 --regid 65534 --clear-groups \
			"$0" --explain "$1"' "$VMWALK" "$pid" >"$out" \
		2>"$out.stderr" || answer=$?
	assert_equal "${answer-0}" 3
	run cat "$out"
	assert_line "  is                there, but hidden: /proc is mounted with hidepid"
}

@test "an ordinary user is told of own processes, with 0" {
	run on_own_process --explain
	assert_success
	assert_line --regexp '^  frames +are hidden: needs CAP_SYS_ADMIN'
}

@test "a kernel thread and a process that never was are told apart" {
	grep -q '^Name:.kthreadd' /proc/2/status || skip "no kernel thread here"
	run --separate-stderr vmwalk --explain 2
	assert_success
	assert_line --partial 'a thread of the kernel: it has no user memory'
	assert_line --regexp '^  pagemap +there is no address space$'
	run --separate-stderr vmwalk --explain 0x1000 2
	assert_equal "$status" 1
	assert_equal "$output" ""
	run --separate-stderr vmwalk --explain 4194304
	assert_equal "$status" 2
	assert_equal "$stderr" "vmwalk: 4194304: no such process"
	assert_equal "$output" ""
}

@test "--explain -- COMMAND explains what it starts" {
	run --separate-stderr vmwalk --explain -- true
	assert_success
	assert_line --index 0 --regexp '^Process [0-9]+ \(true\)$'
	assert_line 'Where its memory is'
	run vmwalk --explain -q -- sh -c 'exit 7'
	assert_equal "$status" 2
	assert_output --partial 'sh exited 7'
	run vmwalk --can pfn -- true
	assert_equal "$status" 2
}

@test "--explain tells of processes that are chosen by name" {
	cp "$(type -P sleep)" "$BATS_TEST_TMPDIR/vmexplained"
	"$BATS_TEST_TMPDIR/vmexplained" infinity 3>&- &
	disown
	until [ "$(cat "/proc/$!/comm")" = vmexplained ]; do
		sleep 0.05
	done
	run --separate-stderr vmwalk --explain --name vmexplained
	kill -KILL $!
	assert_success
	assert_line --index 0 "Process $! (vmexplained)"
	run vmwalk --explain --name nosuchprocess
	assert_equal "$status" 1
	assert_output "vmwalk: no process matched"
}

@test "--explain tells of each of several processes" {
	vmwalk --explain -J "$pid" $$ >"$out"
	assert_equal "$(value '[p["pid"] for p in document["processes"]]')" \
		"[$pid, $$]"
}

@test "a process in other namespaces is told so" {
	local own child

	need_root
	unshare -Umpf true 2>/dev/null || skip "no namespaces can be made"
	unshare -Umpf --kill-child sleep infinity 3>&- &
	own=$!
	disown
	until child=$(pgrep -P "$own" -x sleep); do
		sleep 0.05
	done
	vmwalk --explain -J "$child" >"$out" 2>/dev/null
	kill -KILL "$own"
	assert_equal "$(value 'document["processes"][0]["namespaces"]')" \
		"{'user': False, 'pid': False, 'mnt': False, 'cgroup': True}"
	assert_equal "$(value 'document["processes"][0]["nspid"]')" \
		"[$child, 1]"
}

# --- an address --------------------------------------------------------------

@test "--explain 0x... agrees with the columns of the page" {
	local address

	address=$(stack_of "$pid")
	vmwalk --explain -J "$address" "$pid" >"$out" || [ $? = 3 ]
	run -0 tests/json-schema explain "$out"
	vmwalk -g page -J -o VA,STATE,PA,PFN,WORD,NODE,PERMS,INODE,MAPPING \
		-A "${address%???}000+1" "$pid" >"$BATS_TEST_TMPDIR/row" || [ $? = 3 ]
	run -0 /usr/bin/python3 - "$out" "$BATS_TEST_TMPDIR/row" <<-'END'
		import json, sys
		told = json.load(open(sys.argv[1]))["addresses"][0]
		row = json.load(open(sys.argv[2]))["rows"][0]
		assert told["entry"]["state"] == row["state"] == "present"
		assert told["entry"]["word"] == row["word"]
		assert told["frame"]["pfn"] == row["pfn"]
		assert told["frame"]["node"] == row["node"]
		assert told["mapping"]["perms"] == row["perms"]
		assert told["mapping"]["inode"] == row["inode"]
		assert told["mapping"]["name"] == row["mapping"] == "[stack]"
		if row["pa"]:
		    assert int(told["frame"]["pa"], 16) == \
		        int(row["pa"], 16) + told["byte"]
	END
}

@test "the pieces of the word make the word" {
	vmwalk --explain -J "$(stack_of "$pid")" "$pid" >"$out" || [ $? = 3 ]
	run -0 value '"0x%016x" % sum(int(f["value"], 16) << f["low"]
		for f in document["addresses"][0]["entry"]["fields"])'
	assert_output "$(value 'document["addresses"][0]["entry"]["word"]')"
}

@test "the pages of page tables make the address on x86-64" {
	[ "$(uname -m)" = x86_64 ] || skip "this is no x86-64"
	vmwalk --explain -J "$(stack_of "$pid")" "$pid" >"$out" || [ $? = 3 ]
	run -0 value 'hex(sum(t["index"] << 12 + 9 * i for i, t in enumerate(
		reversed(document["addresses"][0]["tables"]))))'
	assert_output "$(value 'hex(int(document["addresses"][0]["va"], 16)
		& ~4095)')"
}

@test "the name of the frame's flags are those of its word" {
	need_root
	vmwalk --explain -J "$(stack_of "$pid")" "$pid" >"$out" ||
		skip "frames are hidden"
	run -0 value 'document["addresses"][0]["frame"]["flags_raw"]'
	assert_regex "$output" '^0x[0-9a-f]{16}$'
	run -0 value '[f["name"] for f in
		document["addresses"][0]["frame"]["flags"] if f["valid"]]'
	assert_output --partial "'anon'"
	assert_output --partial "'mmap'"
	assert_output --partial "'swapbacked'"
	assert_equal "$(value 'document["addresses"][0]["frame"]["mapcount"]')" 1
	assert_equal "$(value 'document["addresses"][0]["frame"]["ram"]')" True
}

@test "operands may mix: each address is looked up in each process" {
	vmwalk --explain -J 0x1000 "$pid" 0x2000 $$ >"$out"
	assert_equal "$(value '[(a["pid"], a["given"])
		for a in document["addresses"]]')" \
		"[($pid, '0x1000'), ($pid, '0x2000'), ($$, '0x1000'), ($$, '0x2000')]"
}

@test "an ordinary user is told what is hidden of an address, with 3" {
	run on_own_process --explain STACK
	assert_equal "$status" 3
	assert_line --partial 'state             present: '
	assert_line --regexp '^  number +hidden: needs CAP_SYS_ADMIN'
	assert_line --regexp '^  bits 54-0 +0x0 frame: the number of the frame is hidden$'
	assert_line --regexp '^  read +it finds this memory$'
	on_own_process --explain -J STACK >"$out" || [ $? = 3 ]
	run -0 tests/json-schema explain "$out"
	assert_equal "$(value 'document["addresses"][0]["frame"]["pfn"]')" None
	assert_equal "$(value 'document["vminfo"]["hidden"]')" \
		"['pa', 'pfn', 'flags', 'ram']"
}

@test "addresses in gaps and beyond all mappings are explained, too" {
	run -0 vmwalk --explain 0x1000 "$pid"
	assert_line --regexp '^  state +unmapped: no mapping holds this address$'
	assert_line --regexp '^  read +SIGSEGV: nothing is mapped here$'
	run -0 vmwalk --explain 0xffffffffffffffff "$pid"
	assert_line --regexp 'unmapped'
}

@test "addresses that no user can have are told from gaps on x86-64" {
	[ "$(uname -m)" = x86_64 ] || skip "this is no x86-64"
	run -0 vmwalk --explain 0xffff900000000000 "$pid"
	assert_line --partial "it is in the kernel's half of the addresses"
	run -0 vmwalk --explain 0x0180000000000000 "$pid"
	assert_line --partial "it is not canonical"
}

@test "a tag is taken off, and told of, on x86-64" {
	[ "$(uname -m)" = x86_64 ] || skip "this is no x86-64"
	address=$(stack_of "$pid")
	printf -v tagged '0x%x' $((address | 0x2a << 57))
	vmwalk --explain -J "$tagged" "$pid" >"$out" || [ $? = 3 ]
	assert_equal "$(value 'document["addresses"][0]["va"]')" "$address"
	assert_equal "$(value 'document["addresses"][0]["given"]')" "$tagged"
	run vmwalk --explain "$tagged" "$pid"
	assert_line --regexp '^  address +0x[0-9a-f]+: the tag in the upper bits'
}

@test "an address of a refused process is 3, of none 2" {
	need_root
	run --separate-stderr as_nobody "$VMWALK" --explain 0x1000 "$pid"
	assert_equal "$status" 3
	assert_equal "$output" ""
	run --separate-stderr vmwalk --explain 0x1000 4194304
	assert_equal "$status" 2
}

@test "a recording is explained without asking the machine that reads it" {
	cat >"$out.vm" <<-END
		vm 1
		page-size 16384
		arch aarch64
		process 5
		comm app
		map 10000-20000 rw-p 0 00:00 0 [heap]
		+0 1 present 0x40
		+1 1 swapped 0:0x3
		end
	END
	run --separate-stderr vmwalk --replay "$out.vm" --explain 0x10004
	assert_line '  page              number 0x4, and byte 4 of its 16384'
	assert_line '  page tables       entry PMD 0, PTE 4 (11 bits of the address each)'
	assert_line '  this byte         is at the physical address 0x100004'
	assert_line --regexp '^  flags +not in the recording$'
	refute_line --partial 'virtual machine'
	run -0 vmwalk --replay "$out.vm" --explain
	assert_line --index 0 'Process 5 (app)'
	refute_line --partial 'type next'
	vmwalk --replay "$out.vm" --explain -J >"$out"
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
