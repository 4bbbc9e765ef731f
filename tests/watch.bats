#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# vmwalk --watch: what changed since the look before.  The process that is
# watched changes when it is told to, and the tests wait for the row.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME" || return 1
	vmwalk=${VMWALK:-${BUILD:-$PWD/../build}/bin/vmwalk}
	work=$BATS_TEST_TMPDIR
	out=$work/out
	err=$work/err
	ours=()
	# Who sees no frames cannot tell that present pages stayed.
	quiet_status=3
	! "$vmwalk" --can pfn -q || quiet_status=0
}

teardown() {
	exec 7>&-
	for pid in "${ours[@]}"; do
		end "$pid"
	done
}

# The shell says nothing of it.
end() { # PID
	{ kill -KILL "$1" && wait "$1"; } 2>/dev/null || true
}

# A process with 16 pages at $start, which takes "touch I", "drop I", "unmap".
start_target() {
	mkfifo "$work/in"
	/usr/bin/python3 -c '
import ctypes, mmap, os, sys
memory = mmap.mmap(-1, 16 * mmap.PAGESIZE,
                   flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
memory.madvise(mmap.MADV_NOHUGEPAGE)
start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
print(f"{start:x}", flush=True)
for line in sys.stdin:
    word, page = line.split()
    if word == "touch":
        memory[int(page) * mmap.PAGESIZE] = 1
    elif word == "drop":
        memory.madvise(mmap.MADV_DONTNEED, int(page) * mmap.PAGESIZE,
                       mmap.PAGESIZE)
    elif word == "exec":
        os.execv("/bin/sleep", ["sleep", "1000"])
' <"$work/in" >"$work/said" 3>&- &
	target=$!
	ours+=("$target")
	exec 7>"$work/in"
	wait_for_line "$work/said" . "$target"
	start=$(cat "$work/said")
}

tell() {
	echo "$*" >&7
}

# Until the file has a line like that; it never comes if the process ended.
wait_for_line() { # FILE REGEX PID
	while ! grep -qE -- "$2" "$1"; do
		if ! kill -0 "$3" 2>/dev/null; then
			grep -qE -- "$2" "$1" && return
			fail "ended without $2: $(cat "$1" "$err" 2>/dev/null)"
		fi
		sleep 0.02
	done
}

# What it prints is in $out; it has looked once when the first line is there.
start_watch() { # OPTION...
	: >"$out"
	"$vmwalk" --watch --every 20ms "$@" >"$out" 2>"$err" 3>&- 7>&- &
	watch=$!
	ours+=("$watch")
	wait_for_line "$out" . "$watch"
}

wait_for() { # REGEX
	wait_for_line "$out" "$1" "$watch"
}

assert_ends() { # STATUS
	local ended=0
	wait "$watch" || ended=$?
	assert_equal "$ended: $(cat "$err")" "$1: $(cat "$err")"
}

# Who sees no frames cannot always tell.
assert_ends_well() {
	local ended=0
	wait "$watch" || ended=$?
	[ $ended = 0 ] || assert_equal "$ended: $(cat "$err")" \
		"$quiet_status: $(cat "$err")"
}

memory() { # PAGES: options for them
	echo "-A" "$start+$(($1 * $(getconf PAGESIZE)))"
}

page() { # I: its address
	printf '%x' $((0x$start + $1 * $(getconf PAGESIZE)))
}

@test "each change is one row, with the number of its look" {
	start_target
	# shellcheck disable=SC2046
	start_watch $(memory 8) -g run -r -o LOOK,VA,CHANGE,WAS-STATE,STATE \
		"$target"
	tell touch 2
	wait_for "$(page 2) came absent present"
	tell drop 2
	wait_for "$(page 2) went present absent"
	tell touch 12
	tell touch 5
	wait_for "$(page 5) came"
	kill -INT "$watch"
	assert_ends_well
	assert_equal "$(cut -d' ' -f2,3 "$out")" \
		"$(printf '%s\n' "VA CHANGE" "$(page 2) came" \
			"$(page 2) went" "$(page 5) came")"
	assert_equal "$(sed 1d "$out" | cut -d' ' -f1 | sort -n | uniq)" \
		"$(sed 1d "$out" | cut -d' ' -f1)"
}

@test "rows of mappings and processes count what changed since the look before" {
	start_target
	for group in mapping process; do
		# shellcheck disable=SC2046
		start_watch $(memory 8) -g $group -r -o CAME,WENT,CHANGE \
			"$target"
		tell touch 1
		wait_for "^1 0 came"
		tell drop 1
		wait_for "^0 1 went"
		kill -INT "$watch"
		assert_ends_well
		assert_equal "$(wc -l <"$out")" 3
	done
}

@test "in JSON lines a line follows each look, and all fit the schema" {
	/usr/bin/python3 -c 'import jsonschema' || skip "no python3-jsonschema"
	start_target
	for group in page run mapping process; do
		# shellcheck disable=SC2046
		start_watch $(memory 8) -g $group --json=lines -O --summary \
			"$target"
		wait_for '"type":"look","look":0,'
		tell touch 3
		wait_for '"type":"look".*"came":1,'
		tell drop 3
		wait_for '"type":"look".*"went":1,'
		wait_for '"type":"look".*"went":0,.*"same":8'
		kill -TERM "$watch"
		wait "$watch" || [ $? = 3 ]
		./json-schema change-lines "$out"
	done
}

@test "a document of JSON is whole when a signal ends it" {
	/usr/bin/python3 -c 'import jsonschema' || skip "no python3-jsonschema"
	start_target
	# shellcheck disable=SC2046
	start_watch $(memory 8) -J -O -g run "$target"
	tell touch 3
	wait_for '"change":\["came"\]'
	kill -INT "$watch"
	assert_ends_well
	./json-schema changes "$out"
	run cat "$out"
	assert_output --partial '"look":'
	assert_output --regexp '"time":"20[0-9-]{8}T[0-9:]{8}\.[0-9]{3}Z"'
}

@test "a table has its headings at once, then the time of each row" {
	start_target
	# shellcheck disable=SC2046
	start_watch $(memory 8) "$target"
	assert_equal "$(awk '{ print $1, $2, $3 }' "$out")" "TIME VA SIZE"
	tell touch 3
	wait_for '^[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3} +'"$(page 3)"' .* came '
	tell drop 3
	wait_for " $(page 3) .* went "
	kill -INT "$watch"
	assert_ends_well
	run tail -n 1 "$out"
	assert_output --regexp '^[0-9]+ looks: 1 page came, 1 went; [0-9]+ unknown$'
}

@test "--for ends it, with a last look at the end" {
	start_target
	run --separate-stderr "$vmwalk" --watch --every 1h --for 30ms \
		--json=lines "$target"
	assert_equal "$status" "$quiet_status"
	assert_equal "$(grep -c '"type":"look"' <<<"$output")" 2
	assert_line --regexp '"type":"end",.*"exit":'"$quiet_status"
	run --separate-stderr "$vmwalk" --watch --for 30ms -q "$target"
	assert_equal "$status: $output$stderr" "$quiet_status: "
}

@test "present pages in hidden frames are unknown: 3, but no row each time" {
	start_target
	tell touch 0
	wait_until_present
	hide=()
	if [ "$(id -u)" = 0 ]; then
		hide=(setpriv --bounding-set=-sys_admin --inh-caps=-all)
	fi
	# shellcheck disable=SC2046
	run --separate-stderr "${hide[@]}" "$vmwalk" --watch --every 10ms \
		--for 50ms $(memory 2) -rn -o VA,CHANGE "$target"
	assert_equal "$status: $output" "3: "
	assert_equal "$(grep -c 'physical addresses are hidden' <<<"$stderr")" 1
	# shellcheck disable=SC2046
	run --separate-stderr "${hide[@]}" "$vmwalk" --watch --every 1h \
		--for 10ms -v $(memory 2) -rn -g page -o VA,CHANGE "$target"
	assert_equal "$status: $output" "3: $start unknown"
}

@test "with nobody to look at, it is told once, and over: 3" {
	start_target
	away=()
	if [ "$(id -u)" = 0 ]; then
		away=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	fi
	[ ! -r /proc/1/maps ] || [ "$(id -u)" = 0 ] || skip "all is ours here"
	run --separate-stderr timeout 60 "${away[@]}" "$vmwalk" --watch \
		--every 10ms 1
	assert_equal "$status" 3
	assert_output --partial "1 look: nothing to compare it with"
	assert_equal "$(grep -c "1/maps: Permission denied" <<<"$stderr")" 1
}

@test "who is refused is not told again at each look" {
	[ "$(id -u)" = 0 ] || skip "needs root, to become somebody else"
	away=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	"${away[@]}" sleep 1000 3>&- &
	ours+=($!)
	until grep -q sleep "/proc/$!/comm"; do sleep 0.02; done
	run --separate-stderr "${away[@]}" "$vmwalk" --watch --every 5ms \
		--for 50ms -g process 1 $!
	assert_equal "$status" 3
	assert_output --regexp "[0-9] looks: "
	assert_equal "$(grep -c "1/maps: Permission denied" <<<"$stderr")" 1
}

wait_until_present() {
	# shellcheck disable=SC2046
	until "$vmwalk" $(memory 1) -rn -o STATE "$target" 2>/dev/null |
		grep -q present; do
		sleep 0.02
	done
}

@test "a process that exits is told once, and is gone: 3" {
	start_target
	sleep 1000 3>&- 7>&- &
	other=$!
	ours+=("$other")
	start_watch -r -o PID,CHANGE,COMMAND "$target" "$other"
	end "$target"
	wait_for "^$target gone "
	end "$other"
	# Nobody is left.
	assert_ends 3
	run sort "$err"
	assert_equal "$(grep -c 'exited' "$err")" 2
	assert_line "vmwalk: $target: exited"
	assert_line "vmwalk: $other: exited"
}

@test "a table does not list all that a process had that exited" {
	start_target
	start_watch -g mapping "$target"
	end "$target"
	assert_ends 3
	refute grep -q ' gone ' "$out"
	run tail -n 1 "$out"
	assert_output --regexp '^2 looks: [0-9,]+ pages gone; 0 unknown$|^[0-9]+ looks: [0-9,]+ pages .*gone; [0-9,]+ unknown$'
}

@test "a process that starts another program is the same, with other memory" {
	start_target
	start_watch -g mapping -r -o PID,CHANGE,MAPPING "$target"
	tell exec 0
	wait_for "^$target .*mapped.* .*/sleep$"
	wait_for "^$target .*unmapped.* .*/python3"
	refute grep -q gone "$out"
	kill -INT "$watch"
	wait "$watch" || true
	assert_equal "$(grep -c exited "$err")" 0
}

@test "members of a choice come and go" {
	cp /bin/sleep "$work/vmw$$"
	"$work/vmw$$" 1000 3>&- &
	first=$!
	ours+=("$first")
	start_watch -g process -r -o PID,CHANGE --name "vmw$$"
	"$work/vmw$$" 1000 3>&- &
	second=$!
	ours+=("$second")
	wait_for "^$second new"
	end "$first"
	wait_for "^$first gone"
	kill -INT "$watch"
	assert_ends_well
	refute grep -q exited "$err"
	run -1 --separate-stderr "$vmwalk" --watch --for 10ms \
		--name "vmw-none$$"
	assert_equal "$stderr" "vmwalk: no process matched"
}

@test "each look is sorted for itself" {
	start_target
	# shellcheck disable=SC2046
	start_watch $(memory 8) -g mapping -r -o LOOK,CAME --sort -va "$target"
	tell touch 1
	wait_for " 1$"
	tell touch 2
	while [ "$(wc -l <"$out")" -lt 3 ]; do
		sleep 0.02
	done
	kill -INT "$watch"
	assert_ends_well
	assert_equal "$(sed 1d "$out" | cut -d' ' -f1 | sort -n)" \
		"$(sed 1d "$out" | cut -d' ' -f1)"
}

@test "no such process is 2, no such memory 1" {
	start_target
	run -2 --separate-stderr "$vmwalk" --watch --for 10ms 4194304
	assert_equal "$stderr" "vmwalk: 4194304: no such process"
	run -1 --separate-stderr "$vmwalk" --watch --every 5ms --for 10ms \
		-m /none "$target"
	assert_regex "$stderr" "nothing matched"
}

@test "who cannot write stops looking: 2" {
	[ -w /dev/full ] || skip "no /dev/full"
	start_target
	ended=0
	"$vmwalk" --watch "$target" >/dev/full 2>"$err" || ended=$?
	assert_equal "$ended: $(tail -n 1 "$err")" \
		"2: vmwalk: cannot write: No space left on device"
}

refused() { # MESSAGE OPTION...
	local message=$1
	shift
	run -2 --separate-stderr "$vmwalk" "$@"
	assert_equal "${stderr_lines[0]}" "vmwalk: $message"
	assert_output ""
}

@test "times that are none, and options that do not go together, are refused" {
	for time in 0 x 5y -1s ''; do
		refused "--every takes a time such as 500ms, 10s or 2m, not '$time'" \
			--watch --every "$time" 1
	done
	refused "--for takes a time such as 500ms, 10s or 2m, not '0s'" \
		--watch --for 0s 1
	refused "--every is for --watch" --every 1s 1
	refused "--for is for --watch" --for 1s 1
	refused "--watch and --verify cannot be combined" --watch --verify 1
	printf '%s\n' 'vm 1' 'page-size 4096' 'process 5' end >"$work/x.vm"
	refused "--watch and --replay cannot be combined" \
		--watch --replay "$work/x.vm"
	refused "--strip and --watch cannot be combined" --strip --watch 1
	refused "no process was given" --watch
	refused "column RSS is for rows that are no changes" --watch -o RSS 1
}
