#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# --where on a quiet process: what is refused, and that what is listed is what
# a filter behind the whole list would leave.  What it says of memory of all
# kinds: tests/proc/where.expected.
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
}

vmwalk() {
	"$VMWALK" "$@"
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

# --- mistakes ----------------------------------------------------------------

@test "a comparison that the shell cut says so" {
	cd "$BATS_TEST_TMPDIR" || return
	run bash -c "'$VMWALK' --where size>2M $pid"
	assert_equal "$status" 2
	assert_line --index 0 "vmwalk: --where size: no operator (was > taken \
by the shell? quote it: --where 'size>2M')"
	assert [ -e 2M ]
	refuse "--where pa 4G: no operator (was > taken by the shell? quote \
it: --where 'pa>2M')" --where 'pa 4G' "$pid"
}

@test "a comparison that is none says which part is wrong" {
	refuse "--where 'size==4K': == is none of = != < <= > >= ~ !~" \
		--where size==4K "$pid"
	refuse "--where '=4K': the column is missing" --where =4K "$pid"
	refuse "--where 'size>': the value is missing ('-' is for what does \
not exist)" --where 'size>' "$pid"
	refuse "unknown column SIZ (did you mean SIZE?)" --where 'SIZ>1' "$pid"
	refuse "mapping rows have no column STATE (try --group page or run)" \
		--where state=swapped "$pid"
}

@test "a value of another type says what the column takes" {
	refuse "--where: SIZE takes bytes, with K, M or G behind them if need \
be; not 'large'" --where size=large "$pid"
	refuse "--where: PID takes a number; not '1K'" --where pid=1K "$pid"
	refuse "--where: VA takes a hexadecimal address; not '4G'" \
		--where 'va<4G' "$pid"
	refuse "--where: PA takes hexadecimal digits, or a size such as 4G; \
not 'high'" -g run --where 'pa=high' "$pid"
	refuse "--where: HUGE-PERCENT takes a percentage; not 'all'" \
		--where 'huge-percent=all' "$pid"
	refuse "--where: EXCL takes yes or no; not '1'" -g page \
		--where excl=1 "$pid"
	refuse "--where: WORD takes hexadecimal digits; not '-1'" -g page \
		--where word=-1 "$pid"
}

@test "an operator of another type says which the column has" {
	refuse "--where: SIZE is compared by = != < <= > >=, not by ~" \
		--where 'size~4*' "$pid"
	refuse "--where: MAPPING is compared by = != ~ !~, not by >" \
		--where 'mapping>a' "$pid"
	refuse "--where: EXCL is compared by = !=, not by >=" -g page \
		--where 'excl>=yes' "$pid"
}

@test "a word that a column never has is a mistake, with the nearest" {
	refuse "STATE is never 'swappde' (did you mean swapped?)" -g run \
		--where state=swappde "$pid"
	refuse "STATE is never 'elsewhere'" -g run --where 'state!=elsewhere' \
		"$pid"
	refuse "PERMS is never 'rwp' (did you mean rw-p?)" --where perms=rwp \
		"$pid"
	refuse "PERMS is never 'q*'" --where 'perms!~q*' "$pid"
}

# --- rows --------------------------------------------------------------------

@test "what is listed is what a filter behind the list would leave" {
	local all
	all=$(vmwalk -rn -o VA,SIZE,PERMS,MAPPING "$pid")
	run -0 vmwalk -rn -o VA,SIZE,PERMS,MAPPING --where 'size>=128K' "$pid"
	assert_equal "$output" "$(awk '$2 >= 131072' <<<"$all")"
	run -0 vmwalk -rn -o VA,SIZE,PERMS,MAPPING --where 'perms~*w*' \
		--where 'mapping!~*/bash' "$pid"
	assert_equal "$output" "$(awk '$3 ~ /w/ && $4 !~ /\/bash$/' <<<"$all")"
	run -0 vmwalk -rn -o VA,SIZE,PERMS,MAPPING --where 'mapping~*/bash' "$pid"
	assert_equal "$output" "$(awk '$4 ~ /\/bash$/' <<<"$all")"
}

@test "a column may be compared that is not shown, in any group and format" {
	local group
	for group in page run; do
		run -0 vmwalk -g "$group" -rn -o VA --where state=absent "$pid"
		assert_equal "$output" "$(vmwalk -g "$group" -rn -o VA,STATE \
			"$pid" | sed -n 's/ absent$//p')"
		run -0 vmwalk -g "$group" -P -o VA --where state=absent "$pid"
		assert_equal "${#lines[@]}" "$(vmwalk -g "$group" -rn \
			-o STATE "$pid" | grep -cx absent)"
	done
	run -0 bash -c '"$0" -J -o VA --where perms=r-xp "$1" |
		jq -r ".rows[].va"' "$VMWALK" "$pid"
	assert_equal "$output" "$(vmwalk -rn -o VA,PERMS "$pid" |
		sed -n 's/\(.*\) r-xp$/0x\1/p')"
	run -0 vmwalk -g process -rn -o PID --where 'command=bash' "$pid"
	assert_output "$pid"
	run -1 vmwalk -g process -rn -o PID --where 'command!=bash' "$pid"
	refute_output --partial "$pid"
}

@test "what is listed can be sorted by another column" {
	run -0 vmwalk -rn -o VA,SIZE --sort -SIZE --where perms=r--p "$pid"
	assert_equal "$output" "$(vmwalk -rn -o VA,SIZE,PERMS --sort -SIZE \
		"$pid" | sed -n 's/ r--p$//p')"
}

@test "the sums are those of the rows that are listed" {
	local pages
	pages=$(vmwalk -g page -rn -o PAGES --where state=absent "$pid" | wc -l)
	for group in page run; do
		run -0 bash -c '"$0" -g "$1" --json=lines --summary \
			--where state=absent "$2" |
			jq -r "select(.type == \"summary\") |
				\"\(.absent) \(.present) \(.pages)\""' \
			"$VMWALK" "$group" "$pid"
		assert_output "$pages 0 $pages"
	done
	run -0 bash -c '"$0" -J --summary --where perms=r-xp "$1" |
		jq -r ".summary[] | \"\(.mappings) \(.size)\""' "$VMWALK" "$pid"
	assert_output "$(vmwalk -rn -o SIZE --where perms=r-xp "$pid" |
		awk '{ n++; sum += $1 } END { print n, sum }')"
}

@test "a table lists the mappings without pages that are asked for" {
	local all
	all=$(vmwalk -rn -o PRESENT "$pid" | grep -cx 0) || true
	[ "$all" != 0 ] || skip "this shell has no mapping without pages"
	run -0 vmwalk -n --summary=never --where present=0 "$pid"
	assert_equal "${#lines[@]}" "$all"
}

@test "nothing that matches is 1, and said" {
	run --separate-stderr vmwalk -r --where 'size>1T' "$pid"
	assert_equal "$status" 1
	assert_equal "${#lines[@]}" 1
	assert_regex "$output" '^VA SIZE .* MAPPING$'
	assert_equal "$stderr" "vmwalk: nothing matched"
	run -1 vmwalk -q --where 'size>1T' "$pid"
	assert_output ""
	run -0 vmwalk -q --where 'size>0' "$pid"
}

@test "a flag that may be set fits no list for sure, and misses none" {
	sed '/^frame/s/ ksm/ maybe-ksm/' tests/proc/frames.vm \
		>"$BATS_TEST_TMPDIR/maybe.vm"
	maybe() {
		run --separate-stderr "$VMWALK" --replay \
			"$BATS_TEST_TMPDIR/maybe.vm" -g page -r -n \
			-o PFN,FLAGS -A 10002000+4K "$@"
	}
	maybe
	assert_success
	assert_line --partial maybe-ksm
	maybe --where 'flags~anon'
	assert_success
	assert_line --partial maybe-ksm
	for way in 'flags~ksm' 'flags!~ksm'; do
		maybe --where "$way"
		assert_failure 3
		refute_output
	done
	maybe --where 'flags~thp'
	assert_failure 1
}
