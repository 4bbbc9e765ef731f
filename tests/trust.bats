#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What others made to break us: names, recordings, ELF files, and files where
# ours are to be.  Each claim of SECURITY.md names its test.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0

setup_file() {
	export PYTHONDONTWRITEBYTECODE=1 CC=${CC:-cc}
	cd "$BATS_TEST_DIRNAME" || return 1
	trust/shape.py write tame "$BATS_FILE_TMPDIR/tame.vm"
	trust/shape.py write hostile "$BATS_FILE_TMPDIR/hostile.vm"
	$CC -o "$BATS_FILE_TMPDIR/maps" symbol/maps.c
	$CC -g -fPIC -shared -o "$BATS_FILE_TMPDIR/good.so" symbol/library.c
}

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME" || return 1
	BIN=$(realpath "${BUILD:-../build}")/bin
	vm=$BATS_TEST_TMPDIR/x.vm
	started=()
}

teardown() {
	disown -a
	[ ${#started[@]} = 0 ] || kill -KILL "${started[@]}" 2>/dev/null || :
}

# --- names -------------------------------------------------------------------

# Each line of the input is a tool with its options.
keeps_its_shape() { # FORMAT
	local words count=0
	set -f
	while read -ra words; do
		run trust/shape.py compare "$BIN" "$BATS_FILE_TMPDIR/tame.vm" \
			"$BATS_FILE_TMPDIR/hostile.vm" "$1" "${words[@]}"
		assert_equal "$1 ${words[*]}: $status $output" \
			"$1 ${words[*]}: 0 "
		count=$((count + 1))
	done
	assert [ $count -gt 0 ]
}

rows() {
	cat <<-'END'
		vmwalk -g page -o PID,COMMAND,VA,STATE,MAPPING
		vmwalk -g mapping -O
		vmwalk -g process -O
		vmwalk --why-not-huge
		vmswapped
		vmswapped --list
		vmswapped --by object
		vmcontig -m * -g buffer
		vmcontig -m * -g verdict
		vmframes --shared
		vmframes --pfn 0x3e80001
	END
}

@test "whatever names are, a table has its lines and moves no terminal" {
	keeps_its_shape table < <(rows)
}

@test "whatever names are, raw rows have their words" {
	keeps_its_shape raw < <(rows)
}

@test "whatever names are, pairs are safe to evaluate and have their keys" {
	keeps_its_shape pairs < <(rows)
}

@test "whatever names are, JSON has its rows and its keys" {
	keeps_its_shape json < <(rows)
}

@test "whatever names are, each line of JSON has its keys" {
	keeps_its_shape lines < <(rows)
}

@test "whatever names are, pictures and explanations have their lines" {
	keeps_its_shape text <<-'END'
		vmwalk --strip
		vmwalk --explain 0x10000000 1000
		vmcontig -m *
		vmcontig --find 1000
		vmwalk -m nosuch*
	END
}

# Frames are in it, and nothing is of them: that is told.
record_again() { # NAME FILE
	local status=0
	"$BIN/vmwalk" --replay "$BATS_FILE_TMPDIR/$1.vm" --record "$2" \
		2>/dev/null || status=$?
	[ $status = 3 ]
}

@test "whatever names are, a recording of them is a recording, with the same names" {
	keeps_its_shape record <<<"vmwalk --record -"
	record_again hostile - >"$vm"
	assert_equal "$("$BIN/vmwalk" --replay "$vm" -J -g mapping | md5sum)" \
		"$("$BIN/vmwalk" --replay "$BATS_FILE_TMPDIR/hostile.vm" -J \
			-g mapping | md5sum)"
}

# --- recordings --------------------------------------------------------------

# Refused with one line and 2, by each tool, and in no time and no memory.
is_refused() { # LINE...
	printf '%s\n' 'vm 1' 'page-size 4096' 'process 1' "$@" end >"$vm"
	local tool
	for tool in vmwalk vmswapped "vmcontig --find" "vmframes --shared"; do
		# shellcheck disable=SC2086
		run --separate-stderr timeout 60 "$BIN"/$tool --replay "$vm"
		assert_equal "$tool: $* $status: $output" "$tool: $* 2: "
		assert_equal "${#stderr_lines[@]}" 1
		[[ $stderr == "${tool%% *}: $vm:"* ]] || fail "$stderr"
	done
}

@test "a recording with counts that nobody has is refused" {
	is_refused 'map 1000-3000 rw-p 0 00:00 0' '+0 18446744073709551615 absent'
	is_refused 'map 1000-3000 rw-p 0 00:00 0' '+0 18446744073709551616 zero 0x1'
	is_refused 'map 1000-3000 rw-p 0 00:00 0' '+18446744073709551615 1 zero 0x1'
	is_refused 'map 1000-3000 rw-p 0 00:00 0' '+1 2 present 0x1'
	is_refused 'map 1000-3000 rw-p 0 00:00 0' '+0 0 present 0x1'
	is_refused 'map 0-10000000000000000 rw-p 0 00:00 0' \
		'+0 4503599627370496 present 0x1'
}

@test "a recording of which parts overlap or go back is refused" {
	is_refused 'map 1000-3000 rw-p 0 00:00 0' 'map 2000-4000 rw-p 0 00:00 0'
	is_refused 'map 3000-4000 rw-p 0 00:00 0' 'map 1000-2000 rw-p 0 00:00 0'
	is_refused 'map 1000-4000 rw-p 0 00:00 0' '+0 2 present 0x1' \
		'+1 1 present 0x9'
	is_refused 'map 1000-4000 rw-p 0 00:00 0' '+2 1 present 0x1' \
		'+0 1 present 0x9'
}

@test "a recording with ends beyond the last address is refused" {
	is_refused 'map 1000-20000000000000000 rw-p 0 00:00 0'
	is_refused 'map 1000-10000000000001000 rw-p 0 00:00 0'
	is_refused 'map 3000-1000 rw-p 0 00:00 0'
	is_refused 'map 1000-1000 rw-p 0 00:00 0'
	is_refused 'map 1001-3000 rw-p 0 00:00 0'
	is_refused 'map 1000-2000 rw-p 10000000000000000 00:00 0'
	is_refused 'map 1000-3000 rw-p 0 00:00 0' \
		'+0 2 present 0xffffffffffffffff'
	is_refused 'map 1000-3000 rw-p 0 00:00 0' '+0 1 swapped 0:0x10000000000000000'
}

@test "a recording of bytes that are no text is refused" {
	local size
	for size in 1 4096 1000000; do
		head -c $size /dev/zero >"$vm"
		run -2 timeout 60 "$BIN/vmwalk" --replay "$vm"
		assert_equal "${#lines[@]}" 1
		{ echo 'vm 1' && head -c $size /dev/zero | tr '\0' x; } >"$vm"
		run -2 timeout 60 "$BIN/vmwalk" --replay "$vm"
		assert_equal "${#lines[@]}" 1
	done
}

# A rule of sudo may let somebody replay what only root can read.
@test "what is no recording is not quoted" {
	local text
	for text in 'secret:word' '# secret' $'#\nkey=secret' '+0 secret' \
		'process secret' ' secret' 'secret 1'; do
		printf '%s\n' "$text" end >"$vm"
		for options in --replay --diff; do
			run -2 "$BIN/vmwalk" $options "$vm" "$vm"
			refute_output --partial secret
			assert_output --partial "this is no recording" ||
				assert_output --partial "no line says map"
		done
	done
}

# --- ELF files ---------------------------------------------------------------

await_stop() { # PID
	for ((i = 0; i < 6000; i++)); do
		grep -q '^State:.T' "/proc/$1/status" && return
		sleep 0.05
	done
	return 1
}

start() { # PROGRAM ARGUMENT...
	"$@" 3>&- &
	pid=$!
	started+=("$pid")
	await_stop "$pid"
}

is_elf64() {
	[ "$(od -An -tx1 -j4 -N2 "$BATS_FILE_TMPDIR/good.so")" = " 02 01" ] ||
		skip "for ELF files of 64 bits, little endian"
}

@test "ELF files that somebody crafted are told or passed over" {
	is_elf64
	local file
	trust/craft.py "$BATS_FILE_TMPDIR/good.so" "$BATS_TEST_TMPDIR" \
		>"$BATS_TEST_TMPDIR/list"
	assert [ "$(wc -l <"$BATS_TEST_TMPDIR/list")" -gt 12 ]
	while read -r file; do
		start "$BATS_FILE_TMPDIR/maps" "$file" 2>/dev/null
		run --separate-stderr timeout 300 "$BIN/vmwalk" -rn \
			--symbol shared "$pid"
		assert_regex "${file##*/}: $status" ': [13]$'
		assert_equal "${file##*/}: $output" "${file##*/}: "
		assert_equal "${#stderr_lines[@]}" 1
		assert_regex "$stderr" "^vmwalk: $pid: "
	done <"$BATS_TEST_TMPDIR/list"
}

@test "the name of a file that cannot be read is one line and moves no terminal" {
	is_elf64
	local file=$BATS_TEST_TMPDIR/$'\033[31m\nnot ok 1\r::error::\a'
	head -c 200 "$BATS_FILE_TMPDIR/good.so" >"$file"
	start "$BATS_FILE_TMPDIR/maps" "$file"
	run --separate-stderr "$BIN/vmwalk" -rn --symbol shared "$pid"
	assert_failure 3
	assert_equal "${#stderr_lines[@]}" 1
	refute_regex "$stderr" '[[:cntrl:]]'
	assert_regex "$stderr" '\\033\[31m.*not ok 1'
}

@test "a file that shrinks while it is mapped is told" {
	is_elf64
	cp "$BATS_FILE_TMPDIR/good.so" "$BATS_TEST_TMPDIR/shrinks.so"
	start "$BATS_FILE_TMPDIR/maps" "$BATS_TEST_TMPDIR/shrinks.so"
	# After it was opened and before it is read, each time.
	echo '#define _GNU_SOURCE
		#include <dlfcn.h>
		#include <stdlib.h>
		#include <unistd.h>
		void *elf_begin(int fd, int how, void *ref);
		void *elf_begin(int fd, int how, void *ref)
		{
			void *(*real)(int, int, void *) =
				(void *(*)(int, int, void *))dlsym(RTLD_NEXT,
								   "elf_begin");
			void *elf = real(fd, how, ref);

			if (truncate(getenv("SHRINKS"), 100))
				_exit(9);
			return elf;
		}' | $CC -x c -shared -fPIC -o "$BATS_TEST_TMPDIR/late.so" - -ldl
	run --separate-stderr env LD_PRELOAD="$BATS_TEST_TMPDIR/late.so" \
		SHRINKS="$BATS_TEST_TMPDIR/shrinks.so" \
		ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 \
		"$BIN/vmwalk" -rn --symbol shared "$pid"
	assert_equal "$status: $output" "3: "
	assert_equal "${#stderr_lines[@]}" 1
	assert_regex "$stderr" "damaged|cannot be read"
}

# --- what is held while foreign bytes are read -------------------------------

# Stops a tool, or who reads for it, where a function is called first.
stops_in() { # FUNCTION COMMAND...
	local function=$1
	shift
	echo "#include <signal.h>
		#include <unistd.h>
		void $function(void);
		void $function(void) { raise(SIGSTOP); _exit(1); }" |
		$CC -x c -shared -fPIC -Wno-builtin-declaration-mismatch \
			-o "$BATS_TEST_TMPDIR/stop.so" -
	LD_PRELOAD=$BATS_TEST_TMPDIR/stop.so \
		ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 \
		"$@" >"$BATS_TEST_TMPDIR/output" 2>&1 3>&- &
	stopped=$!
	started+=("$stopped")
	await find_stopped
}

await() { # COMMAND...
	for ((i = 0; i < 6000; i++)); do
		"$@" && return
		sleep 0.05
	done
	return 1
}

# The process itself, or its child.
find_stopped() {
	local pid
	for pid in "$stopped" $(cat "/proc/$stopped/task/$stopped/children"); do
		! grep -q '^State:.T' "/proc/$pid/status" || {
			stopped=$pid
			started+=("$pid")
			return 0
		}
	done
	return 1
}

holds_nothing() {
	run cat "/proc/$stopped/status"
	assert_line --regexp '^CapEff:	0{16}$'
	assert_line --regexp '^CapPrm:	0{16}$'
	assert_line --regexp '^NoNewPrivs:	1$'
}

@test "who reads ELF files has no capability" {
	start "$BATS_FILE_TMPDIR/maps" "$BATS_FILE_TMPDIR/good.so"
	stops_in unsetenv "$BIN/vmwalk" --symbol shared "$pid"
	holds_nothing
	# Who reads what we print does not wait for it.
	for fd in 0 1 2; do
		assert_equal "$(readlink "/proc/$stopped/fd/$fd")" /dev/null
	done
}

@test "who reads a recording has no capability" {
	mkfifo "$BATS_TEST_TMPDIR/pipe"
	"$BIN/vmwalk" --replay "$BATS_TEST_TMPDIR/pipe" >/dev/null 2>&1 3>&- &
	stopped=$!
	started+=("$stopped")
	exec 7>"$BATS_TEST_TMPDIR/pipe"
	echo "vm 1" >&7
	is_reading() {
		[ "$(readlink "/proc/$stopped/fd/"* | grep -cF "$BATS_TEST_TMPDIR/pipe")" -gt 0 ] &&
			grep -q '^State:.S' "/proc/$stopped/status"
	}
	await is_reading
	holds_nothing
	exec 7>&-
}

@test "a directory that is no procfs is read without capabilities" {
	./unpack proc/old-kernel.proc "$BATS_TEST_TMPDIR/proc"
	stops_in strvis "$BIN/vmwalk" -g mapping -O \
		--procfs "$BATS_TEST_TMPDIR/proc" 42
	holds_nothing
}

@test "who encodes the last name of processes has no capability" {
	start "$BATS_FILE_TMPDIR/maps" "$BATS_FILE_TMPDIR/good.so"
	stops_in strvis "$BIN/vmwalk" -g mapping "$pid"
	holds_nothing
}

# Of what our caller had: to see frames and processes of others, and objects.
FEW=$((1 << 2 | 1 << 3 | 1 << 19 | 1 << 21 | 1 << 38 | 1 << 40))

capabilities_of() { # PID SET
	awk -v set="$2:" '$1 == set { print "0x" $2 }' "/proc/$1/status"
}

holds_few() {
	run cat "/proc/$stopped/status"
	assert_line --regexp '^CapEff:	0{16}$'
	assert_line --regexp '^CapInh:	0{16}$'
	assert_line --regexp '^NoNewPrivs:	1$'
	# Without this one, all of them are needed to look at one's equals.
	(($(capabilities_of $$ CapPrm) & 1 << 19)) || return 0
	assert_equal $(($(capabilities_of "$stopped" CapPrm) & ~FEW)) 0
}

@test "with more to open, none is in force while a name is encoded" {
	start "$BATS_FILE_TMPDIR/maps" "$BATS_FILE_TMPDIR/good.so"
	local command
	for command in "vmwalk -g mapping -O $pid $$" "vmwalk -g process -a" \
		"vmswapped --list $pid $$" "vmcontig -m * $pid $$" \
		"vmframes --shared $pid $$"; do
		set -f
		# shellcheck disable=SC2086
		stops_in strvis "$BIN"/$command
		set +f
		holds_few
	done
}

# --- files that we make ------------------------------------------------------

# Somebody else was first, in a folder where everybody may write.
is_not_written() { # PATH
	run -2 "$BIN/vmwalk" --replay "$BATS_FILE_TMPDIR/tame.vm" --record "$1"
	assert_output "vmwalk: $1: File exists"
}

@test "a file of ours is new, whatever lies in a folder where all may write" {
	local dir=$BATS_TEST_TMPDIR/all
	mkdir -m 1777 "$dir"
	echo precious >"$dir/precious"
	ln -s "$dir/precious" "$dir/symbolic"
	ln -s "$dir/nowhere" "$dir/dangling"
	ln "$dir/precious" "$dir/hard"
	mkfifo "$dir/fifo"
	mkdir "$dir/directory"
	for name in precious symbolic dangling hard fifo directory; do
		is_not_written "$dir/$name"
	done
	assert_equal "$(cat "$dir/precious")" precious
	assert [ ! -e "$dir/nowhere" ]
	[ "$(id -u)" != 0 ] || chown 65534 "$dir/precious"
	is_not_written "$dir/precious"
	assert [ -p "$dir/fifo" ]
	# And then it is ours alone.
	record_again tame "$dir/new"
	assert_equal "$(stat -c '%a %u %h' "$dir/new")" "600 $(id -u) 1"
	assert_equal "$(find "$dir" -mindepth 1 | wc -l)" 7
}

@test "a file that is taken away again is ours, wherever its path leads to now" {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir ours theirs
	echo precious >theirs/x.vm
	run -124 "$BIN/vmwalk" --record ours/x.vm --ready stop -- \
		sh -c 'mv ours elsewhere && ln -s theirs ours'
	assert_equal "$(cat theirs/x.vm)" precious
	assert_equal "$(ls elsewhere)" ""
}

@test "where a file cannot be made is told" {
	mkdir "$BATS_TEST_TMPDIR/directory"
	is_refused_at() { # PATH MESSAGE
		run -2 "$BIN/vmwalk" --replay "$BATS_FILE_TMPDIR/tame.vm" \
			--record "$1"
		assert_output "vmwalk: $1: $2"
	}
	cd "$BATS_TEST_TMPDIR" || return 1
	is_refused_at nothing/x.vm "No such file or directory"
	is_refused_at directory/ "Is a directory"
	is_refused_at / "Is a directory"
	is_refused_at "$BATS_FILE_TMPDIR/tame.vm/x.vm" "Not a directory"
	(cd directory && record_again tame x.vm)
	assert [ -s directory/x.vm ]
}

# --- what we say of it -------------------------------------------------------

@test "each test that SECURITY.md names is there" {
	/usr/bin/python3 - <<-'END'
		import re
		words = " ".join(open("../SECURITY.md").read().split())
		file = None
		count = 0
		for path, name in re.findall(r'`(tests/[a-z/-]+\.bats)`: |"([^"]+)"',
		                             words.split("## What others")[1]):
		    file = path or file
		    if not name:
		        continue
		    tests = re.findall('^@test "(.*)" {', open(f"../{file}").read(), re.M)
		    count += 1
		    if not any(test.startswith(name) for test in tests):
		        raise SystemExit(f"no test in {file}: {name}")
		if count < 20:
		    raise SystemExit(f"{count} names are all?")
	END
}
