#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Pictures of a live process; those of recordings are in fixtures.bats.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0

setup_file() {
	# A shell that stopped itself: nothing in it changes any more.
	bash -c 'kill -STOP $$' 3>&- &
	echo $! >"$BATS_FILE_TMPDIR/pid"
	disown -a
	for ((i = 0; i < 600; i++)); do
		grep -q '^State:.T' "/proc/$!/status" && return
		sleep 0.05
	done
	echo "the shell did not stop" >&2
	return 1
}

teardown_file() {
	kill -KILL "$(cat "$BATS_FILE_TMPDIR/pid")"
}

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMWALK=$(realpath "${BUILD:-build}")/bin/vmwalk
	pid=$(cat "$BATS_FILE_TMPDIR/pid")
	unset COLUMNS
}

need_terminal() {
	command -v script >/dev/null || skip "script(1) is missing"
}

# A terminal with so many columns, as script(1) makes it.
on_terminal() { # COLUMNS OPTION...
	local columns=$1

	shift
	script -qec "stty cols $columns; '$VMWALK' --strip $* $pid" /dev/null |
		tr -d '\r'
}

# The numbers of the legend, "-" left out.
legend() {
	awk '/ PAGES  WORST / { legend = 1; next }
		legend && /^.. +[0-9,-]+  / {
			gsub(",", ""); printf "%.0f\n", substr($0, 3)
		}'
}

add_up() {
	awk '{ n += $1 } END { printf "%.0f\n", n }'
}

@test "the legend of a picture counts each page once" {
	local pages

	pages=$("$VMWALK" -g mapping -rn -o PAGES "$pid" | add_up)
	run -0 --separate-stderr "$VMWALK" --strip --ascii -v "$pid"
	assert_equal "$(legend <<<"$output" | add_up)" "$pages"
	# What is left out is not counted.
	run -0 --separate-stderr "$VMWALK" --strip --ascii "$pid"
	pages=$("$VMWALK" -g mapping --color=never -n -o PAGES \
		--summary=never "$pid" | grep -v '[a-z]' | add_up)
	assert_equal "$(legend <<<"$output" | add_up)" "$pages"
}

@test "a picture of a page a cell has the states of the pages" {
	local states symbols

	states=$("$VMWALK" -g page -rn -m '[stack]' -o STATE "$pid" | sed '
		s/^present$/#/; s/^absent$/./; s/^zero$/z/; s/^swapped$/s/
		s/^guard$/g/')
	run -0 --separate-stderr "$VMWALK" --strip --ascii -m '[stack]' "$pid"
	assert_line --partial "1 cell = 1 page"
	symbols=$(sed -n 's/^[0-9a-f]\{12\} \([^.].*\|\.[^.].*\|\.\.[^.].*\|\.\.\..\S*\)$/\1/p' \
		<<<"$output" | tr '=?' '##' | fold -w 1)
	# An empty beginning may be a line of words.
	assert_equal "$(tail -n 3 <<<"$symbols")" "$(tail -n 3 <<<"$states")"
}

@test "a picture is as wide as the terminal, from 40 to 200 columns" {
	local columns longest

	need_terminal
	for columns in 40 60 80 120 200 300; do
		run -0 on_terminal "$columns" --ascii --summary=never --color=never
		# Of an address of 16 digits a name of 8 letters is kept.
		longest=$(grep -v '^f\{8\}' <<<"$output" |
			awk '{ print length }' | sort -n | tail -n 1)
		[ "$longest" -le "$columns" ] ||
			fail "$longest columns are more than $columns"
		assert_line --regexp '^[0-9a-f]{12} [^.]{2}'
	done
	assert [ "$longest" -le 200 ]
	run on_terminal 39
	assert_line "vmwalk: --strip needs 40 columns, here are 39"
}

@test "a name that is cut by the terminal ends in a +, unless -u" {
	need_terminal
	run -0 on_terminal 40 --color=never --summary=never
	assert_line --regexp '^[0-9a-f]{12}-[0-9a-f]{12} r-xp /.{7}[+]$'
	run -0 on_terminal 40 --color=never --summary=never -u
	refute_line --regexp '^[0-9a-f]{12}-[0-9a-f]{12} r-xp .*[+]$'
}

@test "blocks are for UTF-8 and never for the font of a console" {
	local block=$'\342\226\231'

	need_terminal
	for locale in C.UTF-8 C; do
		export LC_ALL=$locale
		run -0 "$VMWALK" --strip "$pid"
		if [ "$locale" = C ]; then
			refute_output --partial "$block"
			continue
		fi
		[[ $output == *"$block"* || $output == *'?'* ]] || fail "$output"
	done
	export LC_ALL=C.UTF-8
	TERM=linux run -0 on_terminal 80 --color=never
	refute_output --partial "$block"
}

@test "a picture of a reservation of 20 TiB takes little memory" {
	local area sparse=${BUILD:-build}/tests/live/sparse

	[[ ${BUILD-} != *san* ]] || skip "sanitizers reserve more than that"
	coproc "$sparse" reserve 20480 40
	read -r area _ <&"${COPROC[0]}"
	read -r _ <&"${COPROC[0]}"
	run -0 --separate-stderr bash -c 'ulimit -v 262144
		exec "$0" --strip --ascii -A "$1+20480G" "$2"' \
		"$VMWALK" "$area" "$COPROC_PID"
	eval "exec ${COPROC[1]}>&-"
	assert_line --partial "5,368,709,120 pages (20T)"
	assert_equal "$(legend <<<"$output" | add_up)" 5368709120
}
