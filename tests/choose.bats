#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Which processes vmwalk looks at: by number, by name, by command line.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0

setup_file() {
	# Shells that stopped themselves: nothing in them changes any more.
	for name in pid other; do
		bash -c 'kill -STOP $$' 3>&- &
		echo $! >"$BATS_FILE_TMPDIR/$name"
	done
	disown -a
	for name in pid other; do
		await has_state T "$(cat "$BATS_FILE_TMPDIR/$name")"
	done

	# Names that nobody else has, not even another run of these tests.
	tag=vt$$
	echo $tag >"$BATS_FILE_TMPDIR/tag"
	chmod a+rx "$BATS_FILE_TMPDIR"
	cp "$(command -v sleep)" "$BATS_FILE_TMPDIR/$tag-a"
	cp "$(command -v sleep)" "$BATS_FILE_TMPDIR/$tag-with-a-long-name"
	start a "$BATS_FILE_TMPDIR/$tag-a" "$tag-a"
	start b "$(command -v sleep)" "/srv/$tag-b"
	start long "$BATS_FILE_TMPDIR/$tag-with-a-long-name" worker
}

teardown_file() {
	for name in pid other a b long; do
		kill -KILL "$(cat "$BATS_FILE_TMPDIR/$name")"
	done
}

# Sleeps for ever; its number is then in the file of that name.
start() { # NAME PROGRAM ARGV0
	(exec -a "$3" "$2" infinity) 3>&- 4>&- &
	echo $! >"$BATS_FILE_TMPDIR/$1"
	disown
	await runs_program "$2" $!
}

runs_program() { # FILE PID
	[ "$(readlink "/proc/$2/exe")" = "$(realpath "$1")" ]
}

# Tries until it is so; something is wrong if that takes half a minute.
await() { # COMMAND...
	for ((i = 0; i < 600; i++)); do
		"$@" && return
		sleep 0.05
	done
	echo "waited in vain: $*" >&2
	return 1
}

has_state() { # LETTER PID
	grep -q "^State:.$1" "/proc/$2/status"
}

setup() {
	started=()
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMWALK=$(realpath "${BUILD:-build}")/bin/vmwalk
	pid=$(cat "$BATS_FILE_TMPDIR/pid")
	other=$(cat "$BATS_FILE_TMPDIR/other")
	tag=$(cat "$BATS_FILE_TMPDIR/tag")
	a=$(cat "$BATS_FILE_TMPDIR/a")
	b=$(cat "$BATS_FILE_TMPDIR/b")
	long=$(cat "$BATS_FILE_TMPDIR/long")
}

teardown() {
	disown -a
	[ ${#started[@]} = 0 ] || kill -KILL "${started[@]}"
}

# The numbers of the processes that are listed, in their order.
chosen() { # OPTION...
	"$VMWALK" -g process -n -r -o PID "$@"
}

# The same, without the rights of root.
chosen_as_nobody() { # OPTION...
	as_nobody -g process -n -r -o PID "$@"
}

as_nobody() { # OPTION...
	local drop=(setpriv --reuid 65534 --regid 65534 --clear-groups)

	[ "$(id -u)" = 0 ] || drop=()
	"${drop[@]}" test -x "$VMWALK" || skip "$VMWALK is closed to others"
	"${drop[@]}" "$VMWALK" "$@"
}

# 1, without a row, and one line that says so.
find_nobody() { # OPTION...
	run --separate-stderr -1 chosen "$@"
	assert_equal "$output" ""
	assert_equal "$stderr" "vmwalk: no process matched"
}

need_groups() {
	grep -q ' cgroup2\? ' /proc/self/mounts || skip "no control groups here"
}

refuse() { # MESSAGE OPTION...
	local message=$1

	shift
	run --separate-stderr "$VMWALK" "$@"
	assert_equal "$status" 2
	assert_equal "$output" ""
	assert_equal "${#stderr_lines[@]}" 2
	assert_equal "${stderr_lines[0]}" "vmwalk: $message"
	assert_equal "${stderr_lines[1]}" "Try 'vmwalk --help'."
}

# --- all of them --------------------------------------------------------------

@test "a list of all processes that ends too early is told: 3" {
	command -v "${CC:-cc}" >/dev/null || skip "no compiler"
	echo '#define _GNU_SOURCE
		#include <ctype.h>
		#include <dirent.h>
		#include <dlfcn.h>
		#include <errno.h>
		#include <stddef.h>
		struct dirent64 *readdir64(DIR *dir)
		{
			struct dirent64 *(*real)(DIR *) =
				(struct dirent64 *(*)(DIR *))dlsym(RTLD_NEXT,
								   "readdir64");
			struct dirent64 *entry = real(dir);

			if (!entry || !isdigit((unsigned char)*entry->d_name))
				return entry;
			errno = EIO;
			return NULL;
		}' | "${CC:-cc}" -x c -shared -fPIC \
		-o "$BATS_TEST_TMPDIR/early.so" - -ldl
	run --separate-stderr env LD_PRELOAD="$BATS_TEST_TMPDIR/early.so" \
		ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 \
		"$VMWALK" -a -n -r -g process -o PID
	assert_equal "$status: $output" "3: "
	assert_regex "$stderr" "^vmwalk: /proc: Input/output error"
}

# --- by number ---------------------------------------------------------------

@test "-p takes numbers that commas, blanks and newlines separate" {
	for list in "$pid,$other" "$pid $other" "$pid, $other," \
		" $pid"$'\n'"$other"$'\n'; do
		run -0 chosen -p "$list"
		assert_output "$pid"$'\n'"$other"
	done
	run -0 chosen --pid "$other,$pid"
	assert_output "$other"$'\n'"$pid"
}

@test "a number counts once, however often and wherever it is given" {
	run -0 chosen "$pid" -p "$pid,0$pid" --pid="$other" "$other" -p "$pid"
	assert_output "$pid"$'\n'"$other"
}

@test "-p - reads the numbers from standard input" {
	run -0 chosen -p - <<<"$other"$'\n'"$pid"
	assert_output "$other"$'\n'"$pid"
	run -0 chosen -p - < <(printf '%s, %s' "$pid" "$other")
	assert_output "$pid"$'\n'"$other"
}

@test "several processes are a row each, one is a row a mapping" {
	run -0 "$VMWALK" -p "$pid,$other"
	assert_line --index 0 --regexp '^ *PID +SIZE .* COMMAND$'
	assert_equal "${#lines[@]}" 3
	run -0 "$VMWALK" -p "$pid,$pid"
	assert_line --index 0 --regexp '^ +VA +SIZE '
}

@test "an empty list is a mistake, never everything" {
	refuse "-p: the list of processes is empty" -p ""
	refuse "-p: the list of processes is empty" -p " , " "$pid"
	refuse "-p -: no process on standard input" -p - </dev/null
	refuse "-p -: no process on standard input" -p - <<<" , "
	refuse "no process was given"
}

@test "what is no number is a mistake on standard input, too" {
	refuse "'x' is not the number of a process" -p "$pid,x"
	refuse "'-1' is not the number of a process" -p "$pid,-1"
	refuse "'12x' is not the number of a process" -p - <<<"12x"
	refuse "'-' is not the number of a process" -
	refuse "'1?2' is not the number of a process" -p - \
		< <(printf '1\0002')
	refuse "'$(printf '%031d' 0)' is not the number of a process" \
		-p - < <(head -c 100000 /dev/zero | tr '\0' 0)
}

@test "standard input that does not end, or cannot be read, is a mistake" {
	refuse "-p -: too much on standard input" -p - < <(yes '')
	refuse "-p -: cannot read standard input" -p - </
}

# --- by name -----------------------------------------------------------------

@test "--name takes a command name, or the file name in argv[0]" {
	run -0 chosen --name "$tag-a"
	assert_output "$a"
	run -0 chosen --name "$tag-b"
	assert_output "$b"
	find_nobody --name "$tag"
	find_nobody --name "srv/$tag-b"
	find_nobody --name "$tag-B"
}

@test "--name compares bytes, whatever they are" {
	name=$tag-$'\e) \xff\xc3\xb6'
	bash -c 'printf "%s" "$0" >/proc/$$/comm; kill -STOP $$' "$name" 3>&- &
	started+=($!)
	await has_state T $!
	run -0 chosen --name "$name"
	assert_output "$!"
	find_nobody --name "$tag-.) ???"
	run -0 "$VMWALK" -n -r -o COMMAND --name "$name"
	assert_output "$tag"'-\033)\040\377\303\266'
}

@test "a name of more than 15 bytes is that of the file" {
	run -0 chosen --name "$tag-with-a-long-name"
	assert_output "$long"
	find_nobody --name "$tag-with-a-long-nam"
	find_nobody --name "$tag-with-a-long-name2"
}

@test "whether a cut name is meant may be hidden from an ordinary user" {
	[ "$(id -u)" = 0 ] || skip "needs root"
	run --separate-stderr -3 chosen_as_nobody --name "$tag-with-a-long-name"
	assert_equal "$output" ""
	assert_equal "$stderr" "vmwalk: 1 process may have that name: no more\
 than its first 15 bytes can be read"
	run --separate-stderr -1 chosen_as_nobody --ignore-unreadable \
		--name "$tag-with-a-long-name"
	assert_equal "$stderr" "vmwalk: no process matched"
}

@test "--match has a match in the command line, its words joined by blanks" {
	run -0 chosen --match "^/srv/$tag-b infinity$"
	assert_output "$b"
	run -0 chosen --match "/$tag-[a-z] (x|inf)"
	assert_output "$b"
	run -0 chosen --match "$tag-[ab]"
	assert_output "$(printf '%s\n' "$a" "$b" | sort -n)"
	find_nobody --match "^$tag-b"
	find_nobody --match "$tag-with-a-long-name"
}

@test "one word of each option must hold, and each option" {
	run -0 chosen --name "$tag-b" --name "$tag-a" --name "$tag"
	assert_output "$(printf '%s\n' "$a" "$b" | sort -n)"
	run -0 chosen --match "$tag-a" --match "$tag-b" --name "$tag-b"
	assert_output "$b"
	find_nobody --match "$tag-a" --name "$tag-b"
}

@test "who is given by number comes first, and once" {
	run -0 chosen --name "$tag-a" "$other" "$pid"
	assert_output "$other"$'\n'"$pid"$'\n'"$a"
	run -0 chosen --name "$tag-a" --name "$tag-b" "$b"
	assert_output "$b"$'\n'"$a"
}

@test "a choice is a row a process, also if there is one" {
	run -0 "$VMWALK" --name "$tag-a"
	assert_line --index 0 --regexp '^ *PID +SIZE .* COMMAND$'
	assert_line --index 1 --regexp "^ *$a .* $tag-a$"
}

@test "neither vmwalk nor who started it has a name or line that counts" {
	(exec -a "$tag-self" "$VMWALK" --name "$tag-self") || status=$?
	assert_equal "$status" 1
	find_nobody --match "$tag-nobod[y]"
	for option in --name --match; do
		run -1 bash -c 'exec -a "$0" bash -c "\"\$@\"; exit \$?" sh "$@"' \
			"$tag-parent" "$VMWALK" "$option" "$tag-parent"
		run -1 env bash -c 'env "$@"; exit $?' "$tag-parent" \
			timeout 60 "$VMWALK" "$option" "$tag-parent"
	done
}

@test "empty and wrong words are mistakes" {
	refuse "--name: the name is empty" --name ""
	refuse "--match: the pattern is empty" --match ""
	refuse "--cgroup: the name is empty" --cgroup ""
	for option in --replay --procfs --record --diff; do
		refuse "$option: the name is empty" "$option" ""
	done
	refuse "--as: the name is empty" --as "" -- true
	refuse "'' is not the name of a unit" --unit ""
	refuse "'a/b' is not the name of a unit" --unit a/b
	run --separate-stderr -2 "$VMWALK" --match 'a(b'
	assert_regex "${stderr_lines[0]}" "^vmwalk: --match 'a\(b': [A-Z].*\("
}

# --- who changes meanwhile ---------------------------------------------------

# At each look at it, the member exits or starts another program.
with_fault() { # FAULT OPTION...
	run --separate-stderr env VMINFO_FAULT="$1" "$FAULTY" -n -r -o PID \
		--name "$tag-a" "${@:2}"
}

need_faults() {
	FAULTY=$(dirname "$VMWALK")/../tests/fault/vmwalk
	[ -x "$FAULTY" ] || skip "no fault-injecting build"
}

@test "a member that starts another program is looked at again" {
	need_faults
	for n in {0..40}; do
		with_fault "exec-after=$n"
		assert_equal "$stderr" ""
		assert_equal "$status" 0
		assert_output "$a"
	done
}

@test "rows that are there already make it 3 instead" {
	need_faults
	told=0
	for n in {0..40}; do
		with_fault "exec-after=$n" -g run
		[ "$status" != 0 ] || continue
		assert_equal "$status" 3
		assert_equal "$stderr" \
			"vmwalk: $a: started another program while it was\
 looked at"
		told=$((told + 1))
	done
	assert [ $told -gt 5 ]
}

@test "a member that exits is none any more" {
	need_faults
	gone=0
	for n in {0..40}; do
		for group in process run; do
			with_fault "dead-after=$n" -g $group
			case $status in
			0) assert_equal "$stderr" "" ;;
			*)
				assert_equal "$status" 1
				gone=$((gone + 1))
				;;
			esac
			refute_regex "$stderr" "$a"
		done
	done
	assert [ $gone -gt 5 ]
}

# --- all ---------------------------------------------------------------------

@test "-a is every process but vmwalk, without kernel threads" {
	run chosen -a
	[ "$status" = 0 ] || [ "$status" = 3 ]
	assert_line "$a"
	assert_line "$pid"
	assert_line "$$"
	find_nobody --name kthreadd
	"$VMWALK" --all -n -r -o PID >"$BATS_TEST_TMPDIR/all" 2>&1 3>&- &
	wait $! || [ $? = 3 ]
	run cat "$BATS_TEST_TMPDIR/all"
	assert_line "$a"
	refute_line $!
}

# vmwalk is the second; who waits for it are the first and the last.
@test "-a has the first and the last process of a PID namespace" {
	[ "$(id -u)" = 0 ] || skip "needs root"
	mkfifo "$BATS_TEST_TMPDIR/go"
	# shellcheck disable=SC2016
	run -0 unshare --pid --fork --kill-child --mount-proc sh -c '
		(read -r line <"$1"; exec "$2" -a -g process -n -r -o PID) &
		sleep infinity &
		echo >"$1"
		wait %1
	' sh "$BATS_TEST_TMPDIR/go" "$VMWALK" 3>&-
	assert_output $'1\n3'
}

@test "who is refused is counted in one line, and makes it 3" {
	[ "$(id -u)" = 0 ] || skip "needs root"
	run --separate-stderr -3 chosen_as_nobody --name "$tag-a" --name "$tag-b"
	assert_equal "$output" ""
	assert_equal "$stderr" "vmwalk: 2 processes could not be read (needs\
 CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH); try: sudo $VMWALK -g process -n\
 -r -o PID --name $tag-a --name $tag-b"
	run --separate-stderr -3 chosen_as_nobody -a
	assert_regex "$stderr" "^vmwalk: [0-9]+ process(es)? could not be read"
	assert_equal "${#stderr_lines[@]}" 1
}

@test "kernel threads are not missed, whoever looks" {
	[ "$(cat /proc/2/comm)" = kthreadd ] || skip "no kernel threads here"
	run --separate-stderr -1 chosen_as_nobody -v --name kthreadd
	assert_equal "$output" ""
	assert_equal "$stderr" "vmwalk: no process matched"
}

@test "JSON says whether the list is complete" {
	run -0 bash -c '"$0" -J -o PID --name "$1" | jq -c \
		"[.vminfo.complete // .complete, (.rows | length)]"' \
		"$VMWALK" "$tag-a"
	assert_output '[true,1]'
	[ "$(id -u)" = 0 ] || skip "needs root"
	run -3 as_nobody --json=lines --name "$tag-a"
	assert_line --partial '"complete":false'
	run -1 as_nobody --json=lines --ignore-unreadable --name "$tag-a"
	assert_line --partial '"complete":true'
}

@test "-v lists who was refused" {
	[ "$(id -u)" = 0 ] || skip "needs root"
	run --separate-stderr -3 chosen_as_nobody -v --name "$tag-a"
	assert_equal "${#stderr_lines[@]}" 2
	assert_equal "${stderr_lines[0]}" "vmwalk: $a/maps: Permission denied"
	assert_regex "${stderr_lines[1]}" "^vmwalk: 1 process could not be read"
}

@test "--ignore-unreadable forgives choices, not numbers" {
	[ "$(id -u)" = 0 ] || skip "needs root"
	run --separate-stderr -1 chosen_as_nobody --ignore-unreadable \
		--name "$tag-a"
	assert_equal "$stderr" "vmwalk: no process matched"
	run --separate-stderr -3 chosen_as_nobody --ignore-unreadable "$a"
	assert_regex "$stderr" "^vmwalk: $a/maps: Permission denied"
	run --separate-stderr -3 chosen_as_nobody --ignore-unreadable \
		--name "$tag-a" "$a"
	assert_equal "${#stderr_lines[@]}" 1
}

@test "what does not go together is a mistake" {
	for option in --name=x --match=x --cgroup=x --unit=x; do
		refuse "-a is every process: --name, --match, --cgroup and\
 --unit choose some" -a $option
	done
	for option in -a --name=x --match=x --cgroup=x --unit=x; do
		refuse "--procfs shows processes by their numbers alone" \
			--procfs /proc $option
		refuse "--can is about this machine: no process goes with it" \
			--can pfn $option
	done
}

@test "zombies are not missed" {
	cp "$(type -P bash)" "$BATS_TEST_TMPDIR/$tag-z"
	# A shell that became something else does not wait for its child.
	bash -c '"$0" -c "until grep -q sleep /proc/\$PPID/comm; do :; done" &
		exec sleep infinity' "$BATS_TEST_TMPDIR/$tag-z" 3>&- &
	started+=($!)
	await has_zombie $!
	zombie=$(zombies_of $!)
	assert_equal "$(cat "/proc/$zombie/comm")" "$tag-z"
	find_nobody --name "$tag-z"
	run --separate-stderr chosen -a -v
	refute_line "$zombie"
	refute_regex "$stderr" "$zombie"
}

zombies_of() { # PID
	local child
	for child in $(cat "/proc/$1/task/$1/children"); do
		! has_state Z "$child" || echo "$child"
	done
}

has_zombie() { # PID
	[ -n "$(zombies_of "$1")" ]
}

# --- by control group --------------------------------------------------------

@test "a control group or a unit that is not there is 1, and is said" {
	need_groups
	run --separate-stderr -1 chosen --cgroup "$tag/no"$'\e'
	assert_equal "$stderr" \
		"vmwalk: no control group is called '$tag/no\\033'"
	run --separate-stderr -1 chosen --cgroup "/$tag"
	assert_equal "$stderr" "vmwalk: no control group is called '/$tag'"
	# A directory, but none of a control group.
	run --separate-stderr -1 chosen --cgroup /proc
	assert_equal "$stderr" "vmwalk: no control group is called '/proc'"
	run --separate-stderr -1 chosen --unit "$tag"
	assert_equal "$stderr" \
		"vmwalk: no unit with a control group is called '$tag.service'"
}

@test "a control group has its processes" {
	need_groups
	path=$(sed -n 's/^[0-9]*:[^:]*://p' "/proc/$a/cgroup" | sort | tail -n 1)
	run chosen --cgroup "$path"
	assert_line "$a"
	assert_line "$pid"
	run -0 chosen --cgroup "$path" --name "$tag-b"
	assert_output "$b"
}
