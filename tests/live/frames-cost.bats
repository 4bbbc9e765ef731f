#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Frames cost at most 8 MiB and one bit for each frame of the machine, however
# large the process is.
#
# changes: nothing

load machine
load target

VMFRAMES=${VMFRAMES:-$BUILD/bin/vmframes}
PAGES=131072

setup_file() {
	machine_begin
	target_start large "$LIVE/family" 1 "$PAGES"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find large
	cost=$BATS_TEST_TMPDIR/cost
	list=$BATS_TEST_TMPDIR/list
	child=$(awk 'NR == 2 { print $1 }' "$said")
	# kpageflags cannot be asked for its size.
	frames=$(awk '/start_pfn:/ && spanned { end = $2 + spanned
			if (end > last) last = end }
		$1 == "spanned" { spanned = $2 } END { print last }' \
		/proc/zoneinfo)
}

assert_small() { # COMMAND...
	local peak state
	"$LIVE/peak" "$cost" "$@" >"$list"
	read -r _ peak state _ <"$cost"
	echo "$peak KiB: $*"
	assert_equal "$state" 0
	assert [ "$peak" -le $((8192 + frames / 8 / 1024)) ]
}

@test "all columns of a frame, for 128 Ki pages" {
	assert_small "$VMWALK" -g page -r -n \
		-o VA,PFN,FLAGS,MAPCOUNT,MEMCG,ORDER,ZONE,REGION,NODE "$target"
	assert [ "$(wc -l <"$list")" -ge $PAGES ]
	run awk -v pages=$PAGES '$4 == 2 && $3 ~ /anon/ { n++ }
		END { print (n >= pages) }' "$list"
	assert_output 1
}

@test "as runs, and as JSON" {
	for how in "-r" "-P" "-J" "--json=lines"; do
		assert_small "$VMWALK" -g run $how -o +FLAGS,MAPCOUNT,MEMCG \
			"$target"
	done
}

@test "what mappings and processes add up to" {
	assert_small "$VMWALK" -g mapping -r -o VA,RSS,PSS,USS,ORDERS,NODES \
		"$target"
	assert_small "$VMWALK" -g process -r -o PID,RSS,PSS,USS,ORDERS,NODES \
		"$target" "$child"
}

@test "the frames that processes share" {
	assert_small "$VMFRAMES" --shared -J "$target" "$child"
	assert_small "$VMFRAMES" --shared -g pair -r "$target" "$child"
}

@test "all frames of the machine, and the pages of one" {
	assert_small "$VMFRAMES" -J
	assert_small "$VMFRAMES" -r --pfn "$("$VMWALK" -g page -r -n -o PFN \
		-A "$(awk 'NR == 1 { print $2 "+4096" }' "$said")" "$target")" \
		"$target" "$child"
}

@test "the pages of each of 64 Ki frames" {
	"$LIVE/peak" "$cost" "$VMFRAMES" --pfn 0x100000+65536 -r "$target" \
		"$child" >"$list" 2>/dev/null || [ $? = 3 ]
	read -r _ peak _ <"$cost"
	echo "$peak KiB"
	assert [ "$peak" -le $((8192 + frames / 8 / 1024)) ]
}
