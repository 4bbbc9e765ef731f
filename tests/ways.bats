#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Where there is a shorter way to an answer, it is the same one.  A column that
# the shorter way does not have takes the longer one, and is cut off again.
#
# shellcheck disable=SC2154

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME" || return 1
	vmwalk=${BUILD:-$PWD/../build}/bin/vmwalk
	# Of those that have few enough pages to list all of them.
	recordings=()
	for name in all-states arm64-16k backing explain frames hidden hostile \
		hugetlb names no-pmd pfnmap s390x-big-endian soft-dirty sums \
		swapped swapped-hidden verify zero-page; do
		recordings+=("proc/$name.vm")
	done
}

# COLUMNS are asked for alone, then behind one that needs the longer way.
is_the_same() { # RECORDING COLUMNS LONGER OPTION...
	local recording=$1 columns=$2 longer=$3 short=0 long=0
	shift 3
	"$vmwalk" --replay "$recording" -r "$@" -o "$columns" \
		>"$BATS_TEST_TMPDIR/short" 2>"$BATS_TEST_TMPDIR/err" || short=$?
	"$vmwalk" --replay "$recording" -r "$@" -o "$longer,$columns" \
		>"$BATS_TEST_TMPDIR/long" 2>/dev/null || long=$?
	cut -d' ' -f2- "$BATS_TEST_TMPDIR/long" |
		diff - "$BATS_TEST_TMPDIR/short"
	wc -l <"$BATS_TEST_TMPDIR/short" >>"$BATS_TEST_TMPDIR/lines"
	# What the longer way could not see, too, makes it 3.
	[ "$short" = "$long" ] || [ "$long" = 3 ]
}

@test "pages that are alike are printed as each would be for itself" {
	for recording in "${recordings[@]}"; do
		is_the_same "$recording" VA,PFN,WORD PAGES -g page
		is_the_same "$recording" STATE,PA,VA,MAPPING,PERMS PAGES -g page
		is_the_same "$recording" WORD,PFN,PFN,PID,FILE,EXCL PAGES -g page
		is_the_same "$recording" COMMAND,VA PAGES -g page -n
		is_the_same "$recording" VA,PFN,FLAGS-RAW PAGES -g page
		is_the_same "$recording" MAPCOUNT,FLAGS,ORDER,VA,ZONE PAGES \
			-g page
		is_the_same "$recording" MEMCG-INODE,PFN,MEMCG PAGES -g page
	done
	awk '{ n += $1 } END { exit n < 5000 }' "$BATS_TEST_TMPDIR/lines"
}

@test "numbers have as many digits as they need" {
	{
		printf 'vm 1\npage-size 4096\nprocess 7\n'
		printf '    map 1000-9000 rw-p 0 00:00 0\n'
		printf '        +0 8 present 0xa\n'
		printf '    map 10000000000-10000008000 rw-p 0 00:00 0\n'
		printf '        +0 8 present 0xffffffffc\n'
	} >"$BATS_TEST_TMPDIR/lines.proc"
	./unpack "$BATS_TEST_TMPDIR/lines.proc" "$BATS_TEST_TMPDIR/proc"
	run -0 --separate-stderr "$vmwalk" --procfs "$BATS_TEST_TMPDIR/proc" \
		-g page -r -n -o VA,PFN,PA 7
	assert_output - <<-END
		1000 0xa 0xa000
		2000 0xb 0xb000
		3000 0xc 0xc000
		4000 0xd 0xd000
		5000 0xe 0xe000
		6000 0xf 0xf000
		7000 0x10 0x10000
		8000 0x11 0x11000
		10000000000 0xffffffffc 0xffffffffc000
		10000001000 0xffffffffd 0xffffffffd000
		10000002000 0xffffffffe 0xffffffffe000
		10000003000 0xfffffffff 0xfffffffff000
		10000004000 0x1000000000 0x1000000000000
		10000005000 0x1000000001 0x1000000001000
		10000006000 0x1000000002 0x1000000002000
		10000007000 0x1000000003 0x1000000003000
	END
}

@test "a list of mappings is the same without a look at their pages" {
	local columns=VA,END,SIZE,PAGES,PERMS,OFFSET,DEV,INODE,MAPPING
	for recording in "${recordings[@]}"; do
		is_the_same "$recording" "PID,$columns,LOCKED" RSS -g mapping
		is_the_same "$recording" SMAPS-RSS,SMAPS-PSS,SMAPS-SWAP,VA RSS \
			-g mapping
	done
	awk '{ n += $1 } END { exit n < 100 }' "$BATS_TEST_TMPDIR/lines"
}

@test "sums of smaps are the same without a look at pages" {
	for recording in "${recordings[@]}"; do
		is_the_same "$recording" PID,SIZE,MAPPINGS,SMAPS-RSS RSS \
			-g process
		is_the_same "$recording" COMMAND,SMAPS-PSS,SMAPS-USS,SMAPS-HUGE \
			RSS -g process
	done
}
