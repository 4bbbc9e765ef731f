#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Paging as it happens: what goes out to swap while somebody watches, and what
# comes back.
#
# changes: a swap file in /var/tmp; control groups of memory: vminfo-live

load machine
load target

NOBODY=(setpriv --reuid=65534 --regid=65534 --clear-groups)
PAGES=2000
TIGHT=16384		# pages of 4096, in a group that has half of that

# Where the hierarchy is that has the memory controller.
memory_mount() {
	awk '$3 == "cgroup" && $4 ~ /(^|,)memory(,|$)/ { print $2; exit }' \
		/proc/self/mounts | grep . && return
	local v2
	v2=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
	grep -qw memory "$v2/cgroup.controllers" 2>/dev/null && echo "$v2"
}

make_groups() {
	local mount
	mount=$(memory_mount) || return 0
	group=$mount/vminfo-live
	machine_group "$group/tight"
	machine_group "$group/wide"
	[ ! -e "$group/cgroup.subtree_control" ] ||
		echo +memory | tee "$mount/cgroup.subtree_control" \
			"$group/cgroup.subtree_control" >/dev/null || return 0
	echo 32M >"$group/tight/memory.limit_in_bytes" 2>/dev/null ||
		echo 32M >"$group/tight/memory.max" || return 0
	echo "$group" >"$BATS_FILE_TMPDIR/group"
}

# Where nobody may run it, wherever this tree is.
copy_programs() {
	machine_scratch
	chmod 755 "$scratch"
	cp -r "$BUILD/bin" "$BUILD/lib" "$LIVE/pager" "$scratch/"
	chmod -R go+rX "$scratch"
	echo "$scratch" >"$BATS_FILE_TMPDIR/scratch"
}

setup_file() {
	machine_begin
	copy_programs
	machine_swap_file paging 256 10 || return 0
	touch "$BATS_FILE_TMPDIR/swap"
	make_groups
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	VMSWAPPED=${VMSWAPPED:-$BUILD/bin/vmswapped}
	[ -e "$BATS_FILE_TMPDIR/swap" ] || skip "no swap on this file system"
	seen=$BATS_TEST_TMPDIR/seen
	scratch=$(cat "$BATS_FILE_TMPDIR/scratch")
	as=()
}

teardown() {
	[ ! -e "$BATS_TEST_TMPDIR/watch" ] ||
		kill "$(cat "$BATS_TEST_TMPDIR/watch")" 2>/dev/null || true
	if [ -e "$BATS_FILE_TMPDIR/pager.pid" ]; then
		target_end pager
		rm "$BATS_FILE_TMPDIR/pager.pid"
	fi
}

in_group() { # NAME
	[ -e "$BATS_FILE_TMPDIR/group" ] || skip "no memory controller here"
	group=$(cat "$BATS_FILE_TMPDIR/group")/$1
}

start_in_group() { # PAGES
	# shellcheck disable=SC2016
	target_start pager sh -c 'echo $$ >"$1/cgroup.procs" &&
		exec "$2" "$3"' sh "$group" "$LIVE/pager" "$1"
}

looks() {
	grep -c '^{"type":"look"' "$seen"
}

# Until that many looks are written, however long that takes.
wait_for_looks() { # COUNT
	while [ "$(looks)" -lt "$1" ]; do
		target_runs "$watch" || return 1
		sleep 0.02
	done
}

watch() { # ARGUMENT...
	"${as[@]}" "$VMSWAPPED" --watch --every 50ms --json=lines \
		--summary=append "$@" >"$seen" 2>"$seen.stderr" 3>&- 4>&- &
	watch=$!
	echo $watch >"$BATS_TEST_TMPDIR/watch"
	wait_for_looks 1
}

# All that has happened is in rows then: the next look may have begun before.
see() {
	wait_for_looks $(($(looks) + 2))
}

wait_for_row() { # PATTERN; it comes within some hundred looks, or never
	while ! grep -q "$1" "$seen"; do
		target_runs "$watch" && [ "$(looks)" -lt 1000 ] || return 1
		sleep 0.02
	done
}

end_watch() { # sets $status
	status=0
	kill -INT "$watch" || true
	wait "$watch" || status=$?
	rm "$BATS_TEST_TMPDIR/watch"
}

# What the rows of the target say, all of them added: out, in, refaults; or of
# the last of them.
sum_of() { # KEY
	sed -n 's/.*"pid":'"$target"',.*"'"$1"'":\([0-9a-z]*\).*/\1/p' "$seen" |
		awk '$1 == "null" { unknown = 1 } { sum += $1 }
			END { print unknown ? "?" : sum + 0 }'
}

last_of() { # KEY
	sed -n 's/.*"pid":'"$target"',.*"'"$1"'":\([0-9a-z]*\).*/\1/p' "$seen" |
		tail -n 1
}

words_of_target() {
	sed -n 's/.*"pid":'"$target"',.*"paging":\("[a-z]*"\|null\).*/\1/p' \
		"$seen" | uniq | tr -d '"' | paste -sd ' '
}

# Pages of the area that are in swap, by another tool.
in_swap() {
	local va pages
	read -r va pages < <(grep -B1 '^ready$' "$said" | tail -n 2)
	"$VMWALK" -g run -r -n --backing -o PAGES,STATE \
		-A "$va+$((pages * $(getconf PAGESIZE)))" "$target" |
		awk '$2 ~ /swapped$/ { sum += $1 } END { print sum + 0 }'
}

@test "a process that has room is quiet, however much it writes" {
	target_start pager "$LIVE/pager" "$PAGES"
	echo cycle >"$BATS_FILE_TMPDIR/pager.in"
	watch "$target"
	wait_for_looks 4
	end_watch
	assert_equal "$status" 0
	assert_equal "$(words_of_target)" quiet
	assert_equal "$(sum_of out) $(sum_of in)" "0 0"
}

@test "a working set that does not fit into its group is thrashing" {
	in_group tight
	start_in_group "$TIGHT"
	target_tell pager cycle
	watch "$target"
	wait_for_row '"of":"process".*"paging":"thrashing"'
	end_watch
	assert_equal "$status" 1
	run grep '"type":"summary"' "$seen"
	assert_output --partial '"paging":"thrashing"'
	# What it reads and writes is in the counts of the machine, too.
	grep '"of":"machine"' "$seen" | grep -qv '"pswpin":0,'
	grep '"of":"machine"' "$seen" | grep -qv '"pswpout":0,'
	grep '"of":"machine"' "$seen" | grep -qv '"majflt":0,'
}

@test "pages that go out once are paging, and then it is quiet" {
	target_start pager "$LIVE/pager" "$PAGES"
	watch "$target"
	target_tell pager out
	see
	see
	end_watch
	assert_equal "$status" 1
	assert_regex "$(words_of_target)" '^(quiet )?paging quiet$'
	assert_equal "$(sum_of out)" "$(in_swap)"
	assert_equal "$(last_of swapped)" "$(in_swap)"
	# Those of all processes, of which there is one.
	run grep '"type":"summary"' "$seen"
	assert_output --partial "\"out\":$(sum_of out),\"in\":0,"
	assert_output --partial "\"swapped\":$(in_swap),\"paging\":\"paging\""
	assert_equal "$(sum_of in) $(sum_of refaults)" "0 0"
	[ "$(sum_of out)" -gt $((PAGES / 2)) ]
}

@test "pages that come back were seen going out, or were not" {
	local out
	target_start pager "$LIVE/pager" "$PAGES"
	target_tell pager out
	out=$(in_swap)
	watch "$target"
	target_tell pager in
	see
	assert_equal "$(sum_of in) $(sum_of refaults)" "$out 0"
	target_tell pager out
	see
	out=$(in_swap)
	assert_equal "$(sum_of out)" "$out"
	target_tell pager in
	see
	end_watch
	assert_equal "$status" 1
	assert_equal "$(sum_of refaults)" "$out"
	# They are faults, of either kind.
	[ $(($(sum_of minflt) + $(sum_of majflt))) -ge "$out" ]
}

@test "shared memory goes out and comes back, too" {
	local out
	target_start pager "$LIVE/pager" "$PAGES" shared
	watch "$target"
	target_tell pager out
	see
	out=$(in_swap)
	[ "$out" -gt $((PAGES / 2)) ]
	assert_equal "$(sum_of out) $(last_of swapped)" "$out $out"
	target_tell pager in
	see
	end_watch
	assert_equal "$status" 1
	assert_equal "$(sum_of in) $(sum_of refaults)" "$out $out"
}

@test "memory that is moved while it is in swap is quiet" {
	local out
	target_start pager "$LIVE/pager" "$PAGES"
	target_tell pager out
	out=$(in_swap)
	watch "$target"
	target_tell pager move
	see
	end_watch
	assert_equal "$status" 0
	assert_equal "$(words_of_target) $(last_of swapped)" "quiet $out"
}

@test "memory that is given back or unmapped does not come in" {
	local how
	for how in drop unmap; do
		target_start pager "$LIVE/pager" "$PAGES"
		target_tell pager out
		watch "$target"
		target_tell pager "$how"
		see
		end_watch
		assert_equal "$status" 0
		assert_equal "$(words_of_target) $(last_of swapped)" "quiet 0"
		target_end pager
	done
}

@test "a process that calls exec starts anew" {
	local out
	target_start pager "$LIVE/pager" "$PAGES"
	target_tell pager out
	watch "$target"
	target_tell pager exec
	see
	assert_equal "$(words_of_target) $(last_of swapped)" "quiet 0"
	target_tell pager out
	see
	out=$(in_swap)
	end_watch
	assert_equal "$status" 1
	assert_equal "$(sum_of out) $(sum_of in)" "$out 0"
}

# Without that, all is where it was before.
@test "another program is another one at the same addresses, too" {
	target_start pager setarch -R "$LIVE/pager" "$PAGES"
	target_tell pager exec
	target_tell pager out
	watch "$target"
	target_tell pager exec
	see
	end_watch
	assert_equal "$(grep -v ready "$said" | tail -n 3 | uniq | wc -l)" 1
	assert_equal "$status" 0
	assert_equal "$(words_of_target) $(last_of swapped)" "quiet 0"
}

@test "a process that exits is told once, and then cannot be told of" {
	target_start pager "$LIVE/pager" "$PAGES"
	watch $$ "$target"
	see
	echo exit >"$BATS_FILE_TMPDIR/pager.in"
	while target_runs "$target"; do
		sleep 0.02
	done
	see
	see
	end_watch
	assert_equal "$status" 3
	run cat "$seen.stderr"
	assert_output --regexp "^[a-z]*: $target: exited\$"
}

@test "members of a group come and go" {
	in_group wide
	watch --cgroup "$group" $$
	start_in_group "$PAGES"
	wait_for_row "\"pid\":$target,"
	target_tell pager out
	see
	assert_equal "$(sum_of out)" "$(in_swap)"
	echo exit >"$BATS_FILE_TMPDIR/pager.in"
	while target_runs "$target"; do
		sleep 0.02
	done
	see
	end_watch
	# It paged, and that it is gone is no question.
	assert_equal "$status" 1
	assert_equal "$(cat "$seen.stderr")" ""
}

@test "only the memory that was asked for is watched" {
	local va
	target_start pager "$LIVE/pager" "$PAGES"
	va=$(head -n 1 "$said")
	watch -A "${va% *}+4096" "$target"
	target_tell pager out
	see
	end_watch
	assert_equal "$(sum_of out)" "$(last_of swapped)"
	[ "$(last_of swapped)" -le 1 ]
}

# To whom a page in swap is one that is not present, unless smaps has them all.
start_as_nobody() {
	target_start pager "${NOBODY[@]}" "$scratch/pager" "$PAGES"
	VMSWAPPED=$scratch/bin/vmswapped
	as=("${NOBODY[@]}")
}

@test "an ordinary user is told the truth or that it is not known" {
	start_as_nobody
	watch "$target"
	target_tell pager out
	see
	end_watch
	if [ "$(in_swap)" = "$PAGES" ]; then
		assert_equal "$(last_of swapped)" "$PAGES"
	fi
	assert_regex "$(last_of swapped)" "^($(in_swap)|null)\$"
	assert_regex "$(sum_of out)" "^($(in_swap)|[?])\$"
	assert_equal "$(sum_of in) $(sum_of refaults)" "0 0"
}

@test "an ordinary user cannot be told whether memory has moved" {
	start_as_nobody
	target_tell pager out
	[ "$(in_swap)" = "$PAGES" ] || skip "not all of it went out"
	watch "$target"
	target_tell pager move
	see
	end_watch
	assert_equal "$status" 3
	assert_equal "$(sum_of out) $(sum_of in)" "? 0"
	assert_equal "$(last_of swapped)" "$PAGES"
}

@test "who may not be looked at is unknown" {
	VMSWAPPED=$scratch/bin/vmswapped
	run --separate-stderr "${NOBODY[@]}" "$VMSWAPPED" --watch \
		--every 50ms --for 60ms $$
	assert_failure 3
	assert_line "1 look: nothing to compare"
	run --separate-stderr "${NOBODY[@]}" bash -c \
		'"$0" --watch --every 50ms --for 60ms -r -n -o PID,PAGING $$ \
			"$1"' "$VMSWAPPED" $$
	assert_failure 3
	assert_line --regexp '^[0-9]+ quiet$'
	assert_line "$$ ?"
	assert_equal "$(grep -c "^[a-z]*: $$" <<<"$stderr")" 1
}

@test "a table has a row a process and interval, and one of the machine" {
	run --separate-stderr "$VMSWAPPED" --watch --every 50ms --for 60ms $$
	assert_success
	assert_line --index 0 --regexp '^TIME +OF +PID +OUT +IN +REFAULTS'
	assert_line --regexp "^[0-9:.]+ process +$$ +0 +0 +0 .* quiet +"
	assert_line --regexp '^[0-9:.]+ machine +- +[0-9]'
	assert_line --regexp '^[23] looks: .* 1 quiet, 0 unknown$'
}

@test "all columns are there for programs" {
	run --separate-stderr "$VMSWAPPED" --watch --every 50ms --for 60ms \
		-O -P $$
	local column
	for column in LOOK TIME OF PID COMMAND OUT IN REFAULTS SWAPPED MINFLT \
		MAJFLT PAGING PSWPIN PSWPOUT ZSWPIN ZSWPOUT SWPIN_ZERO \
		SWPOUT_ZERO STALLED_SOME STALLED_FULL INTERVAL; do
		assert_output --partial "$column=\""
	done
}

@test "who looked only once cannot tell" {
	watch --every 1h $$
	end_watch
	assert_equal "$status" 3
	assert_equal "$(looks)" 1
	run tail -n 1 "$seen"
	assert_output '{"type":"end","complete":false,"exit":3}'
}

@test "a recording cannot be watched" {
	run "$VMSWAPPED" --watch --replay "$HERE/../proc/nothing.vm"
	assert_failure 2
	assert_output --partial "--watch and --replay cannot be combined"
}
