#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# From a frame to the pages that it is in: as a walk of every process by a
# second reader finds them.
#
# changes: nr_hugepages
# changes: KSM: run, pages_to_scan, sleep_millisecs

load machine
load target

VMFRAMES=${VMFRAMES:-$BUILD/bin/vmframes}
KSM=/sys/kernel/mm/ksm

setup_file() {
	machine_begin
	machine_set /proc/sys/vm/nr_hugepages \
		$(($(cat /proc/sys/vm/nr_hugepages) + 8))
	machine_set $KSM/pages_to_scan 10000 || true
	machine_set $KSM/sleep_millisecs 10 || true
	machine_set $KSM/run 1 || true
	target_start family "$LIVE/family" 5 10
	target_start alone "$LIVE/family" 0 10
	target_start folios "$LIVE/folios"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
}

# The frame of a page, by pagemap.
frame_of() { # PID VA
	/usr/bin/python3 "$HERE/reader.py" "$1" \
		"$2-$(printf %x $((0x$2 + 4096)))" | cut -d' ' -f3
}

# "PID VA" of each page, sorted, by vmframes; its status in $status.
pages_of() { # PFN
	run --separate-stderr "$VMFRAMES" --pfn "$1" -r -n -o PID,VA
	output=$(sort <<<"$output")
}

assert_as_walked() { # PFN
	local walked
	walked=$(/usr/bin/python3 "$HERE/who.py" "$1" | cut -d' ' -f2-3 | sort)
	[ -n "$walked" ]
	pages_of "$1"
	assert_output "$walked"
}

@test "a private page is in one process at one address, and that is proven" {
	local pid va
	target_find alone
	read -r pid va _ <"$said"
	pages_of "$(frame_of "$pid" "$va")"
	assert_success
	assert_output "$pid $va"
}

@test "a page that six processes share since fork is in these six" {
	local frame pid va
	target_find family
	read -r pid va _ <"$said"
	frame=$(frame_of "$pid" "$va")
	assert_as_walked "$frame"
	assert_success
	assert_output "$(awk 'NF == 3 { print $1, $2 }' "$said" | sort)"
}

@test "after it was written it is in one, and the old one is in five" {
	local pid va child old
	target_find family
	read -r pid va _ <"$said"
	child=$(awk 'NR == 2 { print $1 }' "$said")
	target_tell family half
	pages_of "$(frame_of "$pid" "$va")"
	assert_success
	assert_output "$pid $va"
	assert_as_walked "$(frame_of "$child" "$va")"
	assert_success
	assert_equal "$(wc -l <<<"$output")" 5
}

# PID and VA of the first claim of that name, or a skip.
claim_of() { # NAME
	target_find folios
	run grep "^skip $1 " "$said"
	[ "$status" != 0 ] || skip "$output"
	awk -v name="$1" '$7 == name { print $1, $2; exit }' "$said" \
		>"$BATS_TEST_TMPDIR/claim"
	read -r pid va <"$BATS_TEST_TMPDIR/claim"
}

@test "hugetlb that two processes share is in both" {
	claim_of hugetlb-of-two
	assert_as_walked "$(($(frame_of "$pid" "$va") + 5))"
	assert_success
	assert_equal "$(wc -l <<<"$output")" 2
}

@test "a merged page is at eight addresses of one process" {
	claim_of merged
	assert_as_walked "$(frame_of "$pid" "$va")"
	assert_success
	assert_equal "$(cut -d' ' -f1 <<<"$output" | sort -u)" "$pid"
	assert_equal "$(wc -l <<<"$output")" 8
}

@test "a page of the half of a huge page that two processes map is in both" {
	local walked
	claim_of half-with-child
	frame=$(frame_of "$pid" "$va")
	walked=$(/usr/bin/python3 "$HERE/who.py" "$frame" | cut -d' ' -f2-3 | sort)
	pages_of "$frame"
	# Some kernels count a large folio as a whole: it may not be proven.
	assert_equal "$(grep -v '^?' <<<"$output")" "$walked"
	assert_equal "$(wc -l <<<"$walked")" 2
}

@test "a frame of libc's text is in every process that maps it" {
	local va frame
	target_find alone
	va=$(awk '$2 ~ /x/ && /libc[.-]/ { sub(/-.*/, ""); print; exit }' \
		"/proc/$target/maps")
	frame=$(frame_of "$target" "$va")
	[ "$frame" != - ] || skip "its first page is not mapped"
	run /usr/bin/python3 "$HERE/who.py" lasting "$VMFRAMES" "$frame"
	echo "# $output" >&3
	assert_success
}

@test "the address of a frame says the same as its number" {
	local pid va frame wanted
	target_find alone
	read -r pid va _ <"$said"
	frame=$(frame_of "$pid" "$va")
	pages_of "$frame"
	wanted=$output
	run --separate-stderr "$VMFRAMES" --pa "$(printf %x $((frame * 4096)))" \
		-r -n -o PID,VA
	assert_output "$wanted"
}

@test "a list of frames on standard input has each of its frames" {
	local pid va first last
	target_find alone
	read -r pid va _ <"$said"
	first=$(frame_of "$pid" "$va")
	last=$(frame_of "$pid" "$(printf %x $((0x$va + 4096)))")
	run --separate-stderr bash -c "printf '%d\n0x%x\n' $first $last |
		'$VMFRAMES' --pfn - -r -n -o PFN,PID,VA | sort"
	assert_output "$(printf '0x%x %d %s\n0x%x %d %x\n' "$first" "$pid" \
		"$va" "$last" "$pid" $((0x$va + 4096)) | sort)"
}

# A frame in the middle of free ones.
free_frame() {
	/usr/bin/python3 - <<-END
		import array
		with open("/proc/kpageflags", "rb") as file:
		    file.seek(8 * 0x10000)
		    for block in range(64, 1 << 14):
		        words = array.array("Q", file.read(8 * 1024))
		        if all(word >> 10 & 1 for word in words):
		            print(block * 1024 + 77)
		            break
	END
}

@test "a free frame is in no page, and its block has an order" {
	local frame
	frame=$(free_frame)
	[ -n "$frame" ] || skip "no free block of 4 MiB here"
	run --separate-stderr "$VMFRAMES" --pfn "$frame" -r -n \
		-o USE,PID,VA,MAPCOUNT,ORDER,FLAGS
	assert_success
	assert_output --regexp '^free - - 0 (9|1[0-9]) buddy$'
}

@test "where no RAM is, no page is: that is known, and no flag is shown" {
	local hole
	hole=$(awk '/PCI Bus|PCI ECAM|Local APIC/ { split($1, ends, "-")
		if (ends[1] !~ /^0*$/) { print ends[1]; exit } }' /proc/iomem)
	[ -n "$hole" ] || skip "iomem has no device"
	run --separate-stderr "$VMFRAMES" --pa "$hole" -r -n \
		-o USE,PID,FLAGS,MAPCOUNT,MEMCG,ORDER
	assert_success
	assert_output "- - - - - -"
}
