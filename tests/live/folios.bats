#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Folios of every kind and size: how huge, of which order, how often mapped.
# Each claim of the program that made them is held against a second reader of
# the kernel's files, and against vmwalk.
#
# changes: nr_hugepages, also of 1 GiB
# changes: KSM: run, pages_to_scan, sleep_millisecs
# changes: transparent huge pages of all sizes: enabled; of shared memory

load machine
load target

KSM=/sys/kernel/mm/ksm
THP=/sys/kernel/mm/transparent_hugepage

setup_file() {
	local size
	machine_begin
	machine_set /proc/sys/vm/nr_hugepages \
		$(($(cat /proc/sys/vm/nr_hugepages) + 8))
	machine_set $KSM/pages_to_scan 10000 || true
	machine_set $KSM/sleep_millisecs 10 || true
	machine_set $KSM/run 1 || true
	machine_set $THP/shmem_enabled advise || true
	for size in $THP/hugepages-*kB/enabled; do
		[ "$size" = $THP/hugepages-2048kB/enabled ] ||
			machine_set "$size" madvise || true
	done
	target_start folios "$LIVE/folios"
	/usr/bin/python3 "$HERE/frames.py" claims "$VMWALK" "$said" \
		>"$BATS_FILE_TMPDIR/judged"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find folios
	judged=$BATS_FILE_TMPDIR/judged
}

# What the machine could not make is a skip with its reason.
assert_claims() { # NAME...
	local name
	for name in "$@"; do
		run grep "^skip $name " "$judged"
		[ "$status" != 0 ] || skip "$output"
		run grep "^$name " "$judged"
		assert_output "$name ok"
	done
}

@test "nothing that the program made came out differently" {
	refute grep ^broken "$said"
}

@test "small pages are of order 0" {
	assert_claims small
}

@test "a transparent huge page is huge, of one folio, mapped once" {
	assert_claims huge
}

@test "mTHP of every size that the kernel offers has its order" {
	local sizes
	mapfile -t sizes < <(awk '/ mthp-/ { print $NF }' "$said" | sort -u)
	[ "${#sizes[@]}" -gt 0 ] || skip "no size of mTHP here"
	echo "# ${sizes[*]}" >&3
	assert_claims "${sizes[@]}"
	refute grep '^skip mthp-' "$said"
}

@test "a huge page with one page unmapped is one folio, and not huge" {
	assert_claims broken-huge
}

@test "the halves of a huge page at two places are one folio, and not huge" {
	assert_claims torn-huge
}

@test "a huge page that another process maps in part: mapcount page by page" {
	assert_claims half-with-child
}

@test "a huge page of which we have the half that another process has too" {
	assert_claims half-of-child
}

@test "a page that was written after fork is mapped once, its neighbours twice" {
	assert_claims copied-page
}

@test "hugetlb of one process, and hugetlb that two share" {
	assert_claims hugetlb hugetlb-of-two
}

@test "a page of 1 GiB is one run of one folio" {
	local pool=/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages
	[ -e $pool ] || skip "no pages of 1 GiB on this machine"
	machine_set $pool $(($(cat $pool) + 1))
	target_start gigantic "$LIVE/folios" gigantic
	refute grep '^broken' "$said"
	run grep '^skip' "$said"
	[ "$status" != 0 ] || skip "$output"
	run --separate-stderr timeout 20 "$VMWALK" -g run -r -n \
		-o PAGES,HUGE,ORDER,MAPCOUNT -A "$(awk \
		'NR == 1 { print $2 "+1G" }' "$said")" "$target"
	target_end gigantic
	assert_success
	assert_output "262144 yes 18 1"
}

@test "a huge page of shared memory is huge" {
	assert_claims shmem-huge
}

@test "eight merged pages have a mapcount of 8, and none is exclusive" {
	assert_claims merged
	run "$VMWALK" -g page -r -n -o EXCL,MAPCOUNT,FLAGS -A "$(awk \
		'/ merged$/ { print $2 "+" $3 * 4096 }' "$said")" "$target"
	assert_success
	assert_equal "$(grep -cE '^no 8 .*\bksm\b' <<<"$output")" 8
}

@test "every column of every page is as the second reader has it" {
	run /usr/bin/python3 "$HERE/frames.py" columns "$VMWALK" "$target"
	assert_success
}
