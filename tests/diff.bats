#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# vmwalk --diff: what changed from one recording to another, or to the
# processes in a directory like /proc.  Needs no privilege.
#
# Each test is a subshell, and run sets output, stderr and their lines.
# shellcheck disable=SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME" || return 1
	vmwalk=${VMWALK:-${BUILD:-$PWD/../build}/bin/vmwalk}
	work=$BATS_TEST_TMPDIR
	rights=frames
	page_size=4096
}

# The lines of processes come on stdin.
record() { # NAME
	{
		printf '%s\n' "vm 1" "page-size $page_size" \
			"pmd-size $((page_size * 512))" "rights $rights" \
			"features pagemap scan query"
		cat
		echo end
	} >"$work/$1.vm"
}

# A process whose heap has the pages of the lines on stdin.
heap() { # PAGES
	printf '%s\n' "process 812" "comm app" \
		"map 10000-$(printf %x $((0x10000 + $1 * 4096))) rw-p 0 00:00 0 [heap]"
	cat
}

diff_of() { # OPTION...
	run --separate-stderr "$vmwalk" --diff "$work/a.vm" "$work/b.vm" "$@"
}

# One row for each page that changed: "VA CHANGE".
changes_of() { # OPTION...
	diff_of -g page -rn -o VA,CHANGE "$@"
}

# The heap of one page, before and after.
became() { # BEFORE AFTER
	echo "${1:+"+0 1 $1"}" | heap 1 | record a
	echo "${2:+"+0 1 $2"}" | heap 1 | record b
	changes_of
}

assert_became() { # BEFORE AFTER CHANGE
	became "$1" "$2"
	assert_equal "$1 -> $2: $output ($status)" \
		"$1 -> $2: ${3:+10000 $3} ($(if [ "$3" ]; then echo 1; else echo 0; fi))"
}

# Two heaps of seven pages of which each changed in another way.
record_two() {
	heap 12 <<-'END' | record a
		+0 4 present 0x100 exclusive
		+4 2 swapped 0:0x10
		+6 2 present 0x200 file
		+8 1 zero 0x5
	END
	heap 16 <<-'END' | record b
		+0 2 present 0x100 exclusive
		+2 2 present 0x300 exclusive
		+4 1 present 0x400 exclusive
		+5 1 swapped 0:0x20
		+6 1 present 0x210 exclusive
		+8 1 present 0x220 exclusive
		+9 1 present 0x221 exclusive
		+13 1 present 0x230 exclusive
	END
}

# --- kinds of change ---------------------------------------------------------

@test "a page in another frame moved, one in the same frame is the same" {
	assert_became "present 0x100" "present 0x101" moved
	assert_became "present 0x100" "present 0x100" ""
	assert_became "present 0x100 exclusive" "present 0x100 soft-dirty" ""
}

@test "pages go to swap, come back and move there" {
	assert_became "present 0x100" "swapped 0:0x10" swapped-out
	assert_became "" "swapped 0:0x10" swapped-out
	assert_became "swapped 0:0x10" "present 0x100" swapped-in
	assert_became "swapped 0:0x10" "swapped 0:0x11" swap-moved
	assert_became "swapped 0:0x10" "swapped 1:0x10" swap-moved
	assert_became "swapped 0:0x10" "swapped 0:0x10" ""
}

@test "pages come and go" {
	assert_became "" "present 0x100" came
	assert_became "" "zero 0x5" came
	assert_became "present 0x100" "" went
	assert_became "swapped 0:0x10" "" went
	assert_became "zero 0x5" guard went
	assert_became "" "" ""
}

@test "pages are written, copied, dropped and zeroed" {
	assert_became "zero 0x5" "present 0x100" written
	assert_became "present 0x100 file" "present 0x101" copied
	assert_became "present 0x101" "present 0x100 file" dropped
	assert_became "present 0x100 file" "present 0x101 file" moved
	assert_became "present 0x100" "zero 0x5" zeroed
}

@test "huge pages are split and merged" {
	assert_became "present 0x210 huge" "present 0x210" huge-split
	assert_became "present 0x100" "present 0x210 huge" moved,huge-merged
	assert_became "present 0x210 huge" "swapped 0:0x10" swapped-out
}

@test "other changes of state have no name of their own" {
	assert_became "present 0x100" "special 27:0x100" other,unknown
	assert_became "present 0x100" poison other
	assert_became guard marker other
}

@test "a change of the mapping is told of each of its pages" {
	record a <<-'END'
		process 812
		map 10000-14000 rw-p 0 00:00 0 [heap]
		+0 4 present 0x100
		map 20000-22000 rw-p 0 00:00 0
		+0 2 present 0x200
		map 30000-32000 r--p 0 08:01 7 /lib/a
		+0 2 present 0x300 file
		map 40000-42000 rw-p 0 00:00 0
		+0 1 present 0x400
	END
	record b <<-'END'
		process 812
		map 10000-15000 rw-p 0 00:00 0 [heap]
		+0 5 present 0x100
		map 20000-22000 r--p 0 00:00 0 [anon:x]
		+0 1 present 0x200
		+1 1 present 0x209
		map 30000-32000 r--p 0 08:01 8 /lib/a
		+0 2 present 0x300 file
		map 50000-52000 rw-p 0 00:00 0
		+1 1 present 0x400
	END
	changes_of
	assert_equal "$status" 1
	assert_output - <<-'END'
		14000 came,grew
		21000 moved,renamed,protected
		30000 replaced
		31000 replaced
		40000 went,unmapped
		41000 unmapped
		50000 mapped
		51000 came,mapped
	END
	diff_of -g mapping -rn -o VA,SIZE,CHANGE,WAS-PERMS,PERMS,WAS-MAPPING,MAPPING
	assert_output - <<-'END'
		14000 4096 came,grew - rw-p - [heap]
		20000 8192 moved,renamed,protected rw-p r--p - [anon:x]
		30000 8192 replaced r--p r--p /lib/a /lib/a
		40000 8192 went,unmapped rw-p - - -
		50000 8192 came,mapped - rw-p - -
	END
}

@test "other permissions alone are a difference, but in no row of pages" {
	echo "+0 1 present 0x100" | heap 1 | record a
	sed 's/rw-p/r--p/' "$work/a.vm" >"$work/b.vm"
	diff_of -g run
	assert_equal "$status" 1
	assert_line "1 page only have other permissions or names (-g mapping lists them)"
	assert_line "812 app: 1 page protected; 0 unknown"
	diff_of -g mapping -rn -o CHANGE
	assert_output protected
}

# --- rows --------------------------------------------------------------------

@test "a row is a range of pages that went from one run to another" {
	record_two
	diff_of -g run -rn -o VA,PAGES,CHANGE,WAS-STATE,WAS-PFN,WAS-SWAPOFF,STATE,PFN,SWAPOFF
	assert_equal "$status" 1
	assert_output - <<-'END'
		12000 2 moved present 0x102 - present 0x300 -
		14000 1 swapped-in swapped - 16 present 0x400 -
		15000 1 swap-moved swapped - 17 swapped - 32
		16000 1 copied present 0x200 - present 0x210 -
		17000 1 went present 0x201 - absent - -
		18000 1 written zero - - present 0x220 -
		19000 1 came absent - - present 0x221 -
		1c000 1 grew unmapped - - absent - -
		1d000 1 came,grew unmapped - - present 0x230 -
		1e000 2 grew unmapped - - absent - -
	END
}

@test "all columns of pages and runs" {
	record_two
	diff_of -g run -r -O
	assert_line --index 0 "LOOK TIME PID COMMAND VA END SIZE PAGES CHANGE WAS-STATE WAS-PA WAS-PFN WAS-SWAPTYPE WAS-SWAPOFF WAS-HUGE WAS-FILE STATE PA PFN SWAPTYPE SWAPOFF HUGE FILE WAS-PERMS PERMS OFFSET DEV INODE WAS-MAPPING MAPPING"
	assert_line --index 2 "- - 812 app 14000 15000 4096 1 swapped-in swapped - - 0 16 - - present 0x400000 0x400 - - no no rw-p rw-p - - - [heap] [heap]"
	assert_line --index 4 "- - 812 app 16000 17000 4096 1 copied present 0x200000 0x200 - - no yes present 0x210000 0x210 - - no no rw-p rw-p - - - [heap] [heap]"
}

@test "all columns of mappings and processes" {
	record_two
	diff_of -g mapping -r -O
	assert_line --index 0 "LOOK TIME PID COMMAND VA END SIZE PAGES CHANGE MOVED SWAPPED-OUT SWAPPED-IN SWAP-MOVED CAME WENT WRITTEN COPIED DROPPED ZEROED HUGE-SPLIT HUGE-MERGED OTHER MAPPED UNMAPPED GREW SHRANK REPLACED RENAMED PROTECTED NEW GONE SAME UNKNOWN WAS-PERMS PERMS OFFSET DEV INODE WAS-MAPPING MAPPING"
	assert_line --index 1 "- - 812 app 10000 1c000 49152 12 moved,swapped-in,swap-moved,came,went,written,copied 2 0 1 1 1 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 4 0 rw-p rw-p - - - [heap] [heap]"
	assert_line --index 2 "- - 812 app 1c000 20000 16384 4 came,grew 0 0 0 0 1 0 0 0 0 0 0 0 0 0 0 4 0 0 0 0 0 0 0 0 - rw-p - - - - [heap]"
	diff_of -g process -rn -O
	assert_output "- - 812 app 65536 16 moved,swapped-in,swap-moved,came,went,written,copied,grew 2 0 1 1 2 1 1 1 0 0 0 0 0 0 0 4 0 0 0 0 0 0 4 0"
}

@test "the usual tables" {
	record_two
	diff_of
	assert_output - <<-'END'
		   VA SIZE MOVED OUT IN CAME WENT WRITTEN COPIED UNKNOWN CHANGE                                               MAPPING
		10000  48K     2   0  1    1    1       1      1       0 moved,swapped-in,swap-moved,came,went,written,copied [heap]
		1c000  16K     0   0  0    1    0       0      0       0 came,grew                                            [heap]
		812 app: 2 pages moved, 1 swapped-in, 1 swap-moved, 2 came, 1 went, 1 written, 1 copied, 4 grew; 0 unknown
	END
	diff_of -A 12000+4K
	assert_output - <<-'END'
		          VA  SIZE CHANGE       WAS-STATE        WAS-PA STATE                PA MAPPING
		       12000  4.0K moved        present        0x102000 present        0x300000 [heap]
		812 app: 1 page moved; 0 unknown
	END
	diff_of -g process
	assert_output - <<-'END'
		PID MOVED OUT IN CAME WENT WRITTEN COPIED UNKNOWN CHANGE                                                    COMMAND
		812     2   0  1    2    1       1      1       0 moved,swapped-in,swap-moved,came,went,written,copied,grew app
	END
	assert_equal "$stderr" ""
}

@test "two recordings of the same are the same: 0, and no rows" {
	record_two
	cp "$work/a.vm" "$work/b.vm"
	for group in page run mapping process; do
		diff_of -rn -g "$group"
		assert_equal "$status: $output$stderr" "0: "
	done
	diff_of
	assert_equal "$status" 0
	assert_line "812 app: no page changed; 0 unknown"
	diff_of -q
	assert_equal "$status: $output" "0: "
}

@test "-m is of the name before or after, -A of both" {
	echo "+0 2 present 0x100" | heap 2 | record a
	sed -e 's/\[heap\]/[anon:x]/' -e 's/0x100/0x200/' "$work/a.vm" \
		>"$work/b.vm"
	for name in '[heap]' '[anon:x]'; do
		changes_of -m "$name"
		assert_output $'10000 moved,renamed\n11000 moved,renamed'
	done
	changes_of -A 11000+4K
	assert_output "11000 moved,renamed"
	changes_of -m '[stack]'
	assert_equal "$status: $output" "2: "
	assert_equal "$stderr" "vmwalk: nothing matched"
	changes_of -A 80000+4K
	assert_equal "$status" 2
}

@test "--where asks for one of the changes, and sums are of its rows" {
	record_two
	changes_of --where 'change~swap*' --where 'was-state=swapped'
	assert_equal "$status" 1
	assert_output $'14000 swapped-in\n15000 swap-moved'
	diff_of -g run --where 'change~came'
	assert_line "812 app: 2 pages came, 1 grew; 0 unknown"
	diff_of -g mapping --where 'moved>0'
	assert_line "812 app: 2 pages moved, 1 swapped-in, 1 swap-moved, 1 came, 1 went, 1 written, 1 copied; 0 unknown"
	changes_of --where 'change~zeroed'
	assert_equal "$status: $output$stderr" "0: "
	changes_of --where 'change~swap'
	assert_equal "$status" 2
	assert_regex "$stderr" "CHANGE is never 'swap'"
}

@test "--sort and formats are those of other rows" {
	record_two
	diff_of -g mapping -rn -o VA --sort -came
	assert_output $'10000\n1c000'
	diff_of -g mapping -rn -o VA --sort -va
	assert_output $'1c000\n10000'
	diff_of -g run --sort va
	assert_equal "$status" 2
	diff_of -g run -Pn -o VA,CHANGE,WAS-STATE -A 1b000-1e000
	assert_line 'VA="1d000" CHANGE="came,grew" WAS_STATE="unmapped"'
}

@test "a column of other rows says whose it is" {
	record_two
	diff_of -o RSS
	assert_equal "$status" 2
	assert_regex "$stderr" "column RSS is for rows that are no changes"
	run -2 --separate-stderr "$vmwalk" -o WAS-PA 1
	assert_regex "$stderr" "column WAS-PA is for --diff and --watch"
}

@test "JSON of all groups fits its schemas" {
	/usr/bin/python3 -c 'import jsonschema' || skip "no python3-jsonschema"
	record_two
	for group in page run mapping process; do
		diff_of -g "$group" -J -O --summary
		./json-schema changes - <<<"$output"
		diff_of -g "$group" --json=lines -O --summary
		./json-schema change-lines - <<<"$output"
		diff_of -g "$group" -J
		./json-schema changes - <<<"$output"
	done
}

@test "JSON has the changes as an array, and the exit status" {
	record_two
	diff_of -g run --json=lines -o VA,CHANGE -A 1b000-1e000
	assert_output - <<-END
		{"type":"start","format":1,"version":"$(cat ../VERSION)","page_size":4096,"hidden":[],"group":"run-change"}
		{"type":"run-change","va":"0x1c000","change":["grew"]}
		{"type":"run-change","va":"0x1d000","change":["came","grew"]}
		{"type":"end","complete":true,"exit":1}
	END
}

# --- what cannot be told -----------------------------------------------------

@test "hidden frames cannot be told from moved ones: 3" {
	rights=
	echo "+0 4 present hidden" | heap 6 | record a
	cp "$work/a.vm" "$work/b.vm"
	diff_of
	assert_equal "$status" 3
	assert_line "4 pages cannot be compared (-v lists them)"
	assert_line "812 app: no change is proven; 4 unknown"
	assert_regex "$stderr" "a.vm: frames are hidden in it, so that nobody can tell which pages moved"
	assert_regex "$stderr" "b.vm: frames are hidden in it"
	diff_of -v -g run
	assert_line --regexp "10000 +16K unknown +present +\? +present +\? +\[heap\]"
	diff_of -rn -o VA,CHANGE,MOVED,CAME,SAME,UNKNOWN
	assert_equal "$status: $output" "3: 10000 unknown ? 0 2 4"
	diff_of -q
	assert_equal "$status: $output$stderr" "3: "
	# Of one recording, it is said once.
	run --separate-stderr "$vmwalk" --diff "$work/a.vm" "$work/a.vm"
	assert_equal "$status" 3
	assert_equal "$(grep -c "frames are hidden in it" <<<"$stderr")" 1
}

@test "hidden frames on one side alone are as unknown" {
	echo "+0 1 present 0x100" | heap 1 | record a
	rights=
	echo "+0 1 present hidden" | heap 1 | record b
	changes_of
	assert_equal "$status: $output" "3: 10000 unknown"
	assert_regex "$stderr" "b.vm: frames are hidden in it"
	refute_regex "$stderr" "a.vm: frames"
}

@test "what is proven comes before what is unknown: 1" {
	rights=
	printf '%s\n' "+0 2 present hidden" | heap 3 | record a
	printf '%s\n' "+0 1 present hidden" "+2 1 present hidden" | heap 3 |
		record b
	changes_of
	assert_equal "$status" 1
	assert_output $'10000 unknown\n11000 went\n12000 came'
	diff_of --where 'change~moved' -g page
	assert_equal "$status" 3
	assert_regex "$stderr" "1 row could not be compared"
}

@test "nonpresent may be anything that is not present" {
	rights=
	assert_became "present hidden" "nonpresent" other,unknown
	became nonpresent nonpresent
	assert_equal "$status: $output" "3: 10000 unknown"
	diff_of -rn -g mapping -o SWAPPED-OUT,SWAP-MOVED,CAME
	assert_output "? ? ?"
}

@test "a huge page that no kernel tells of may have been split" {
	became "present 0x200 huge-unknown" "present 0x200 huge-unknown"
	assert_equal "$status: $output" "3: 10000 unknown"
	diff_of -rn -g mapping -o HUGE-SPLIT,MOVED
	assert_output "? 0"
}

@test "what was cut off, refused or had changed is unknown" {
	echo "+0 4 present 0x100" | heap 4 | record a
	{
		printf '%s\n' "process 812" \
			"map 10000-12000 rw-p 0 00:00 0 [heap]" \
			"+0 2 present 0x100" "cut 12000 refused EIO"
	} | record b
	changes_of
	assert_equal "$status" 3
	assert_output $'12000 unknown\n13000 unknown'
	printf '%s\n' "process 812" "refused EACCES" | record b
	changes_of
	assert_equal "$status: ${#lines[@]}" "3: 4"
	assert_line "13000 unknown"
	{
		printf '%s\n' "process 812" "changed 10000-14000" \
			"map 10000-14000 rw-p 0 00:00 0 [heap]" \
			"+0 4 present 0x200"
	} | record b
	changes_of
	assert_equal "$status: ${#lines[@]}" "3: 4"
	assert_line "13000 unknown"
}

@test "a process that is refused is there, though nothing can be told: 3" {
	printf '%s\n' "process 812" "refused EACCES" | record a
	cp "$work/a.vm" "$work/b.vm"
	for numbers in "" 812; do
		# shellcheck disable=SC2086
		diff_of $numbers
		assert_equal "$status" 3
		assert_regex "$stderr" "812/maps: Permission denied"
		[[ $stderr != *neither* && $stderr != *matched* ]]
	done
	diff_of 813
	assert_equal "$status" 2
	assert_regex "$stderr" "813: in neither of the two"
}

@test "pages of which the kernel tells nothing are not compared" {
	printf '%s\n' "process 812" "map 10000-14000 rw-s 0 00:05 7 /dev/x" \
		pfnmap | record a
	cp "$work/a.vm" "$work/b.vm"
	changes_of
	assert_equal "$status: $output" "0: "
}

@test "pages of another size cannot be compared: 2" {
	echo "+0 1 present 0x100" | heap 16 | record a
	page_size=65536
	printf '%s\n' "process 812" "map 10000-20000 rw-p 0 00:00 0" | record b
	diff_of
	assert_equal "$status: $output" "2: "
	assert_equal "$stderr" \
		"vmwalk: $work/a.vm: its pages have 4096 bytes, those of the other 65536"
}

@test "what is of another boot cannot be compared: 2" {
	echo "+0 1 present 0x100" | heap 1 | record a
	sed 's/^rights/boot 1234-ab\n&/' "$work/a.vm" >"$work/b.vm"
	changes_of
	assert_equal "$status: $output" "0: "
	cp "$work/b.vm" "$work/c.vm"
	sed 's/^rights/boot 5678-ab\n&/' "$work/a.vm" >"$work/b.vm"
	cp "$work/c.vm" "$work/a.vm"
	changes_of
	assert_equal "$status: $output" "2: "
	assert_equal "$stderr" "vmwalk: $work/a.vm: of another machine, or of before it was started again: nothing can be compared"
	cp "$work/a.vm" "$work/b.vm"
	changes_of
	assert_equal "$status: $output$stderr" "0: "
	sed -i 's/^rights/arch s390x\n&/' "$work/a.vm"
	changes_of
	assert_equal "$status: $output" "0: "
	sed -i 's/^rights/arch ppc64\n&/' "$work/b.vm"
	changes_of
	assert_equal "$status: $output" "2: "
}

@test "frames that got other numbers are not compared, slots are: 3" {
	printf '%s\n' "+0 1 present 0x100" "+1 1 swapped 0:0x10" | heap 2 |
		record a
	sed 's/^rights/rebased\n&/' "$work/a.vm" >"$work/b.vm"
	for _ in 1 2; do
		diff_of -g page -rn -o VA,CHANGE,WAS-PFN,PFN
		assert_equal "$status: $output" "3: 10000 unknown 0x100 0x100"
		assert_regex "$stderr" "\.vm: frames have other numbers in it \(--rebase\)"
		cp "$work/b.vm" "$work/a.vm"
	done
	sed -i 's/0:0x10/0:0x11/' "$work/b.vm"
	changes_of
	assert_equal "$status: $output" "1: 10000 unknown
11000 swap-moved"
}

# --- processes ---------------------------------------------------------------

record_processes() { # NAME START-TIME-OF-5 PID...
	local name=$1 start=$2 pid
	shift 2
	for pid; do
		printf '%s\n' "process $pid" "comm p$pid" "start-time $start" \
			"map 10000-12000 rw-p 0 00:00 0" "+0 1 present 0x$pid"
	done | record "$name"
}

@test "processes are those of a number and a start; others are new or gone" {
	record_processes a 1 5 6
	record_processes b 1 6 7
	diff_of -rn -o PID,PAGES,CHANGE,NEW,GONE
	assert_equal "$status" 1
	assert_output $'5 2 gone 0 2\n7 2 new 2 0'
	diff_of -rn -g run -o PID,VA,CHANGE,WAS-STATE,STATE
	assert_output - <<-'END'
		5 10000 gone present unmapped
		5 11000 gone absent unmapped
		7 10000 new unmapped present
		7 11000 new unmapped absent
	END
	record_processes b 2 5 6
	diff_of -rn -o PID,CHANGE
	assert_output $'5 gone\n5 new\n6 gone\n6 new'
}

@test "tables count the memory of processes that are new or gone" {
	record_processes a 1 5
	record_processes b 1 7
	diff_of -g run
	assert_output - <<-'END'
		    PID           VA  SIZE CHANGE       WAS-STATE        WAS-PA STATE                PA MAPPING
		5 p5: 2 pages gone; 0 unknown
		7 p7: 2 pages new; 0 unknown
	END
	diff_of -g run -v
	assert_line --regexp "^ +7 +10000 +4.0K new +unmapped +- present +0x7000 -$"
	diff_of -g mapping -m '[heap]'
	assert_equal "$status" 2
}

@test "numbers choose processes of both" {
	record_processes a 1 5 6
	record_processes b 1 5 7
	for pids in "5" "-p 5"; do
		# shellcheck disable=SC2086
		diff_of $pids -rn -g mapping
		assert_equal "$status: $output" "0: "
	done
	diff_of 5 6 -rn -o PID,CHANGE
	assert_output "6 gone"
	diff_of 5 8 -rn
	assert_equal "$status" 2
	assert_equal "$stderr" "vmwalk: 8: in neither of the two"
}

@test "one recording is compared with the processes of a directory like /proc" {
	[ "$(getconf PAGESIZE)" = 4096 ] || skip "pages are not of 4 KiB here"
	record_processes a 1 5 6
	{
		printf '%s\n' "vm 1" "page-size 4096" "process 5" \
			"start-time 1" "map 10000-12000 rw-p 0 00:00 0" \
			"+0 1 present 0x5" "process 6" "start-time 9" \
			"map 10000-12000 rw-p 0 00:00 0" "process 7"
	} >"$work/live.proc"
	./unpack "$work/live.proc" "$work/proc"
	run --separate-stderr "$vmwalk" --diff "$work/a.vm" \
		--procfs "$work/proc" -rn -o PID,CHANGE
	assert_equal "$status" 1
	assert_line --regexp '^6 gone'
	assert_equal "$stderr" "vmwalk: 6: is another process now"
	rm -r "$work/proc/6"
	run --separate-stderr "$vmwalk" --diff "$work/a.vm" \
		--procfs "$work/proc" 6 -rn -g process -o PID,CHANGE
	assert_equal "$status: $output$stderr" "1: 6 gone"
}

@test "a live process that sleeps is as it was when it was recorded" {
	sleep 1000 3>&- &
	pid=$!
	until grep -q ' (sleep) S ' "/proc/$pid/stat"; do
		sleep 0.02
	done
	"$vmwalk" --record "$work/a.vm" "$pid" 2>/dev/null || true
	wanted=3
	! "$vmwalk" --can pfn -q || wanted=0
	run --separate-stderr "$vmwalk" --diff "$work/a.vm" -g run
	assert_equal "$status" $wanted
	assert_line --regexp "^$pid sleep: no .* unknown$"
	run --separate-stderr "$vmwalk" --diff "$work/a.vm" "$pid" -qg run
	assert_equal "$status" $wanted
	{ kill "$pid" && wait "$pid"; } 2>/dev/null || true
	run --separate-stderr "$vmwalk" --diff "$work/a.vm"
	assert_equal "$status" 1
	assert_line --regexp "^$pid sleep: [0-9,]+ pages gone; 0 unknown$"
}

# --- mistakes ----------------------------------------------------------------

@test "what is no recording is refused" {
	record_two
	sed -i '$d' "$work/b.vm"
	diff_of
	assert_equal "$status: $output" "2: "
	assert_regex "$stderr" "b.vm:.*it was cut: no line says end"
	run -2 --separate-stderr "$vmwalk" --diff "$work/nothing"
	assert_equal "$stderr" "vmwalk: $work/nothing: No such file or directory"
	printf '%s\n' "vm 1" "page-size 4096" end >"$work/a.vm"
	cp "$work/a.vm" "$work/b.vm"
	diff_of
	assert_equal "$status" 2
	assert_equal "$stderr" "vmwalk: $work/a.vm: no process was recorded"
}

refused() { # MESSAGE OPTION...
	local message=$1
	shift
	run -2 --separate-stderr "$vmwalk" "$@"
	assert_equal "${stderr_lines[0]}" "vmwalk: $message"
	assert_output ""
}

@test "options that do not go together are refused" {
	record_two
	refused "--diff and --verify cannot be combined" \
		--diff "$work/a.vm" --verify
	refused "--diff and --replay cannot be combined" \
		--diff "$work/a.vm" --replay "$work/b.vm"
	refused "--diff and --watch cannot be combined" \
		--diff "$work/a.vm" --watch 1
	refused "--procfs and two recordings cannot be combined" \
		--diff "$work/a.vm" "$work/b.vm" --procfs /proc
	refused "--diff shows processes by their numbers alone" \
		--diff "$work/a.vm" --name app
	refused "--diff was given twice" \
		--diff "$work/a.vm" --diff "$work/b.vm"
	refused "'c.vm' is not the number of a process" \
		--diff "$work/a.vm" "$work/b.vm" c.vm
	refused "'b.vm' is not the number of a process" b.vm
}
