#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Verdicts for devices on real memory: against a second reader of pagemap, and
# against what the program did to its pages.
#
# changes: nr_hugepages
# changes: transparent huge pages: enabled, khugepaged
# changes: a swap file
# changes: nothing but compact_memory, which is a command

load machine
load target

VMCONTIG=${VMCONTIG:-$BUILD/bin/vmcontig}
THP=/sys/kernel/mm/transparent_hugepage

setup_file() {
	machine_begin
	machine_set $THP/khugepaged/pages_to_scan 1 || true
	machine_set $THP/khugepaged/scan_sleep_millisecs 3600000 || true
	machine_set $THP/enabled madvise || true
	machine_set /proc/sys/vm/nr_hugepages \
		$(($(cat /proc/sys/vm/nr_hugepages) + 8))
	machine_swap_file contig 64 5
	machine_scratch
	chmod 755 "$scratch"
	# A place where nobody may run it, wherever this tree is.
	cp -r "$BUILD/bin" "$BUILD/lib" "$LIVE/buffers" "$scratch/"
	chmod -R go+rX "$scratch"
	echo "$scratch" >"$BATS_FILE_TMPDIR/scratch"
	target_start buffers "$LIVE/buffers"
	target_start nobody setpriv --reuid=65534 --regid=65534 \
		--clear-groups "$scratch/buffers"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find buffers
	place=$(cat "$BATS_FILE_TMPDIR/scratch")
	scratch=$BATS_TEST_TMPDIR
}

# Of what an ordinary user owns: the status of a verdict.
declare -gA what_is=(
	["huge 2M --single"]=0
	["huge 2M --align=2M"]=0
	["huge 2M --align=4M"]=3
	["huge 2M --dma-bits=32"]=3
	["huge 1M --single"]=0
	["zero 4K --single"]=1
	["huge-zero 2M --single"]=1
	["scattered 4K --single"]=0
	["scattered 8K --single"]=3
	["scattered 8K --node=0"]=0
	["scattered 8K --node=1"]=1
	["good 4K --single --align=4K"]=0
	["guard 4K --single"]=1
	["absent 4K --single"]=1
	["swapped 64K --single"]=3
)

# The address of a buffer of the program, or a skip.
buffer() { # NAME
	local line
	line=$(grep "^$1 " "$said") || skip "$(grep "^skip $1:" "$said")"
	read -r _ va bytes <<<"$line"
}

contig() { # OPTION...
	run --separate-stderr "$VMCONTIG" "$@"
}

# VERDICT of each constraint, in words.
answers() { # OPTION...
	contig -r -n -o CONSTRAINT,VERDICT "$@"
}

hex() { # NUMBER
	printf '%x' "$(($1))"
}

# The frame, in decimal, of each page of a range, by a reader that is not ours.
frames_of() { # PID LO HI
	/usr/bin/python3 "$HERE/reader.py" "$1" "$2-$3" | cut -d' ' -f3
}

as_nobody() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

@test "a hugetlb page is one run, aligned, to the very byte" {
	local first next second
	buffer hugetlb
	answers --single --align 2M -A "$va+2M" "$target"
	assert_success
	assert_output $'memory yes\nsingle yes\nalign yes'
	answers --single -A "$(hex 0x$va+1)+2097151" "$target"
	assert_success
	# The next one is elsewhere: the program saw to it.
	second=$(hex 0x$va+0x200000)
	first=$(frames_of "$target" "$va" "$(hex 0x$va+4096)")
	next=$(frames_of "$target" "$second" "$(hex 0x$second+4096)")
	[ "$first" -gt 0 ]
	[ "$next" -gt 0 ]
	[ "$next" -ne $((first + 512)) ]
	contig -r -n -o VERDICT,AT --where constraint=single -A "$va+2097153" \
		"$target"
	assert_equal "$status" 1
	assert_output "no $second"
}

@test "two pages of a huge one that changed places are seen, and where" {
	local page pa expected
	buffer exchanged
	contig -r -n -o VERDICT,AT --where constraint=single \
		-A "$va+2M" "$target"
	assert_equal "$status" 1
	assert_output "no $(hex 0x$va+3*4096)"
	contig -r -n --sg -o VA,PA,LENGTH -A "$va+2M" "$target"
	assert_success
	assert_equal "${#lines[@]}" 5
	# The first of them says where the huge page is.
	read -r _ pa _ <<<"${lines[0]}"
	expected=$(for page in '0 0 3' '3 200 1' '4 4 196' '200 3 1' \
		'201 201 311'; do
		read -r at from count <<<"$page"
		printf '%x 0x%x %d\n' $((0x$va + at * 4096)) \
			$((pa + from * 4096)) $((count * 4096))
	done)
	assert_output "$expected"
}

@test "the scatter list of pages in disorder has each byte once, in order" {
	local end
	buffer scattered
	end=$(hex 0x$va+$bytes)
	contig -r -n --sg -o VA,PA,LENGTH -A "$(hex 0x$va+100)-$(hex 0x$end-7)" \
		"$target"
	assert_success
	printf '%s\n' "$output" >"$scratch/list"
	frames_of "$target" "$va" "$end" >"$scratch/frames"
	/usr/bin/python3 - "$scratch/list" "$scratch/frames" "$va" <<-'END'
		import sys
		frames = [int(line, 0) for line in open(sys.argv[2])]
		start = int(sys.argv[3], 16)
		at, last = start + 100, None
		for line in open(sys.argv[1]):
		    va, pa, length = line.split()
		    va, pa, length = int(va, 16), int(pa, 16), int(length)
		    assert va == at, line
		    assert pa != last, f'not joined: {line}'
		    for byte in {0, length - 1, *range(-va % 4096, length, 4096)}:
		        page, inside = divmod(va + byte - start, 4096)
		        assert frames[page] * 4096 + inside == pa + byte, line
		    at, last = va + length, pa + length
		assert at == start + 4096 * len(frames) - 7
	END
}

@test "no segment crosses a boundary, or is longer than it may be" {
	local va pa length
	buffer scattered
	contig -r -n --sg --boundary 8K --seg-max 6K -o VA,PA,LENGTH \
		-A "$va+$bytes" "$target"
	assert_success
	while read -r _ pa length; do
		[ "$length" -le 6144 ]
		[ $((pa / 8192)) = $(((pa + length - 1) / 8192)) ]
	done <<<"$output"
	assert_equal "$(awk '{ sum += $3 } END { print sum }' <<<"$output")" \
		2097152
}

@test "pages that are no memory of their own are a no, each for its reason" {
	local name reason
	while read -r name reason; do
		buffer "$name"
		contig -r -n -o VERDICT,REASON --where constraint=memory \
			-A "$va+$bytes" "$target"
		assert_equal "$name: $output, $status" "$name: no $reason, 1"
	done <<-'END'
		zero zero-page
		absent absent
		guard guard
		huge-zero zero-page
		swapped swapped
		never absent
	END
	buffer good
	answers -A "$va+$bytes" "$target"
	assert_success
}

@test "a page that was copied after fork is told from its huge page" {
	local child
	buffer copied
	child=$(awk '$1 == "child" { print $2 }' "$said")
	contig -r -n -o VERDICT,AT,REASON --where constraint=single \
		-A "$va+$bytes" "$child"
	assert_equal "$status" 1
	assert_output "no $(hex 0x$va+5*4096) own-copy"
	contig -A "$va+$bytes" "$child"
	assert_line --partial 'hint: MADV_DONTFORK'
}

@test "what the frames stand on is graded, and never said to be pinned" {
	local name grade
	while read -r name grade; do
		buffer "$name"
		contig -r -n -g buffer -o STABILITY -A "$va+$bytes" "$target"
		assert_equal "$name $output" "$name $grade"
	done <<-'END'
		hugetlb private-hugetlb
		huge ordinary
		locked locked
	END
	buffer huge
	contig --single -A "$va+$bytes" "$target"
	assert_success
	assert_line --partial 'stability: ordinary memory: the kernel may move it'
	refute_output --partial 'not pinned'
}

@test "without CAP_SYS_ADMIN a huge page is proven, and more is not" {
	local what options
	target_find nobody
	while read -r name what options; do
		buffer "$name"
		run --separate-stderr as_nobody "$place/bin/vmcontig" -q \
			-A "$va+$what" $options "$target"
		assert_equal "$name $options: $status" \
			"$name $options: ${what_is[$name $what $options]}"
	done < <(printf '%s\n' "${!what_is[@]}")
	buffer huge
	run --separate-stderr as_nobody "$place/bin/vmcontig" --single \
		-A "$va+2M" "$target"
	assert_success
	assert_line 'YES --single'
	assert_equal "$stderr" ''
	run --separate-stderr as_nobody "$place/bin/vmcontig" --single \
		--dma-bits 32 -A "$va+2M" "$target"
	assert_equal "$status" 3
	assert_line '?   --dma-bits 32: cannot tell: physical addresses are hidden'
	assert_regex "$stderr" 'CAP_SYS_ADMIN'
}

@test "--find finds the huge page among all memory of a process" {
	buffer hugetlb
	contig -r -n --find --align 2M -o SIZE,LARGER "$target"
	assert_success
	read -r size larger <<<"$output"
	[ "$size" -ge 2097152 ]
	assert_equal "$larger" no
	contig -r -n --find -o VA,SIZE -A "$va+8M" "$target"
	assert_success
	read -r at size <<<"$output"
	answers --single -A "$at+$size" "$target"
	assert_success
}

@test "--symbol is judged, also of a command that is started" {
	contig --symbol never_touched "$target"
	assert_equal "$status" 1
	assert_line --index 0 --partial 'never_touched: 64 KiB'
	contig -q --symbol never_touched -- "$LIVE/buffers"
	assert_equal "$status" 1
	contig -r -n -g buffer -o BUFFER,ABSENT --symbol never_touched:4K \
		-- "$LIVE/buffers"
	assert_equal "$status" 1
	assert_output 'never_touched:4K 1'
}

@test "--watch is 0 as long as nothing moves, and 1 once it did" {
	buffer hugetlb
	contig --watch --every 50ms --for 200ms -A "$va+2M" "$target"
	assert_success
	assert_line --partial 'no page changed'
	buffer moved
	"$VMCONTIG" --watch --every 100ms -r -o CHANGE,VA -A "$va+$bytes" \
		"$target" >"$scratch/watched" 3>&- &
	watching=$!
	until grep -qs CHANGE "$scratch/watched"; do sleep 0.05; done
	target_tell buffers exchange
	until grep -q moved "$scratch/watched"; do sleep 0.05; done
	kill -INT $watching
	status=0
	wait $watching || status=$?
	assert_equal "$status" 1
}

@test "--provoke has the kernel compact memory, which is for root" {
	buffer scattered
	looked=$(awk '$1 == "compact_daemon_wake" || /^compact_.*scanned/ \
		{ n += $2 } END { printf "%.0f", n }' /proc/vmstat)
	contig --watch --provoke --every 100ms --for 300ms -A "$va+$bytes" \
		"$target"
	[ "$status" = 0 ] || [ "$status" = 1 ]
	# The kernel did look for pages to move.
	[ "$(awk '$1 == "compact_daemon_wake" || /^compact_.*scanned/ \
		{ n += $2 } END { printf "%.0f", n }' /proc/vmstat)" -gt "$looked" ]
	assert_equal "${stderr_lines[0]}" "vmcontig: --provoke: all memory of \
this machine is compacted before each look but the first"
	run --separate-stderr as_nobody "$VMCONTIG" --watch --provoke \
		--every 100ms --for 300ms -A "$va+$bytes" "$target"
	assert_equal "$status" 3
	assert_equal "${stderr_lines[0]}" "vmcontig: \
/proc/sys/vm/compact_memory: Permission denied (--provoke is for root)"
}

@test "a PCI device has a mask, and a bus of its own verdict" {
	local device mask
	for device in /sys/bus/pci/devices/*; do
		[ -e "$device/driver" ] && break
	done
	[ -e "$device/driver" ] || skip "no PCI device has a driver here"
	mask=$(cat "$device/dma_mask_bits")
	buffer huge
	contig -r -n -o CONSTRAINT,WANTED,FROM --device "${device##*/}" \
		-A "$va+$bytes" "$target"
	assert_line "dma-bits $mask device\\040${device##*/}"
	assert_line "device ${device##*/} -"
	contig --device "${device##*/}" -A "$va+$bytes" "$target"
	assert_line --partial "note: ${device##*/} is used by \
$(basename "$(readlink "$device/driver")"); its mask has $mask bits"
	contig --device ffff:1f:1f.7 -A "$va+$bytes" "$target"
	assert_equal "$status" 2
	assert_equal "$stderr" "vmcontig: --device ffff:1f:1f.7: there is no \
such PCI device"
	contig --device ../../etc -A "$va+$bytes" "$target"
	assert_equal "$status" 2
}
