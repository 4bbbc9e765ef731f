#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Libraries that are loaded on use: who does not need one does without, who
# needs it is told.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2154

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME" || return 1
	bin=${BUILD:-$PWD/../build}/bin
	vmwalk=$bin/vmwalk
	work=$BATS_TEST_TMPDIR
	proc2=$(soname libproc2)
	dw=$(soname libdw)
}

# As the program has it in its notes.
soname() { # NAME
	grep -aoE "\"soname\":\[\"$1\.so\.[0-9]+\"" "$vmwalk" |
		grep -oE "$1[.a-z0-9]+"
}

# Nobody can load an empty file.
without() { # SONAME COMMAND...
	: >"$work/$1"
	run --separate-stderr env LD_LIBRARY_PATH="$work" "${@:2}"
}

@test "processes that are given by number, and all of them, need no libproc2" {
	without "$proc2" "$vmwalk" -n -r -g process -o PID $$
	assert_success
	assert_equal "$output$stderr" "$$"
	# Some may be refused, or end.
	for tool in vmwalk vmswapped; do
		without "$proc2" "$bin/$tool" -n -r -g process -o PID -a
		assert_line $$
		refute_regex "$stderr" "cannot be loaded"
	done
	: >"$work/$dw"
	without "$proc2" "$vmwalk" -n -r -g process -o PID $$
	assert_equal "$status: $output$stderr" "0: $$"
}

@test "without libproc2 no process can be chosen by name: 3" {
	local told="$proc2 cannot be loaded: $work/$proc2: file too short" choice
	for choice in "--name bash" "--match bash"; do
		# shellcheck disable=SC2086
		without "$proc2" "$vmwalk" -n -r -g process -o PID $choice
		assert_equal "$choice: $status: $output" "$choice: 3: "
		assert_equal "$stderr" "vmwalk: $told"
	done
	without "$proc2" "$bin/vmswapped" --name bash
	assert_equal "$status: $stderr" "3: vmswapped: $told"
}

@test "without libdw no symbol is found: 3, told once" {
	sleep 1000 3>&- &
	other=$!
	without "$dw" "$vmwalk" -n -r -g run -o VA --symbol environ $$ \
		$other
	kill -KILL $other
	assert_equal "$status: $output" "3: "
	assert_equal "$stderr" \
		"vmwalk: $dw cannot be loaded: $work/$dw: file too short"
}

@test "a library that lacks a function is not used" {
	echo 'int procps_pids_new(void); int procps_pids_new(void) { return 0; }' |
		"${CC:-cc}" -shared -fPIC -x c -o "$work/$proc2" - ||
		skip "no compiler"
	run --separate-stderr env LD_LIBRARY_PATH="$work" "$vmwalk" -n -r \
		--name bash
	assert_equal "$status: $output" "3: "
	assert_regex "$stderr" "^vmwalk: $proc2 cannot be loaded: .*undefined symbol: procps_[a-z_]+\$"
}

@test "the names of libraries are those that a linker writes down" {
	local pc=${PKG_CONFIG:-pkg-config}
	# shellcheck disable=SC2046
	echo 'int main(void) { return 0; }' |
		"${CC:-cc}" -x c -o "$work/linked" - -Wl,--no-as-needed \
		$($pc --libs libproc2 libdw) || skip "no compiler, or no libraries"
	run readelf -dW "$work/linked"
	assert_output --partial "(NEEDED)             Shared library: [$proc2]"
	assert_output --partial "(NEEDED)             Shared library: [$dw]"
	run readelf -dW "$vmwalk"
	refute_output --partial "libproc2"
	refute_output --partial "libdw"
	refute_output --partial "libelf"
}

@test "notes are what readers of dlopen metadata expect" {
	objcopy --dump-section .note.dlopen="$work/notes" "$vmwalk" /dev/null
	run -0 python3 - "$work/notes" <<-'END'
		import json
		import struct
		import sys

		with open(sys.argv[1], "rb") as file:
		    notes = file.read()
		while notes:
		    owner, size, kind = struct.unpack_from("=III", notes)
		    assert notes[12:12 + owner] == b"FDO\0", notes
		    assert kind == 0x407c0c0a, kind
		    text = notes[12 + owner:12 + owner + size]
		    assert text.endswith(b"\0")
		    for entry in json.loads(text[:-1]):
		        assert entry["description"] and entry["priority"]
		        print(*entry["soname"])
		    notes = notes[12 + owner + -(-size // 4) * 4:]
	END
	assert_equal "$(sort <<<"$output")" "$dw
$proc2"
}
