#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Verdicts for devices: by recordings, in which it is known where each page is.
# tests/live has the machine itself.

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMCONTIG=$(realpath "${BUILD:-build}")/bin/vmcontig
	recording=$BATS_TEST_TMPDIR/app.vm
	cat >"$recording" <<-'END'
		vm 1
		page-size 4096
		pmd-size 2097152
		rights frames kpage
		features pagemap scan
		zone 0 Normal 1 1048576 1048576 1048576
		zone 1 Normal 1048577 1048576 1048576 1048576
		frame 0x10000 1 compound-head thp anon mmap
		frame 0x10001 511 compound-tail thp anon mmap
		frame 0x10200 1 compound-head thp anon mmap
		frame 0x10201 511 compound-tail thp anon mmap
		frame 0x10400 1 buddy
		frame 0x20000 1 compound-head thp anon mmap
		frame 0x20001 511 compound-tail thp anon mmap
		frame 0x20200 1 buddy
		frame 0x30000 64 anon mmap
		frame 0x100010 16 anon mmap

		process 812
			comm app
			# Two huge pages that follow each other, and one that does not.
			map 200000-800000 rw-p 00000000 00:00 0 [heap]
				+0 512 present 0x10000 huge
				+512 512 present 0x10200 huge
				+1024 512 present 0x20000 huge
			# Four pages: the second half is elsewhere.
			map 900000-904000 rw-p 00000000 00:00 0 [anon:broken]
				+0 2 present 0x30000
				+2 2 present 0x30010
			# One run below 4 GiB, and one above.
			map a00000-a04000 rw-p 00000000 00:00 0 [anon:high]
				+0 2 present 0x30020
				+2 2 present 0x100010
			map b00000-b08000 rw-p 00000000 00:00 0 [anon:states]
				+0 1 present 0x30030
				+1 1 swapped 0:0x17
				+2 1 zero 0x999
				+3 1 guard
				+4 1 present hidden
				+6 1 present 0x30036
			# In two pieces since mprotect(2).
			map c00000-c02000 rw-s 00000000 00:01 77 /dev/shm/ring
				+0 2 present 0x30038
			map c02000-c04000 r--s 00002000 00:01 77 /dev/shm/ring
				+0 2 present 0x3003a
			map d00000-d10000 rw-s 00000000 00:05 9 /dev/device
				pfnmap
		process 813
			comm other
			map 200000-202000 rw-p 00000000 00:00 0 [heap]
				+0 2 present 0x30034
		end
	END
}

contig() { # OPTION...
	run --separate-stderr "$VMCONTIG" --replay "$recording" "$@"
}

# The answers: "CONSTRAINT VERDICT" each; its status in $status.
answers() { # OPTION...
	contig -r -n -o CONSTRAINT,VERDICT "$@"
}

mistake() { # TEXT OPTION...
	local text=$1
	shift
	contig "$@"
	assert_equal "$status" 2
	assert_output ""
	assert_equal "${stderr_lines[0]}" "vmcontig: $text"
}

@test "huge pages that follow each other are one run, to the very byte" {
	answers -A 200000-600000 812
	assert_success
	assert_output $'memory yes\nsingle yes'
	answers --single --align 2M --max-segs 1 -A 200000+4M 812
	assert_success
	answers -A 200001-600000 812
	assert_success
	answers -A 200001+4M 812
	assert_equal "$status" 1
	contig -r -n -o AT,OFFSET,PA,EXPECTED,REASON \
		--where constraint=single -A 200001+4M 812
	assert_equal "$status" 1
	assert_output '600000 4194303 0x20000000 0x10400000 folio-end'
}

@test "people get a headline and a line for each thing that was asked" {
	contig -m '[anon:broken]' --single --dma-bits 32 --align 8K \
		--min-run 16K --max-segs 1 812
	assert_equal "$status" 1
	assert_line --index 0 \
		'[anon:broken] at 900000: 16 KiB in 2 runs, longest 8 KiB, 2 segments'
	assert_line --index 1 --partial \
		'NO  --single: breaks at +8 KiB, between 0x901fff and 0x902000 ('
	assert_line --index 2 --partial \
		'NO  --min-run 16K: a shorter run breaks at +8 KiB'
	assert_line --index 3 'YES --align 8K'
	assert_line --index 4 'YES --dma-bits 32'
	assert_line --index 5 'NO  --max-segs 1: it needs 2'
	assert_line --partial 'hint: '
	assert_line --partial 'stability: what the memory stands on cannot be told'
}

@test "without a constraint it is --single" {
	contig -m '[anon:broken]' 812
	assert_equal "$status" 1
	assert_line --index 1 --partial 'NO  --single: breaks at +8 KiB'
	contig -A 900000+8K 812
	assert_success
	assert_line --index 1 'YES --single'
}

@test "each constraint is answered yes and no" {
	local yes no
	for yes in 'align 4K' 'align 8K' 'below 4G' 'below 0x30002000' \
		'dma-bits 30' 'min-run 64K' 'max-segs 1' 'virt-boundary 4K' \
		'node 0' 'node 0-3'; do
		answers "--${yes% *}" "${yes#* }" -A 900000+8K 812
		assert_success
		assert_output $'memory yes\n'"${yes% *} yes"
	done
	for no in 'align 256K' 'below 4G' 'below 0x30020001' 'dma-bits 32' \
		'dma-bits 29' 'min-run 12K' 'max-segs 1' 'virt-boundary 16K' \
		'node 0' 'node 2,5-6'; do
		answers "--${no% *}" "${no#* }" -m '[anon:high]' 812
		assert_equal "$status" 1
		assert_output $'memory yes\n'"${no% *} no"
	done
}

@test "segments end at boundaries and at the largest length" {
	answers --single --boundary 8K -A 900000+8K 812
	assert_success
	contig --single --boundary 4K -A 900000+8K 812
	assert_equal "$status" 1
	assert_line --index 1 \
		'NO  --single: is split at +4 KiB, at 0x30001000 (--boundary 4K)'
	contig --single --seg-max 3K -A 900000+8K 812
	assert_equal "$status" 1
	assert_line --index 1 \
		'NO  --single: is split at +3 KiB, at 0x30000c00 (--seg-max 3K)'
	answers --max-segs 2 --seg-max 4K -A 900000+8K 812
	assert_success
	answers --max-segs 2 --seg-max 3K -A 900000+8K 812
	assert_equal "$status" 1
}

@test "where segments end is no question of its own" {
	mistake "a boundary or a largest segment only says where segments end: \
--single, --max-segs, --virt-boundary, --sg or --find goes with it" --boundary 64K -A 900000+8K 812
	mistake "a boundary or a largest segment only says where segments end: \
--single, --max-segs, --virt-boundary, --sg or --find goes with it" --seg-max 64K -A 900000+8K 812
}

@test "the scatter list is physical, for the bus, and exact" {
	contig --sg -r -A 900800+3000 --bus-offset=-0x10000000 812
	assert_success
	assert_output - <<-'LIST'
		SEGMENT VA PA BUS LENGTH PAGE-OFFSET
		0 900800 0x30000800 0x20000800 3000 2048
	LIST
	contig --sg -r -n -o SEGMENT,VA,PA,BUS,LENGTH,PAGE-OFFSET \
		-m '[anon:broken]' 812
	assert_success
	assert_output - <<-'LIST'
		0 900000 0x30000000 0x30000000 8192 0
		1 902000 0x30010000 0x30010000 8192 0
	LIST
	contig --sg -J --seg-max 4K -A 900000+8K 812
	assert_success
	assert_equal "$(jq -r '.rows[] | [.pa, .bus, .length, .page_offset] |
		@tsv' <<<"$output")" "$(printf '%s\t%s\t4096\t0\n' \
		0x30000000 0x30000000 0x30001000 0x30001000)"
}

@test "there is no scatter list of what is not all memory" {
	contig --sg -r -n -A b00000+8K 812
	assert_equal "$status" 1
	assert_output ''
	contig --sg -J -A b04000+4K 812
	assert_equal "$status" 3
	assert_equal "$(jq -c '[.rows, .complete]' <<<"$output")" '[[],false]'
	contig --sg -r -n -o LENGTH -A b00000+4K 812
	assert_success
	assert_output 4096
}

@test "what is no memory is a no, and what cannot be told is neither" {
	local page verdict status_of reason
	while read -r page verdict status_of reason; do
		contig -r -n -o VERDICT,STATE,REASON --where constraint=memory \
			-A "$page+1" 812
		assert_equal "$output $status" "$verdict $reason $status_of"
	done <<-'PAGES'
		b00000 yes 0 - -
		b01fff no 1 swapped swapped
		b02000 no 1 zero zero-page
		b03000 no 1 guard guard
		b04000 yes 0 - -
		b05000 no 1 absent absent
		100000 no 1 unmapped unmapped
		d00000 unknown 3 pfnmap driver-mapping
	PAGES
	# Beside good pages, too; and a proven no counts more.
	answers -A b00000+8K 812
	assert_equal "$status" 1
	answers -A d00000-e00000 -A 900000+8K 812
	assert_equal "$status" 1
}

@test "a hidden frame proves its own page and no more" {
	answers --single -A b04000+4K 812
	assert_success
	answers --align 4K -A b04000+4K 812
	assert_success
	answers --align 8K -A b04000+4K 812
	assert_equal "$status" 3
	answers --dma-bits 32 -A b04000+4K 812
	assert_equal "$status" 3
	assert_output $'memory yes\ndma-bits unknown'
	contig --single --align 8K -A b04000+4K 812
	assert_line --index 0 'b04000+4K: 4 KiB in 1 run'
	assert_line --partial \
		'?   --align 8K: cannot tell: the physical address is hidden'
}

@test "several buffers are judged each, and the worst counts" {
	contig -r -n -o BUFFER,VA,SIZE,VERDICT -g buffer -A 900000+8K \
		-A 902000+8K -A 900000+16K 812
	assert_equal "$status" 1
	assert_output - <<-'LIST'
		900000+8K 900000 8192 yes
		902000+8K 902000 8192 yes
		900000+16K 900000 16384 no
	LIST
	contig -r -n -o BUFFER,VERDICT -g buffer -m '*anon:*' 812
	assert_output $'[anon:broken] no\n[anon:high] no\n[anon:states] no'
	contig -r -n -o PID,VERDICT -g buffer -m '[heap]' 812 813
	assert_equal "$status" 1
	assert_output $'812 no\n813 yes'
}

@test "a mapping that the kernel has in pieces is one buffer" {
	contig -r -n -o BUFFER,VA,SIZE,VERDICT -g buffer -m '/dev/shm/ring' 812
	assert_success
	assert_output '/dev/shm/ring c00000 16384 yes'
	contig -r -n -o VA,SIZE,VERDICT -g buffer -m '/dev/shm/ring' \
		-A c01000-c03000 812
	assert_success
	assert_output 'c01000 8192 yes'
}

@test "all is counted that a buffer is made of" {
	contig -r -n -g buffer -o \
		RUNS,LONGEST,SEGMENTS,PRESENT,ZERO,SWAPPED,ABSENT,NOT-MEMORY \
		-m '[anon:states]' 812
	assert_output '3 4096 ? 3 1 1 2 20480'
	assert_equal "$status" 1
	contig -r -n -g buffer -o RUNS,LONGEST,SEGMENTS -m '[heap]' 812
	assert_output '2 4194304 2'
	contig -v -m '[heap]' 812
	assert_line 'runs: 1 from 2.0M on, 1 from 4.0M on'
}

@test "columns that are of little use here are there all the same" {
	contig -r -n -g buffer -o SEGMENTS-LEAST,SEGMENTS-MOST,STABILITY,GUEST,END,UNMAPPED,PFNMAP \
		-A b04000+8K 812
	assert_equal "$status" 1
	assert_output '1 1 ? - b06000 0 0'
	contig -r -n -o BYTES,BUS --where constraint=dma-bits --dma-bits 32 \
		--bus-offset 0xd0000000 -A 900000+8K 812
	assert_output '8192 0x100000000'
	contig -r -n --find -o LARGER,PA,BUS,RUNS,LONGEST,SEGMENTS \
		-m '[heap]' 812
	assert_success
	assert_output 'no 0x10000000 0x10000000 1 4194304 1'
}

@test "--find finds the largest part of a buffer, or of all memory" {
	contig --find 812
	assert_success
	assert_line --index 0 '[heap]: 4096 KiB at 200000 (0x10000000) in 1 run'
	contig --find -A c00000-e00000 812
	assert_equal "$status" 3
	assert_line --index 0 "c00000-e00000: 16 KiB at c00000 (0x30038000) in \
1 run; a larger one may be there, where it cannot be told"
	contig --find -m '*anon:broken*' 812
	assert_success
	assert_line --index 0 \
		'[anon:broken]: 8 KiB at 900000 (0x30000000) in 1 run'
	contig -r -n --find --align 64K -o VA,SIZE,PA -A 900000+16K \
		-A a00000+16K 812
	assert_output $'900000 8192 0x30000000\na00000 8192 0x30020000'
	contig -r -n --find --max-segs 2 -o VA,SIZE,SEGMENTS \
		-m '*anon:broken*' 812
	assert_output '900000 16384 2'
	contig --find --dma-bits 20 -m '*anon:broken*' 812
	assert_equal "$status" 1
	assert_line --index 0 '[anon:broken]: no part of it is fit'
	contig --find -A b01000+4K 812
	assert_equal "$status" 1
}

@test "a name of a process or a mapping cannot do harm" {
	sed -i 's/comm app/comm a"$(x)/; s/anon:high/anon:\\x1b[31m"`x`/' \
		"$recording"
	contig -P -o COMMAND,BUFFER,VERDICT -g buffer -m '*31m*' 812
	assert_equal "$status" 1
	refute_output --partial $'\x1b'
	eval "$output"
	assert_equal "$VERDICT" no
	contig -m '*31m*' 812
	refute_output --partial $'\x1b'
}

@test "a driver's mapping is unknown, unless its base is given" {
	contig --single -A d00000+64K 812
	assert_equal "$status" 3
	assert_line --index 1 --partial \
		'?   memory: the page at +0 is mapped by a driver'
	answers --single --align 64K --pa-base d00000=fe000000 -A d00000+64K 812
	assert_success
	contig -r -n --sg --pa-base 0xd01000=0xfe000000 -A d01800+4K 812
	assert_success
	assert_output '0 d01800 0xfe000800 0xfe000800 4096 2048'
	contig -r -n -g buffer -o INFERRED --pa-base d00000=fe000000 \
		-A d00000+64K 812
	assert_output yes
	answers --single --pa-base d01000=fe000000 -A d00000+64K 812
	assert_equal "$status" 3
	contig -r -n -g buffer -o NOT-MEMORY -A d00000+64K 812
	assert_output '?'
	contig --pa-base d00000=ffffffffffff8000 -A d00000+64K 812
	assert_equal "$status" 2
	assert_equal "$stderr" "vmcontig: 812: --pa-base \
d00000=ffffffffffff8000: ends beyond the last address"
	contig --pa-base d00000=1 -A d00000+64K 812
	assert_equal "$status" 2
	assert_equal "$stderr" \
		"vmcontig: 812: --pa-base d00000=1: is another place in its page"
	contig --pa-base d00000=1000 --pa-base d00000=2000 -A d00000+64K 812
	assert_equal "$status" 2
	assert_equal "$stderr" "vmcontig: 812: --pa-base d00000=2000: was said \
of that memory already"
	contig --pa-base 900000=1000 -A 900000+8K 812
	assert_equal "$status" 2
	assert_equal "$stderr" "vmcontig: 812: --pa-base 900000=1000: no driver \
maps memory there without page structures"
}

@test "the bus is shifted, and has no addresses below 0" {
	answers --dma-bits 32 --bus-offset 0xd0000000 -A 900000+8K 812
	assert_equal "$status" 1
	answers --dma-bits 32 --bus-offset 0xc0000000 -A 900000+8K 812
	assert_success
	answers --below 2000 --bus-offset=-0x30000000 -A 900000+4K 812
	assert_equal "$status" 1
	answers --below 0x2000 --bus-offset=-0x30000000 -A 900000+8K 812
	assert_success
	answers --bus-offset=-0x30001000 --single -A 900000+8K 812
	assert_equal "$status" 1
	assert_output $'memory yes\nsingle yes\nbus-offset no'
}

@test "the lowest limit counts, whoever gives it" {
	contig -r -n -o CONSTRAINT,WANTED,VERDICT --dma-bits 64 --below 1G \
		-A 900000+8K 812
	assert_success
	assert_line --index 1 'below 1G yes'
	contig -r -n -o CONSTRAINT,WANTED,VERDICT --dma-bits 20 --below 1G \
		-A 900000+8K 812
	assert_equal "$status" 1
	assert_line --index 1 'dma-bits 20 no'
	contig -r -n -o CONSTRAINT,WANTED,FROM,VERDICT --profile isa \
		--dma-bits 32 -A 900000+8K 812
	assert_equal "$status" 1
	assert_line 'dma-bits 24 profile\040isa no'
}

@test "--on-unknown makes 3 a 1 or a 77, and leaves the others alone" {
	contig --on-unknown=fail --align 8K -A b04000+4K 812
	assert_equal "$status" 1
	contig --on-unknown=skip --align 8K -A b04000+4K 812
	assert_equal "$status" 77
	contig --on-unknown=skip -m '[anon:broken]' 812
	assert_equal "$status" 1
	contig --on-unknown=skip -A 900000+8K 812
	assert_success
	contig --on-unknown=skip -m nothing 812
	assert_equal "$status" 2
}

@test "--on-unknown counts beside what becomes of a command" {
	run --separate-stderr "$VMCONTIG" --on-unknown=skip -q -m '[vvar]' \
		-- true
	[ "$status" = 77 ] || [ "$stderr" != "" ]
	run --separate-stderr "$VMCONTIG" --on-unknown=skip -q -m '[vvar]' \
		-- false
	assert_equal "$status" 2
	run --separate-stderr "$VMCONTIG" --json=lines -m '[stack]' -- false
	assert_equal "$status" 2
	assert_equal "$(tail -n 1 <<<"$output" | jq .exit)" 2
}

@test "--device alone asks for a run, too, and of whoever drives it" {
	local device
	for device in /sys/bus/pci/devices/*; do
		[ -e "$device/driver" ] && break
	done
	[ -e "$device/driver" ] || skip "no PCI device has a driver here"
	run --separate-stderr "$VMCONTIG" -r -n -o CONSTRAINT \
		--device "${device##*/}" -m '[stack]' $$
	assert_line single
	assert_line dma-bits
	assert_line device
	run --separate-stderr "$VMCONTIG" -r -n --find -o VERDICT \
		--device "${device##*/}" -m '[stack]' $$
	[ "$status" != 2 ]
}

@test "rows of several buffers and processes can be told apart" {
	contig -r -m '[heap]' 812 813
	assert_regex "${lines[0]}" '^PID BUFFER '
	contig -r --sg -A 900000+8K -A 902000+8K 812
	assert_equal "${lines[0]}" \
		'BUFFER SEGMENT VA PA BUS LENGTH PAGE-OFFSET'
	contig -r --sg -m '[heap]' 812 813
	assert_regex "${lines[0]}" '^PID BUFFER SEGMENT '
	contig -m '[heap]' 812 813
	assert_line --partial '812 app: [heap] at 200000: 6144 KiB in 2 runs'
	assert_line --partial '813 other: [heap] at 200000: 8 KiB in 1 run'
}

@test "the last byte of all addresses is in no mapping" {
	contig -A ffffffffffffffff+1 812
	assert_equal "$status" 1
	assert_line --index 1 'NO  memory: the page at +0 is not mapped'
	contig -r -n -o AT,STATE,REASON --where constraint=memory \
		-A ffffffffffffffff+1 812
	assert_output 'ffffffffffffffff unmapped unmapped'
}

@test "what is not there is a mistake, and never a yes" {
	contig -m nothing 812
	assert_equal "$status" 2
	assert_equal "$stderr" 'vmcontig: 812: no mapping of that name'
	contig -m '[heap]' 4711
	assert_equal "$status" 2
	# Nor is that of another name.
	contig -q -m '[heap]' -m nothing 812
	assert_equal "$status" 2
	assert_equal "$stderr" "vmcontig: no mapping is called 'nothing'"
	contig -m '[heap]' -A 900000+4K 812
	assert_equal "$stderr" \
		'vmcontig: 812: no mapping of that name in that range'
	contig -A 0-10000000000000000 812
	assert_equal "$status" 2
	assert_equal "$stderr" \
		'vmcontig: 0-10000000000000000: a buffer of all addresses is none'
}

@test "mistakes are told in one line, with 2" {
	mistake "no memory was given: -A, -m or --symbol say which, --find looks \
at all of it" 812
	mistake "--align takes a power of two such as 64K; not '3K'" --align 3K \
		-A 900000+8K 812
	mistake "--dma-bits takes a number from 1 to 64; not '65'" \
		--dma-bits 65 -A 900000+8K 812
	mistake "--dma-bits takes a number from 1 to 64; not '0'" \
		--dma-bits 0 -A 900000+8K 812
	mistake "--below takes a size such as 4G; not '1'" --below 1 \
		-A 900000+8K 812
	mistake "--min-run takes a size such as 64K; not '0'" --min-run 0 \
		-A 900000+8K 812
	mistake "--boundary takes a power of two such as 64K; not '0'" \
		--boundary 0 --single -A 900000+8K 812
	mistake "--virt-boundary takes a power of two such as 4K; not '6K'" \
		--virt-boundary 6K -A 900000+8K 812
	mistake "--seg-max takes a size such as 64K; not '-1'" \
		--seg-max=-1 --sg -A 900000+8K 812
	mistake "--max-segs takes a number from 1 on; not '1x'" \
		--max-segs 1x -A 900000+8K 812
	mistake "--node takes numbers of nodes such as 0 or 0,2-3; not '2-1'" \
		--node 2-1 -A 900000+8K 812
	mistake "--node takes numbers of nodes such as 0 or 0,2-3; not '1024'" \
		--node 1024 -A 900000+8K 812
	mistake "--node takes numbers of nodes such as 0 or 0,2-3; not '0,'" \
		--node 0, -A 900000+8K 812
	mistake "--bus-offset takes a hexadecimal number, which may be negative; \
not '0x8000000000000000'" --bus-offset 0x8000000000000000 -A 900000+8K 812
	mistake "--pa-base takes VA=PA, two hexadecimal addresses; not '1'" \
		--pa-base 1 -A 900000+8K 812
	mistake "--device and --replay cannot be combined" --device 00:03.0 \
		-A 900000+8K 812
	mistake "--watch and --replay cannot be combined" --watch \
		-A 900000+8K 812
	mistake "--watch tells what moves: what a device needs is for a call \
without it" --watch --single -A 900000+8K 812
	mistake "--sg and --find cannot be combined" --sg --find \
		-A 900000+8K 812
	mistake "rows of --sg are segments" --sg -g buffer -A 900000+8K 812
	mistake "rows of --find are windows" --find -g verdict 812
	mistake "rows of --watch are changes" --watch -g buffer 812
	mistake "--watch tells what moves: what a device needs is for a call \
without it" --watch --bus-offset 10 -A 900000+8K 812
	mistake "--profile was given twice" --profile isa --profile nvme-prp \
		-A 900000+8K 812
	mistake "--device was given twice" --device 00:01.0 --device 00:02.0 \
		-A 900000+8K 812
	mistake "profile no-dma-parms only says where segments end: --single, \
--max-segs, --virt-boundary, --sg or --find goes with it" --profile no-dma-parms -A 900000+8K 812
	mistake "--provoke is for --watch" --provoke -A 900000+8K 812
	mistake "--every is for --watch" --every 1s -A 900000+8K 812
	mistake "--for is for --watch" --for 1s -A 900000+8K 812
}

# All of what there is of a kind of row.
rows_of() { # GROUP
	case $1 in
	segment) contig --json=lines -O -g segment --sg -m '[heap]' 812 ;;
	window) contig --json=lines -O -g window --find -m '[heap]' 812 ;;
	*) contig --json=lines -O -g "$1" --single --align 8K -m '[heap]' 812 ;;
	esac
}

@test "JSON fits the schemas, with all columns" {
	local out=$BATS_TEST_TMPDIR/out group
	for group in verdict buffer segment window; do
		rows_of $group
		printf '%s\n' "$output" >"$out"
		run tests/json-schema contig-lines "$out"
		assert_success
	done
	for group in verdict buffer; do
		contig -J --summary -g $group --single --align 8K --node 0 \
			-m '*anon:*' 812
		printf '%s\n' "$output" >"$out"
		run tests/json-schema contig "$out"
		assert_success
	done
	contig -J --sg -m '[heap]' 812 813
	printf '%s\n' "$output" >"$out"
	run tests/json-schema contig "$out"
	assert_success
}

@test "rows with all columns have exactly the keys of the schema" {
	local group
	for group in verdict buffer segment window; do
		rows_of $group
		/usr/bin/python3 -c '
import json, sys
sys.stdin.readline()
print("\n".join(k for k in json.loads(sys.stdin.readline()) if k != "type"))' \
			<<<"$output" | sort >"$BATS_TEST_TMPDIR/keys"
		run diff "$BATS_TEST_TMPDIR/keys" \
			<(tests/json-schema keys $group vmcontig | sort)
		assert_success
	done
}

@test "the page on JSON has each key of vmcontig, and no other" {
	local group
	for group in verdict buffer segment window; do
		tests/json-schema keys $group vmcontig
	done | sort -u >"$BATS_TEST_TMPDIR/schema"
	run diff "$BATS_TEST_TMPDIR/schema" \
		<(sed -n '/^\.Ss Verdicts on/,/^\.Ss Memory in swap/s/^\.It \([a-z0-9_]*\) Ta .*/\1/p' \
			man/vminfo-json.5 | sort)
	assert_success
}

@test "the end of the lines has the exit status" {
	contig --json=lines -m '[anon:broken]' 812
	assert_equal "$status" 1
	assert_equal "$(tail -n 1 <<<"$output")" \
		'{"type":"end","complete":true,"exit":1}'
	contig --json=lines --on-unknown=skip --align 8K -A b04000+4K 812
	assert_equal "$(tail -n 1 <<<"$output")" \
		'{"type":"end","complete":true,"exit":77}'
}
