#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Many processes looked at by several threads: what is printed, told, and
# returned is the same as by one.
#
# shellcheck disable=SC2154

setup_file() {
	"$BATS_TEST_DIRNAME/crowd.py" "$BATS_FILE_TMPDIR/pids" \
		3>&- </dev/null >"$BATS_FILE_TMPDIR/log" 2>&1 &
	echo $! >"$BATS_FILE_TMPDIR/crowd"
	disown -a
	for ((i = 0; i < 1200; i++)); do
		[ ! -e "$BATS_FILE_TMPDIR/pids" ] || return 0
		sleep 0.05
	done
	cat "$BATS_FILE_TMPDIR/log" >&2
	return 1
}

teardown_file() {
	local crowd
	crowd=$(cat "$BATS_FILE_TMPDIR/crowd")
	kill "$crowd"
	tail --pid="$crowd" -f /dev/null
}

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMWALK=$(realpath "${BUILD:-build}")/bin/vmwalk
	read -ra pids <"$BATS_FILE_TMPDIR/pids"
	cd "$BATS_TEST_TMPDIR" || return 1
}

# What others share changes when they come and go: all columns but these.
own_columns() { # GROUP
	"$VMWALK" -H | awk -v group="$1" '
		$1 ~ /^(PSS|USS|SMAPS-PSS|SMAPS-USS|SWAP-PSS|LOCKED-BYTES|SHARE-RESIDUAL)$/ { next }
		$1 ~ /^CONTPTE/ || $0 !~ "[( ]" group "[,)]" { next }
		seen[$1]++ == 0 { printf "%s%s", n++ ? "," : "", $1 }'
}

look() { # JOBS ARGUMENT...
	local status=0
	timeout 120 "$VMWALK" -j "$@" >"out.$1" 2>"err.$1" || status=$?
	echo "$status" >"status.$1"
	# "try: sudo vmwalk -j 4 ..."
	sed -i "s/ -j $1 / -j N /" "err.$1"
}

# The kernel may move pages between two looks: one that is between two equal
# ones has no excuse.
is_the_same() { # ARGUMENT... ; of all processes
	local try
	for try in 1 2 3 4 5; do
		look 1 "$@" "${pids[@]}"
		mv out.1 before
		look "${jobs:-4}" "$@" "${pids[@]}"
		look 1 "$@" "${pids[@]}"
		! cmp -s before out.1 || break
	done
	[ "$try" != 5 ] || cmp before out.1
	diff status.1 "status.${jobs:-4}"
	diff err.1 "err.${jobs:-4}"
	cmp out.1 "out.${jobs:-4}"
	# There is something to compare.
	[ "$(cat status.1)" = 2 ]
	grep -q '^vmwalk: 2: ' err.1
	grep -qx 'vmwalk: 4194303: no such process' err.1
}

@test "tables of processes do not depend on the number of jobs" {
	is_the_same
	[ "$(wc -l <out.1)" -gt 200 ]
	jobs=7 is_the_same -o "$(own_columns process)"
	is_the_same --sort=-rss
	is_the_same --sort=present
	is_the_same --verify \
		-o PID,RSS,SMAPS-RSS,SWAP,SMAPS-SWAP,SMAPS-HUGE,RESIDUAL
	is_the_same -q
}

@test "tables of mappings do not depend on the number of jobs" {
	is_the_same -g mapping
	[ "$(wc -l <out.1)" -gt 2500 ]
	jobs=64 is_the_same -g mapping -v
	is_the_same -g mapping --sort=-size -b
	is_the_same -g mapping -m '[heap]'
	is_the_same -g mapping --summary=only
	is_the_same -g mapping --color=always
}

@test "raw words and pairs do not depend on the number of jobs" {
	is_the_same -r
	is_the_same -P
	is_the_same -g mapping -r -n -o "$(own_columns mapping)"
	is_the_same -g mapping -P --sort=rss
}

@test "JSON does not depend on the number of jobs" {
	is_the_same -J
	is_the_same --json=lines
	is_the_same -J -o "$(own_columns process)"
	is_the_same -J --contpte 64K --contpte 2M
	is_the_same -g mapping -J --summary=append -o VA,ORDERS,RSS-ANON
	is_the_same -g mapping -J --summary=append
	is_the_same -g mapping --json=lines --summary=append
	is_the_same -g mapping -J --summary=only
}

@test "what --where says does not depend on the number of jobs" {
	is_the_same -g mapping --where 'rss>100K'
	is_the_same -g mapping -J --where 'mapping=[heap]'
	is_the_same --where 'rss>1G' -r
	is_the_same --where 'runs>0' -r
}

@test "what is unknown does not depend on the number of jobs" {
	for pid in 812 813 814; do
		cat <<-END
			process $pid
			    map 1000-3000 rw-p 0 00:00 0 [heap]
			        +0 2 word 0x8100000000000000
			    map 5000-6000 rw-p 0 00:00 0
		END
	done >processes
	{ printf 'vm 1\npage-size 4096\n'; cat processes; } >hidden.vm
	"$BATS_TEST_DIRNAME/unpack" hidden.vm proc
	for options in "" "-o PID,RUNS" "-o PID --where runs>0" \
		"-g mapping" "-g mapping -m nothing" "-g mapping -A 5000+1"; do
		for jobs in 1 3; do
			# shellcheck disable=SC2086 # words are wanted
			look "$jobs" --procfs proc $options 812 813 814
		done
		diff status.1 status.3
		diff err.1 err.3
		diff out.1 out.3
		cat status.1 >>all
		cat err.1 >>told
	done
	assert_equal "$(tr '\n' ' ' <all)" "0 3 3 0 1 0 "
	assert_equal "$(grep -c 'are hidden' told)" 4
	grep -q '^vmwalk: 3 rows could not be compared: RUNS unknown$' told
}

@test "pages and runs do not depend on the number of jobs" {
	pids=("${pids[@]:45:10}" "${pids[@]:160:10}")
	is_the_same -g run
	is_the_same -g page -r -m '[heap]'
}

@test "chosen processes do not depend on the number of jobs" {
	crowd=$(cat "$BATS_FILE_TMPDIR/crowd")
	# All of ours, and what else there is comes and goes.
	for jobs in 1 4; do
		look "$jobs" -a -r -o PID,RSS --where "pid!=$crowd"
		awk 'NR == FNR { ours[$1]; next } $1 in ours' \
			<(tr ' ' '\n' <"$BATS_FILE_TMPDIR/pids") \
			"out.$jobs" >ours
		mv ours "out.$jobs"
	done
	diff out.1 out.4
	[ "$(wc -l <out.1)" = 200 ]
	for jobs in 1 4; do
		look "$jobs" --match "crowd.py $BATS_FILE_TMPDIR/pids" -r \
			-o PID,SIZE,RSS,COMMAND --where "pid!=$crowd"
	done
	diff status.1 status.4
	diff err.1 err.4
	diff out.1 out.4
	[ "$(cat status.1)" = 0 ]
	[ "$(wc -l <out.1)" = 201 ]
}

@test "a list that nobody reads any more ends several jobs as well as one" {
	run bash -c 'trap - PIPE; "$0" -j 4 -g mapping "$@" 2>/dev/null |
		head -n 1 >/dev/null; echo "${PIPESTATUS[0]}"' \
		"$VMWALK" "${pids[@]}"
	assert_output 141
}

@test "--jobs takes a number that makes sense" {
	for wrong in 0 65 x 2x '' ' 2' +2 -1 18446744073709551617; do
		run "$VMWALK" --jobs="$wrong" $$
		assert_failure 2
		assert_line -n 0 \
			"vmwalk: -j takes a number from 1 to 64, not '$wrong'"
	done
	run "$VMWALK" -j 64 -r -n -o PID $$
	assert_success
	assert_line $$
}
