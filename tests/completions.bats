#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What bash, zsh and fish offer: options, columns, words, processes, mappings.

setup_file() {
	cd "$BATS_TEST_DIRNAME/.." || return 1
	export root=$BATS_FILE_TMPDIR/usr
	make -s --no-print-directory install-shells "PREFIX=$root" \
		"BUILD=${BUILD:-build}" PROFILEDIR="$PWD/packaging/profiles" \
		>"$BATS_FILE_TMPDIR/log" 2>&1 || cat "$BATS_FILE_TMPDIR/log"
}

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	PATH=$(realpath "${BUILD:-build}")/bin:$PATH
	complete=$root/share/vminfo/complete
	offer=of_the_table
}

teardown() {
	[ -z "${child:-}" ] || kill "$child" 2>/dev/null || true
}

of_the_table() { # WORD...
	"$complete" "$@" | cut -f1
}

# As readline does it: words are cut at '=' and ':', and what is offered takes
# the place of the last piece.
of_bash() { # WORD...
	bash --norc --noprofile -c '
	. /usr/share/bash-completion/bash_completion
	. "$1"
	shift
	COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMP_TYPE=9
	COMP_WORDS=()
	for word; do
		while [[ $word == *[=:]* ]]; do
			[ -z "${word%%[=:]*}" ] ||
				COMP_WORDS+=("${word%%[=:]*}")
			rest=${word#"${word%%[=:]*}"}
			COMP_WORDS+=("${rest:0:1}")
			word=${rest:1}
		done
		COMP_WORDS+=("$word")
	done
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	compopt() { :; }
	_vminfo
	printf "%s\n" "${COMPREPLY[@]}"' bash \
		"$root/share/bash-completion/completions/$1" "$@"
}

# The function alone; what it would add is printed.
of_zsh() { # WORD...
	zsh -f -c '
	file=$1
	shift
	words=("$@")
	CURRENT=$#
	compadd() { while [[ $1 != -- ]] shift; shift; print -rl -- "$@" }
	_files() { print -rl -- files "$@" }
	. $file' zsh "$root/share/zsh/site-functions/_vminfo" "$@"
}

of_fish() { # WORD...
	XDG_CONFIG_HOME=$BATS_TEST_TMPDIR fish --no-config -c '
	source $argv[1]
	complete -C "$argv[2]"' \
		"$root/share/fish/vendor_completions.d/$1.fish" "$*" | cut -f1
}

# Each shell that is here says the same.
in_each_shell() { # FUNCTION
	local shell
	"$1"
	for shell in bash zsh fish; do
		command -v $shell >/dev/null || {
			echo "# no $shell here" >&3
			continue
		}
		if [ $shell = bash ] &&
			! [ -e /usr/share/bash-completion/bash_completion ]; then
			echo "# no bash-completion here" >&3
			continue
		fi
		offer=of_$shell
		"$1"
	done
}

offered() { # WANTED WORD...
	local wanted=$1
	shift
	run $offer "$@"
	assert_success
	assert_line -- "$wanted"
}

options_of() { # TOOL
	"$1" --help | sed -nE 's/^ (-.,|   ) (--[a-z-]+).*/\2/p' | sort
}

@test "each option of each tool is offered" {
	for tool in "$root"/share/bash-completion/completions/*; do
		tool=${tool##*/}
		options_of "$tool" >"$BATS_TEST_TMPDIR/help"
		"$complete" "$tool" -- | cut -f1 | grep -v = |
			diff "$BATS_TEST_TMPDIR/help" <(sort)
		[ -s "$BATS_TEST_TMPDIR/help" ]
		"$complete" "$tool" - | grep -q '^-h	'
	done
}

@test "an option is offered with its meaning" {
	run "$complete" vmwalk --output-a
	assert_output "--output-all	all columns"
}

options() {
	offered --output-all vmwalk --output
	offered --threshold vmswapped --th
}

@test "shells offer options" {
	in_each_shell options
}

columns() {
	offered SIZE vmwalk -o SI
	offered VA,SIZE vmwalk --output VA,SI
	offered +SIZE vmwalk -o +SI
	offered -SIZE vmwalk --sort -SI
}

@test "shells offer columns, also behind others" {
	in_each_shell columns
}

choices() {
	offered mapping vmwalk -g ma
	offered zone vmframes --group zo
	offered stop vmwalk --ready st
	offered skip vmcontig --on-unknown sk
	offered nvme-prp vmcontig --profile nv
	offered pagemap,kpage vmwalk --can pagemap,kp
}

audits() {
	offered record vmaudit rec
	offered metrics vmaudit list me
	offered swapped-shmem vmaudit run --expect swapped-s
	offered heap vmaudit run --target he
	offered junit vmaudit run --format ju
	offered skip vmaudit run --on-unknown sk
	offered notify vmaudit run --ready no
}

@test "shells offer commands, metrics, targets and formats of vmaudit" {
	in_each_shell audits
}

@test "shells offer the words that an option takes" {
	in_each_shell choices
}

@test "shells offer the words of an option that may go without" {
	offered --json=lines vmwalk --json=
	offered --color=never vmwalk --color=ne
	offer=of_bash
	[ ! -e /usr/share/bash-completion/bash_completion ] ||
		offered never vmwalk --color=ne
	offer=of_zsh
	! command -v zsh >/dev/null || offered --color=never vmwalk --color=ne
	offer=of_fish
	! command -v fish >/dev/null || offered --color=never vmwalk --color=ne
}

@test "states and flags are offered, and each is one" {
	run "$complete" vmwalk --where STATE=
	assert_success
	assert_line STATE=shmem-swapped
	for word in "${lines[@]}"; do
		vmwalk -g run -A 0+4K --where "$word" $$ >/dev/null 2>&1 ||
			[ $? != 2 ] || fail "$word is no state"
	done
	run "$complete" vmwalk --where FLAGS~
	assert_line FLAGS~compound-head
	for word in "${lines[@]}"; do
		vmwalk -g run -A 0+4K --where "$word" $$ >/dev/null 2>&1 ||
			[ $? != 2 ] || fail "$word is no flag"
	done
}

processes() {
	offered $$ vmwalk "${$%?}"
	offered $$ vmwalk -p "${$%?}"
	offered "1,$$" vmwalk -p "1,${$%?}"
}

@test "shells offer processes" {
	in_each_shell processes
}

@test "a process is offered with its name" {
	"$complete" vmwalk $$ | grep -qx "$$	$(cat /proc/$$/comm)"
}


# Files that are mapped as a process asks for, by its name.
map_file() { # FILE
	/usr/bin/python3 -c '
import mmap, sys
with open(sys.argv[1], "rb") as file:
    memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
print("mapped", flush=True)
sys.stdin.read()' "$1" <"$BATS_TEST_TMPDIR/hold" >"$BATS_TEST_TMPDIR/said" 3>&- &
	child=$!
	exec 9>"$BATS_TEST_TMPDIR/hold"
	until [ -s "$BATS_TEST_TMPDIR/said" ]; do
		kill -0 "$child"
		sleep 0.05
	done
}

mapping_of_ours() {
	offered "$file" vmwalk "$child" -m "${file%??}"
	offered "$file" vmwalk -p "$child" --mapping "${file%??}"
}

@test "shells offer the mappings of the process that was typed" {
	mkfifo "$BATS_TEST_TMPDIR/hold"
	file=$BATS_TEST_TMPDIR/of-ours
	echo text >"$file"
	map_file "$file"
	in_each_shell mapping_of_ours
	run "$complete" vmwalk -m "${file%??}"
	refute_output
	exec 9>&-
}

@test "the name of a mapping cannot be run by a shell" {
	mkfifo "$BATS_TEST_TMPDIR/hold"
	file="$BATS_TEST_TMPDIR/\$(touch run);"
	echo text >"$file"
	map_file "$file"
	[ -e /usr/share/bash-completion/bash_completion ] ||
		skip "no bash-completion"
	run of_bash vmwalk "$child" -m "$BATS_TEST_TMPDIR/"
	assert_line "$(printf %q "$file")"
	exec 9>&-
}

@test "the name of a mapping with an escape is not offered" {
	mkfifo "$BATS_TEST_TMPDIR/hold"
	file="$BATS_TEST_TMPDIR/"$'\e[31m'
	echo text >"$file"
	map_file "$file"
	run "$complete" vmwalk "$child" -m "$BATS_TEST_TMPDIR/"
	refute_output
	exec 9>&-
}

@test "files are left to the shell" {
	run "$complete" vmwalk --replay x
	assert_output :files
	run "$complete" vmwalk --procfs /
	assert_output :folders
	run "$complete" vmwalk --freeze -- l
	assert_output :command
}

# Of the whole way: zsh loads it, the key is typed, and the line is longer.
@test "zsh completes a line on a terminal" {
	command -v zsh >/dev/null || skip "no zsh"
	[ -c /dev/pts/ptmx ] || skip "there are no terminals here"
	run timeout 120 zsh -f -c '
	zmodload zsh/zpty
	zpty shell zsh -f -i
	zpty -w shell "PS1=; fpath=($1 \$fpath); autoload -Uz compinit"
	zpty -w shell "compinit -D -u; print rea""dy"
	zpty -r shell text "*ready*"
	zpty -n -w shell "vmwalk --output-a$(printf "\\t")"
	zpty -r shell text "*--output-all*"
	print -r -- ok
	zpty -d shell' zsh "$root/share/zsh/site-functions"
	assert_success
	assert_output --partial ok
}
