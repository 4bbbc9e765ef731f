#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# --why-not-huge: a real program has a block for each reason.  khugepaged sleeps
# meanwhile, so that what it could do stays undone.
#
# changes: transparent huge pages: enabled, shmem_enabled, khugepaged
# changes: transparent huge pages of 64 KiB and 2 MiB: enabled
# changes: KSM: run, pages_to_scan, sleep_millisecs
# changes: nr_hugepages
# changes: a swap file

load machine
load target

THP=/sys/kernel/mm/transparent_hugepage
KSM=/sys/kernel/mm/ksm

setup_file() {
	machine_begin
	machine_set $THP/khugepaged/pages_to_scan 1 || true
	machine_set $THP/khugepaged/scan_sleep_millisecs 3600000 || true
	machine_set $THP/khugepaged/max_ptes_none 511 || true
	machine_set $THP/khugepaged/max_ptes_shared 256 || true
	machine_set $THP/khugepaged/max_ptes_swap 64 || true
	# It is started anew, looks at one page, and sleeps for an hour.
	machine_set $THP/enabled never || true
	machine_set $THP/enabled madvise || true
	machine_set $THP/shmem_enabled never || true
	machine_set $THP/hugepages-64kB/enabled madvise || true
	machine_set $THP/hugepages-2048kB/enabled inherit || true
	machine_set $KSM/pages_to_scan 10000 || true
	machine_set $KSM/sleep_millisecs 10 || true
	machine_set $KSM/run 1 || true
	machine_set /proc/sys/vm/nr_hugepages \
		$(($(cat /proc/sys/vm/nr_hugepages) + 2))
	machine_swap_file huge 64 5
	machine_scratch
	target_start blocks "$LIVE/blocks" "$scratch"
	target_start disabled "$LIVE/blocks" --disabled
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	[ "$(cat $THP/hpage_pmd_size 2>/dev/null)" = 2097152 ] ||
		skip "huge pages are not of 2 MiB here"
	target_find blocks
}

# What is said of the block of that name, in one line.
block() { # NAME COLUMNS
	local va
	if ! va=$(awk -v name="$1" '$1 == name { print $2 }' "$said") ||
		[ -z "$va" ]; then
		skip "$(grep "^skip $1 " "$said")"
	fi
	run "$VMWALK" --why-not-huge -A "$va+2M" -n -r -o "$2" "$target"
}

why() { # NAME REASONS
	block "$1" HUGE,WHY
	assert_success
	assert_output "no $2"
}

@test "a huge page is one" {
	block huge HUGE,WHY,ORDER
	assert_success
	assert_output "yes - 9"
}

@test "nothing is in the way of single pages but that nobody came by" {
	why small collapsible,small:512
}

@test "pages that were not touched are holes, all of them an empty block" {
	why hole collapsible,hole:12,small:500
	why empty empty
}

@test "the zero page is no page of its own" {
	why zero collapsible,zero:10,small:502
}

@test "a guard page" {
	why guard guard:1,small:511
}

@test "who asked for none, and who did not ask" {
	why nohugepage nohugepage,small:512
	why unadvised madvise,small:512
}

@test "a process that wants none" {
	target_find disabled
	why disabled disabled,small:512
}

@test "more shared pages than khugepaged allows, and fewer" {
	why shared shared:512,small:512
	why few-shared collapsible,shared:212,small:512
}

@test "other permissions of a half, and which mapping has them" {
	block protection SIZE,REASON,NEIGHBOUR,NEIGHBOUR-PERMS
	va=$(awk '$1 == "protection" { print $2 }' "$said")
	half=$(printf %x $((0x$va + 1048576)))
	assert_line -n 0 "1048576 protection,small $half r--p"
	assert_line -n 1 "1048576 protection,small $va rw-p"
}

@test "other flags of a half" {
	block split SIZE,REASON,NEIGHBOUR-PERMS
	assert_line -n 0 "1048576 split,small rw-p"
	assert_line -n 1 "1048576 split,small rw-p"
}

@test "the end of a mapping is no whole block" {
	va=$(awk '$1 == "edge" { print $2 }' "$said")
	run "$VMWALK" --why-not-huge -A "$va+3M" -n -r -o PAGES,HUGE,REASON \
		"$target"
	assert_line -n 0 "512 yes -"
	assert_line -n 1 --regexp '^256 no edge,hole,(small|mthp)$'
}

@test "shared memory for which the settings allow none" {
	why shmem never,small:512
}

@test "shared memory at an offset that does not fit" {
	why offset offset,never,small:512
}

@test "a tmpfs that was mounted without huge pages" {
	[ "$(stat -fc %T /dev/shm)" = tmpfs ] || skip "/dev/shm is no tmpfs"
	! grep -q ' /dev/shm .*huge=' /proc/self/mountinfo ||
		skip "/dev/shm was mounted with huge pages"
	why tmpfs never,small:512
}

@test "own copies of pages of shared memory" {
	why copied never,copied:512,small:512
}

@test "a file of a file system without huge pages" {
	block file HUGE,REASON
	assert_success
	assert_output --regexp '^no file,(small|mthp|mthp,small)$'
}

@test "a huge folio of which one page is gone" {
	why partial collapsible,hole:1,partial:511
}

@test "a huge folio that is mapped page by page" {
	why pte-mapped collapsible,pte-mapped:512
}

@test "a huge folio that was moved to where it does not fit" {
	block displaced HUGE,REASON,ORDER
	assert_success
	assert_output "no edge,displaced 9"
}

@test "folios of 64 KiB" {
	block mthp HUGE,WHY,ORDER
	assert_success
	assert_output "no collapsible,mthp:512 4"
}

@test "pages that KSM merged" {
	why ksm ksm:512,small:512
}

@test "more swapped pages than khugepaged allows" {
	why swapped swapped:100,small:412
}

@test "pages that userfaultfd fills" {
	why uffd uffd:312,hole:312,small:200
}

@test "hugetlb has its own huge pages" {
	block hugetlb HUGE,REASON
	assert_success
	assert_output "yes hugetlb"
}

as_nobody() { # COMMAND...
	setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

@test "an ordinary user does not see folios, but whatever else is in the way" {
	as_nobody "$VMWALK" --version >/dev/null ||
		skip "nobody may run vmwalk where it is"
	target_start nobody setpriv --reuid=65534 --regid=65534 \
		--clear-groups "$LIVE/blocks" / small guard hole huge
	for expected in small:no,collapsible,unknown huge:yes,- \
		guard:no,guard:1,unknown hole:no,collapsible,hole:12,unknown; do
		va=$(awk -v name="${expected%%:*}" '$1 == name { print $2 }' \
			"$said")
		run --separate-stderr as_nobody "$VMWALK" --why-not-huge -A "$va+2M" -n -r \
			-o HUGE,WHY "$target"
		assert_line -n 0 "$(tr , ' ' <<<"${expected#*:}" |
			sed 's/ /,/2g')"
	done
}

@test "what was recorded has the same reasons" {
	"$VMWALK" --why-not-huge -r -o VA,HUGE,WHY "$target" |
		sed 's/file,/ineligible,/' >"$BATS_TEST_TMPDIR/live"
	"$VMWALK" --record "$BATS_TEST_TMPDIR/x.vm" "$target"
	"$VMWALK" --replay "$BATS_TEST_TMPDIR/x.vm" --why-not-huge -r \
		-o VA,HUGE,WHY "$target" >"$BATS_TEST_TMPDIR/replayed" ||
		[ $? = 3 ]
	# How a tmpfs was mounted is not recorded.
	va=$(awk '$1 == "tmpfs" { print $2 }' "$said")
	sed -i "/^$va /d" "$BATS_TEST_TMPDIR/live" "$BATS_TEST_TMPDIR/replayed"
	run diff "$BATS_TEST_TMPDIR/live" "$BATS_TEST_TMPDIR/replayed"
	assert_success
}

@test "with huge pages for nobody, the setting is to blame" {
	machine_set $THP/enabled never
	why small never,small:512
	why guard never,guard:1,small:511
	block huge HUGE,REASON
	assert_output "yes -"
	machine_set $THP/enabled madvise
}
