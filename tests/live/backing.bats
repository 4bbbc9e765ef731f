#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# --backing: pages that a process has not mapped, of shared memory of all kinds
# and of a file, half of them paged out: what the program knows of them itself.
#
# changes: swap areas: a file in /var/tmp, and zram0

load machine
load target

setup_file() {
	machine_begin
	machine_scratch
	chmod 777 "$scratch"
	export scratch
	target_start stage "$LIVE/stage" written
	target_tell stage "backed $scratch /dev/shm"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find stage
	walk=$BATS_TEST_TMPDIR/walk.json
	claims=$BATS_TEST_TMPDIR/claims
	last_claims "$said" >"$claims"
}

# What was claimed with the last command alone.
last_claims() { # FILE
	awk '$1 == "ready" { last = now; now = ""; next }
		{ now = now $0 "\n" }
		END { printf "%s", last }' "$1"
}

tell() { # COMMAND
	target_tell stage "$1"
	last_claims "$said" >"$claims"
}

# With the kernel's cachestat, or without it.
walk_without_cachestat() { # FILE PID [OPTION...]
	local status=0
	VMWALK=$BUILD/tests/fault/vmwalk VMINFO_FAULT=nocachestat \
		walk_pages "$@" || status=$?
	# What stays unresolved was asked for.
	[ "$status" = 0 ] || [ "$status" = 3 ]
}

# Memory of the target, and of its objects, as the kernel counts it.
memory_of() { # PID
	grep -E '^(Rss|Swap|Anonymous):' "/proc/$1/smaps"
	grep -E '^(VmSwap|RssAnon|RssFile|RssShmem):' "/proc/$1/status"
	stat -L -c '%b %x' "/proc/$1/fd"/* 2>/dev/null
}

# All that the first walk says is in the second, or is unresolved there.
is_same_or_unresolved() { # WALK WALK
	run /usr/bin/python3 - "$@" <<-'END'
		import json, sys
		one, other = ({row["va"]: row["state"] for row in
		               json.load(open(name))["rows"]}
		              for name in sys.argv[1:])
		wrong = [(va, one[va], other[va]) for va in one
		         if other[va] not in (one[va], "unresolved")]
		told = sum(state in ("cached", "absent", "shmem-swapped")
		           for state in other.values())
		print(len(one), "compared", told, "told", wrong[:10])
		sys.exit(bool(wrong) or one.keys() != other.keys() or not told)
	END
	assert_success
}

is_told_exactly() { # [NAME...]
	walk_pages "$walk" "$target" --backing
	judge states "$claims" "$walk" "$@"
}

# --- without swap ------------------------------------------------------------

@test "pages that are not mapped are cached or absent, as the program knows" {
	is_told_exactly memfd closed anonymous segment tmpfs disk allocated \
		untouched copied
}

@test "without --backing the same pages are unresolved" {
	walk_pages "$walk" "$target"
	sed -E 's/ (cached|absent) - / unresolved - /' "$claims" >"$claims.not"
	judge states "$claims.not" "$walk"
}

@test "without cachestat it is the same, or unresolved" {
	walk_pages "$walk" "$target" --backing
	walk_without_cachestat "$walk.old" "$target" --backing
	is_same_or_unresolved "$walk" "$walk.old"
}

# --- a swap file: pages stay in the swap cache for a while -------------------

@test "right after they were paged out they are in swap, to the page" {
	[ "$(wc -l </proc/swaps)" = 1 ] || skip "swap is on here"
	machine_swap_file backing 64 10 || skip "no swap on this file system"
	tell backed-out
	is_told_exactly memfd closed anonymous segment tmpfs disk untouched \
		copied
}

@test "nothing is brought back, and no access is noted" {
	[ "$(wc -l </proc/swaps)" = 2 ] || skip "no swap file"
	memory_of "$target" >"$BATS_TEST_TMPDIR/before"
	"$VMWALK" -g page -r -n --backing "$target" >/dev/null
	walk_without_cachestat "$walk" "$target" --backing
	"$VMWALK" --record "$BATS_TEST_TMPDIR/x.vm" --backing "$target"
	memory_of "$target" >"$BATS_TEST_TMPDIR/after"
	run diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
	assert_success
	is_told_exactly
}

@test "SWAP with --backing is Swap of smaps, and the residual is 0" {
	[ "$(wc -l </proc/swaps)" = 2 ] || skip "no swap file"
	run --separate-stderr "$VMWALK" -g mapping -r -n -b --backing --verify \
		-o SWAP,SMAPS-SWAP,RESIDUAL -m '/*' "$target"
	assert_success
	run awk '$1 != $2 || $3 != 0 { print; bad = 1 }
		$1 > 0 { swapped++ }
		END { print swapped + 0; exit bad }' <<<"$output"
	assert_success
	assert_output 7
}

@test "in the swap cache, without cachestat, they are unresolved" {
	[ "$(wc -l </proc/swaps)" = 2 ] || skip "no swap file"
	walk_pages "$walk" "$target" --backing
	walk_without_cachestat "$walk.old" "$target" --backing
	is_same_or_unresolved "$walk" "$walk.old"
}

@test "a process that only maps it now sees the same of it" {
	[ "$(wc -l </proc/swaps)" = 2 ] || skip "no swap file"
	local fd
	for fd in "/proc/$target/fd"/*; do
		[[ $(readlink "$fd") != /memfd:backed* ]] || break
	done
	target_start fresh /usr/bin/python3 -c '
import mmap, os, sys
fd = os.open(sys.argv[1], os.O_RDWR)
area = mmap.mmap(fd, 7 * 4096)
print("ready", flush=True)
sys.stdin.read()' "$fd"
	run --separate-stderr "$VMWALK" -g run -r -n -o SIZE,STATE --backing \
		-m '/memfd:backed*' "$target"
	assert_success
	assert_output --partial $'16384 cached\n8192 shmem-swapped\n4096 absent'
	target_end fresh
}

@test "what was recorded with --backing is replayed with it" {
	[ "$(wc -l </proc/swaps)" = 2 ] || skip "no swap file"
	"$VMWALK" --record "$BATS_TEST_TMPDIR/x.vm" --backing "$target"
	"$VMWALK" -g page -J -o "$PAGE_COLUMNS" --backing \
		--replay "$BATS_TEST_TMPDIR/x.vm" >"$walk"
	judge states "$claims" "$walk"
}

@test "no more rights are needed than the page says" {
	[ "$(wc -l </proc/swaps)" = 2 ] || skip "no swap file"
	local few=+checkpoint_restore,+sys_ptrace,+dac_read_search,+fowner
	setpriv --bounding-set="-all,$few" --inh-caps=-all \
		"$VMWALK" -g page -J -o "$PAGE_COLUMNS" --backing "$target" \
		>"$walk" || true
	judge hidden "$claims" "$walk"
}

@test "when swap is off they are back, and cached" {
	[ "$(wc -l </proc/swaps)" = 2 ] || skip "no swap file"
	swapoff -a
	sed 's/ shmem-swapped - / cached - /; s/ swapped - / present exclusive /' \
		"$claims" >"$claims.in"
	walk_pages "$walk" "$target" --backing
	judge states "$claims.in" "$walk"
}

# --- zram: pages are gone when they are out ----------------------------------

@test "pages that the swap cache has lost are in swap" {
	[ "$(wc -l </proc/swaps)" = 1 ] || skip "swap is on here"
	machine_swap_zram 64 20 || skip "zram0 is not there or in use"
	target_tell stage backed-in
	tell backed-gone
	is_told_exactly memfd closed anonymous segment tmpfs disk untouched \
		copied
}

@test "then mincore tells them, too" {
	grep -q zram0 /proc/swaps || skip "no zram"
	walk_pages "$walk" "$target" --backing
	walk_without_cachestat "$walk.old" "$target" --backing
	is_same_or_unresolved "$walk" "$walk.old"
	run grep -c shmem-swapped "$walk.old"
	assert_output "$(grep -c shmem-swapped "$walk")"
}

# --- an ordinary user --------------------------------------------------------

@test "an ordinary user is told of what an own process has open" {
	local walk_own=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	target_start own "${walk_own[@]}" "$LIVE/stage" written
	target_tell own "backed $scratch /dev/shm"
	last_claims "$said" >"$claims"
	"${walk_own[@]}" "$VMWALK" -g page -J -o "$PAGE_COLUMNS" --backing \
		"$target" >"$walk" || true
	judge hidden "$claims" "$walk" memfd tmpfs disk allocated untouched \
		copied
	# The others have no door for them.
	sed -E 's/ (cached|absent) - / unresolved - /' "$claims" >"$claims.not"
	judge hidden "$claims.not" "$walk" closed anonymous segment
	target_end own
}

@test "who is refused is told so, and how to get it" {
	run --separate-stderr setpriv --reuid 65534 --regid 65534 \
		--clear-groups bash -c '"$0" -g process --backing $$' "$VMWALK"
	assert_success
	assert_regex "$stderr" \
		"what is behind [0-9]+ mappings is hidden \(needs CAP_CHECKPOINT_RESTORE\)"
}

# --- large ones --------------------------------------------------------------

@test "terabytes of shared memory with a page here and there" {
	target_start sparse /usr/bin/python3 -c '
import ctypes, mmap, os, sys
fd = os.memfd_create("sparse")
os.ftruncate(fd, 1 << 40)
for i in range(1000):
    os.pwrite(fd, b"x", (1 << 30) * i)
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 \
    + [ctypes.c_long]
assert libc.mmap(None, 1 << 40, 3, 1, fd, 0) != ctypes.c_void_p(-1).value
print("ready", flush=True)
sys.stdin.read()'
	# Page by page it would take minutes.
	run --separate-stderr timeout 60 "$VMWALK" -g mapping -r -n --backing \
		-o PAGES,CACHED,SHMEM-SWAPPED,ABSENT,UNRESOLVED \
		-m '/memfd:sparse*' "$target"
	assert_output "268435456 1000 0 268434456 0"
	target_end sparse
}

# --- file systems --------------------------------------------------------------

@test "overlay says that nothing is cached, and is not believed" {
	unshare --mount true || skip "mounts cannot be made here"
	grep -qw overlay /proc/filesystems || skip "no overlay here"
	target_start overlay unshare --mount /usr/bin/python3 -c '
import mmap, os, subprocess, sys
os.chdir(sys.argv[1])
for name in "lower", "upper", "work", "merged":
    os.mkdir(name)
with open("lower/file", "wb") as file:
    file.write(bytes(64 * 4096))
subprocess.run(["mount", "-t", "overlay", "overlay", "merged", "-o",
                "lowerdir=lower,upperdir=upper,workdir=work"], check=True)
fd = os.open("merged/file", os.O_RDONLY)
os.read(fd, 64 * 4096)
area = mmap.mmap(fd, 64 * 4096, access=mmap.ACCESS_READ)
print("ready", flush=True)
sys.stdin.read()' "$scratch"
	run --separate-stderr "$VMWALK" -g mapping -r -n --backing \
		-o UNRESOLVED,CACHED,ABSENT -m '*/file' "$target"
	assert_output "64 ? 0"
	target_end overlay
}

@test "files with one number in two subvolumes of btrfs are told apart" {
	local program
	unshare --mount true || skip "mounts cannot be made here"
	command -v mkfs.btrfs >/dev/null || skip "mkfs.btrfs is not installed"
	grep -qw btrfs /proc/filesystems || skip "no btrfs here"
	truncate -s 128M "$scratch/image"
	mkfs.btrfs -q "$scratch/image"
	target_start btrfs unshare --mount /usr/bin/python3 -c '
import mmap, os, subprocess, sys
os.chdir(sys.argv[1])
os.makedirs("btrfs", exist_ok=True)
subprocess.run(["mount", "-o", "loop", "image", "btrfs"], check=True)
areas = []
for name in "one", "two":
    subprocess.run(["btrfs", "-q", "subvolume", "create", "btrfs/" + name],
                   check=True)
    fd = os.open(f"btrfs/{name}/file", os.O_RDWR | os.O_CREAT)
    os.write(fd, bytes(64 * 4096))
    os.fsync(fd)
    if name == "two":
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    areas.append(mmap.mmap(fd, 64 * 4096, access=mmap.ACCESS_READ))
    print(os.fstat(fd).st_ino)
print("ready", flush=True)
sys.stdin.read()' "$scratch"
	# Both have the same one, or there is nothing to tell apart.
	[ "$(head -2 "$said" | sort -u | wc -l)" = 1 ]
	run --separate-stderr "$VMWALK" -g run -r -n -o STATE,SIZE --backing \
		-m '*/one/file' -m '*/two/file' "$target"
	assert_line "cached 262144"
	assert_line "absent 262144"
	target_end btrfs
}
