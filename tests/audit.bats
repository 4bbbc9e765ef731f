#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Rules on memory: by recordings, in which it is known what is where.

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMAUDIT=$(realpath "${BUILD:-build}")/bin/vmaudit
	recording=tests/proc/audit.vm
}

teardown() {
	[ -z "${sleeper:-}" ] || kill "$sleeper"
}

audit() { # OPTION...
	run --separate-stderr "$VMAUDIT" run --replay "$recording" "$@"
}

# A rule on process 42: what becomes of it.
outcome() { # STATUS WORD OPTION...
	local wanted=$1 word=$2
	shift 2
	audit 42 "$@"
	assert_equal "$status" "$wanted"
	[[ ${lines[0]} == "$word "* ]] || fail "$word: ${lines[0]}"
}

# Each metric of a target is that: the rule passes, and one that wants another
# number fails.
is() { # TARGET METRIC VALUE
	outcome 0 ok --target "$1" --expect "$2 = $3"
	outcome 1 FAIL --target "$1" --expect "$2 != $3"
}

unknown() { # TARGET METRIC
	outcome 3 UNKNOWN --target "$1" --expect "$2 = 1"
}

mistake() { # TEXT WORD...
	local text=$1
	shift
	run --separate-stderr "$VMAUDIT" "$@"
	assert_equal "$status" 2
	assert_output ""
	assert_equal "${stderr_lines[0]}" "vmaudit: $text"
}

policy() { # FILE: what comes on stdin
	policy=$BATS_TEST_TMPDIR/$1
	{
		echo 'version: 1'
		echo 'rules:'
		cat
	} >"$policy"
}

# --- metrics ------------------------------------------------------------------

@test "a ring that is present has runs, addresses and an alignment" {
	is mapping:/dev/shm/ring pages 512
	is mapping:/dev/shm/ring size 2M
	is mapping:/dev/shm/ring mappings 1
	is mapping:/dev/shm/ring present 512
	is mapping:/dev/shm/ring not-present 0
	is mapping:/dev/shm/ring runs 1
	is mapping:/dev/shm/ring longest-run 2M
	is mapping:/dev/shm/ring shortest-run 2M
	is mapping:/dev/shm/ring alignment 2M
	is mapping:/dev/shm/ring min-pa 0x40200000
	is mapping:/dev/shm/ring max-pa 0x403fffff
}

@test "a ring in two runs has the longer and the shorter one" {
	is mapping:/dev/shm/broken runs 2
	is mapping:/dev/shm/broken longest-run 12K
	is mapping:/dev/shm/broken shortest-run 4K
	is mapping:/dev/shm/broken alignment 16K
	is mapping:/dev/shm/broken max-pa 0x140000fff
}

@test "segments are those of a profile" {
	outcome 0 ok --target mapping:/dev/shm/ring --profile pci-segments \
		--expect segments=32
	outcome 1 FAIL --target mapping:/dev/shm/ring --profile pci-segments \
		--expect 'segments<32'
	outcome 0 ok --target mapping:/dev/shm/broken --profile pci-32bit \
		--expect segments=2
	outcome 0 ok --target mapping:/dev/shm/ring --profile pci-segments \
		--expect segments=32 --target mapping:/dev/shm/ring \
		--profile pci-32bit --expect segments=1
	outcome 0 ok --target range:7f0000010000+128K --profile pci-segments \
		--expect segments=2
	outcome 3 UNKNOWN --target heap --profile pci-segments \
		--expect segments=1
	mistake '--expect: segments are those of a device: --profile says which' \
		run --target heap --expect segments=1 42
}

@test "where memory is, that is partly not present, is unknown" {
	for metric in runs shortest-run alignment min-pa max-pa nodes node; do
		unknown heap "$metric"
	done
	# What is not present is in no run.
	is heap longest-run 16K
}

@test "pages are counted by their states" {
	is heap pages 16
	is heap present 4
	is heap not-present 12
	is heap swapped 5
	is heap swapped-private 5
	is heap swapped-shmem 0
	is heap swap 20K
	is heap absent 7
	is heap rss 16K
	is mapping:odd guard 1
	is mapping:odd marker 2
	is mapping:odd poisoned 1
	is mapping:odd migrating 1
	is mapping:odd device 1
	is mapping:odd zero 3
	is mapping:odd special 0
	is mapping:odd unknown 0
	is mapping:odd unmapped 0
	is mapping:odd nonpresent 0
	is mapping:odd present 0
	is mapping:/dev/mydma0 pfnmap 4
}

@test "pages of shared memory are in swap, or cached" {
	is mapping:/memfd:shared swapped 2
	is mapping:/memfd:shared swapped-shmem 2
	is mapping:/memfd:shared swapped-private 0
	is mapping:/memfd:shared cached 3
	is mapping:/memfd:shared absent 2
	is mapping:/memfd:shared unresolved 0
}

@test "slots are in the area of their file or device" {
	is heap swap-area:/dev/vda2 16K
	is heap swap-area:/dev/zram0 4K
	outcome 3 UNKNOWN --target heap --expect swap-area:/dev/other=0
	assert_output --partial "no swap area of that name is on"
	# Where the list cannot be read, none is said to be missing.
	sed '/^swap /d; /^rights /s/ swaps//' tests/proc/audit.vm \
		>"$BATS_TEST_TMPDIR/unlisted.vm"
	run --separate-stderr "$VMAUDIT" run --target heap \
		--expect swap-area:/dev/other=0 \
		--replay "$BATS_TEST_TMPDIR/unlisted.vm"
	assert_failure 3
	assert_output --partial "which slots, or areas, is hidden"
	refute_output --partial "is on"
	is mapping:frames swap-area:/dev/other 0
	outcome 3 UNKNOWN --target mapping:/memfd:shared \
		--expect swap-area:/dev/vda2=0
}

@test "frames say who maps them, and what they are" {
	is mapping:frames mapcount 1
	is mapping:frames uss 8K
	is mapping:frames pss 8K
	is mapping:frames shared 0
	is mapping:frames ksm 0
	is mapping:frames rss-anon 8K
	is mapping:frames rss-file 0
	is mapping:frames rss-shmem 0
	is mapping:frames rss-hugetlb 0
	is mapping:frames order-0 8K
	is mapping:merged mapcount 2
	is mapping:merged ksm 2
	is mapping:merged shared 2
	is mapping:merged uss 0
	is mapping:merged pss 4K
	is mapping:/dev/shm/ring order-9 2M
	is mapping:/dev/shm/ring rss-shmem 2M
}

@test "smaps says what is locked, and left out of dumps" {
	is mapping:key locked 2
	is mapping:key unlocked 0
	is mapping:key dontdump 2
	is mapping:key dumpable 0
	is heap locked 0
	is heap unlocked 16
	is heap dontdump 0
	is heap dumpable 16
	unknown mapping:frames locked
}

@test "huge pages are counted, and are so much of what is present" {
	is mapping:/dev/shm/ring huge-percent 100
	is mapping:/dev/shm/ring huge-pages 512
	is heap huge-percent 0
	unknown mapping:odd huge-percent
}

@test "nodes are counted, and each page has to be on the node" {
	is mapping:/dev/shm/ring nodes 1
	is mapping:/dev/shm/ring node 1
	is mapping:/dev/shm/broken nodes 2
	outcome 1 FAIL --target mapping:/dev/shm/broken --expect node=0
	outcome 1 FAIL --target mapping:/dev/shm/broken --expect node!=0
	outcome 0 ok --target mapping:/dev/shm/broken --expect 'node<=1'
}

@test "each metric of the list is in a test here, and in the page" {
	run "$VMAUDIT" list metrics
	assert_success
	for metric in $(sed -n '2,$s/ .*//p' <<<"$output"); do
		grep -qE "(is|outcome|unknown|expect) .*\b${metric%%[:N]*}" \
			tests/audit.bats || fail "no test of $metric"
		grep -qE "^\.It Cm ${metric%%[:N]*}( |$)" \
			man/vmaudit-policy.5 || fail "$metric is not in the page"
	done
}

# --- comparisons --------------------------------------------------------------

@test "each operator holds, and does not" {
	while read -r yes no; do
		outcome 0 ok --target heap --expect "present$yes"
		outcome 1 FAIL --target heap --expect "present$no"
	done <<-'END'
		=4 =5
		!=5 !=4
		<5 <4
		<=4 <=3
		>3 >4
		>=4 >=5
	END
}

@test "all that a rule expects has to hold" {
	outcome 1 FAIL --target heap --expect present=4 --expect swapped=0
	assert_line --partial 'swapped is 5, wanted =0'
	outcome 0 ok --target heap --expect present=4 --expect swapped=5
}

@test "what is proven to be broken fails, whatever else is unknown" {
	outcome 1 FAIL --target heap --expect runs=1 --expect swapped=0
	outcome 3 UNKNOWN --target heap --expect runs=1 --expect swapped=5
}

# --- targets ------------------------------------------------------------------

@test "each kind of target is that memory" {
	is all mappings 10
	is heap mappings 1
	is stack pages 2
	is 'mapping:/dev/shm/*' mappings 2
	is range:10000000+4K pages 1
	is range:10000000-10003000 present 3
	outcome 1 FAIL --target range:10000000+4K --expect swapped=1
}

@test "a range has the gaps in it, too" {
	is range:1000f000-10012000 pages 3
	is range:1000f000-10012000 unmapped 2
	outcome 3 UNKNOWN --target range:1000f000-10012000 --expect runs=1
	outcome 1 FAIL --target range:10010000-10012000 --expect swapped=0
	assert_line --partial 'no page matched'
}

@test "a range is exact to the byte where it is physically" {
	is range:10000040+64 alignment 64
	is range:10000040+64 max-pa 0x507f
	is range:10000ff0+32 runs 1
	is range:10000ff0+32 longest-run 32
}

@test "a symbol is found in a live process" {
	[ -x "${BUILD:-build}/examples/demo" ] || skip "the demo is not built"
	run --separate-stderr "$VMAUDIT" run --target symbol:nosuch_symbol \
		--expect swapped=0 -- "${BUILD:-build}/examples/demo" /bin/true
	assert_equal "$status" 1
	assert_line --regexp '^FAIL .*there is no symbol nosuch_symbol'
	run --separate-stderr "$VMAUDIT" run --target symbol:main \
		--expect 'pages>=1' -- "${BUILD:-build}/examples/demo" /bin/true
	assert_success
	assert_line --regexp '^ok '
}

@test "a symbol that a stripped program may have is unknown" {
	[ -x "${BUILD:-build}/examples/demo" ] || skip "the demo is not built"
	command -v strip >/dev/null || skip "no strip"
	strip -o "$BATS_TEST_TMPDIR/demo" "${BUILD:-build}/examples/demo"
	run --separate-stderr "$VMAUDIT" run --target symbol:nosuch_symbol \
		--expect swapped=0 -- "$BATS_TEST_TMPDIR/demo" /bin/true
	assert_equal "$status" 3
	assert_line --regexp '^UNKNOWN .*cannot tell where .* is stripped'
}

@test "where chooses mappings" {
	outcome 0 ok --target all --where 'perms~*w*' --expect mappings=8
	outcome 1 FAIL --target all --where 'perms~*x*' --expect mappings=2
	outcome 0 ok --target all --where 'mapping=[heap]' --expect pages=16
	outcome 0 ok --target all --where 'SIZE>=2M' --expect mappings=1
	outcome 0 ok --target 'mapping:[!f]*' --where 'pages=2' \
		--where 'perms=rw-p' --where 'mapping!=[stack]' \
		--where 'locked=yes' --expect mappings=1
}

@test "where leaves out the gaps of a range" {
	outcome 0 ok --target range:1000f000-10012000 --where 'perms=rw-p' \
		--expect pages=1 --expect unmapped=0
}

@test "where whose answer is not known makes the rule unknown" {
	outcome 3 UNKNOWN --target mapping:frames --where locked=no \
		--expect present=2
}

# --- outcomes -----------------------------------------------------------------

@test "a rule that only warns changes nothing, but with --strict" {
	policy warn.yaml <<-'END'
		- {name: a, target: heap, expect: {swapped: 0}, severity: warn}
	END
	outcome 0 warn --policy "$policy"
	outcome 1 FAIL --policy "$policy" --strict
	sed -i 's/warn/fail/' "$policy"
	outcome 1 FAIL --policy "$policy"
}

@test "no page matched: on-empty says what that means" {
	policy empty.yaml <<-'END'
		- {name: a, target: "mapping:nosuch", expect: {swapped: 0}}
	END
	outcome 1 FAIL --policy "$policy"
	assert_line --partial 'no page matched'
	sed -i 's/}}/}, on-empty: pass}/' "$policy"
	outcome 0 ok --policy "$policy"
	sed -i 's/pass/skip/' "$policy"
	outcome 0 skip --policy "$policy"
	sed -i 's/skip/fail/' "$policy"
	outcome 1 FAIL --policy "$policy"
	sed -i 's/fail/fail, severity: warn/' "$policy"
	outcome 0 warn --policy "$policy"
}

@test "on-empty says nothing about a target that is there" {
	policy there.yaml <<-'END'
		- {name: a, target: heap, expect: {swapped: 0}, on-empty: pass}
	END
	outcome 1 FAIL --policy "$policy"
}

@test "rules on nodes do not apply where there is one" {
	sed '/^zone 1/d' "$recording" >"$BATS_TEST_TMPDIR/one.vm"
	recording=$BATS_TEST_TMPDIR/one.vm
	outcome 0 skip --target mapping:/dev/shm/ring --expect node=7
	assert_line --partial 'this machine has one node of memory'
	outcome 1 FAIL --target mapping:/dev/shm/ring --expect node=7 \
		--expect swapped=1
}

@test "--on-unknown makes 1 or 77 of 3, and of nothing else" {
	outcome 1 UNKNOWN --on-unknown fail --target heap --expect runs=1
	outcome 77 UNKNOWN --on-unknown skip --target heap --expect runs=1
	outcome 1 FAIL --on-unknown skip --target heap --expect swapped=0
	outcome 0 ok --on-unknown skip --target heap --expect swapped=5
}

# Which rules of a policy with the rules dma, swap and huge are not ok after a
# change of a good recording.
broken_by() { # SED
	sed -E "$1" >"$BATS_TEST_TMPDIR/three.vm" <<-'END_OF_FILE'
		vm 1
		page-size 4096
		pmd-size 2097152
		features pagemap scan
		rights frames swaps
		swap /dev/vda2 partition 1048572 512 -2
		process 42
		comm app
		map 10000000-10200000 rw-p 00000000 00:00 0 ring
		+0 512 present 0xf0000
		map 10200000-10400000 rw-p 00000000 00:00 0 table
		+0 512 present 0x200000 huge
		map 10400000-10404000 rw-p 00000000 00:00 0 [heap]
		+0 4 present 0x300000
		end
	END_OF_FILE
	recording=$BATS_TEST_TMPDIR/three.vm
	audit 42 --policy "$policy"
	broken=$(sed -n 's/^FAIL  *\([a-z]*\) .*/\1/p' <<<"$output" | tr '\n' ' ')
}

@test "rules on DMA, swap and huge pages break one by one" {
	policy three.yaml <<-'END'
		- {name: dma, target: "mapping:ring",
		   expect: {max-pa: "< 4G", runs: 1}}
		- {name: swap, where: {perms: "~ *w*"}, expect: {swapped: 0}}
		- {name: huge, target: "mapping:table",
		   expect: {huge-percent: ">= 90"}}
	END
	broken_by ''
	assert_success
	broken_by 's/present 0xf0000/present 0x100000/'
	assert_equal "$status $broken" '1 dma '
	broken_by 's/^\+0 512 present 0xf0000/+0 256 present 0xf0000\
+256 256 present 0xf1000/'
	assert_equal "$status $broken" '1 dma '
	broken_by 's/^\+0 4 present 0x300000/+0 3 present 0x300000\
+3 1 swapped 0:0x7/'
	assert_equal "$status $broken" '1 swap '
	broken_by 's/ huge$//'
	assert_equal "$status $broken" '1 huge '
}

@test "a hundred rules cost the walk of one" {
	command -v strace >/dev/null || skip "no strace"
	local calls=() n
	sleep 1000 3>&- &
	sleeper=$!
	for n in 1 100; do
		{
			echo 'version: 1'
			echo 'rules:'
			for ((i = 0; i < n; i++)); do
				echo "- {name: r$i, expect: {pages: '>= $i'}}"
			done
		} >"$BATS_TEST_TMPDIR/many.yaml"
		run strace -qq -e trace=ioctl,pread64 \
			-o "$BATS_TEST_TMPDIR/calls" "$VMAUDIT" run \
			--policy "$BATS_TEST_TMPDIR/many.yaml" "$sleeper"
		[[ $output == *"$n rule"* ]] || skip "no strace here"
		calls+=("$(wc -l <"$BATS_TEST_TMPDIR/calls")")
	done
	# It may still have been starting at the first; a hundred walks are far
	# more than two.
	[ "${calls[1]}" -lt $((2 * calls[0])) ] || fail "${calls[*]}"
}

@test "what was hidden from who recorded it is unknown, and never 0" {
	recording=$BATS_TEST_TMPDIR/hidden.vm
	cat >"$recording" <<-'END'
		vm 1
		page-size 4096
		rights
		process 42
		comm app
		map 10000000-10004000 rw-p 00000000 00:00 0 [heap]
		+0 2 present hidden exclusive
		+2 1 nonpresent
		end
	END
	for metric in swapped swap special marker poisoned migrating device ksm; do
		outcome 3 UNKNOWN --target heap --expect "$metric=0"
	done
	assert_equal "${stderr_lines[0]}" "vmaudit: physical addresses were \
hidden from who recorded them"
	outcome 0 ok --target heap --expect guard=0
	sed -i 's/^page-size .*/&\nfeatures pagemap guard/' "$recording"
	outcome 3 UNKNOWN --target heap --expect guard=0
	sed -i 's/^features .*/& guard-bit/' "$recording"
	outcome 0 ok --target heap --expect guard=0
	outcome 3 UNKNOWN --target range:10000000+8K --expect max-pa=0
	outcome 3 UNKNOWN --target range:10000000+8K --expect runs=1
	# But what it can be at most, or at least, is known.
	outcome 0 ok --target heap --expect 'swapped<=1'
	outcome 1 FAIL --target heap --expect 'swapped>1'
	outcome 0 ok --target heap --expect 'longest-run<=16K'
	outcome 0 ok --target range:10000000+8K --expect 'uss=8K'
}

@test "what smaps counts settles what entries hide" {
	recording=$BATS_TEST_TMPDIR/settled.vm
	cat >"$recording" <<-'END'
		vm 1
		page-size 4096
		rights
		smaps-items Rss Swap
		process 42
		comm app
		map 10000000-10004000 rw-p 00000000 00:00 0 [heap]
		smaps Rss 8 Swap 4
		+0 2 present hidden
		+2 1 nonpresent
		end
	END
	is heap swapped 1
	sed -i 's/Swap 4$/Swap 0/' "$recording"
	is heap swapped 0
}

@test "a page on the move is not in swap, unless smaps counts it" {
	recording=$BATS_TEST_TMPDIR/moving.vm
	cat >"$recording" <<-'END'
		vm 1
		page-size 4096
		rights frames kpage ram swaps
		ram 1000-200000000
		smaps-items Rss Swap
		process 42
		comm app
		map 10000000-10004000 rw-p 00000000 00:00 0 [heap]
		+0 2 present 0x100
		+2 1 special 30:0x7000
		end
	END
	is heap swapped 0
	sed -i 's/^+0 2 present/smaps Rss 8 Swap 4\n&/' "$recording"
	is heap swapped 1
}

@test "a process that vanishes makes all its rules unknown" {
	recording=$BATS_TEST_TMPDIR/gone.vm
	cat >"$recording" <<-'END'
		vm 1
		page-size 4096
		rights frames
		process 42
		comm app
		map 10000000-10004000 rw-p 00000000 00:00 0 [heap]
		+0 2 present 0x100
		cut 10002000 gone ESRCH
		end
	END
	outcome 3 UNKNOWN --expect swapped=0
	assert_equal "${stderr_lines[0]}" \
		"vmaudit: 42: exited while it was looked at"
}

@test "what changed while it was read is in no number" {
	recording=$BATS_TEST_TMPDIR/changed.vm
	cat >"$recording" <<-'END'
		vm 1
		page-size 4096
		rights frames kpage
		process 42
		comm app
		changed 10000000-10004000
		map 10000000-10004000 rw-p 00000000 00:00 0 [heap]
		+0 4 present 0x100
		map 10010000-10011000 rw-p 00000000 00:00 0 other
		+0 1 present 0x200
		end
	END
	outcome 3 UNKNOWN --target heap --expect present=4
	outcome 3 UNKNOWN --target heap --expect swapped=0
	outcome 0 ok --target mapping:other --expect present=1
}

# --- processes ----------------------------------------------------------------

@test "without PIDs all processes of a recording are judged, each for itself" {
	audit --target heap --expect swapped=0
	assert_equal "$status" 1
	assert_line --partial 'app'
	assert_line --partial 'clean'
	assert_line --regexp '^FAIL '
	assert_line --regexp '^ok '
	audit 43 --target heap --expect swapped=0
	assert_success
}

@test "a process that does not exist is a mistake" {
	audit 99 --expect swapped=0
	assert_equal "$status" 2
	assert_equal "${stderr_lines[0]}" "vmaudit: 99: no such process"
}

@test "no process at all is a mistake" {
	mistake 'no process was given' run --expect swapped=0 || {
		assert_equal "$status" 2
		refute [ -z "$stderr" ]
	}
	run --separate-stderr "$VMAUDIT" run --expect swapped=0 \
		--name nosuch-program-of-that-name
	assert_equal "$status" 2
	assert_equal "${stderr_lines[0]}" "vmaudit: no process matched"
}

@test "-q prints nothing, and exits with the status" {
	audit -q 42 --target heap --expect swapped=0
	assert_equal "$status" 1
	assert_output ""
	assert_equal "$stderr" ""
	audit -q 42 --target heap --expect runs=1
	assert_equal "$status" 3
	assert_equal "$stderr" ""
	audit -q 42 --target heap --expect swapped=0 \
		--format "tap:$BATS_TEST_TMPDIR/report"
	assert_equal "$status" 1
	assert_output ""
	run cat "$BATS_TEST_TMPDIR/report"
	assert_line --partial 'not ok 1'
}

@test "a command is looked at at its end, and its failure is one" {
	run --separate-stderr "$VMAUDIT" run --expect 'pages>0' -- true
	assert_success
	assert_line --regexp '^ok '
	run --separate-stderr "$VMAUDIT" run --expect 'pages>0' -- false
	assert_equal "$status" 2
	run --separate-stderr "$VMAUDIT" run --expect 'pages>0' \
		--ignore-child -- false
	assert_success
	run -127 --separate-stderr "$VMAUDIT" run --expect 'pages>0' -- ./nosuch
	# What it prints does not come between the lines of a report.
	run --separate-stderr "$VMAUDIT" run --expect 'pages>0' \
		--format json -- echo hello
	assert_success
	refute_output --partial hello
	assert_equal "${stderr_lines[0]}" hello
}

# --- samples ------------------------------------------------------------------

@test "--every looks again until --for is over, and the worst counts" {
	run --separate-stderr "$VMAUDIT" run --expect 'pages>0' --every 10ms \
		--for 50ms $$
	assert_success
	assert_line --regexp '^1 rule: 1 ok'
	run --separate-stderr "$VMAUDIT" run --expect 'pages=0' --for 10ms $$
	assert_equal "$status" 1
	assert_line --regexp '^1 rule: 1 failed'
	mistake '--every is for run' check --every 1s --policy /dev/null
	mistake '--for is for run' list --for 1s metrics
	mistake "--every takes a time such as 500ms, 10s or 2m, not 'x'" \
		run --every x --expect swapped=0 1
	mistake "--for takes a time such as 500ms, 10s or 2m, not '0'" \
		run --for 0 --expect swapped=0 1
}

@test "a command that ends between samples has done what it was to do" {
	run --separate-stderr "$VMAUDIT" run --expect 'pages>0' --every 10ms \
		--for 1h --ready delay:1ms -- sleep 3
	assert_success
	assert_equal "$stderr" ""
	assert_line --regexp '^1 rule: 1 ok'
}

@test "what a command started is looked at, each for itself" {
	run --separate-stderr "$VMAUDIT" run --expect 'pages>0' \
		--follow sleep --ready line:go --kill -- \
		sh -c 'sleep 1000 & a=$!; sleep 1001 & for p in $a $!; do
			until grep -q sleep /proc/$p/comm; do :; done; done
			echo go; wait'
	assert_success
	assert_equal "$(grep -c '^ok ' <<<"$output")" 2
	assert_line --partial 'sleep'
}

@test "a process that exits while it is sampled is told once, and 3" {
	sleep 1000 3>&- &
	sleeper=$!
	until grep -q sleep "/proc/$sleeper/comm"; do sleep 0.02; done
	"$VMAUDIT" run --expect 'pages>0' --every 10ms --for 1h "$sleeper" \
		>"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" 3>&- &
	# After the first sample signals wait for the next one.
	until ! kill -0 $! || { grep -q vmaudit "/proc/$!/comm" &&
		grep -q '^SigBlk:.*400[23]$' "/proc/$!/status"; }; do
		sleep 0.02
	done
	kill "$sleeper"
	status=0
	wait $! || status=$?
	assert_equal "$status" 3
	assert_equal "$(cat "$BATS_TEST_TMPDIR/err")" \
		"vmaudit: $sleeper: exited while it was sampled"
	assert_equal "$(grep -c '^ok ' "$BATS_TEST_TMPDIR/out")" 1
	assert_equal "$(tail -n 1 "$BATS_TEST_TMPDIR/out")" \
		'2 rules: 1 ok, 1 unknown'
	sleeper=
}

@test "whoever ends it early has the report of what was seen" {
	sleep 1000 3>&- &
	sleeper=$!
	for signal in INT TERM HUP; do
		# Without a terminal some are ignored.
		env --default-signal "$VMAUDIT" run --expect 'pages>0' \
			--every 10ms "$sleeper" >"$BATS_TEST_TMPDIR/out" 3>&- &
		until ! kill -0 $! || { grep -q vmaudit "/proc/$!/comm" &&
			grep -q '^SigBlk:.*400[23]$' "/proc/$!/status"; }; do
			sleep 0.02
		done
		kill -s "$signal" $!
		wait $!
		assert_equal "$signal $(tail -n 1 "$BATS_TEST_TMPDIR/out")" \
			"$signal 1 rule: 1 ok"
	done
}

@test "why a symbol is not known is always told" {
	outcome 3 UNKNOWN --target symbol:ring --expect runs=1
	assert_line --index 0 --regexp \
		'^UNKNOWN +symbol:ring +it cannot be told where it is$'
}

@test "a report says that somebody is not in it" {
	rm -f "$BATS_TEST_TMPDIR/json"
	audit --expect 'pages>0' --format "json:$BATS_TEST_TMPDIR/json" 42 4711
	assert_equal "$status" 2
	run jq -c '[.complete, .counts.ok, .audits[1].subject,
		.audits[1].pid, .audits[1].rules[0].outcome]' \
		"$BATS_TEST_TMPDIR/json"
	assert_output '[false,1,"vmaudit",null,"unknown"]'
	audit --expect 'pages>0' --format junit 42 4711
	assert_line --partial 'tests="2" failures="0" errors="1"'
	refute_output --partial 'value="0"'
	! command -v xmllint >/dev/null ||
		xmllint --noout --schema tests/junit.xsd - <<<"$output"
	audit --expect 'pages>0' --format "json:$BATS_TEST_TMPDIR/json" 42
	assert_equal "$status" 0
	run jq -c '[.complete, (.audits | length)]' "$BATS_TEST_TMPDIR/json"
	assert_output '[true,1]'
}

# --- what is asked ------------------------------------------------------------

@test "check reads rules, and no process" {
	policy good.yaml <<-'END'
		- {name: a, expect: {swapped: 0}}
		- {name: b, expect: {runs: 1}}
	END
	run "$VMAUDIT" check --policy "$policy" --expect present=1
	assert_success
	assert_output '3 rules, no mistake'
	run "$VMAUDIT" check -q --policy "$policy"
	assert_success
	assert_output ''
	run "$VMAUDIT" check --policy - <"$policy"
	assert_output '2 rules, no mistake'
	policy bad.yaml <<-'END'
		- {name: a, expect: {swappd: 0}}
	END
	mistake "$policy:3:22: unknown metric 'swappd' (did you mean swapped?)" \
		check --policy "$policy"
	mistake "$policy:3:22: unknown metric 'swappd' (did you mean swapped?)" \
		run --policy "$policy" 42
	mistake 'nothing to check: --policy or --expect has it' check
	mistake "'42': check looks at no process" check 42
	mistake '-- COMMAND: check looks at no process' \
		check --expect runs=1 -- true
}

@test "a policy that cannot be read is a mistake" {
	mistake "$BATS_TEST_TMPDIR/none: No such file or directory" \
		run --policy "$BATS_TEST_TMPDIR/none" 42
	mistake "$BATS_TEST_TMPDIR: no regular file" \
		run --policy "$BATS_TEST_TMPDIR" 42
	mistake '--policy: the name is empty' run --policy '' 42
}

@test "list says what there is" {
	run "$VMAUDIT" list metrics
	assert_success
	assert_line --regexp '^swapped +pages +CAP_SYS_ADMIN or smaps +pages in'
	assert_line --regexp '^runs +number +CAP_SYS_ADMIN '
	assert_line --regexp '^max-pa +address '
	assert_line --regexp '^huge-percent +percent +- '
	run "$VMAUDIT" list targets
	assert_success
	assert_line --regexp '^symbol: '
	run "$VMAUDIT" list formats
	assert_success
	assert_line --regexp '^junit '
	mistake 'list takes metrics, targets or formats' list
	mistake "list takes metrics, targets or formats, not 'metric' (did you \
mean metrics?)" list metric
}

@test "the first word says what is to be done" {
	mistake 'run, check, record, diff or list is missing' --expect runs=1
	mistake "unknown command 'rum' (did you mean run?)" rum
	mistake "unknown command '812': run, check, record, diff or list" 812
	mistake 'no rules: --policy or --expect has them' run 42
	mistake '--format is for run and diff' check --format tap \
		--expect runs=1
	mistake '--baseline is for record and diff' run --baseline x \
		--expect runs=1 42
	mistake '--tolerance is for diff' record --baseline x --tolerance 1 42
	mistake 'record needs --baseline FILE' record 42
	mistake 'diff needs --baseline FILE' diff 42
	mistake 'diff has its rules from the baseline' diff --baseline x \
		--expect runs=1 42
	mistake "--tolerance takes a percentage such as 5, not 'much'" \
		diff --baseline x --tolerance much 42
}

@test "rules of options are told wrong by their option" {
	mistake "--expect: unknown metric 'swappd' (did you mean swapped?)" \
		run --expect swappd=0 42
	mistake "--expect: 'swapped': no operator (was > taken by the shell? \
quote it)" run --expect swapped 42
	mistake "--target: unknown target 'heaps' (did you mean heap?)" \
		run --target heaps --expect swapped=0 42
	mistake "--expect belongs behind its --target (--target all: all \
memory)" run --expect swapped=0 --target heap 42
	mistake "--expect belongs behind its --target (--target all: all \
memory)" check --expect swapped=0 --target heap --expect swapped=0
	mistake "--where belongs behind its --target (--target all: all \
memory)" run --where perms=rw-p --target heap --expect swapped=0 42
	mistake "--target heap: nothing is expected of it: --expect is missing" \
		check --target heap
	mistake "--where: unknown column 'perm' (did you mean perms?)" \
		run --where perm=r --expect swapped=0 42
	mistake "no profile is called 'nmve-prp' (did you mean nvme-prp?); \
--profile list shows all" run --profile nmve-prp --expect swapped=0 42
}

@test "help and versions" {
	run "$VMAUDIT" --help
	assert_success
	assert_line --partial 'Usage: vmaudit run|check|record|diff|list'
	run "$VMAUDIT" -V
	assert_success
	assert_line --regexp '^vmaudit \(vminfo\) [0-9]'
}

# --- baselines ----------------------------------------------------------------

record() { # OPTION...
	baseline=$BATS_TEST_TMPDIR/baseline.json
	run --separate-stderr "$VMAUDIT" record --replay "$recording" \
		--baseline "$baseline" "$@"
}

compare() { # OPTION...
	run --separate-stderr "$VMAUDIT" diff --replay "$recording" \
		--baseline "$baseline" "$@"
}

# The recording with another line.
changed() { # SED
	sed "$1" tests/proc/audit.vm >"$BATS_TEST_TMPDIR/changed.vm"
	recording=$BATS_TEST_TMPDIR/changed.vm
}

@test "what is as it was is no worse" {
	record 42 --target heap --expect swapped=0 --target \
		mapping:/dev/shm/ring --expect runs=1 --expect node=0
	assert_success
	assert_output ''
	compare 42
	assert_success
	assert_line --regexp '^ok +heap +swapped 5'
	assert_line --regexp '^ok .*runs 1'
}

@test "what is worse by more than the tolerance fails" {
	record 42 --target heap --expect swapped=0 --expect present=0
	changed 's/+8 1 swapped 1:0x7/+8 3 swapped 1:0x7/'
	compare 42
	assert_equal "$status" 1
	assert_line --regexp '^FAIL +heap +swapped is 7, wanted <= 5 \(was 5\)'
	compare 42 --tolerance 39%
	assert_equal "$status" 1
	compare 42 --tolerance 40
	assert_success
	# Better is not worse.
	changed 's/+4 4 swapped 0:0x10/+4 3 swapped 0:0x10/'
	compare 42
	assert_success
}

@test "fewer huge pages, another node and more runs are worse" {
	record 42 --target mapping:/dev/shm/ring --expect huge-percent=1 \
		--expect node=0 --expect runs=1
	changed 's/present 0x40200 file huge node 1/present 0x30200 file node 0/'
	compare 42
	assert_equal "$status" 1
	assert_line --partial 'huge-percent is 0%, wanted >= 100 (was 100)'
	assert_line --partial 'node is 0, wanted = 1 (was 1)'
	changed 's/+0 512 present 0x40200/+0 511 present 0x40200/
		/+0 511 present/a +511 1 present 0x80000 file node 1'
	compare 42
	assert_equal "$status" 1
	assert_line --partial 'runs is 2, wanted <= 1 (was 1)'
}

@test "a baseline has numbers, and never an address or a frame" {
	record 42 --target mapping:/dev/shm/ring
	assert_success
	run jq -c '[.vminfo.baseline, .targets[0].target,
		.targets[0].metrics.runs, .targets[0].metrics["longest-run"],
		.targets[0].metrics["min-pa"],
		.targets[0].metrics["max-pa"]]' "$baseline"
	assert_output '[1,"mapping:/dev/shm/ring",1,2097152,null,null]'
	run cat "$baseline"
	refute_output --partial 1075838976
	refute_output --partial 262656
	record 42 --target heap --expect 'max-pa<4G'
	run jq -c '.targets[0].metrics' "$baseline"
	assert_output '{}'
}

@test "what was asked for and is not known is told, and not kept" {
	record 42 --target heap --expect runs=1 --expect swapped=0
	assert_equal "$status" 3
	assert_equal "${stderr_lines[0]}" \
		"vmaudit: heap: runs is not kept: not all of it is present"
	run jq -c '.targets[0].metrics' "$baseline"
	assert_output '{"swapped":5}'
}

@test "where and profile are kept with a target" {
	record 42 --target all --where 'perms~rw*' --profile pci-segments \
		--target all --where 'mapping=/dev/shm/ring' \
		--profile pci-segments \
		--expect segments=1
	assert_success
	run jq -c '.targets[1] | [.where, .profile, .metrics.segments]' \
		"$baseline"
	assert_output '[["mapping=/dev/shm/ring"],"pci-segments",32]'
	compare 42
	assert_line --regexp '^ok .*segments 32'
}

@test "nothing is kept of a target that is not there, or of two processes" {
	record 42 --target mapping:nosuch
	assert_equal "$status" 2
	assert_equal "${stderr_lines[0]}" \
		"vmaudit: mapping:nosuch: no page matched"
	refute [ -e "$baseline" ]
	record --target heap --expect swapped=0
	assert_equal "$status" 2
	assert_equal "${stderr_lines[0]}" \
		"vmaudit: a baseline is of one process, not of 2"
	refute [ -e "$baseline" ]
}

@test "a file that is no baseline is a mistake" {
	baseline=$BATS_TEST_TMPDIR/bad.json
	while IFS='|' read -r text why; do
		printf '%s' "$text" >"$baseline"
		compare 42
		assert_equal "$status" 2
		assert_equal "${stderr_lines[0]}" \
			"vmaudit: $baseline: this is no baseline: $why"
	done <<-'END'
		{|unexpected end of data
		{} {}|unexpected character
		{}|it has no head
		{"vminfo":{"baseline":2}}|it is of another version
		{"vminfo":{"baseline":1}}|it has no targets
		{"vminfo":{"baseline":1},"targets":[]}|it has no targets
		{"vminfo":{"baseline":1},"targets":[7]}|a target has no name, target or metrics
		{"vminfo":{"baseline":1},"targets":[{"name":"a","target":"all","metrics":{"runs":"x"}}]}|a value of it is no number
		{"vminfo":{"baseline":1},"targets":[{"name":"a","target":"all","metrics":{"runs":-1}}]}|a value of it is no number
		{"vminfo":{"baseline":1},"targets":[{"name":"a","target":"all","metrics":{"runs":18446744073709551616}}]}|a value of it is no number
		{"vminfo":{"baseline":1},"targets":[{"name":"a","target":"all","where":"perms = rw-p","metrics":{"runs":1}}]}|where is no list
		{"vminfo":{"baseline":1},"targets":[{"name":"a","target":"all","profile":["isa"],"metrics":{"runs":1}}]}|a profile is no name
		{"vminfo":{"baseline":1},"targets":[{"name":"a","target":"all","metrics":{"max-pa":1}}]}|a metric of it is none
		{"vminfo":{"baseline":1},"targets":[{"name":"a","target":"all","metrics":{"nosuch":1}}]}|a metric of it is none
	END
}

# --- reports ------------------------------------------------------------------

@test "JSON of each outcome fits the schema" {
	/usr/bin/python3 -c 'import jsonschema' || skip "no jsonschema"
	policy all.yaml <<-'END'
		- {name: a, target: heap, expect: {present: 4}}
		- {name: b, target: heap, expect: {swapped: 0}, hint: lock it}
		- {name: c, target: heap, expect: {swapped: 0}, severity: warn}
		- {name: d, target: heap, expect: {runs: 1, present: 4}}
		- {name: e, target: "mapping:no", expect: {runs: 1},
		   on-empty: skip}
	END
	audit --policy "$policy" --format json
	assert_equal "$status" 1
	echo "$output" >"$BATS_TEST_TMPDIR/report.json"
	run tests/json-schema audit "$BATS_TEST_TMPDIR/report.json"
	assert_success
	run jq -c '[.audits[0].rules[].outcome]' "$BATS_TEST_TMPDIR/report.json"
	assert_output '["ok","fail","warn","unknown","skip"]'
	run jq -c '[.audits[].pid]' "$BATS_TEST_TMPDIR/report.json"
	assert_output '[42,43]'
}

@test "several reports at once, each in its place" {
	audit 42 --target heap --expect swapped=0 --format text \
		--format "tap:$BATS_TEST_TMPDIR/tap" \
		--format "prom:$BATS_TEST_TMPDIR/prom"
	assert_equal "$status" 1
	assert_line --regexp '^FAIL +heap'
	run cat "$BATS_TEST_TMPDIR/tap"
	assert_line --partial 'not ok 1'
	run cat "$BATS_TEST_TMPDIR/prom"
	assert_line --partial 'swapped'
	audit 42 --expect swapped=0 --format "tap:$BATS_TEST_TMPDIR/no/tap"
	assert_equal "$status" 2
}

# --- hostile text -------------------------------------------------------------

@test "names that are hostile come out of no format as they are" {
	local esc=$'\e' name
	name="/x]]>\"'::error::a\\x1b[31m\\x0a%0A,b#"
	recording=$BATS_TEST_TMPDIR/hostile.vm
	cat >"$recording" <<-END
		vm 1
		page-size 4096
		rights frames
		process 42
		comm ::error::]]>\\x1b[1m"
		map 10000000-10004000 rw-p 00000000 00:00 0 $name
		+0 4 present 0x100
		end
	END
	policy=$BATS_TEST_TMPDIR/hostile.yaml
	cat >"$policy" <<-END
		version: 1
		rules:
		- name: ']]> ::error::x %0A <b>'
		  target: "mapping:/x*"
		  expect: {present: 5}
	END
	for format in text tap junit github gitlab json prom; do
		audit 42 --policy "$policy" --format "$format"
		assert_equal "$format $status" "$format 1"
		refute_output --partial "$esc"
		refute_line --regexp '^::error::x'
	done
	audit 42 --policy "$policy" --format json
	run jq -r '.audits[0].rules[0].name' <<<"$output"
	assert_output ']]> ::error::x %0A <b>'
	command -v xmllint >/dev/null || return 0
	audit 42 --policy "$policy" --format "junit:$BATS_TEST_TMPDIR/x.xml"
	run xmllint --noout --schema tests/junit.xsd "$BATS_TEST_TMPDIR/x.xml"
	assert_success
}
