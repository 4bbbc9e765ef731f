#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# One process with memory in every state: each page gets exactly its state and
# its attributes.  Swap has a file of its own.
#
# changes: nr_hugepages
# changes: KSM: run, pages_to_scan, sleep_millisecs
# changes: transparent huge pages of 64 KiB: enabled

load machine
load target

KSM=/sys/kernel/mm/ksm
THP=/sys/kernel/mm/transparent_hugepage

setup_file() {
	machine_begin
	machine_set /proc/sys/vm/nr_hugepages \
		$(($(cat /proc/sys/vm/nr_hugepages) + 8))
	machine_set $KSM/pages_to_scan 10000 || true
	machine_set $KSM/sleep_millisecs 10 || true
	machine_set $KSM/run 1 || true
	machine_set $THP/hugepages-64kB/enabled madvise || true
	target_start stage "$LIVE/stage"
	walk_pages "$BATS_FILE_TMPDIR/walk.json" "$target" || true
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find stage
	walk=$BATS_FILE_TMPDIR/walk.json
}

@test "the second reader agrees with the program that made the states" {
	judge oracle "$said" "$target"
}

@test "nothing that the program made came out differently" {
	run grep ^broken "$said"
	assert_failure 1
}

@test "written, untouched and given back pages" {
	judge states "$said" "$walk" written untouched given-back
}

@test "the 4K zero page has its own state" {
	judge states "$said" "$walk" zero-page
}

@test "a page shared by fork is not exclusive" {
	judge states "$said" "$walk" shared-by-fork
}

@test "a PROT_NONE page that is resident is present" {
	judge states "$said" "$walk" prot-none
}

@test "locked and lazily freed pages are present" {
	judge states "$said" "$walk" locked lazily-freed
}

@test "guard pages are guard, whether there was memory or not" {
	judge states "$said" "$walk" guard-untouched guard-populated
}

@test "a merged KSM pair is present and not exclusive" {
	judge states "$said" "$walk" ksm-pair
}

@test "a transparent huge page is huge" {
	judge states "$said" "$walk" huge-page
}

@test "a huge page that is mapped page by page is not huge" {
	judge states "$said" "$walk" huge-page-broken
}

@test "a 64K page is not huge" {
	judge states "$said" "$walk" mthp-64k
}

@test "the huge zero page is zero and huge, and no page of a file" {
	judge states "$said" "$walk" huge-zero-page
}

@test "private hugetlb pages, written and only reserved" {
	judge states "$said" "$walk" hugetlb-private
}

@test "shared hugetlb pages, written and only reserved" {
	judge states "$said" "$walk" hugetlb-shared
}

@test "shared memory, written here and not" {
	judge states "$said" "$walk" shared-anonymous memfd
}

@test "a page that one process maps twice is not exclusive" {
	judge states "$said" "$walk" memfd-twice
}

@test "private copies are no pages of their file" {
	judge states "$said" "$walk" memfd-private file-copy
}

@test "pages of a file, read and written" {
	judge states "$said" "$walk" file-written file-read
}

@test "a page beyond the end of its file" {
	judge states "$said" "$walk" file-beyond-end
}

@test "userfaultfd write protection, with and without memory" {
	judge states "$said" "$walk" uffd-protected uffd-protected-shmem
}

@test "userfaultfd poison is poisoned" {
	judge states "$said" "$walk" uffd-poisoned
}

@test "userfaultfd poison in hugetlb is never absent" {
	judge states "$said" "$walk" uffd-poisoned-hugetlb
}

@test "a perf ring buffer is pfnmap" {
	judge states "$said" "$walk" perf-buffer
}

@test "the kernel's own mappings" {
	judge states "$said" "$walk" '[vvar]' '[vdso]' '[vsyscall]'
}

@test "a gap is not listed" {
	judge states "$said" "$walk" gap
}

@test "every page of the process is as the second reader sees it" {
	judge pages "$target" "$walk"
}

@test "with no swap area on, nothing anywhere is swapped" {
	[ "$(wc -l </proc/swaps)" = 1 ] || skip "swap is on here"
	cd /proc
	# Some of them may be gone meanwhile.
	"$VMWALK" -g process -J -o PID,SWAPPED [0-9]* \
		>"$BATS_TEST_TMPDIR/all.json" 2>/dev/null || true
	run /usr/bin/python3 - "$target" "$BATS_TEST_TMPDIR/all.json" <<-END
		import json, sys
		rows = json.load(open(sys.argv[2]))["rows"]
		for row in rows:
		    if row["swapped"] != 0:
		        print(row)
		        sys.exit(1)
		if int(sys.argv[1]) not in [row["pid"] for row in rows]:
		    sys.exit("our own process is missing")
	END
	assert_success
}
