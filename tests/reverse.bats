#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# From frames to the pages that they are in: by a recording, in which some
# processes share frames.  tests/live has the machine itself.

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMFRAMES=$(realpath "${BUILD:-build}")/bin/vmframes
	recording=$BATS_TEST_TMPDIR/shared.vm
	cat >"$recording" <<-'END'
		vm 1
		page-size 4096
		rights frames kpage ram
		ram 1000-100000
		ram 100000000-200000000
		zone 0 Normal 0x100000 0x100000 0x100000 0x100000
		frame 0x100200 4 uptodate lru mmap mapcount 3 memcg 77
		frame 0x100300 2 swapbacked anon mmap mapcount 1 memcg 78
		frame 0x100302 1 swapbacked anon mmap mapcount 2 memcg 78
		frame 0x100400 8 buddy mapcount 0 memcg 0
		frame 0x100500 1 zero-page reserved mapcount 0 memcg 0
		frame 0x100600 1 slab anon ksm mapcount 0 memcg 0
		frame 0x100700 1 compound-head anon thp mmap swapbacked mapcount 1 memcg 0
		frame 0x100701 1 compound-tail anon thp mmap swapbacked mapcount 0 memcg 0
		frame 0x100702 1 uptodate lru 0x800000000000000 mapcount 0 memcg 0
		frame 0xc0000 4 mapcount 0 memcg 0

		process 100
			comm one
			map 10000000-10010000 r-xp 00001000 08:01 42 /usr/lib/libc.so.6
				+0 4 present 0x100200 file
			map 20000000-20010000 rw-p 00000000 00:00 0 [heap]
				+1 2 present 0x100300 exclusive
				+4 3 zero 0x100500
				+8 1 swapped 1:0x100300
		process 200
			comm two
			map 30000000-30010000 r-xp 00001000 08:01 42 /usr/lib/libc.so.6
				+2 2 present 0x100202 file
			map 40000000-40010000 rw-p 00000000 00:00 0
				+0 1 present 0x100302
				+1 1 present 0x100700
		process 300
			comm ?
			map 50000000-50010000 r-xp 00001000 08:01 42 /usr/lib/libc.so.6
				+2 1 present 0x100202 file
		end
	END
}

frames() { # OPTION...
	run --separate-stderr "$VMFRAMES" --replay "$recording" "$@"
}

# Columns of rows alone.
pages() { # COLUMNS OPTION...
	local columns=$1
	shift
	frames -r -n -o "$columns" "$@"
}

@test "a frame is in the pages of all processes that map it" {
	pages PFN,PID,VA,PERMS,OFFSET,DEV,INODE,MAPPING --pfn 0x100202
	assert_success
	assert_output - <<-END
		0x100202 100 10002000 r-xp 3000 08:01 42 /usr/lib/libc.so.6
		0x100202 200 30002000 r-xp 3000 08:01 42 /usr/lib/libc.so.6
		0x100202 300 50002000 r-xp 3000 08:01 42 /usr/lib/libc.so.6
	END
}

@test "frames that follow each other are in pages that do" {
	pages PFN,PID,VA,OFFSET --pfn 0x100200+3 --where pid=100
	assert_success
	assert_output - <<-END
		0x100200 100 10000000 1000
		0x100201 100 10001000 2000
		0x100202 100 10002000 3000
	END
}

@test "a private frame is in one page, and a slot of swap is no frame" {
	pages PID,COMMAND,VA,PAGES,STATE,EXCL,MAPPING --pfn $((0x100300))
	assert_success
	assert_output '100 one 20001000 1 present yes [heap]'
}

@test "a frame that is in no page has a row" {
	pages PFN,PA,USE,MAPCOUNT,PID,VA,COMMAND,MAPPING,PROOF --pfn 0x100400
	assert_success
	assert_output '0x100400 0x100400000 free 0 - - - - mapcount'
}

@test "flags are words, and only those that mean what they say" {
	pages PFN,USE,FLAGS,FLAGS-RAW -g frame --pfn 0x100600 --pfn 0x100702
	assert_success
	assert_output - <<-END
		0x100600 slab slab 0x0000000000201080
		0x100702 file uptodate,lru,bit59 0x0800000000000028
	END
}

@test "frames are given by number, range and count, decimal or hexadecimal" {
	pages PFN -g frame --pfn 1049088 --pfn 0x100300-0x100302 \
		--pfn 0x100201+0x2
	assert_success
	assert_output $'0x100200\n0x100201\n0x100202\n0x100300\n0x100301'
}

@test "physical addresses are hexadecimal, and of all frames that have a byte" {
	pages PFN -g frame --pa 100200fff --pa 0x100300fff-100301001 \
		--pa 100400000+8K
	assert_success
	assert_output $'0x100200\n0x100300\n0x100301\n0x100400\n0x100401'
}

@test "frames that are given twice are listed once, in their order" {
	pages PFN -g frame --pfn 0x100302 --pa 100300000 --pfn 0x100300+3
	assert_output $'0x100300\n0x100301\n0x100302'
}

@test "a list on standard input has comments, numbers and lines of logs" {
	frames -r -n -g frame -o PFN --pfn - <<-'END'
		# since Monday
		0x100302   # this one, too

		BUG: Bad page state in process cat  pfn:100201
		[ 1.5] page:ffffea0004008040 refcount:0 mapcount:-1 index:0x0 pfn:0x100200
		[ 1.5] Memory failure: 0x100301: recovery action for dirty LRU page: Recovered
		soft offline: 0x100300: page already poisoned
		EDAC MC0: 1 CE read error on CPU_SrcID#0_Ha#0 (channel:1 slot:0 page:0x100400 offset:0x40 grain:32)
		mce: [Hardware Error]: TSC 0 ADDR 100500fc0 MISC 86
		1049088-1049090
	END
	assert_success
	assert_output - <<-END
		0x100200
		0x100201
		0x100300
		0x100301
		0x100302
		0x100400
		0x100500
	END
}

@test "a list of addresses has lines of logs, too" {
	frames -r -n -g frame -o PFN --pa - <<-'END'
		100300000-100302000
		{1}[Hardware Error]:  physical_address: 0x0000000100200a40
		Injecting memory failure for pfn 0x100400 at process virtual address 0x7f00
	END
	assert_success
	assert_output $'0x100200\n0x100300\n0x100301\n0x100400'
}

@test "a line that names no frame is told with its number" {
	run "$VMFRAMES" --pfn - <<<$'12\n\npage:ffffea0004008040 refcount:0'
	assert_failure 2
	assert_line "vmframes: --pfn -: line 3 has no frame: 'page:ffffea0004008040 refcount:0'"
	run "$VMFRAMES" --pa - </dev/null
	assert_failure 2
	assert_line 'vmframes: --pa -: no frame on standard input'
}

@test "what is no frame is refused" {
	local word
	for word in '' x 0x 12x -1 +3 12+ 12-12 12-11 12+0 1-2-3 \
		99999999999999999999 0x10000000000000000; do
		run "$VMFRAMES" --pfn="$word"
		assert_failure 2
		assert_line "vmframes: --pfn takes N, N-M or N+COUNT, decimal or with 0x; not '$word'"
	done
	for word in '' g 10+ 10+0 10-f 10+-1; do
		run "$VMFRAMES" --pa="$word"
		assert_failure 2
		assert_line "vmframes: --pa takes ADDR, LO-HI or ADDR+LEN, with hexadecimal addresses; not '$word'"
	done
	run "$VMFRAMES" --pfn 0x3fffffffffffffff
	assert_failure 2
	assert_line 'vmframes: --pfn, --pa: no machine has so high addresses'
}

@test "a frame that is mapped more often than was found says so" {
	pages PFN,PID,FOUND,MISSING,COMPLETE,PROOF --pfn 0x100201+2
	assert_success
	assert_output - <<-END
		0x100201 100 1 2 yes scan
		0x100202 100 3 0 yes scan
		0x100202 200 3 0 yes scan
		0x100202 300 3 0 yes scan
	END
}

@test "the zero page is in as many pages as are side by side" {
	pages PFN,USE,MAPCOUNT,PID,VA,PAGES,STATE,FOUND,MISSING --pfn 0x100500
	assert_success
	assert_output '0x100500 zero 0 100 20004000 3 zero 3 -'
}

@test "a page of a folio is found by its own frame" {
	pages PFN,ORDER,MAPCOUNT,PID,VA --pfn 0x100700+2
	assert_success
	assert_output - <<-END
		0x100700 1 1 200 40001000
		0x100701 1 0 - -
	END
}

@test "where there is no RAM there is no frame" {
	pages PFN,USE,ORDER,MAPCOUNT,ZONE,PID,PROOF --pfn 0xc0001 --pfn 0x7000000
	assert_success
	assert_output - <<-END
		0xc0001 - - - - - no-frame
		0x7000000 - - - - - no-frame
	END
}

@test "of chosen processes the answer is about these alone" {
	pages PFN,PID,FOUND,MISSING,PROOF --pfn 0x100202 200
	assert_success
	assert_output '0x100202 200 1 2 scan'
	pages PID --pfn 0x100202 -p 300,100
	assert_output $'100\n300'
	frames --pfn 0x100202 7
	assert_failure 2
	assert_equal "$stderr" 'vmframes: 7: no such process'
	frames --pfn 0x100400 7
	assert_failure 2
	assert_equal "$stderr" 'vmframes: 7: no such process'
	pages PID,PROOF --pfn 0x100400 200
	assert_success
	assert_output '- mapcount'
}

# A process that could not be seen by who recorded it.
refuse() { # PID
	sed -i "s/^\t*process $1\$/&\n refused EACCES/; " "$recording"
	/usr/bin/python3 - "$recording" "$1" <<-'END'
		import sys
		path, pid = sys.argv[1:]
		kept, skip = [], False
		for line in open(path):
		    words = line.split()
		    if words and words[0] in ('process', 'end'):
		        skip = False
		    if not skip:
		        kept.append(line)
		    if words and words[0] == 'refused':
		        skip = True
		open(path, 'w').writelines(kept)
	END
}

@test "a process that refused matters only where a page is missing" {
	refuse 300
	pages PFN,PID,FOUND,COMPLETE,PROOF --pfn 0x100202 --pfn 0x100300 --pfn 0x100400
	assert_failure 3
	assert_output - <<-END
		0x100202 100 2 ? ?
		0x100202 200 2 ? ?
		0x100202 ? 2 ? ?
		0x100300 100 1 yes mapcount
		0x100400 - 0 yes mapcount
	END
	pages PFN,PID,PROOF --pfn 0x100300 --pfn 0x100400
	assert_success
	assert_output - <<-END
		0x100300 100 mapcount
		0x100400 - mapcount
	END
	assert [ "${stderr_lines[1]}" = 'vmframes: what was not seen does not matter: no frame is mapped more often than was found' ]
}

@test "what is unknown is a failure or a skip, if that is wanted" {
	refuse 300
	frames --pfn 0x100202 -q --on-unknown=fail
	assert_failure 1
	frames --pfn 0x100202 -q --on-unknown skip
	assert_failure 77
	frames --pfn 0x100300 -q --on-unknown=fail
	assert_success
	run "$VMFRAMES" --pfn 1 --on-unknown=ignore
	assert_failure 2
}

@test "the zero page is not counted, so that who refused may have it" {
	refuse 300
	pages PID,COMPLETE --pfn 0x100500
	assert_failure 3
	assert_output $'100 ?\n? ?'
}

@test "one page of a large folio may be counted for all of them" {
	refuse 300
	pages PFN,PID,PROOF --pfn 0x100700+2
	assert_failure 3
	assert_output - <<-END
		0x100700 200 ?
		0x100700 ? ?
		0x100701 - mapcount
	END
}

@test "where numbers of frames are hidden nobody is found" {
	sed -i -E 's/rights frames/rights/; s/(present|zero) 0x[0-9a-f]+/\1 hidden/; s/swapped .*/nonpresent/' "$recording"
	pages PFN,USE,MAPCOUNT,PID,FOUND --pfn 0x100202 --pfn 0x100400
	assert_failure 3
	assert_output - <<-END
		0x100202 file 3 ? ?
		0x100400 free 0 - 0
	END
	assert_equal "$stderr" 'vmframes: physical addresses were hidden from who recorded them'
	pages PID --pfn 0x100400
	assert_success
	assert_output -- -
}

@test "where flags are hidden pages are found" {
	sed -i -E '/^\s*frame /d; s/ kpage//' "$recording"
	pages PFN,USE,MAPCOUNT,MISSING,PID,VA,PROOF --pfn 0x100300
	assert_failure 3
	assert_output '0x100300 ? ? ? 100 20001000 scan'
	frames --pfn 0x100300 --json
	assert_success
}

@test "the table has a line for each frame in words" {
	frames --pfn 0x100300 --pfn 0x100400 --pfn 0x100201 --pfn 0xc0000
	assert_success
	assert_output - <<-END
		     PFN USE  MAPCOUNT PID COMMAND       VA PERMS MAPPING
		 0xc0000 -           -   - -              - -     -
		0x100201 file        3 100 one     10001000 r-xp  /usr/lib/libc.so.6
		0x100300 anon        1 100 one     20001000 rw-p  [heap]
		0x100400 free        0   - -              - -     -
		0xc0000: no RAM is there; no page is in it
		0x100201: file (uptodate,lru,mmap), order 0, node 0, zone Normal, System RAM; 1 page found; all processes that were meant were seen
		0x100300: anon (mmap,anon,swapbacked), order 0, node 0, zone Normal, System RAM; 1 page found, as many as map it: these are all
		0x100400: free (buddy), node 0, zone Normal, System RAM; no page table maps it
	END
}

@test "columns of a frame are known one by one" {
	pages MEMCG,MEMCG-INODE,ZONE,NODE,REGION,CHANGED -g frame --pfn 0x100200
	assert_failure 3
	assert_output '? 77 Normal 0 System\040RAM no'
}

@test "rows are chosen and sorted by their columns" {
	pages PFN,PID --pfn 0x100200+4 --where pid=200 --sort -PFN
	assert_success
	assert_output $'0x100203 200\n0x100202 200'
	pages PFN --pfn 0x100200+4 --where pid=9
	assert_failure 1
	refuse 300
	pages PFN --pfn 0x100202 --where pid=9
	assert_failure 3
	assert_output ''
}

@test "kinds of rows and processes are of one question" {
	run "$VMFRAMES" -g frame
	assert_failure 2
	assert_line 'vmframes: --group frame is not for a count of all frames'
	run "$VMFRAMES" -g zone --pfn 1
	assert_failure 2
	assert_line 'vmframes: --group zone is not for --pfn and --pa'
	run "$VMFRAMES" 1
	assert_failure 2
	assert_line 'vmframes: all frames are counted, whoever has them: processes are for --pfn, --pa and --shared'
	run "$VMFRAMES" --pfn 1 --procfs /proc
	assert_failure 2
	assert_line 'vmframes: --procfs shows processes by their numbers alone'
}

@test "JSON has what is not known as null" {
	refuse 300
	frames --json=lines --pfn 0x100202 -o PFN,FLAGS,PID,COMPLETE
	assert_failure 3
	assert_line --index 0 --partial '"type":"start"'
	assert_line --index 1 '{"type":"page","pfn":"0x100202","flags":["uptodate","lru","mmap"],"pid":100,"complete":null}'
	assert_line --index 3 '{"type":"page","pfn":"0x100202","flags":["uptodate","lru","mmap"],"pid":null,"complete":null}'
	assert_line --index 4 '{"type":"end","complete":false,"exit":3}'
}

fits() { # SCHEMA
	run tests/json-schema "$1" - <<<"$output"
	assert_success
}

@test "JSON fits the schemas" {
	/usr/bin/python3 -c 'import jsonschema' || skip "no python3-jsonschema"
	for group in page frame; do
		frames -J -O -g $group --pfn 0x100200-0x100720 --pa c0000000
		assert_failure 3
		fits pages
		frames --json=lines -O -g $group --pfn 0x100200-0x100720
		fits pages-lines
	done
	sed -i -E 's/rights frames kpage ram/rights/; /^\s*(frame|ram|zone) /d' "$recording"
	frames -J -O --pfn 0x100200
	assert_failure 3
	fits pages
	run tests/json-schema same
	assert_success
}

@test "rows with all columns have exactly the keys of the schema" {
	for group in page frame; do
		frames --json=lines -O -g $group --pfn 0x100300
		/usr/bin/python3 -c '
import json, sys
sys.stdin.readline()
print("\n".join(k for k in json.loads(sys.stdin.readline()) if k != "type"))' \
			<<<"$output" | sort >"$BATS_TEST_TMPDIR/keys"
		run diff "$BATS_TEST_TMPDIR/keys" \
			<(tests/json-schema keys ${group/frame/frame_row} vmframes-pages | sort)
		assert_success
	done
}

@test "the page on JSON has each key of pages and frames, and no other" {
	run diff <(tests/json-schema keys page vmframes-pages | sort) \
		<(sed -n '/^\.Ss Pages that frames/,/^\.Ss Frames that/s/^\.It \([a-z0-9_]*\) Ta .*/\1/p' \
			man/vminfo-json.5 | sort)
	assert_success
}

@test "the control group is that of the recording" {
	sed -i 's,^\t*ram 1000-.*,&\n cgroup 77 /system.slice/a b,' "$recording"
	pages MEMCG,MEMCG-INODE -g frame --pfn 0x100200
	assert_success
	assert_output '/system.slice/a\040b 77'
}

@test "memory of a device may be mapped, and has no count" {
	refuse 300
	sed -i 's,^\t*ram 1000-.*,&\n region c0000000-c1000000 Persistent Memory,' "$recording"
	pages PFN,USE,PROOF,REGION -g frame --pfn 0xc0001
	assert_failure 3
	assert_output '0xc0001 - ? Persistent\040Memory'
}

@test "a frame of RAM without flags is in no page if nothing maps it" {
	refuse 300
	sed -i 's/^\t*frame 0x100600 .*/frame 0x100600 1 mapcount 0 memcg 0/' "$recording"
	pages PFN,USE,PID,PROOF --pfn 0x100600
	assert_success
	assert_output '0x100600 unflagged - mapcount'
}
