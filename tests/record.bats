#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# --record: what was seen of a process is seen again in its recording, by
# anybody; and who gets the file.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0

setup_file() {
	# Shells that stopped themselves: nothing in them changes any more.
	# With copies of their files, nobody else maps these pages.
	own=$BATS_FILE_TMPDIR/own
	mkdir "$own"
	cp "$(command -v bash)" "$own/bash"
	ldd "$own/bash" | grep -o '/[^ ]*' | xargs -I{} cp {} "$own"
	# Later these pages would be dirty no more.
	sync "$own"/*
	loader=("$own"/ld*.so.*)
	for name in pid other; do
		LC_ALL=C "${loader[0]}" --library-path "$own" "$own/bash" -c \
			'kill -STOP $$' 3>&- &
		echo $! >"$BATS_FILE_TMPDIR/$name"
	done
	disown -a
	for name in pid other; do
		await has_state T "$(cat "$BATS_FILE_TMPDIR/$name")"
	done
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

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMWALK=$(realpath "${BUILD:-build}")/bin/vmwalk
	pid=$(cat "$BATS_FILE_TMPDIR/pid")
	other=$(cat "$BATS_FILE_TMPDIR/other")
	vm=$BATS_TEST_TMPDIR/x.vm
	# Others are let in to what they may read.
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" "$BATS_TEST_TMPDIR" \
		"$(dirname "$BATS_FILE_TMPDIR")" "$(dirname "$BATS_TEST_TMPDIR")"
}

vmwalk() {
	"$VMWALK" "$@"
}

# As somebody without any right.
as_nobody() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	else
		"$@"
	fi
}

# --- the same again ----------------------------------------------------------

# Sets recorded; frames may be hidden from us.
record() { # FILE PID...
	vmwalk --record "$@" 2>"$BATS_TEST_TMPDIR/note"
	recorded=$?
	[ "$recorded" = 0 ] ||
		{ [ "$recorded" = 3 ] && grep -q hidden "$BATS_TEST_TMPDIR/note"; }
}

# What others share changes when they come and go, and the kernel ages frames:
# all columns but these.
own_columns() { # GROUP
	"$VMWALK" -H | awk -v group="$1" '
		$1 == "LOOK" { exit }
		$1 ~ /^(MAPCOUNT|FLAGS|FLAGS-RAW)$/ { next }
		$1 ~ /^(PSS|USS|SMAPS-PSS|SMAPS-USS|SWAP-PSS|LOCKED-BYTES|SHARE-RESIDUAL)$/ { next }
		$1 ~ /^CONTPTE/ { next }
		# The kinds of rows that have it stand at the end of its line.
		{ kinds = $0; sub(/.*\(/, "", kinds) }
		(" " kinds) !~ " " group "[,)]" { next }
		seen[$1]++ == 0 { printf "%s%s", n++ ? "," : "", $1 }'
}

# The vdso is everybody's: how often it is mapped changes with each process.
but_vdso() { # FILE COMMAND...
	local file=$1 status
	shift
	"$@" >"$file.all" 2>/dev/null
	status=$?
	grep -vF -e '[vdso]' -e '\133vdso\135' "$file.all" >"$file"
	return $status
}

# The live process, then its recording as an ordinary user sees it.  The kernel
# writes pages of files back when it likes: then it is recorded again.
looks_the_same() { # OPTION...
	local live again
	for _ in 1 2 3 4 5; do
		but_vdso "$BATS_TEST_TMPDIR/live" vmwalk "$@" "$pid" && live=0 ||
			live=$?
		but_vdso "$BATS_TEST_TMPDIR/again" as_nobody "$VMWALK" \
			--replay "$vm" "$@" && again=0 || again=$?
		assert_equal "$* $again" "$* $live"
		diff -u "$BATS_TEST_TMPDIR/live" "$BATS_TEST_TMPDIR/again" \
			>"$BATS_TEST_TMPDIR/differ" && return
		rm "$vm"
		record "$vm" "$pid"
		chmod 644 "$vm"
	done
	cat "$BATS_TEST_TMPDIR/differ"
	return 1
}

@test "a recording looks like its process in each group and format" {
	record "$vm" "$pid"
	chmod 644 "$vm"
	for group in page run mapping process; do
		for format in --ascii -r -P -J --json=lines; do
			looks_the_same -g "$group" "$format" -v
			looks_the_same -g "$group" "$format" \
				-o "$(own_columns "$group")"
		done
	done
	looks_the_same --verify -o VA,RSS,SMAPS-RSS,SWAP,SMAPS-SWAP,RESIDUAL
	looks_the_same -g process --verify -o RSS,SMAPS-RSS,SMAPS-HUGE,RESIDUAL
	looks_the_same -m '[stack]' -m '[heap]'
	looks_the_same -g run -m '[stack]' -m '[heap]' -m '/*' \
		-o VA,PAGES,MAPCOUNT,ORDER,MEMCG
	looks_the_same -g run --where 'state=present' --where 'perms~*w*'
	looks_the_same -g mapping --sort -RSS
	looks_the_same -A 0-10000000000000000 -g run
	looks_the_same --strip --ascii
}

@test "a recording of a recording is the same text" {
	record "$vm" "$pid" "$other"
	vmwalk --replay "$vm" --record "$vm.2" || [ "$recorded" = $? ]
	cmp "$vm" "$vm.2"
}

@test "frames are recorded with what the kernel says of them" {
	vm=$PWD/tests/proc/explain.vm
	run -3 vmwalk --replay "$vm" --record "$BATS_TEST_TMPDIR/again.vm"
	# One of a folio of four, one of KSM, one that is free, a slab.
	local where=(--explain 10000000 10001000 10002000 10003000 10004000)
	where=("${where[@]/#1/0x1}")
	run -0 vmwalk --replay "$vm" "${where[@]}" 42
	before=$output
	run -0 vmwalk --replay "$BATS_TEST_TMPDIR/again.vm" "${where[@]}" 42
	assert_output "$before"
	assert_output --partial "4 frames"
}

@test "processes of one file come in the order of their numbers" {
	record "$vm" "$other" "$pid" "$other"
	run -0 grep -c '^process ' "$vm"
	assert_output 2
	run -0 --separate-stderr vmwalk --replay "$vm" -rn -g process -o PID
	assert_output "$(printf '%s\n' "$pid" "$other" | sort -n)"
}

@test "rebased frames have other numbers that look the same" {
	[ "$(id -u)" = 0 ] || skip "needs root, to see frames"
	record "$vm" "$pid" "$other"
	vmwalk --replay "$vm" --record "$vm.2" --rebase "$pid" "$other"
	run -0 grep -c '^rebased$' "$vm.2"
	assert_output 1
	run diff <(but_numbers "$vm") <(but_numbers "$vm.2")
	assert_output ""
	run -0 grep -cE '^[[:blank:]]+frame .* mapcount ' "$vm.2"
	[ "$output" -gt 10 ]
	for columns in VA,SIZE,STATE,NODE,ALIGN,HUGE,FLAGS,MAPCOUNT,ORDER,MEMCG,ZONE,REGION \
		PID,RUNS,LONGEST,RSS,PSS,USS,ORDERS,NODES; do
		case $columns in VA*) group=run ;; *) group=mapping ;; esac
		diff <(vmwalk --replay "$vm" -g $group -rn -o $columns) \
			<(vmwalk --replay "$vm.2" -g $group -rn -o $columns)
	done
	# Hardly one in a thousand is what it was.
	frames "$vm" >"$vm.a"
	frames "$vm.2" >"$vm.b"
	same=$(comm -12 "$vm.a" "$vm.b" | wc -l)
	all=$(wc -l <"$vm.a")
	[ "$all" -gt 100 ] && [ $((same * 20)) -lt "$all" ]
}

# A line for each frame, in any order: rows are in that of their numbers.
but_numbers() { # FILE
	grep -vE '^(rebased|(frames-end|cgroup) .*)$|^[[:blank:]]+frame ' "$1" |
		sed 's/0x[0-9a-f]* /X /'
	awk '$1 == "cgroup"
	     $1 == "frame" { n = $3; $2 = $3 = ""
		while (n--) print }' "$1" | sort
}

frames() { # FILE
	grep -oE 'present 0x[0-9a-f]+' "$1" | sort -u
}

@test "frames that no other number fits are told" {
	printf '%s\n' 'vm 1' 'page-size 4096' 'rights frames kpage ram' \
		'ram 1000-3000' 'process 5' 'map 1000-3000 rw-p 0 00:00 0' \
		'+0 2 present 0x1' end >"$vm"
	run -0 vmwalk --replay "$vm" --record "$vm.2" --rebase
	assert_output "vmwalk: --rebase: 2 frames kept the real number: there \
is no other place of that kind"
	run -2 vmwalk --replay "$vm" --rebase
	assert_line --index 0 "vmwalk: --rebase is for --record"
}

# --- what could not be seen --------------------------------------------------

@test "what is hidden stays so, and is 3" {
	export -f await has_state
	run -3 --separate-stderr as_nobody bash -c 'set +m
		bash -c "kill -STOP \$\$" 3>&- & own=$!
		await has_state T $own
		"$0" --record - $own
		status=$?
		kill -KILL $own
		exit $status' "$VMWALK"
	assert_regex "$stderr" "physical addresses are hidden"
	assert_line end
	echo "$output" >"$vm"
	grep -q 'present hidden' "$vm"
	run ! grep -E 'present 0x|^rights .*frames' "$vm"
	run -3 --separate-stderr vmwalk --replay "$vm" -rn -g run -o PFN \
		--where state=present
	assert_output --regexp '\?'
	assert_equal "$stderr" \
		"vmwalk: physical addresses were hidden from who recorded them"
}

@test "the command to try instead finds no file in its way" {
	[ "$(id -u)" = 0 ] || skip "needs root, for a process of somebody else"
	chmod 777 "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR"
	sudo() { "$@"; }
	run -3 as_nobody "$VMWALK" --record "x y.vm" "$pid"
	assert_line --partial "; try: rm -f 'x y.vm' && sudo $VMWALK --record"
	eval "${output##*; try: }"
	run -0 grep -c "^process $pid" "x y.vm"
	run -3 as_nobody "$VMWALK" --record -x.vm "$pid"
	assert_line --partial "; try: rm -f -- -x.vm && sudo "
}

@test "frames of which nothing could be read are 3" {
	printf '%s\n' 'vm 1' 'page-size 4096' 'rights frames' 'process 5' \
		'map 1000-3000 rw-p 0 00:00 0' '+0 2 present 0x1' end >"$vm"
	run -3 vmwalk --replay "$vm" --record "$vm.2"
	assert_output "vmwalk: flags, mapcounts and control groups of frames \
were hidden from who recorded them"
	run -3 vmwalk --replay "$vm.2" -rn -g run -o PFN,MAPCOUNT
	assert_output --partial "0x1 ?"
	[ "$(id -u)" = 0 ] || skip "needs root, to see frames alone"
	run -3 setpriv --reuid 65534 --regid 65534 --clear-groups \
		--inh-caps +sys_admin --ambient-caps +sys_admin \
		bash -c 'bash -c "kill -STOP \$\$" 3>&- & own=$!
		until grep -q "^State:.T" /proc/$own/status; do :; done
		"$0" --record - $own
		status=$?
		kill -KILL $own
		exit $status' "$VMWALK"
	assert_line --partial "flags, mapcounts and control groups of frames \
are hidden (needs CAP_DAC_READ_SEARCH)"
	assert_line --regexp "present 0x"
	refute_line --partial "frame 0x"
}

@test "a process that is refused is refused again" {
	[ "$(id -u)" = 0 ] || skip "needs root, for a process of somebody else"
	chmod 777 "$BATS_TEST_TMPDIR"
	run -3 as_nobody "$VMWALK" --record "$vm" "$pid"
	assert_output --partial "$pid/maps: Permission denied (needs"
	run -0 cat "$vm"
	assert_line --partial "refused EACCES"
	run -3 vmwalk --replay "$vm"
	assert_line "vmwalk: $pid/maps: Permission denied (when it was recorded)"
}

@test "a kernel thread is one in the recording" {
	run vmwalk --record "$vm" 2
	[ "$status" = 1 ] || skip "process 2 is no kernel thread here"
	run -1 vmwalk --replay "$vm"
	assert_line "vmwalk: 2: kernel thread: has no user memory"
}

@test "a process that never existed is in no recording" {
	run -2 vmwalk --record "$vm" 4194304
	assert_output "vmwalk: 4194304: no such process"
	assert_not_exists "$vm"
	run -2 vmwalk --record "$vm" "$pid" 4194304
	assert_line "vmwalk: 4194304: no such process"
	run -0 tail -1 "$vm"
	assert_output end
}

assert_not_exists() {
	[ ! -e "$1" ] || fail "$1 is there"
}

# --- the file ----------------------------------------------------------------

@test "a recording is a new file that nobody else may read" {
	(umask 0 && record "$vm" "$pid")
	assert_equal "$(stat -c %a "$vm")" 600
	run -2 vmwalk --record "$vm" "$pid"
	assert_output "vmwalk: $vm: File exists"
	ln -s "$BATS_TEST_TMPDIR/elsewhere" "$BATS_TEST_TMPDIR/link"
	run -2 vmwalk --record "$BATS_TEST_TMPDIR/link" "$pid"
	assert_output "vmwalk: $BATS_TEST_TMPDIR/link: File exists"
	assert_not_exists "$BATS_TEST_TMPDIR/elsewhere"
}

@test "root may record into a directory of somebody else" {
	[ "$(id -u)" = 0 ] || skip "needs root"
	mkdir "$BATS_TEST_TMPDIR/theirs"
	chown 65534 "$BATS_TEST_TMPDIR/theirs"
	chmod 700 "$BATS_TEST_TMPDIR/theirs"
	record "$BATS_TEST_TMPDIR/theirs/x.vm" "$pid"
	assert_equal "$(stat -c '%a %u' "$BATS_TEST_TMPDIR/theirs/x.vm")" "600 0"
}

@test "a recording that cannot be written is 2" {
	[ -c /dev/full ] || skip "no /dev/full"
	run -2 bash -c '"$0" --record - "$1" >/dev/full' "$VMWALK" "$pid"
	assert_output "vmwalk: cannot write: No space left on device"
}

@test "a mistake leaves no file" {
	for options in "-A 1000-2000" "-m x" "--symbol x" "-r" "-J" "-o VA" "-O" \
		"--sort RSS" "--where rss>0" "-g run" "--verify" "--strip"; do
		# shellcheck disable=SC2086
		run -2 vmwalk --record "$vm" $options "$pid"
		assert_output --partial "--record"
		assert_not_exists "$vm"
	done
	run -2 vmwalk --record "$vm"
	assert_line --index 0 "vmwalk: no process was given"
	assert_not_exists "$vm"
	run -2 vmwalk --record "$vm" --record "$vm.2" "$pid"
	assert_line --index 0 "vmwalk: --record was given twice"
	run -2 vmwalk --record "$vm" --nonsense "$pid"
	assert_not_exists "$vm"
	run -2 vmwalk --record "$vm" --name bash "$pid"
	assert_line --index 0 "vmwalk: --record takes numbers of processes, or \
a choice: not both"
}
