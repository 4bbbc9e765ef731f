#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# --symbol on programs that say themselves where their variables are: linked in
# each way that there is, stripped, with libraries, plugins and preloads.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0

setup_file() {
	cd "$BATS_TEST_DIRNAME/symbol" || return 1
	export CC=${CC:-cc} programs=$BATS_FILE_TMPDIR
	# Others run them, too.
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/file "$programs" || :
	build_libraries && build_programs
}

build_libraries() {
	$CC -g -fPIC -shared -o "$programs/libapp.so" library.c \
		-Wl,-soname,libapp.so.1
	ln -s libapp.so "$programs/libapp.so.1"
	$CC -g -fPIC -shared -o "$programs/libpre.so" preload.c
	$CC -g -fPIC -shared -o "$programs/liba.so" plugin.c
	cp "$programs/liba.so" "$programs/libb.so"
	$CC -fPIC -shared -Wl,--version-script=versions.map \
		-o "$programs/libversions.so" versions.c
	strip -o "$programs/libstripped.so" "$programs/libversions.so"
}

build_programs() {
	local with=(-DWITH_LIBRARY -L"$programs" -lapp "-Wl,-rpath,$programs")

	$CC -g -pie -fPIE -o "$programs/pie" app.c other.c
	$CC -g -no-pie -fno-pie -o "$programs/fixed" app.c other.c
	$CC -g -static -o "$programs/static" app.c other.c
	$CC -g -static-pie -fPIE -o "$programs/static-pie" app.c other.c
	# With a copy of the library's variable, and without.
	$CC -g -no-pie -fno-pie -o "$programs/copies" app.c other.c "${with[@]}"
	$CC -g -pie -fPIC -o "$programs/shares" app.c other.c "${with[@]}"
	$CC -g -pie -fPIE -DWITH_PLUGINS -o "$programs/loads" app.c other.c
	$CC -o "$programs/maps" maps.c
	g++ -g -o "$programs/names" names.cc
}

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMWALK=$(realpath "${BUILD:-build}")/bin/vmwalk
	started=()
}

teardown() {
	disown -a
	[ ${#started[@]} = 0 ] || kill -KILL "${started[@]}"
}

await_stop() { # PID
	for ((i = 0; i < 600; i++)); do
		grep -q '^State:.T' "/proc/$1/status" && return
		sleep 0.05
	done
	echo "$1 did not stop" >&2
	return 1
}

# Starts it; $pid, and what it says in the file $said.
start() { # PROGRAM ARGUMENT...
	local program=$programs/$1

	said=$BATS_TEST_TMPDIR/said.$1
	shift
	"$program" "$@" >"$said" 3>&- &
	pid=$!
	started+=("$pid")
	await_stop "$pid"
}

page_size=$(getconf PAGESIZE)

pages_of() { # ADDRESS SIZE
	local first=$((0x$1 / page_size)) last=$(((0x$1 + $2 - 1) / page_size))

	for ((; first <= last; first++)); do
		printf '%x\n' $((first * page_size))
	done
}

# What the program says of the variable, vmwalk says of the symbol.
is_found() { # NAME [SYMBOL]
	local address size

	read -r _ address size < <(grep -F "$1 " "$said")
	run --separate-stderr "$VMWALK" -g page --symbol "${2-$1}" "$pid"
	assert_equal "$status: $stderr" "0: "
	assert_line --regexp "^${2-$1}: .* bytes at $address, in /"
	if [ "$size" != 0 ]; then
		run "$VMWALK" -g page -rn -o VA --symbol "${2-$1}" "$pid"
		assert_equal "$output" "$(pages_of "$address" "$size")"
		run "$VMWALK" --symbol "${2-$1}" "$pid"
		[[ ${output//,/} == *"${2-$1}: $size bytes at"* ]]
	fi
}

is_refused() { # STATUS MESSAGE ARGUMENT...
	local wanted=$1 message=$2

	shift 2
	run --separate-stderr "$VMWALK" -r -n "$@" "$pid"
	assert_equal "$status: $output" "$wanted: "
	assert_equal "$stderr" "vmwalk: $message"
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

# --- where variables are -----------------------------------------------------

@test "variables of a PIE are found" {
	start pie
	for name in ring empty table inner main app.c:box other.c:box; do
		is_found "$name"
	done
}

@test "variables of a program at fixed addresses are found" {
	start fixed
	for name in ring empty table inner main app.c:box; do
		is_found "$name"
	done
}

@test "variables of static programs are found" {
	for program in static static-pie; do
		start "$program"
		for name in ring empty table inner main app.c:box; do
			is_found "$name"
		done
	done
}

@test "variables of a library are found" {
	start shares
	for name in shared closed libapp.so:box; do
		is_found "$name"
	done
	is_found libapp.so:box library.c:box
	is_found libapp.so:box libapp.so:library.c:box
	is_found libapp.so:box "$programs/libapp.so:box"
	is_found app.c:box shares:app.c:box
}

@test "the copy that a program has of a library's variable is the live one" {
	start copies
	is_found shared
	# Nobody uses it, but it can be asked for.
	run -0 "$VMWALK" --symbol libapp.so:shared "$pid"
	assert_line --regexp 'bytes at 7.*, in .*/libapp.so$'
}

@test "a variable that was preloaded is the live one" {
	said=$BATS_TEST_TMPDIR/said.preloaded
	LD_PRELOAD=$programs/libpre.so "$programs/shares" >"$said" 3>&- &
	pid=$!
	started+=("$pid")
	await_stop "$pid"
	is_found shared
	run -0 "$VMWALK" --symbol shared "$pid"
	assert_line --regexp 'bytes at 7.*, in .*/libpre.so$'
	# The library uses its own, whatever else has the name.
	is_refused 2 "$pid: guarded_box is more than one symbol: \
$(candidate libapp.so guarded_box), $(candidate libpre.so guarded_box); say \
which, as OBJECT:NAME or FILE:NAME" --symbol guarded_box
	is_found guarded libapp.so:guarded_box
}

# "libapp.so:guarded_box at 7f..."
candidate() { # OBJECT NAME
	echo "$1:$2 at $("$VMWALK" --symbol "$1:$2" "$pid" |
		sed -n 's/.* bytes at \([0-9a-f]*\), in .*/\1/p')"
}

@test "libraries that a program loaded while it runs are told apart" {
	start loads "$programs/liba.so"
	is_found "$programs/liba.so" plugin_box
	start loads "$programs/liba.so" "$programs/libb.so"
	is_found "$programs/liba.so" liba.so:plugin_box
	is_found "$programs/libb.so" libb.so:plugin_box
	run --separate-stderr "$VMWALK" -rn --symbol plugin_box "$pid"
	assert_equal "$status: $output" "2: "
	assert_regex "$stderr" "plugin_box is more than one symbol: \
lib[ab].so:plugin_box at 7[0-9a-f]*, lib[ab].so:plugin_box at 7"
}

@test "names of C++ may be written as in the source or as in the file" {
	start names
	for name in app::ring _ZN3app4ringE app::pool app::engine::part \
		nameless; do
		is_found "$name"
	done
	is_found app::ring names:app::ring
}

@test "a version is chosen by its name, or is the one that is linked to" {
	local library
	for library in libversions.so libstripped.so; do
		said=/dev/null
		LD_PRELOAD=$programs/$library "$programs/pie" >/dev/null 3>&- &
		pid=$!
		started+=("$pid")
		await_stop "$pid"
		for name in versioned versioned@V2 versioned@@V2; do
			run -0 "$VMWALK" --symbol "$name" "$pid"
			assert_line --partial "$name: 200 bytes at "
		done
		run -0 "$VMWALK" --symbol versioned@V1 "$pid"
		assert_line --partial "versioned@V1: 100 bytes at "
	done
}

# --- stripped programs -------------------------------------------------------

@test "the symbols of a stripped program are in its debug file" {
	local dir
	for dir in . .debug; do
		mkdir -p "$programs/$dir"
		objcopy --only-keep-debug "$programs/pie" \
			"$programs/$dir/linked.debug"
		objcopy --strip-all \
			--add-gnu-debuglink="$programs/$dir/linked.debug" \
			"$programs/pie" "$programs/linked"
		start linked
		for name in ring empty inner app.c:box; do
			is_found "$name"
		done
		rm "$programs/$dir/linked.debug"
	done
}

@test "a debug file without a build ID is told by its sum" {
	$CC -g -Wl,--build-id=none -o "$programs/summed.full" \
		"$BATS_TEST_DIRNAME"/symbol/{app,other}.c
	objcopy --only-keep-debug "$programs/summed.full" \
		"$programs/summed.debug"
	objcopy --strip-all --add-gnu-debuglink="$programs/summed.debug" \
		"$programs/summed.full" "$programs/summed"
	start summed
	is_found inner
	echo >>"$programs/summed.debug"
	is_refused 3 "$pid: cannot tell where inner is: $programs/summed is \
stripped" --symbol inner
}

@test "the debug file of another build is not used" {
	objcopy --only-keep-debug "$programs/fixed" "$programs/wrong.debug"
	objcopy --strip-all --add-gnu-debuglink="$programs/wrong.debug" \
		"$programs/pie" "$programs/wrong"
	start wrong
	is_refused 3 "$pid: cannot tell where inner is: $programs/wrong is \
stripped" --symbol inner
}

@test "a pipe with the name of a debug file stops nobody" {
	: >"$programs/pipe.debug"
	objcopy --strip-all --add-gnu-debuglink="$programs/pipe.debug" \
		"$programs/pie" "$programs/piped"
	rm "$programs/pipe.debug"
	mkfifo "$programs/pipe.debug"
	start piped
	run timeout 60 "$VMWALK" --symbol inner "$pid"
	assert_equal "$status" 3
	assert_line --partial "$programs/piped is stripped"
}

@test "what a stripped program does not say cannot be told" {
	strip -o "$programs/bare" "$programs/copies"
	start bare
	is_refused 3 "$pid: cannot tell where ring is: $programs/bare is \
stripped" --symbol ring
	# What it exports has its name still.
	is_found shared
	is_refused 3 "$pid: cannot tell where shard is: $programs/bare is \
stripped (did you mean shared?)" --symbol shard
}

@test "members that are stripped are counted in one line, and -v lists them" {
	strip -o "$programs/bare-one" "$programs/copies"
	cp "$programs/bare-one" "$programs/bare-two"
	start bare-one
	one=$pid
	start bare-two
	members=(--name bare-one --name bare-two --symbol ring --symbol inner)
	for jobs in 1 2; do
		run -3 --separate-stderr "$VMWALK" -j $jobs -q "${members[@]}"
		assert_equal "$stderr" "vmwalk: cannot tell of 2 processes: \
stripped programs may have the symbol (-v lists them)"
	done
	run -3 --separate-stderr "$VMWALK" -v "${members[@]}"
	for name in ring inner; do
		assert_regex "$stderr" "$one: cannot tell where $name is: "
		assert_regex "$stderr" "$pid: cannot tell where $name is: "
	done
}

# --- what is no variable -----------------------------------------------------

@test "thread-local variables are refused with what to do instead" {
	start pie
	is_refused 2 "$pid: own is thread-local, each thread has its own: let \
the program print the address, and use -A" --symbol own
}

@test "numbers and functions that are chosen at the start are refused" {
	start pie
	is_refused 2 "$pid: a_number is a number and no memory" \
		--symbol a_number
	start static
	run nm "$programs/static"
	[[ $output =~ ' i '(memcpy|strlen|strchr)$'\n' ]] ||
		skip "this libc chooses no function when a program starts"
	name=${BASH_REMATCH[1]}
	is_refused 2 "$pid: $name is a function that is chosen when the \
program starts" --symbol "$name"
}

@test "an address that the file does not have is not believed" {
	objcopy --add-symbol far=.data:0x10000000,global "$programs/pie" \
		"$programs/far"
	start far
	is_refused 3 "$pid: far:8 is outside of $programs/far, which is damaged" \
		--symbol far:8
	is_found ring
}

@test "a symbol that is larger than what the file has is not believed" {
	start pie
	is_refused 3 "$pid: too_large is outside of $programs/pie, which is \
damaged" --symbol too_large
	is_found ring
}

@test "a symbol without a size needs a length" {
	start pie
	is_refused 2 "$pid: no_size has no size: say how much, as in \
no_size:4K" --symbol no_size
	run -0 "$VMWALK" --symbol no_size:64 "$pid"
	assert_line --regexp "^no_size:64: 64 bytes at \
$(sed -n 's/^no_size \([^ ]*\) .*/\1/p' "$said"), in "
}

@test "variables of one name are listed, and told apart by their files" {
	start pie
	is_refused 2 "$pid: box is more than one symbol: \
$(candidate pie app.c:box), $(candidate pie other.c:box); say which, as \
OBJECT:NAME or FILE:NAME" --symbol box
	is_refused 1 "$pid: there is no symbol libc.so.6:ring" \
		--symbol libc.so.6:ring
}

@test "a name that is not there is 1, with the nearest" {
	start pie
	is_refused 1 "$pid: there is no symbol rinq (did you mean ring?)" \
		--symbol rinq
	is_refused 1 "$pid: there is no symbol nothing_like_it" \
		--symbol nothing_like_it
	run --separate-stderr -1 "$VMWALK" --symbol ring --symbol rinq "$pid"
	assert_line --partial "ring: 70,000 bytes at"
}

@test "what --symbol takes is said when it was given something else" {
	local takes="--symbol takes NAME, NAME+OFF or NAME:LEN, with OBJECT: \
or FILE: before it; not"
	refuse "$takes ''" --symbol '' 1
	refuse "$takes 'ring:4Q'" --symbol ring:4Q 1
	refuse "--symbol ring:0 is an empty range" --symbol ring:0 1
	refuse "--symbol and -A cannot be combined" --symbol ring -A 0+4K 1
	refuse "--symbol and -m cannot be combined" --symbol ring -m '*' 1
	refuse "--symbol reads the files of a process: --procfs has none" \
		--symbol ring --procfs /proc 1
	printf 'vm 1\npage-size 4096\nprocess 8\n\tcomm a\nend\n' \
		>"$BATS_TEST_TMPDIR/a.vm"
	refuse "--symbol reads the files of a process: --replay has none" \
		--symbol ring --replay "$BATS_TEST_TMPDIR/a.vm"
}

# --- parts, several, and other views -----------------------------------------

@test "an offset and a length choose a part of a variable" {
	start pie
	read -r _ address _ < <(grep '^ring ' "$said")
	run -0 "$VMWALK" --symbol ring+65536 "$pid"
	assert_line --partial "ring+65536: 4,464 bytes at \
$(printf %x $((0x$address + 65536))), in "
	run -0 "$VMWALK" --symbol ring+0x10:1 "$pid"
	assert_line --partial "ring+0x10:1: 1 byte at \
$(printf %x $((0x$address + 16))), in "
	is_refused 2 "$pid: ring+70000 begins behind the symbol, which has \
70,000 bytes" --symbol ring+70000
	run --separate-stderr -0 "$VMWALK" -g page -rn -o VA \
		--symbol ring:100K "$pid"
	assert_equal "$stderr" "vmwalk: $pid: ring:100K goes beyond the \
symbol, which has 70,000 bytes"
	assert_equal "$output" "$(pages_of "$address" 102400)"
	is_refused 2 "$pid: ring+18446744073709551615:1 ends beyond the last \
address" --symbol ring+18446744073709551615:1
}

@test "a page that several symbols share is listed once" {
	start pie
	read -r _ address _ < <(grep '^ring ' "$said")
	run -0 "$VMWALK" -g page -rn -o VA --symbol ring+8K:4K \
		--symbol ring:16 --symbol ring+32:16 --symbol ring+5000:4K "$pid"
	assert_equal "$output" "$( (pages_of "$address" 48
		pages_of "$(printf %x $((0x$address + 5000)))" 7288) | sort -u)"
}

@test "with --symbol a row is a run, and a process has its own address" {
	start pie
	run -0 "$VMWALK" --symbol ring "$pid"
	assert_regex "${lines[0]}" '^ +VA +SIZE STATE '
	first=$pid
	is_found ring
	start fixed
	is_found ring
	run -0 "$VMWALK" -g process -rn -o PID,PAGES --symbol ring "$first" \
		"$pid"
	assert_equal "${#lines[@]}" 2
	run -0 "$VMWALK" -J --summary -o PID --symbol ring "$pid"
	assert_equal "$(jq '.summary[0].mappings' <<<"$output")" 1
}

@test "of chosen processes, those without the symbol are passed over" {
	cp "$programs/pie" "$programs/vmsym-with$$"
	cp "$programs/maps" "$programs/vmsym-not$$"
	start "vmsym-with$$"
	having=$pid
	start "vmsym-not$$"
	run --separate-stderr -0 "$VMWALK" -rn -o PID --symbol ring \
		--name "vmsym-with$$" --name "vmsym-not$$"
	assert_equal "$output: $stderr" "$having: "
	run --separate-stderr "$VMWALK" -rn --symbol ring --name "vmsym-not$$"
	assert_equal "$status: $output: $stderr" "1: : vmwalk: nothing matched"
	# By its number, it is meant.
	run --separate-stderr -1 "$VMWALK" -g process -rn -o PID \
		--symbol ring "$having" "$pid"
	assert_equal "$output" "$having"
	assert_equal "$stderr" "vmwalk: $pid: there is no symbol ring"
}

@test "variables of a 32-bit program are found" {
	$CC -m32 -g -o "$programs/narrow" \
		"$BATS_TEST_DIRNAME"/symbol/{app,other}.c 2>/dev/null ||
		skip "$CC builds no 32-bit programs"
	start narrow
	for name in ring empty table inner app.c:box; do
		is_found "$name"
	done
}

# --- who may see it, and hostile files ---------------------------------------

as_owner=() # of processes that somebody starts who is not root
[ "$(id -u)" != 0 ] ||
	as_owner=(setpriv --reuid 65534 --regid 65534 --clear-groups)

need_owner() {
	"${as_owner[@]}" test -x "$VMWALK" ||
		skip "$VMWALK is closed to others"
	"${as_owner[@]}" test -x "$programs/pie" ||
		skip "$programs is closed to others"
}

@test "an ordinary user finds the symbols of own processes" {
	need_owner
	said=$BATS_TEST_TMPDIR/said.own
	"${as_owner[@]}" "$programs/shares" >"$said" 3>&- &
	pid=$!
	started+=("$pid")
	await_stop "$pid"
	for name in ring shared libapp.so:box; do
		read -r _ address _ < <(grep -F "$name " "$said")
		run "${as_owner[@]}" "$VMWALK" --symbol "$name" "$pid"
		assert_line --partial " bytes at $address, in "
	done
}

@test "a file that was replaced is not mistaken for the one that is loaded" {
	need_owner
	mkdir "$programs/old"
	chmod 755 "$programs/old"
	cp "$programs/libapp.so" "$programs/old/libapp.so.1"
	cp "$programs/shares" "$programs/old/renewed"
	said=$BATS_TEST_TMPDIR/said.renewed
	LD_LIBRARY_PATH=$programs/old "${as_owner[@]}" "$programs/old/renewed" \
		>"$said" 3>&- &
	pid=$!
	started+=("$pid")
	await_stop "$pid"
	[[ $(cat "/proc/$pid/maps") == *"$programs/old/libapp.so.1"* ]] ||
		skip "the linker took another library"
	cp "$programs/liba.so" "$programs/old/new"
	mv "$programs/old/new" "$programs/old/libapp.so.1"
	rm "$programs/old/renewed"
	run --separate-stderr "${as_owner[@]}" "$VMWALK" -rn --symbol shared "$pid"
	assert_equal "$status: $output" "3: "
	assert_regex "$stderr" "$pid: shared may be in $programs/old/\
libapp.so.1.*, which was loaded but cannot be read: it was replaced or removed"
	# What runs is known, also when its file was removed.
	read -r _ address _ < <(grep '^ring ' "$said")
	run "${as_owner[@]}" "$VMWALK" --symbol ring "$pid"
	assert_line --partial "ring: 70,000 bytes at $address, in "
	[ "$(id -u)" = 0 ] || skip "the rest needs root"
	for name in shared libapp.so.1:box; do
		read -r _ address _ < <(grep -F "${name/.1:/:} " "$said")
		run -0 "$VMWALK" --symbol "$name" "$pid"
		assert_line --partial " bytes at $address, in "
	done
}

# Random bytes in the tables of an ELF file; the seed makes them the same ones.
damage() { # FILE SEED
	/usr/bin/python3 - "$1" "$2" <<-'END'
		import random, sys
		random.seed(int(sys.argv[2]))
		data = bytearray(open(sys.argv[1], 'rb').read())
		for _ in range(40):
		    at = random.choice([random.randrange(64), random.randrange(64, 1024),
		                        random.randrange(len(data) - 4096, len(data))])
		    data[at] = random.choice([0, 1, 0x7f, 0x80, 0xff, random.randrange(256)])
		if random.random() < 0.3:
		    del data[random.randrange(5000, len(data)):]
		data[:4] = b'\x7fELF'
		open(sys.argv[1], 'wb').write(data)
	END
}

@test "damaged files are told or passed over, and never crash it" {
	local files=()
	for seed in {1..60}; do
		cp "$programs/libapp.so" "$BATS_TEST_TMPDIR/$seed.so"
		damage "$BATS_TEST_TMPDIR/$seed.so" "$seed"
		files+=("$BATS_TEST_TMPDIR/$seed.so")
	done
	start maps "${files[@]}"
	run --separate-stderr "$VMWALK" -rn --symbol shared "$pid"
	assert_regex "$status" '^[123]$'
	assert_regex "$stderr" "^vmwalk: $pid: "
	# One by one, so that none hides behind another.
	for file in "${files[@]}"; do
		start maps "$file"
		run --separate-stderr "$VMWALK" -rn --symbol shared "$pid"
		assert_regex "$file: $status" ': [0123]$'
		[ "$status" = 0 ] || assert_regex "$stderr" "^vmwalk: $pid: "
	done
}

# A field of the section header of the table of symbols, or of what they are
# called: to bytes that are not there.
spoil() { # FILE SECTION-NAME FIELD-OFFSET
	/usr/bin/python3 - "$@" <<-'END'
		import struct, sys
		data = bytearray(open(sys.argv[1], 'rb').read())
		table, = struct.unpack_from('<Q', data, 0x28)
		count, names = struct.unpack_from('<HH', data, 0x3c)
		strings, = struct.unpack_from('<Q', data, table + 64 * names + 0x18)
		for at in range(table, table + 64 * count, 64):
		    name = strings + struct.unpack_from('<I', data, at)[0]
		    if data[name:].startswith(sys.argv[2].encode() + b'\0'):
		        data[at + int(sys.argv[3])] = 0x7f
		open(sys.argv[1], 'wb').write(data)
	END
}

@test "a program whose symbols are damaged is not said to have none" {
	[ "$(od -An -tx1 -j4 -N2 "$programs/pie")" = " 02 01" ] ||
		skip "for ELF files of 64 bits, little endian"
	# Offset, size and link of the table; offset of the names.
	for field in ".symtab 30" ".symtab 37" ".symtab 41" ".strtab 30"; do
		cp --remove-destination "$programs/pie" "$programs/spoilt"
		# shellcheck disable=SC2086
		spoil "$programs/spoilt" $field
		start spoilt
		is_refused 3 "$pid: nosuch may be in $programs/spoilt, which \
was loaded but cannot be read: it is damaged, or was not loaded as usual" \
			--symbol nosuch
	done
}

@test "a crash over a file is told, and nothing is listed" {
	echo '#include <stdlib.h>
		int unsetenv(const char *name) { (void)name; abort(); }' |
		$CC -x c -shared -fPIC -o "$BATS_TEST_TMPDIR/crash.so" -
	start pie
	run --separate-stderr env LD_PRELOAD="$BATS_TEST_TMPDIR/crash.so" \
		ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 \
		"$VMWALK" -rn --symbol ring "$pid"
	assert_equal "$status: $output" "3: "
	assert_equal "$stderr" "vmwalk: $pid: its program or a library of it \
is damaged: no symbols"
}

@test "a file that is mapped elsewhere than it is loaded says no addresses" {
	start maps "$programs/libapp.so"
	run --separate-stderr "$VMWALK" -rn --symbol shared "$pid"
	assert_equal "$status: $output" "3: "
	assert_equal "$stderr" "vmwalk: $pid: shared may be in \
$programs/libapp.so, which was loaded but cannot be read: it is damaged, or \
was not loaded as usual"
}
