#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# vmwalk on quiet processes of its own: views, columns, formats, exit codes.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

setup_file() {
	# Shells that stopped themselves: nothing in them changes any more.
	bash -c 'kill -STOP $$' 3>&- &
	echo $! >"$BATS_FILE_TMPDIR/pid"
	bash -c 'kill -STOP $$' 3>&- &
	echo $! >"$BATS_FILE_TMPDIR/other"
	disown -a
	await has_state T "$(cat "$BATS_FILE_TMPDIR/pid")"
	await has_state T "$(cat "$BATS_FILE_TMPDIR/other")"
}

teardown_file() {
	kill -KILL "$(cat "$BATS_FILE_TMPDIR/pid")" \
		"$(cat "$BATS_FILE_TMPDIR/other")"
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

runs_program() { # FILE PID
	[ "$(readlink "/proc/$2/exe")" = "$1" ]
}

setup() {
	started=()
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMWALK=$(realpath "${BUILD:-build}")/bin/vmwalk
	pid=$(cat "$BATS_FILE_TMPDIR/pid")
	other=$(cat "$BATS_FILE_TMPDIR/other")
}

teardown() {
	disown -a
	[ ${#started[@]} = 0 ] || kill -KILL "${started[@]}"
}

vmwalk() {
	"$VMWALK" "$@"
}

need_root() {
	[ "$(id -u)" = 0 ] || skip "needs root"
}

need_frames() {
	# The word of a page that is present has a frame, or 55 zero bits.
	vmwalk -q -g page -o PFN -m '[stack]' "$pid" ||
		skip "frames are hidden from us"
}

# With a quiet process of the user nobody, or of ours if we are not root.
as_nobody() { # OPTION...
	local drop=(setpriv --reuid 65534 --regid 65534 --clear-groups)

	[ "$(id -u)" = 0 ] || drop=()
	"${drop[@]}" test -x "$VMWALK" || skip "$VMWALK is closed to others"
	"${drop[@]}" bash -c '
		bash -c "kill -STOP \$\$" 3>&- & own=$!
		until grep -q "^State:.T" /proc/$own/status; do
			sleep 0.05
		done
		"$0" "$@" $own
		status=$?
		{ kill -KILL $own; wait $own; } 2>/dev/null
		exit $status' "$VMWALK" "$@"
}

# Start and end of a mapping of the process, as maps has it.
range_of() { # NAME
	awk -v name="$1" '$6 == name { print $1; exit }' "/proc/$pid/maps"
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

bats_require_minimum_version 1.5.0

# --- help and mistakes -------------------------------------------------------

@test "-h and --help print the usage, a sentence and five examples" {
	run --separate-stderr -0 vmwalk -h
	assert_equal "$stderr" ""
	assert_regex "${lines[0]}" '^Usage: vmwalk '
	assert_regex "${lines[1]}" '^Shows where the memory of processes is'
	run bash -c '"$0" --help | sed -n "/^Examples/,/^$/p" | grep -c vmwalk' \
		"$VMWALK"
	assert_output 5
}

@test "-V and --version name the library and what was built in" {
	run -0 vmwalk -V
	assert_line --index 0 "vmwalk (vminfo) $(cat VERSION)"
	assert_line --index 1 "libvminfo $(cat VERSION)"
	assert_line --partial "libsmartcols"
	assert_equal "$(vmwalk --version)" "$output"
}

@test "-H and --list-columns say of each column its type and rows" {
	run -0 vmwalk -H
	assert_line --regexp '^VA +address +.* \(page, run, mapping\)$'
	assert_line --regexp '^HUGE-PERCENT +percent +.*\(mapping, process\)$'
	assert_equal "$(vmwalk --list-columns)" "$output"
}

@test "a mistake is one line, a pointer to the help, and exit 2" {
	refuse "no process was given"
	refuse "'x' is not the number of a process" x
	refuse "'0' is not the number of a process" 0
	refuse "unknown option --jsn (did you mean --json?)" --jsn 1
	refuse "--json takes lines, not 'line' (did you mean --json=lines?)" \
		--json=line 1
	refuse "unknown option --outp (did you mean --output?)" --outp VA 1
	refuse "unknown option -x" -x 1
	refuse "-o needs an argument: LIST" 1 -o
	refuse "-A needs an argument: RANGE" 1 -A
	refuse "unknown column SIZ (did you mean SIZE?)" -o SIZ 1
}

@test "a column that the rows do not have names the --group that has it" {
	refuse "mapping rows have no column PA (try --group page or run)" -o PA 1
	refuse "run rows have no column RSS (try --group mapping or process)" \
		-g run -o RSS 1
}

@test "options that do not go together are a mistake" {
	refuse "-J, -P and -r are three formats: choose one" -J -r 1
	refuse "-r and -P have no summary: use --group process, or -J" \
		-r --summary 1
	refuse "--verify is for mapping and process rows" --verify -g run 1
	refuse "run rows come in the order of their addresses: --sort is for \
mapping and process rows" -g run --sort VA 1
}

# --- views -------------------------------------------------------------------

@test "one process is a row for each mapping" {
	run -0 vmwalk -rn -o VA,END,PERMS "$pid"
	assert_equal "$output" "$(sed -E 's/^0*([^-]*)-0*([^ ]*) (....) .*/\1 \2 \3/' \
		"/proc/$pid/maps")"
}

@test "a name or a range is a row for each run" {
	assert_equal "$(vmwalk -m '[heap]' "$pid")" \
		"$(vmwalk -g run -m '[heap]' "$pid")"
	assert_equal "$(vmwalk -A "$(range_of '[heap]')" "$pid")" \
		"$(vmwalk --group run --range "$(range_of '[heap]')" "$pid")"
}

@test "several ranges are looked at in the order of their addresses, once" {
	local range start
	range=$(range_of '[heap]')
	start=$((16#${range%-*}))
	run -0 vmwalk -g page -rn -o VA -A "$(printf %x $((start + 8192)))+4K" \
		-A "${range%-*}+8K" -A "$(printf %x $((start + 4096)))+4K" "$pid"
	assert_output "$(for i in 0 1 2; do
		printf '%x\n' $((start + i * 4096)); done)"
	run -0 vmwalk -g page -rn -o VA -m '[heap]' -A "${range%-*}+4K" \
		-A 1000+4K "$pid"
	assert_output "${range%-*}"
}

@test "several processes are a row each, and one given twice counts once" {
	run -0 vmwalk -rn -o PID "$pid" "$other" "$pid"
	assert_output "$pid
$other"
	run -0 vmwalk -rn -o VA "$pid" "$pid"
	assert_equal "${#lines[@]}" "$(wc -l <"/proc/$pid/maps")"
}

@test "page rows are the pages of the range, in order" {
	local range start end

	range=$(range_of '[heap]')
	start=$((16#${range%-*})) end=$((16#${range#*-}))
	run -0 vmwalk -g page -rn -o VA -A "$range" "$pid"
	assert_equal "${#lines[@]}" $(((end - start) / 4096))
	assert_equal "${lines[0]}" "${range%-*}"
	assert_equal "${lines[1]}" "$(printf %x $((start + 4096)))"
}

@test "runs add up to the pages of their mapping" {
	local want

	want=$(vmwalk -g mapping -rn -o PAGES -m '[heap]' "$pid")
	run bash -c '"$0" -g run -rn -o PAGES -m "[heap]" "$1" |
		awk "{ n += \$1 } END { print n }"' "$VMWALK" "$pid"
	assert_output "$want"
}

@test "states of a mapping add up to its pages" {
	run -0 vmwalk -rn -g mapping -o PAGES,PRESENT,ZERO,SWAPPED,UNRESOLVED,\
ABSENT,GUARD,MARKER,POISONED,MIGRATING,DEVICE,SPECIAL,PFNMAP,NONPRESENT "$pid"
	for line in "${lines[@]}"; do
		run awk '{ for (i = 2; i <= NF; i++) n += $i
			exit n != $1 }' <<<"$line"
		assert_equal "$status" 0
	done
}

@test "the sum over a process is that over its mappings" {
	run bash -c '"$0" -rn -g mapping -o PAGES,RSS,PRESENT,UNRESOLVED "$1" |
		awk "{ for (i = 1; i <= NF; i++) n[i] += \$i }
			END { print n[1], n[2], n[3], n[4] }"' "$VMWALK" "$pid"
	assert_output "$(vmwalk -rn -g process -o PAGES,RSS,PRESENT,UNRESOLVED \
		"$pid")"
}

@test "--mapping takes a glob, a name in brackets literally, and more than one" {
	run -0 vmwalk -g mapping -rn -o MAPPING -m '[heap]' --mapping '[stack]' \
		"$pid"
	assert_output "[heap]
[stack]"
	run -0 vmwalk -g mapping -rn -o MAPPING -m '*/libc.so*' "$pid"
	assert_line --regexp '/libc\.so'
	refute_line --partial '['
}

@test "what lies between two wanted mappings is not listed" {
	run -0 vmwalk -g page -rn -o MAPPING -m '[heap]' -m '[stack]' "$pid"
	run sort -u <<<"$output"
	assert_output "[heap]
[stack]"
}

@test "a range over a gap shows that nothing is mapped there" {
	run -0 vmwalk -rn -o VA,END,STATE,MAPPING -A 0-2000 "$pid"
	assert_output "0 2000 unmapped -"
}

@test "a range of all addresses has each byte once, the last gap too" {
	run vmwalk -r -n -A 0-10000000000000000 -o VA,END "$pid"
	assert_success
	run awk '$1 != end { print "hole before", $0 } { end = $2 }
		END { print end }' end=0 <<<"$output"
	assert_output 10000000000000000
}

@test "a range up to 2^64 has the last mapping and an END that fits" {
	grep -q vsyscall "/proc/$pid/maps" || skip "no [vsyscall]"
	run -0 vmwalk -rn -o END,STATE -A ffffffffff600000-10000000000000000 \
		"$pid"
	assert_line --index 0 "ffffffffff601000 pfnmap"
	assert_line --index 1 "10000000000000000 unmapped"
}

@test "tables leave out mappings without pages, and -v lists them" {
	local all shown

	all=$(wc -l <"/proc/$pid/maps")
	shown=$(vmwalk -n --summary=never "$pid" | wc -l)
	run --separate-stderr -0 vmwalk -v -n --summary=never "$pid"
	assert_equal "${#lines[@]}" "$all"
	run --separate-stderr -0 vmwalk --verbose -n --summary=never "$pid"
	assert_equal "${#lines[@]}" "$all"
	run --separate-stderr -0 vmwalk "$pid"
	if [ "$shown" -lt "$all" ]; then
		assert_line --regexp '^[0-9,]+ mappings? without pages \(-v '
	fi
}

# --- columns -----------------------------------------------------------------

@test "RSS and SWAP are those of smaps, and --verify shows a residual of 0" {
	run -0 vmwalk --verify -J "$pid"
	assert_equal "$(jq '[.rows[].residual] | unique == [0]' <<<"$output")" true
	run -0 vmwalk --verify -g process -rn -o RSS,SMAPS-RSS,RESIDUAL "$pid"
	read -r rss smaps residual <<<"$output"
	assert_equal "$rss" "$smaps"
	assert_equal "$residual" 0
	run -0 vmwalk --verify "$pid"
	assert_line --regexp '; residual 0$'
}

@test "frames are those of pagemap, and PA, ALIGN and WORD fit them" {
	need_frames
	run -0 vmwalk -g page -rn -o VA,PFN,PA,ALIGN,WORD -m '[stack]' "$pid"
	run /usr/bin/python3 - "$pid" "$output" <<-'PYTHON'
		import sys
		seen = 0
		pagemap = open(f"/proc/{sys.argv[1]}/pagemap", "rb")
		for line in sys.argv[2].splitlines():
		    va, pfn, pa, align, word = line.split()
		    pagemap.seek(int(va, 16) // 4096 * 8)
		    want = int.from_bytes(pagemap.read(8), sys.byteorder)
		    assert int(word, 16) == want, line
		    if not want >> 63:
		        assert (pfn, pa, align) == ("-", "-", "-"), line
		        continue
		    frame = want & (1 << 55) - 1
		    assert int(pfn, 16) == frame, line
		    assert int(pa, 16) == frame * 4096, line
		    assert int(align) == frame * 4096 & -(frame * 4096), line
		    seen += 1
		assert seen > 0
		print("all the same")
	PYTHON
	assert_output "all the same"
}

@test "the node of present pages is known without privilege" {
	run as_nobody -g page -rn -o STATE,NODE -m '[stack]'
	assert_equal "$status" 0
	assert_line --regexp '^present [0-9]+$'
	refute_line --regexp '^absent [0-9?]'
}

@test "DEV, INODE, OFFSET and MAPPING are those of maps" {
	run -0 vmwalk -rn -o OFFSET,DEV,INODE,MAPPING -m '*/libc.so*' \
		-g mapping "$pid"
	assert_equal "$output" "$(awk '$6 ~ /\/libc\.so/ {
		sub(/^0+/, "", $3); print $3 == "" ? 0 : $3, $4, $5, $6 }' \
		"/proc/$pid/maps")"
}

@test "mappings without a file have no DEV, INODE, OFFSET" {
	run -0 vmwalk -g mapping -rn -o OFFSET,DEV,INODE -m '[heap]' "$pid"
	assert_output "- - -"
}

@test "NSPID is the number in the process' own namespace" {
	run -0 vmwalk -g process -rn -o PID,NSPID,COMMAND "$pid"
	assert_output "$pid $pid bash"
}

@test "-O and --output-all show each column that the rows have" {
	for group in page run mapping process; do
		run --separate-stderr vmwalk -g "$group" -m '[stack]' -r -O "$pid"
		assert_equal "$(wc -w <<<"${lines[0]}")" \
			"$(vmwalk -H | grep -c "[( ]${group}[,)][a-z, )-]*$")"
		assert_equal "$(vmwalk -g "$group" -m '[stack]' -r \
			--output-all "$pid")" "$output"
	done
}

@test "+COL adds to the usual columns" {
	assert_equal "$(vmwalk -r -m '[heap]' -o +END "$pid" | head -n 1)" \
		"$(vmwalk -r -m '[heap]' "$pid" | head -n 1) END"
}

@test "columns may be written like keys of JSON" {
	assert_equal "$(vmwalk -r -o va,huge_percent,HUGE% "$pid")" \
		"$(vmwalk -r --output VA,HUGE-PERCENT "$pid")"
}

@test "--sort orders mapping and process rows, - the other way round" {
	run -0 vmwalk -rn -o SIZE --sort size "$pid"
	assert_equal "$output" "$(sort -n <<<"$output")"
	run -0 vmwalk -rn -o SIZE --sort=-SIZE "$pid"
	assert_equal "$output" "$(sort -rn <<<"$output")"
	run -0 vmwalk -rn -o PID --sort -PID "$pid" "$other"
	assert_equal "$output" "$(sort -rn <<<"$output")"
}

@test "the key of --sort need not be shown" {
	run -0 vmwalk -rn -o SIZE,VA --sort SIZE "$pid"
	assert_equal "$(vmwalk -rn -o VA --sort SIZE "$pid")" \
		"$(cut -d' ' -f2 <<<"$output")"
}

# --- formats -----------------------------------------------------------------

@test "sizes are rounded in tables, exact with -b and everywhere else" {
	local bytes

	bytes=$(vmwalk -g mapping -rn -o SIZE -m '[stack]' "$pid")
	run -0 vmwalk -g mapping -b -n --summary=never -o SIZE -m '[stack]' \
		"$pid"
	assert_output "$bytes"
	run -0 vmwalk -g mapping --bytes -n --summary=never -o SIZE \
		-m '[stack]' "$pid"
	assert_output "$bytes"
	run -0 vmwalk -g mapping -n --summary=never -o SIZE -m '[stack]' "$pid"
	assert_output "$((bytes / 1024))K"
	assert_equal "$(vmwalk -g mapping -J -o SIZE -m '[stack]' "$pid" |
		jq .rows[0].size)" "$bytes"
}

@test "-n and --noheadings leave out the line of names" {
	assert_equal "$(vmwalk -r -o PID,SIZE -g process "$pid" | head -n 1)" \
		"PID SIZE"
	assert_equal "$(vmwalk --raw -n -o PID -g process "$pid")" "$pid"
	assert_equal "$(vmwalk -r --noheadings -o PID -g process "$pid")" "$pid"
}

@test "-P and --pairs can be given to a shell" {
	local PID="" COMMAND="" HUGE_PERCENT=""

	eval "$(vmwalk -P -g process -o PID,COMMAND,HUGE-PERCENT "$pid")"
	assert_equal "$PID $COMMAND" "$pid bash"
	assert [ "$HUGE_PERCENT" -ge 0 ]
	assert_equal "$(vmwalk --pairs -g process -o PID "$pid")" \
		"PID=\"$pid\""
}

@test "JSON has the same rows as the raw words" {
	run -0 vmwalk -J -g run -o VA,PAGES,STATE,PERMS "$pid"
	assert_equal "$(jq -r '.rows[] | "\(.va) \(.pages) \(.state) \(.perms)"' \
		<<<"$output")" \
		"$(vmwalk -rn -g run -o VA,PAGES,STATE,PERMS "$pid" |
			sed 's/^/0x/')"
	assert_equal "$(jq .complete <<<"$output")" true
}

@test "lines of JSON start with start and end with end" {
	run --separate-stderr -0 vmwalk --json=lines -g run "$pid"
	assert_equal "$(jq -r .type <<<"${lines[0]}")" start
	assert_equal "$(jq -c . <<<"${lines[-1]}")" \
		'{"type":"end","complete":true,"exit":0}'
	assert_equal "$(jq -r .type <<<"${lines[1]}")" run
}

@test "JSON has a summary when asked" {
	assert_equal "$(vmwalk --json "$pid" | jq 'has("summary")')" false
	run --separate-stderr -0 vmwalk --json --summary "$pid"
	assert_equal "$(jq '.summary[0].pid' <<<"$output")" "$pid"
	assert_equal "$(jq '.summary[0].size == ([.rows[].size] | add)' \
		<<<"$output")" true
	run --separate-stderr -0 vmwalk --json=lines --summary=only "$pid"
	assert_equal "$(jq -r .type <<<"$output" | xargs)" "start summary end"
}

@test "the totals follow a table, unless --summary=never" {
	run -0 vmwalk "$pid"
	assert_line --index -1 --regexp "^$pid bash: [0-9.]+[KMG] mapped, \
[0-9,]+ pages present, [0-9,?]+ swapped, [0-9,]+ unknown; [0-9,?]+ runs, \
longest [0-9.?]+[KMG]?$"
	run -0 vmwalk --summary=only "$pid"
	assert_equal "${#lines[@]}" 1
	assert_output --regexp "^$pid bash: "
	run -0 vmwalk --summary=never "$pid"
	refute_line --regexp "^$pid bash: "
}

@test "nothing is cut when standard output is no terminal" {
	local longest

	longest=$(awk 'length($6) > length(n) { n = $6 } END { print n }' \
		"/proc/$pid/maps")
	run -0 env COLUMNS=20 "$VMWALK" -v "$pid"
	assert_output --partial "$longest"
}

need_terminal() {
	command -v script >/dev/null || skip "no script(1)"
	script -qec true /dev/null >/dev/null 2>&1 || skip "no pseudo-terminals"
}

# A terminal of 60 columns, as script(1) makes it.
on_terminal() { # OPTION...
	TERM=xterm script -qec "stty cols 60; '$VMWALK' $* $pid 2>/dev/null" \
		/dev/null | tr -d '\r'
}

@test "names are cut at the edge of a terminal, unless -u or --notruncate" {
	local line

	need_terminal
	on_terminal --summary=never --color=never -o VA,MAPPING,MAPPING |
	while IFS= read -r line; do
		assert [ "${#line}" -le 60 ]
	done
	on_terminal -g run --summary=never --color=never |
	while IFS= read -r line; do
		assert [ "${#line}" -le 60 ]
	done
	on_terminal -g run --summary=never --color=never -o MAPPING,VA,SIZE |
	while IFS= read -r line; do
		assert [ "${#line}" -le 60 ]
	done
	# What is cut has a sign of it, in short tables and in long ones.
	for group in mapping run; do
		run on_terminal -g "$group" --color=never -o VA,SIZE,PERMS,MAPPING
		assert_line --regexp '^.{50,59}[+]$'
		run on_terminal -g "$group" --color=never -o VA,MAPPING -u
		refute_line --regexp '[+]$'
	done
	for option in -u --notruncate; do
		run on_terminal "$option" --color=never -v
		assert_output --partial "$(awk '$6 ~ /\/ld-linux/ { print $6
			exit }' "/proc/$pid/maps")"
	done
}

@test "colour: --color, then NO_COLOR, CLICOLOR_FORCE, then the terminal" {
	local bold=$'\033[1m'

	run -0 vmwalk "$pid"
	refute_output --partial $'\033'
	run -0 vmwalk --color "$pid"
	assert_output --partial "$bold"
	run -0 env NO_COLOR=1 "$VMWALK" --color=always "$pid"
	assert_output --partial "$bold"
	run -0 env CLICOLOR_FORCE=1 "$VMWALK" "$pid"
	assert_output --partial "$bold"
	run -0 env NO_COLOR=1 CLICOLOR_FORCE=1 "$VMWALK" "$pid"
	refute_output --partial $'\033'
	run -0 env NO_COLOR= CLICOLOR_FORCE=1 "$VMWALK" --color=auto "$pid"
	assert_output --partial "$bold"
	run -0 env CLICOLOR_FORCE=0 "$VMWALK" "$pid"
	refute_output --partial $'\033'
	run -0 env CLICOLOR_FORCE=1 "$VMWALK" --color=never "$pid"
	refute_output --partial $'\033'
	run -0 env CLICOLOR_FORCE=1 "$VMWALK" -J "$pid"
	refute_output --partial $'\033'
}

@test "terminal-colors.d can turn colour off" {
	need_terminal
	mkdir -p "$BATS_TEST_TMPDIR/terminal-colors.d"
	export XDG_CONFIG_HOME=$BATS_TEST_TMPDIR
	run on_terminal -g process
	assert_output --partial $'\033[1m'
	touch "$BATS_TEST_TMPDIR/terminal-colors.d/vmwalk.disable"
	run on_terminal -g process
	refute_output --partial $'\033[1m'
	# Files and terminals only decide what was not said.
	run on_terminal -g process --color
	assert_output --partial $'\033[1m'
	run env CLICOLOR_FORCE=1 "$VMWALK" "$pid"
	assert_output --partial $'\033[1m'
	# Without XDG_CONFIG_HOME it is in .config.
	unset XDG_CONFIG_HOME
	export HOME=$BATS_TEST_TMPDIR/home
	mkdir -p "$HOME/.config/terminal-colors.d"
	run on_terminal -g process
	assert_output --partial $'\033[1m'
	touch "$HOME/.config/terminal-colors.d/disable"
	run on_terminal -g process
	refute_output --partial $'\033[1m'
}

@test "names beyond ASCII pass on a UTF-8 terminal, unless --ascii" {
	local file=$BATS_TEST_TMPDIR/$'sch\xc3\xb6n'

	need_terminal
	cp "$(command -v sleep)" "$file"
	"$file" infinity 3>&- &
	pid=$!
	started+=("$pid")
	await runs_program "$file" "$pid"
	export LC_ALL=C.UTF-8
	run on_terminal -g mapping -u --color=never -o MAPPING
	assert_line --partial $'/sch\xc3\xb6n'
	run on_terminal -g mapping -u --color=never -o MAPPING --ascii
	assert_line --partial '/sch\303\266n'
	run -0 vmwalk -o MAPPING "$pid"
	assert_line --partial '/sch\303\266n'
}

@test "a process cannot write to the terminal with its name" {
	/usr/bin/python3 -c 'import os, signal
open("/proc/self/comm", "w").write("\033[31m\nx")
os.kill(os.getpid(), signal.SIGSTOP)' 3>&- &
	pid=$!
	started+=("$pid")
	await has_state T "$pid"
	run -0 vmwalk -g mapping --summary=append "$pid"
	refute_output --partial $'\033'
	assert_line --regexp "^$pid "'\\033\[31m\\012x: '
	run -0 vmwalk -g process -rn -o COMMAND "$pid"
	assert_output '\033[31m\012x'
}

# --- exit status -------------------------------------------------------------

@test "a PID that never existed is exit 2, and the others are listed" {
	run --separate-stderr -2 vmwalk -rn -o PID "$pid" 4194304
	assert_output "$pid"
	assert_equal "$stderr" "vmwalk: 4194304: no such process"
	run -2 vmwalk -J 4194304
	assert_output --partial '"complete":false'
}

@test "nothing that matches is exit 1" {
	run --separate-stderr -1 vmwalk -m /nosuch "$pid"
	assert_output --regexp '^ +VA .* MAPPING$'
	assert_equal "$stderr" "vmwalk: nothing matched"
	run -1 vmwalk -q -g mapping -A 0-1000 "$pid"
	assert_output ""
}

@test "a kernel thread has no user memory, which is no error" {
	[ "$(cat /proc/2/comm 2>/dev/null)" = kthreadd ] ||
		skip "no kernel threads are seen here"
	run --separate-stderr -1 vmwalk 2
	assert_output --regexp '^ +VA .* MAPPING$'
	assert_equal "$stderr" "vmwalk: 2: kernel thread: has no user memory"
	run --separate-stderr -0 vmwalk -rn -o PID 2 "$pid"
	assert_output "$pid"
}

@test "a zombie has no memory, which is no error" {
	local zombie

	# A parent that never waits for its child.
	/usr/bin/python3 -c 'import os, signal, sys
child = os.fork()
if child:
    open(sys.argv[1], "w").write(str(child))
    signal.pause()' "$BATS_TEST_TMPDIR/zombie" 3>&- &
	started+=($!)
	await test -s "$BATS_TEST_TMPDIR/zombie"
	zombie=$(cat "$BATS_TEST_TMPDIR/zombie")
	await has_state Z "$zombie"
	run --separate-stderr -1 vmwalk "$zombie"
	assert_equal "$stderr" \
		"vmwalk: $zombie: zombie: it exited and has no memory any more"
}

@test "an ordinary user gets ? for frames, one note, and exit 0" {
	run --separate-stderr as_nobody -rn -o +PID -m '[stack]'
	assert_equal "$status" 0
	assert_line --regexp '^[0-9a-f]+ [0-9]+ present \? [0-9]+ \[stack\] '
	assert_equal "${#stderr_lines[@]}" 1
	# What was typed, so that it can be typed again.
	assert_equal "$stderr" "vmwalk: physical addresses are hidden (needs \
CAP_SYS_ADMIN); try: sudo $VMWALK -rn -o +PID -m '[stack]' ${lines[0]##* }"
}

@test "a hidden column that was asked for is exit 3" {
	run as_nobody -q -g page -o PFN -m '[stack]'
	assert_equal "$status" 3
	assert_output ""
	run as_nobody -q -g mapping -o RUNS
	assert_equal "$status" 3
	run as_nobody -q -g mapping --sort LONGEST
	assert_equal "$status" 3
	run as_nobody -q -g page -O
	assert_equal "$status" 3
	run as_nobody -q -g mapping -o RSS
	assert_equal "$status" 0
}

@test "JSON of an ordinary user names the hidden keys and has null" {
	run as_nobody -J -g run -m '[stack]' --summary
	assert_equal "$status" 0
	output=$(grep -v '^vmwalk: ' <<<"$output")
	assert_equal "$(jq -c .vminfo.hidden <<<"$output")" '["pa"]'
	assert_equal "$(jq -c '[.rows[].pa] | unique' <<<"$output")" '[null]'
	assert_equal "$(jq .summary[0].runs <<<"$output")" null
	assert_equal "$(jq .complete <<<"$output")" true
}

@test "a refused process is exit 3" {
	need_root
	run --separate-stderr as_nobody -rn -o PID "$pid"
	assert_equal "$status" 3
	assert_equal "${#lines[@]}" 1
	assert_regex "$stderr" "^vmwalk: $pid/[a-z]+: Permission denied \
\(needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH\); try: sudo $VMWALK -rn -o PID $pid [0-9]+$"
}

@test "--procfs is another /proc, and one that is none is exit 2" {
	run -0 vmwalk --procfs /proc -rn -o PID,COMMAND -g process "$pid"
	assert_output "$pid bash"
	run --separate-stderr -2 vmwalk --procfs /nonexistent "$pid"
	assert_equal "$stderr" \
		"vmwalk: /nonexistent: No such file or directory"
}

@test "the node of a process in another /proc is that of its frame, or unknown" {
	vmwalk --can pfn -q || {
		run -3 vmwalk --procfs /proc -rn -o NODE -g page -m '[stack]' "$pid"
		assert_equal "$(sort -u <<<"$output" | xargs)" "- ?"
		return
	}
	run -0 vmwalk -rn -o VA,NODE -g page -m '[stack]' "$pid"
	wanted=$output
	run -0 vmwalk --procfs /proc -rn -o VA,NODE -g page -m '[stack]' "$pid"
	assert_output "$wanted"
}

@test "what a file of words lacks of a frame of RAM is unknown, not missing" {
	local proc=$BATS_TEST_TMPDIR/proc page
	page=$(getconf PAGESIZE)
	mkdir -p "$proc/7"
	printf '%08x-%08x rw-p 00000000 00:00 0 \n' $((16 * page)) \
		$((18 * page)) >"$proc/7/maps"
	echo "7 (seven) S 1 7 7 0 -1 $(seq -s ' ' 9 52)" >"$proc/7/stat"
	# Two present pages, in the frames 32 and 4096.
	/usr/bin/python3 - >"$proc/7/pagemap" <<-'END'
		import struct, sys
		words = [0] * 16 + [1 << 63 | 32, 1 << 63 | 4096]
		sys.stdout.buffer.write(struct.pack('=18Q', *words))
	END
	printf '%08x-%08x : System RAM\n' 0 $((1024 * page - 1)) \
		>"$proc/iomem"
	printf '%s\n' 'Node 0, zone   Normal' '        spanned  1024' \
		'        present  1024' '        managed  1024' \
		'  start_pfn:           0' >"$proc/zoneinfo"
	touch "$proc/kpageflags" "$proc/kpagecount" "$proc/kpagecgroup"
	for group in page run; do
		run --separate-stderr -3 vmwalk --procfs "$proc" -rn -g $group \
			-o PFN,FLAGS,MAPCOUNT,ORDER,ZONE 7
		assert_output "0x20 ? ? ? Normal
0x1000 - - - -"
	done
}

@test "-q and --quiet print nothing" {
	run -0 vmwalk -q "$pid"
	assert_output ""
	run -0 vmwalk --quiet -J --summary "$pid"
	assert_output ""
}

@test "a full disk is exit 2, of the help too" {
	[ -c /dev/full ] || skip "no /dev/full"
	for options in "$pid" "-J $pid" "-g page -r $pid" -h -V -H; do
		# shellcheck disable=SC2086 # several words
		run bash -c '"$0" "$@" >/dev/full' "$VMWALK" $options
		assert_equal "$status" 2
		# An ordinary user gets the note on hidden frames before it.
		assert_line --index -1 \
			"vmwalk: cannot write: No space left on device"
	done
}

@test "a closed pipe ends it by SIGPIPE, even if its parent ignores that" {
	run bash -c 'set -o pipefail
		for i in 1 2 3 4; do "$0" -g page -O "$1"; done | head -n 1' \
		"$VMWALK" "$pid"
	assert_equal "$status" 141
	run bash -c 'set -o pipefail; trap "" PIPE
		"$0" -g page -O "$1" | { read -r _; exec <&-; }' \
		"$VMWALK" "$pid"
	assert_equal "$status" 141
}

# --- privileges --------------------------------------------------------------

# The status of a vmwalk that waits for a reader of its fifo.
status_while_writing() { # OPTION...
	local fifo=$BATS_TEST_TMPDIR/fifo writer

	mkfifo "$fifo"
	"$VMWALK" "$@" >"$fifo" 3>&- &
	writer=$!
	exec 4<"$fifo"
	# The first byte comes when the walk has begun.
	head -c 1 <&4 >/dev/null
	grep -E '^(Cap(Prm|Eff)|NoNewPrivs)' "/proc/$writer/status"
	cat <&4 >/dev/null
	exec 4<&-
	wait "$writer"
	rm "$fifo"
}

@test "no privilege is left when the last process is open" {
	need_root
	run status_while_writing -r -g page -o "VA,END,PA,PFN,SIZE,PAGES,\
STATE,PERMS,OFFSET,DEV,INODE,WORD,MAPPING,COMMAND,HUGE,EXCL" "$pid"
	assert_output --regexp 'CapPrm:	0{16}'
	assert_output --regexp 'CapEff:	0{16}'
	assert_output --regexp 'NoNewPrivs:	1'
}

@test "what is kept for later is not in effect while rows are written" {
	need_root
	run status_while_writing -g page -r -O "$pid"
	assert_output --regexp 'CapEff:	0{16}'
	refute_output --regexp 'CapPrm:	0{16}'
	# SYS_PTRACE, SYS_ADMIN, DAC_READ_SEARCH, PERFMON: no more than these.
	assert_output --regexp 'CapPrm:	00000040002800(04|00)'
}
