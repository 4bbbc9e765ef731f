#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What several processes have in swap together, and what follows from how much
# it is: each page once, groups that agree, thresholds, waiting, and secrets.
#
# changes: swap areas: a file in /var/tmp
# changes: control groups of memory: vminfo-live

load machine
load pressure
load target

setup_file() {
	machine_begin
	machine_swap_file objects 64 99 || skip "no swap on this file system"
	target_start stage "$LIVE/stage" written
	target_tell stage "paged /dev/shm"
	target_tell stage paged-out
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find stage
	[ "$(grep -c ' shmem-swapped - memfd$' "$said")" -gt 0 ] ||
		skip "nothing went to swap"
}

swapped() { # OPTION...
	run --separate-stderr "$VMSWAPPED" "$@"
}

# Somebody who maps the memfd now, so many times, and touches nothing.
start_fresh() { # NAME TIMES
	local fd
	target_find stage
	for fd in "/proc/$target/fd"/*; do
		[[ $(readlink "$fd") != /memfd:paged* ]] || break
	done
	target_start "$1" /usr/bin/python3 -c '
import mmap, os, sys
fd = os.open(sys.argv[1], os.O_RDWR)
areas = [mmap.mmap(fd, 512 * 4096) for _ in range(int(sys.argv[2]))]
print("ready", flush=True)
sys.stdin.read()' "$fd" "$2"
}

# The sum of a column of numbers.
sum() { # COLUMN OPTION...
	"$VMSWAPPED" -r -n -b -o "$1" "${@:2}" |
		awk '{ sum += $1 } END { print sum + 0 }'
}

# --- the same memory in several processes ------------------------------------

@test "who only maps it now is told what of it is in swap" {
	start_fresh fresh 1
	swapped -r -n -g process -o SWAPPED,PRIVATE,SHMEM,RESIDUAL "$target"
	assert_failure 1
	assert_output "256 0 256 0"
}

@test "an object counts once, with each of those who map it" {
	local stage=$target fresh
	target_find fresh
	fresh=$target
	swapped -r -n -g object -o KIND,SWAPPED,SWAP,PROCESSES,PIDS \
		--where 'object=/memfd:paged (deleted)' "$stage" "$fresh"
	assert_failure 1
	assert_output "memfd 256 1048576 2 $stage,$fresh"
	swapped "$stage" "$fresh"
	assert_line --partial \
		"swapped: 1,536 pages (6.0M); in 2 of 2 processes, each page once"
	assert_equal "$(sum SWAPPED -g object "$stage" "$fresh")" 1536
	assert_equal "$(sum SWAPPED -g process "$stage" "$fresh")" 1792
}

@test "an object of each kind is called by its kind" {
	swapped -r -n -g object -o KIND,SWAPPED "$target"
	assert_failure 1
	output=$(sort <<<"$output")
	assert_output "$(printf '%s\n' "memfd 128" "memfd 256" "private 384" \
		"shared-anonymous 256" "sysv 256" "tmpfs 256")"
}

@test "a page that a process maps at two places is one" {
	start_fresh twice 2
	swapped -r -n -g process -o SWAPPED,SHMEM,SMAPS-SWAP,RESIDUAL "$target"
	assert_failure 1
	assert_output "256 256 2097152 0"
	swapped -r -n -g mapping -o SWAPPED --where swapped!=0 "$target"
	assert_output $'256\n256'
	swapped -r -n -g object -o SWAPPED,PROCESSES "$target"
	assert_output "256 1"
	target_end twice
}

@test "a slot that a parent and its child share counts once" {
	local child
	target_tell stage paged-fork
	child=$(awk '$1 == "child" { print $2 }' "$said")
	assert_equal "$(sum PRIVATE -g process "$target" "$child")" 768
	swapped -r -n -g object -o SWAPPED,PIDS --where kind=private \
		"$target" "$child"
	assert_output "384 $target,$child"
	swapped "$target" "$child"
	assert_failure 1
	assert_line --partial "swapped: 1,536 pages (6.0M); in 2 of 2"
	swapped --threshold 6M "$target" "$child"
	assert_success
	swapped -r -n -g process -o VMSWAP,SWAP-PSS "$child"
	assert_output "1572864 786432"
}

# --- groups ------------------------------------------------------------------

@test "the groups agree on how much it is" {
	local group
	for group in process mapping object area; do
		assert_equal "$group $(sum SWAPPED --by $group "$target")" \
			"$group 1536"
		assert_equal "$group $(sum SWAP --group $group "$target")" \
			"$group 6291456"
	done
	assert_equal "$(sum PAGES --by range "$target")" 1536
	assert_equal "$(sum PAGES --list "$target")" 1536
	assert_equal "$(sum PRIVATE --by mapping "$target")" 384
	assert_equal "$(sum SHMEM --by mapping "$target")" 1152
}

# Where shared memory is, the kernel does not say.
@test "areas have what is in slots of the processes' own" {
	local area name
	area=$(awk '/vminfo-live-objects/ { print $1 }' /proc/swaps)
	swapped -r -n -b --by area -o DEVICE,KIND,SIZE,USED,PRIORITY,SWAPPED \
		"$target"
	assert_failure 1
	assert_line "$(awk -v area="$area" '$1 == area {
		print $1, "file", $3 * 1024, $4 * 1024, $5 }' /proc/swaps) 384"
	swapped -r -n --by area -o SWAPPED --where area=- "$target"
	assert_output 1152
}

@test "slots of ranges are in the area, and no slot is there twice" {
	local size
	size=$(awk '/vminfo-live-objects/ { print $3 / 4 }' /proc/swaps)
	swapped -r -n --list -o PAGES,SWAPOFF,STATE "$target"
	assert_failure 1
	run awk -v size="$size" '
		$3 == "shmem-swapped" { bad += $2 != "?" && $2 != "-"; next }
		{ for (i = 0; i < $1; i++) {
			bad += seen[$2 + i]++ || $2 + i < 1 || $2 + i > size
			n++
		} }
		END { print n, bad + 0 }' <<<"$output"
	assert_output "384 0"
}

# --- rows --------------------------------------------------------------------

@test "processes with most of it come first, or as one sorts" {
	local stage=$target fresh
	target_find fresh
	fresh=$target
	swapped -n -g process -o PID --summary=never "$fresh" "$stage"
	assert_equal "$(head -2 <<<"$output" | xargs)" "$stage $fresh"
	swapped -n -r -g process -o PID --sort swapped "$fresh" "$stage"
	assert_output "$fresh"$'\n'"$stage"
	swapped -n -r -g process -o PID --sort -swapped "$fresh" "$stage"
	assert_output "$stage"$'\n'"$fresh"
}

@test "tables leave out who has nothing in swap, and count them" {
	local stage=$target
	target_start clean "$LIVE/stage" written
	swapped -g process -n -o PID "$stage" "$target"
	assert_line --regexp "^ *$stage\$"
	refute_line --regexp "^ *$target\$"
	assert_line --partial "1 process without"
	swapped -v -g process -n -o PID,SWAPPED "$stage" "$target"
	assert_line --regexp "^ *$target +0\$"
	swapped -r -n -g process -o PID,SWAPPED,METHOD "$stage" "$target"
	assert_line "$target 0 smaps"
	assert_line "$stage 1536 walk"
	target_end clean
}

@test "--where takes rows, and the answer stays that of all of it" {
	swapped -r -n -g mapping -o SWAPPED --where 'mapping=[stack]' "$target"
	assert_failure 1
	assert_output 0
}

@test "memory that is asked for twice counts once" {
	local range
	range=$(awk '$5 == "memfd" { print $1; exit }' "$said")
	swapped -r -n -g process -o SWAPPED -A "$range+2M" -A "$range+1M" \
		-A "$range+4K" "$target"
	assert_failure 1
	assert_output 256
	swapped -r -n -g process -o SWAPPED "$target" "$target"
	assert_output 1536
}

@test "a recording is told the same of, also without what the objects say" {
	"$VMWALK" --record "$BATS_TEST_TMPDIR/asked.vm" --backing "$target"
	"$VMWALK" --record "$BATS_TEST_TMPDIR/not.vm" "$target"
	for file in asked not; do
		swapped -r -n -g process -o SWAPPED,PRIVATE,SHMEM \
			--replay "$BATS_TEST_TMPDIR/$file.vm"
		assert_equal "$file: $status $output" "$file: 1 1536 384 1152"
	done
}

# --- how much is too much ----------------------------------------------------

@test "as much as the threshold is fine, and a page more is not" {
	swapped -q --threshold 6M "$target"
	assert_success
	swapped -q --threshold 6291455 "$target"
	assert_failure 1
	swapped -q --threshold 1M -m '/memfd:paged*' "$target"
	assert_success
	swapped -q --threshold 1020K -m '/memfd:paged*' "$target"
	assert_failure 1
}

@test "--until-clean ends with 1 when the time is over" {
	swapped --until-clean 200ms --every 50ms "$target"
	assert_failure 1
}

@test "--until-clean ends at once where nothing is, or as little" {
	# The limit is for one that never ends.
	run timeout 60 "$VMSWAPPED" --until-clean 1h --threshold 6M "$target"
	assert_success
	target_start clean "$LIVE/stage" written
	run timeout 60 "$VMSWAPPED" --until-clean 1h "$target"
	assert_success
	target_end clean
}

# Each step happens when it is asked for, however long this takes.
@test "--until-clean ends when the last page is back" {
	local pid status=0
	timeout 120 "$VMSWAPPED" --until-clean 1h --every 20ms "$target" \
		3>&- 4>&- \
		>"$BATS_TEST_TMPDIR/said" &
	pid=$!
	machine_own $pid
	kill -0 $pid
	target_tell stage paged-in
	wait $pid || status=$?
	cat "$BATS_TEST_TMPDIR/said"
	assert_equal $status 0
	swapped "$target"
	assert_success
	assert_output --partial "swapped: none"
}

@test "what only the child has left is in swap, and no shared memory is" {
	local child
	child=$(awk '$1 == "child" { print $2 }' "$said")
	swapped -r -n -g process -o SWAPPED,PRIVATE,SHMEM,RESIDUAL "$child"
	assert_failure 1
	assert_output "384 384 0 0"
	swapped -r -n -g object -o SWAPPED,PIDS "$target" "$child"
	assert_output "384 $child"
}

# --- watching ----------------------------------------------------------------

# The last number of pages that it had in swap.
until_seen() { # PAGES
	until awk -v pages="$1" '$2 == "process" { last = $5 }
		END { exit last != pages }' "$BATS_TEST_TMPDIR/watched"; do
		target_runs "$watching" || fail "it ended"
		sleep 0.02
	done
}

@test "--watch counts each page that goes out, and each that comes back" {
	local watching status=0
	"$VMSWAPPED" --watch --every 20ms -r -n \
		-o TIME,OF,OUT,IN,SWAPPED,REFAULTS "$target" 3>&- 4>&- \
		>"$BATS_TEST_TMPDIR/watched" &
	watching=$!
	machine_own $watching
	until_seen 0
	target_tell stage paged-out
	until_seen 1536
	target_tell stage paged-in
	until_seen 0
	kill -INT $watching
	wait $watching || status=$?
	assert_equal $status 1
	run awk '$2 == "process" { out += $3; in_ += $4; again += $6 }
		END { print out, in_, again }' "$BATS_TEST_TMPDIR/watched"
	assert_output "1536 1536 1536"
}

# --- secrets -----------------------------------------------------------------

# All that can leave has left: so the rest of the program is in swap.
@test "a key that is locked in memory is not in swap, under pressure" {
	pressure_group key || skip "no memory controller here"
	echo "$group" >"$BATS_FILE_TMPDIR/group"
	pressure_start locked "$LIVE/key" locked
	pressure_empty
	swapped --symbol key_buffer "$target"
	assert_success
	assert_output --partial "swapped: none"
	swapped -q "$target"
	assert_failure 1
}

@test "a key that is not locked is in swap, each page of it" {
	[ -e "$BATS_FILE_TMPDIR/group" ] || skip "no memory controller here"
	group=$(cat "$BATS_FILE_TMPDIR/group")
	pressure_start unlocked "$LIVE/key"
	swapped --symbol key_buffer "$target"
	assert_success
	pressure_empty
	swapped --symbol key_buffer "$target"
	assert_failure 1
	assert_output --partial "swapped: 16 pages (64K)"
	swapped --symbol key_buffer:4K "$target"
	assert_failure 1
	assert_output --partial "swapped: 1 page (4.0K)"
}
