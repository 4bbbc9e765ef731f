#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Which processes vmwalk chooses, when they come and go, are hidden, in control
# groups, or below sudo.
#
# changes: adds control groups, vminfo-live-*, and removes them

load machine
load target

NOBODY=(setpriv --reuid=65534 --regid=65534 --clear-groups)

# Where a hierarchy is mounted; nothing if it is not.
find_v2() {
	awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts
}

find_v1() {
	awk '$3 == "cgroup" && $4 ~ /freezer|pids|name=/ { print $2; exit }' \
		/proc/self/mounts
}

setup_file() {
	machine_begin
	machine_scratch
	chmod 755 "$scratch"
	# A place where nobody may run it, wherever this tree is.
	cp -r "$BUILD/bin" "$BUILD/lib" "$scratch/"
	chmod -R go+rX "$scratch"
	echo "$scratch" >"$BATS_FILE_TMPDIR/scratch"
	# Names that nobody else has.
	tag=vl$$
	echo $tag >"$BATS_FILE_TMPDIR/tag"
	sleeper root
	sleeper below
	sleeper nobody "${NOBODY[@]}"
	make_groups
}

# NAME [COMMAND...]: sleeps for ever; its number is in the file of that name.
sleeper() {
	local name=$1
	shift
	cp "$(command -v sleep)" "$scratch/$tag-$name"
	"$@" "$scratch/$tag-$name" infinity 3>&- 4>&- &
	echo $! >"$BATS_FILE_TMPDIR/$name"
	machine_own $!
	disown
	until [ "$(readlink "/proc/$!/exe")" = "$scratch/$tag-$name" ]; do
		sleep 0.02
	done
}

# In each hierarchy: root in the upper group, below in the one below it.
make_groups() {
	local hierarchy group
	for hierarchy in $(find_v1) $(find_v2); do
		group=$hierarchy/vminfo-live-$tag
		machine_group "$group/$tag.service/_x.slice"
		machine_group "$group/user/$tag.service"
		cat "$BATS_FILE_TMPDIR/root" >"$group/cgroup.procs"
		cat "$BATS_FILE_TMPDIR/below" \
			>"$group/$tag.service/_x.slice/cgroup.procs"
		cat "$BATS_FILE_TMPDIR/nobody" \
			>"$group/user/$tag.service/cgroup.procs"
	done
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	scratch=$(cat "$BATS_FILE_TMPDIR/scratch")
	tag=$(cat "$BATS_FILE_TMPDIR/tag")
	root=$(cat "$BATS_FILE_TMPDIR/root")
	below=$(cat "$BATS_FILE_TMPDIR/below")
	nobody=$(cat "$BATS_FILE_TMPDIR/nobody")
	own=$BATS_TEST_TMPDIR/own
	: >"$own"
}

teardown() {
	xargs -r kill -KILL <"$own"
}

need_v1() {
	v1=$(find_v1)
	[ -n "$v1" ] || skip "no control groups of v1 are mounted"
}

need_v2() {
	v2=$(find_v2)
	[ -n "$v2" ] || skip "no control groups of v2 are mounted"
}

need_pid_namespaces() {
	unshare --pid --fork --mount-proc true || skip "no PID namespaces here"
}

chosen() { # OPTION...
	"$VMWALK" -g process -n -r -o PID "$@"
}

sorted() { # NUMBER...
	printf '%s\n' "$@" | sort -n
}

# --- who comes and goes ------------------------------------------------------

# Alone in a PID namespace, so that nobody refuses us.
@test "-a beside a thousand processes that come and go is 0, ten times" {
	need_pid_namespaces
	run unshare --pid --fork --mount-proc --kill-child bash -c '
		mkfifo "$2/in"
		: >"$2/said"
		"$1" 1000 <>"$2/in" >"$2/said" 3>&- &
		until grep -q ready "$2/said"; do sleep 0.05; done
		sleep infinity 3>&- &
		for group in process process process process process process \
			process mapping run page; do
			"$0" -a -g $group -n -r -o PID,COMMAND >"$2/list"
			echo "status $?"
			uniq <"$2/list" >"$2/seen"
			grep -c "^$! sleep$" "$2/seen"
			[ "$(wc -l <"$2/seen")" -gt 900 ] || echo too few
		done' "$VMWALK" "$LIVE/churn" "$BATS_TEST_TMPDIR"
	assert_output "$(yes $'status 0\n1' | head -n 20)"
}

late() { # HOW WANTED OPTION...
	run unshare --pid --fork --mount-proc --kill-child \
		/usr/bin/python3 "$HERE/late.py" "$VMWALK" "$@"
	assert_output ''
	assert_success
}

@test "who changes between the list and the look may be no member any more" {
	need_pid_namespaces
	for option in --name=NAME --match=late.py; do
		late stay yes $option
		late exit no $option
		late exec no $option
	done
	late reuse no --name NAME
}

@test "with -a, whoever is there is a member" {
	need_pid_namespaces
	late exit no -a
	late exec yes -a
	late reuse yes -a
}

@test "a number that is used again is in no control group for that" {
	need_pid_namespaces
	need_v2
	machine_group "$v2/vminfo-live-$tag-late"
	export GROUP=$v2/vminfo-live-$tag-late
	late stay yes --cgroup GROUP
	late exec yes --cgroup GROUP
	late exit no --cgroup GROUP
	late reuse no --cgroup GROUP
}

@test "a process without its leader has a name, and no command line" {
	run unshare --pid --fork --mount-proc --kill-child bash -c '
		"$1" leave >"$2/said" &
		until grep -q "^State:.Z" /proc/$!/status; do
			sleep 0.02
		done
		shift 2
		for option in --name=restless --match=restless --match=^-$; do
			"$0" -n -r -o COMMAND "$option"
			echo "$option $?"
		done' "$VMWALK" "$LIVE/restless" "$BATS_TEST_TMPDIR"
	assert_line --index 0 restless
	assert_line '--name=restless 0'
	assert_line '--match=restless 1'
	assert_line '--match=^-$ 1'
}

# --- control groups ----------------------------------------------------------

@test "a group has its processes and those of the groups below, in v1" {
	need_v1
	run chosen --cgroup "$v1/vminfo-live-$tag"
	assert_output "$(sorted "$root" "$below" "$nobody")"
	run chosen --cgroup "$v1/vminfo-live-$tag/$tag.service/"
	assert_output "$below"
}

@test "a group has its processes and those of the groups below, in v2" {
	need_v2
	run chosen --cgroup "$v2/vminfo-live-$tag"
	assert_output "$(sorted "$root" "$below" "$nobody")"
	run chosen --cgroup "$v2/vminfo-live-$tag/$tag.service"
	assert_output "$below"
}

@test "a path is looked for in each hierarchy, and a process is listed once" {
	for path in "vminfo-live-$tag" "/vminfo-live-$tag"; do
		run chosen --cgroup "$path"
		assert_output "$(sorted "$root" "$below" "$nobody")"
	done
	run chosen --cgroup "vminfo-live-$tag/user" \
		--cgroup "vminfo-live-$tag/$tag.service"
	assert_output "$(sorted "$below" "$nobody")"
}

@test "a path may be relative to where we are" {
	need_v2
	cd "$v2/vminfo-live-$tag/user"
	run chosen --cgroup "$tag.service"
	assert_output "$nobody"
	run chosen --cgroup .
	assert_output "$nobody"
}

@test "a unit is found wherever it is" {
	run chosen --unit "$tag"
	assert_output "$(sorted "$below" "$nobody")"
	run chosen --unit "$tag.service"
	assert_output "$(sorted "$below" "$nobody")"
	# systemd writes _ before a name that could be a file of the group.
	run chosen --unit x.slice --name "$tag-below"
	assert_output "$below"
	run --separate-stderr chosen --unit "$tag.slice"
	assert_failure 1
	assert_equal "$stderr" "vmwalk: no unit with a control group is called\
 '$tag.slice'"
}

@test "groups, units and names make a choice smaller together" {
	run chosen --cgroup "vminfo-live-$tag" --unit "$tag" --match infinity
	assert_output "$(sorted "$below" "$nobody")"
	run chosen --cgroup "vminfo-live-$tag/user" --unit "$tag"
	assert_output "$nobody"
	run chosen --cgroup "vminfo-live-$tag" --name "$tag-root"
	assert_output "$root"
	run --separate-stderr chosen --unit "$tag" --name "$tag-root"
	assert_failure 1
	assert_equal "$stderr" "vmwalk: no process matched"
}

@test "an empty group is 1" {
	need_v2
	machine_group "$v2/vminfo-live-$tag-empty"
	run --separate-stderr chosen --cgroup "vminfo-live-$tag-empty"
	assert_failure 1
	assert_equal "$stderr" "vmwalk: no process matched"
}

@test "a process with a thread in a group of threads is in that group" {
	need_v2
	local group=$v2/vminfo-live-$tag-threads
	machine_group "$group/threads"
	/usr/bin/python3 -c '
import threading
def wait():
    print(threading.get_native_id(), flush=True)
    threading.Event().wait()
threading.Thread(target=wait, daemon=True).start()
threading.Event().wait()' >"$BATS_TEST_TMPDIR/thread" 3>&- 4>&- &
	local process=$!
	machine_own $process
	disown
	until [ -s "$BATS_TEST_TMPDIR/thread" ]; do sleep 0.02; done
	echo $process >"$group/cgroup.procs"
	echo threaded >"$group/threads/cgroup.type"
	cat "$BATS_TEST_TMPDIR/thread" >"$group/threads/cgroup.threads"
	run cat "$group/threads/cgroup.procs"
	assert_failure
	run chosen --cgroup "$group/threads"
	assert_output "$process"
	run chosen --cgroup "$group"
	assert_output "$process"
	kill -KILL $process
}

@test "members of another PID namespace have no number: that is 3" {
	need_pid_namespaces
	need_v2
	run --separate-stderr unshare --pid --fork --mount-proc "$VMWALK" \
		--cgroup "$v2/vminfo-live-$tag"
	assert_failure 3
	assert_equal "$stderr" "vmwalk: processes of another PID namespace\
 have no number here"
	run --separate-stderr unshare --pid --fork --mount-proc "$VMWALK" \
		--ignore-unreadable --cgroup "$v2/vminfo-live-$tag"
	assert_failure 1
}

@test "numbers of a group are not taken for those of another namespace" {
	need_pid_namespaces
	run --separate-stderr unshare --pid --fork "$VMWALK" \
		--cgroup "vminfo-live-$tag"
	assert_failure 3
	assert_equal "$stderr" "vmwalk: /proc is of another PID namespace: its\
 numbers are not those of control groups"
}

@test "without control groups nobody knows: 3" {
	run --separate-stderr unshare --mount bash -c '
		awk "\$3 ~ /^cgroup/ { print \$2 }" /proc/self/mounts |
			xargs umount
		"$0" --unit x' "$VMWALK"
	assert_failure 3
	assert_equal "$stderr" "vmwalk: no control groups are mounted here"
}

# --- who is hidden -----------------------------------------------------------

# COMMAND in a PID namespace where /proc has that option, with a process of
# root beside it that is called so.
beside_root() { # HIDEPID NAME COMMAND...
	run --separate-stderr unshare --pid --fork --mount --kill-child bash -c '
		mount -t proc -o "$0" proc /proc || exit 77
		cp "$(command -v sleep)" "$1"
		"$1" infinity 3>&- &
		until [ "$(cat /proc/$!/comm)" = "${1##*/}" ]; do
			sleep 0.02
		done
		shift
		"$@"' "$1" "$BATS_TEST_TMPDIR/$2" "${@:3}"
	[ "$status" != 77 ] || skip "no $1 here"
}

KEPT_OUT="vmwalk: processes of others are hidden, because /proc is mounted\
 with hidepid (needs CAP_SYS_PTRACE)"

@test "an ordinary user is told that others are hidden: 3" {
	need_pid_namespaces
	for hidepid in hidepid=2 hidepid=1; do
		for option in "--name=$tag-hidden" "--match=hidden" \
			"--name=nobody-is-called-so"; do
			beside_root $hidepid "$tag-hidden" "${NOBODY[@]}" \
				"$scratch/bin/vmwalk" "$option"
			assert_equal "$stderr" "$KEPT_OUT"
			assert_equal "$status" 3
		done
	done
	beside_root hidepid=2 "$tag-hidden" "${NOBODY[@]}" \
		"$scratch/bin/vmwalk" -a
	assert_equal "$stderr" "$KEPT_OUT"
	assert_equal "$status" 3
	beside_root hidepid=2 "$tag-hidden" "${NOBODY[@]}" \
		"$scratch/bin/vmwalk" --name "$tag-hidden" --ignore-unreadable
	assert_equal "$stderr" "vmwalk: no process matched"
	assert_equal "$status" 1
}

@test "who is in the group of hidepid sees who is there" {
	need_pid_namespaces
	beside_root hidepid=2,gid=65534 "$tag-hidden" "${NOBODY[@]}" \
		"$scratch/bin/vmwalk" --name "$tag-hidden"
	assert_regex "$stderr" "^vmwalk: 1 process could not be read"
	assert_equal "$status" 3
}

@test "root sees through hidepid" {
	need_pid_namespaces
	beside_root hidepid=2 "$tag-hidden" \
		"$VMWALK" -n -r -o COMMAND --name "$tag-hidden"
	assert_equal "$stderr" ""
	assert_output "${tag}-hidden"
	assert_equal "$status" 0
	# Not by uid, by right.
	beside_root hidepid=2 "$tag-hidden" setpriv --reuid=65534 \
		--regid=65534 --clear-groups --inh-caps=+sys_ptrace,+dac_read_search \
		--ambient-caps=+sys_ptrace,+dac_read_search \
		"$scratch/bin/vmwalk" -n -r -o COMMAND --match "$tag-hidden i"
	assert_equal "$stderr" ""
	assert_output "${tag}-hidden"
	assert_equal "$status" 0
}

@test "members that hidepid hides are counted" {
	need_pid_namespaces
	need_v2
	machine_group "$v2/vminfo-live-$tag-hidden"
	beside_root hidepid=2 "$tag-hidden" bash -c '
		echo 0 >"$0/cgroup.procs"
		"${@:2:4}" "$1" --cgroup "$0" "${@:6}"
		status=$?
		echo 0 >"${0%/*}/cgroup.procs"
		exit $status' "$v2/vminfo-live-$tag-hidden" \
		"$scratch/bin/vmwalk" "${NOBODY[@]}" -v
	assert_equal "$status" 3
	assert_equal "${#stderr_lines[@]}" 2
	assert_regex "${stderr_lines[0]}" "^vmwalk: [0-9]+: hidden by hidepid$"
	assert_regex "${stderr_lines[1]}" "^vmwalk: 1 process could not be read"
}

# --- who started us ----------------------------------------------------------

@test "sudo vmwalk finds neither itself nor sudo" {
	command -v sudo >/dev/null || skip "no sudo here"
	sudo -n true || skip "sudo is not for us"
	run --separate-stderr sudo -n "$VMWALK" --match "nobody.has.this-$tag"
	assert_failure 1
	assert_equal "$stderr" "vmwalk: no process matched"
	run --separate-stderr sudo -n "$VMWALK" -n -r -o PID \
		--match "$tag-root"
	assert_success
	assert_output "$root"
}
