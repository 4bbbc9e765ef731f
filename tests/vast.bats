#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# One large process looked at by several threads, each of which walks other
# parts of it: what is printed, told, and returned is the same as by one.
#
# shellcheck disable=SC2154

bats_require_minimum_version 1.5.0

start_vast() { # FILE [huge]
	"$BATS_TEST_DIRNAME/vast.py" "$@" 3>&- </dev/null >"$1.log" 2>&1 &
	started=$!
	disown -a
	for ((i = 0; i < 1200; i++)); do
		if [ -e "$1" ] &&
			grep -q '^State:.T' "/proc/$started/status"; then
			return
		fi
		sleep 0.05
	done
	cat "$1.log" >&2
	return 1
}

setup_file() {
	start_vast "$BATS_FILE_TMPDIR/vast"
}

teardown_file() {
	local pid
	read -r pid _ <"$BATS_FILE_TMPDIR/vast"
	kill -KILL "$pid"
}

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	build=$(realpath "${BUILD:-build}")
	VMWALK=$build/bin/vmwalk
	FAULTY=$build/tests/fault/vmwalk
	read -r vast base <"$BATS_FILE_TMPDIR/vast"
	cd "$BATS_TEST_TMPDIR" || return 1
}

needs_page_tables() {
	local kib
	kib=$(awk '/^VmPTE:/ { print $2 }' "/proc/$vast/status")
	[ "$kib" -ge 4096 ] || skip "its page tables take $kib KiB only"
}

look() { # JOBS ARGUMENT...
	local status=0
	timeout 120 "$VMWALK" -j "$@" "$vast" >"out.$1" 2>"err.$1" || status=$?
	echo "$status" >"status.$1"
	# "try: sudo vmwalk -j 4 ..."
	sed -i "s/ -j $1 / -j N /" "err.$1"
}

# The kernel may move pages between two looks: one that is between two equal
# ones has no excuse.
is_the_same() { # ARGUMENT...
	local jobs
	for jobs in 2 3 7; do
		for _ in 1 2 3 4 5; do
			look 1 "$@"
			mv out.1 before
			look "$jobs" "$@"
			look 1 "$@"
			! cmp -s before out.1 || break
		done
		cmp before out.1
		diff status.1 "status.$jobs"
		diff err.1 "err.$jobs"
		cmp out.1 "out.$jobs"
	done
}

calls() { # ARGUMENT...
	VMINFO_FAULT=calls "$FAULTY" "$@" 2>&1 >calls.out |
		sed -n 's/^VMINFO_FAULT: \(.*\) calls$/\1/p'
}

needs_strace() {
	command -v strace >/dev/null || skip "no strace"
	strace -o calls true || skip "no strace here"
	# Leaks cannot be looked for while strace looks.
	export ASAN_OPTIONS=detect_leaks=0
}

threads() { # ARGUMENT...
	strace -f -qq -e trace=clone,clone3 -o calls "$VMWALK" "$@" >out
	grep -cE 'clone3?\(.*CLONE_THREAD' calls || true
}

@test "sums of a large process do not depend on the number of jobs" {
	is_the_same --summary=only
	is_the_same
	is_the_same -v -g mapping -o \
		VA,SIZE,RSS,SWAP,HUGE%,RUNS,LONGEST,PERMS,MAPPING
	is_the_same -g process -J
	is_the_same -g mapping --json=lines --summary=append
	is_the_same -g mapping --sort=-rss
	is_the_same -g mapping --where 'rss>20K' -r
	[ -s out.1 ]
	is_the_same -q
}

@test "sums over its frames do not depend on the number of jobs" {
	is_the_same -g process -r -o RSS,RSS-ANON,RSS-SHMEM,ORDERS
	is_the_same -g mapping -r -o VA,RSS-ANON,ORDERS,RUNS
	is_the_same -g mapping -r -A "$base+3G" -o VA,USS,PSS
}

@test "a part of it does not depend on the number of jobs" {
	is_the_same --summary=only -A "$base+3G"
	is_the_same -g mapping -r -o VA,SIZE,RUNS,LONGEST \
		-A "$(printf '%x' $((0x$base + 0x12345000)))+1G"
	is_the_same -g mapping -r -m '[heap]'
	is_the_same -g mapping -r -m '' -A "$base+3G"
	is_the_same -g mapping -r -A "$base+1M" -A "$base+2G"
}

@test "a large process is walked by threads, a small one is not" {
	needs_strace
	needs_page_tables
	assert_equal "$(threads -j 1 --summary=only "$vast")" 0
	# TSan has one of its own as soon as there are others.
	assert [ "$(threads -j 2 --summary=only "$vast")" -ge 2 ]
	assert [ "$(threads -j 3 -g mapping -r "$vast")" -ge 3 ]
	assert_equal "$(threads -j 2 --summary=only $$)" 0
	# What needs more than a walk over its pages.
	assert_equal "$(threads -j 2 --verify "$vast")" 0
	assert_equal "$(threads -j 2 -g process -o NODES "$vast")" 0
	assert_equal "$(threads -j 2 --contpte 64K "$vast")" 0
	assert_equal "$(threads -j 2 --backing --summary=only "$vast")" 0
	assert_equal "$(threads -j 2 -g run -m '[heap]' "$vast")" 0
}

# Windows of as many entries as there is memory for: one walk has twice as much
# as each of some.
@test "one walk at a time reads 1 MiB of entries at once, several half of it" {
	local dense
	needs_strace
	/usr/bin/python3 -c 'import mmap, os, signal
held = mmap.mmap(-1, 1 << 30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
held.madvise(mmap.MADV_NOHUGEPAGE)
for at in range(0, len(held), mmap.PAGESIZE):
    held[at]		# the zero page
os.kill(os.getpid(), signal.SIGSTOP)' 3>&- </dev/null >dense.log 2>&1 &
	dense=$!
	until ! kill -0 "$dense" ||
		grep -q '^State:.T' "/proc/$dense/status"; do sleep 0.05; done
	strace -f -qq -e trace=pread64 -o one "$VMWALK" -j 1 -g mapping -r \
		-o RUNS "$dense" >out || [ $? = 3 ]
	strace -f -qq -e trace=pread64 -o some "$VMWALK" -j 2 -g mapping -r \
		-o RUNS "$dense" "$vast" >out || [ $? = 3 ]
	kill -KILL "$dense"
	[ "$(getconf PAGESIZE)" = 4096 ] || skip "pages are not of 4 KiB here"
	grep -q ' = 1048576$' one
	grep -q ' = 524288$' some
	run grep ' = 1048576$' some
	assert_failure 1
}

@test "a large process of huge pages is walked by one thread" {
	local huge kib walked
	needs_strace
	needs_page_tables
	start_vast "$BATS_TEST_TMPDIR/huge" huge
	huge=$started
	kib=$(awk '/^AnonHugePages:/ { print $2 }' "/proc/$huge/smaps_rollup")
	walked=$(threads -j 2 --summary=only "$huge")
	kill -KILL "$huge"
	[ "$kib" -ge $((22 * 2048)) ] || skip "there are $kib KiB of them only"
	assert_equal "$walked" 0
}

@test "rights are dropped before threads walk a large process" {
	needs_page_tables
	[ "$(id -u)" = 0 ] || skip "an ordinary user has none"
	needs_strace
	strace -f -e trace=capset,clone3,clone -o calls "$VMWALK" -j 2 \
		--summary=only "$vast"
	awk '/clone3?\(/ && !cloned { cloned = NR }
		/capset/ { last = $0; if (!cloned) before = $0 }
		END {
			print (cloned > 0)
			print (before ~ /effective=0, permitted=0,/)
			print (last == before)
		}' calls >said
	run cat said
	assert_output $'1\n1\n1'
}

@test "an error in a part of it cuts the whole walk" {
	local all n calls status good=0 cut=0
	[ -x "$FAULTY" ] || skip "no fault-injecting build"
	needs_page_tables
	all=$("$FAULTY" -j 3 -g process -r -n -o SIZE,RSS,RUNS "$vast")
	calls=$(calls -j 3 -g process -r "$vast")
	for ((n = 1; n <= calls; n += calls / 50 + 1)); do
		status=0
		VMINFO_FAULT=eio-at=$n timeout 60 "$FAULTY" -j 3 -g process \
			-r -n -o SIZE,RSS,RUNS "$vast" >out 2>err || status=$?
		if [ "$status" = 0 ]; then
			# It was a call that one can do without.
			assert_equal "eio-at=$n: $(cat out)" "eio-at=$n: $all"
			((++good))
			continue
		fi
		# Rights that could not be found out hide frames.
		[[ $status = [23] ]] || fail "eio-at=$n: $status"
		assert [ -s err ]
		if [ -s out ]; then
			assert_equal "eio-at=$n: $(cut -d' ' -f1,2 out)" \
				"eio-at=$n: ${all% *}"
		fi
		((++cut))
	done
	echo "$good were good, $cut were cut"
	assert [ "$cut" -gt 10 ]
}

@test "a large process that ends at any look is never listed as complete" {
	local n how
	[ -x "$FAULTY" ] || skip "no fault-injecting build"
	for how in dead exec; do
		for n in 0 1 2 3 4 5 6 8 10 12 15 20 25 30 40 50 60 70; do
			run -3 --separate-stderr env \
				VMINFO_FAULT="$how-after=$n" "$FAULTY" -j 3 \
				-g process -J "$vast"
			[[ $output == *'"complete":false}' ]]
			refute_output --partial '"rss"'
			case $how in
			dead) [[ $stderr == *"$vast: exited while"* ]] ;;
			exec) [[ $stderr == *"$vast: started another"* ]] ;;
			esac
			# As one walk says it.
			[ "${#stderr_lines[@]}" = 1 ]
		done
	done
}

@test "lies of a scan are told alike by several threads" {
	local how jobs status
	[ -x "$FAULTY" ] || skip "no fault-injecting build"
	for how in scan-lies={twice,overlap,unsorted,outside,before,empty,many} \
		pagemap-lies={long,ends} efault=1000 noscan noquery short \
		change-after=2; do
		for jobs in 1 3; do
			status=0
			VMINFO_FAULT=$how "$FAULTY" -j $jobs -g mapping -r \
				-o VA,SIZE,RSS,RUNS,LONGEST "$vast" \
				>"out.$jobs" 2>"err.$jobs" || status=$?
			echo "$how $status" >"status.$jobs"
		done
		diff status.1 status.3
		diff err.1 err.3
		diff out.1 out.3
	done
}

@test "a large process that is ended is complete or told to be cut" {
	local i pid all status
	for i in 0 1 2 3 4; do
		start_vast "$BATS_TEST_TMPDIR/other$i"
		pid=$started
		all=$("$VMWALK" -j 1 -g process -r -n -o SIZE,RSS "$pid")
		"$VMWALK" -j 3 -g process -r -n -o SIZE,RSS "$pid" \
			>out 2>err 3>&- &
		# It may be anywhere by then.
		[ "$i" = 0 ] || sleep "0.00$i"
		kill -KILL "$pid"
		status=0
		wait $! || status=$?
		if [ "$status" = 0 ]; then
			assert_equal "$(cat out)" "$all"
			continue
		fi
		[[ $status = [123] ]] || fail "status $status: $(cat err)"
		assert [ ! -s out ]
		grep -q "^vmwalk: $pid: " err
	done
}
