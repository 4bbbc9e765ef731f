#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# --symbol on processes that see other files than we do: in another root, on
# an overlay, with some of root's rights and with all.
#
# changes: nothing but a directory in /var/tmp

load machine
load target

# All that it takes to read somebody's memory, but not CAP_SYS_ADMIN.
READER=(setpriv --reuid=65534 --regid=65534 --clear-groups
	"--inh-caps=-all,+sys_ptrace,+dac_read_search"
	"--ambient-caps=-all,+sys_ptrace,+dac_read_search")

setup_file() {
	machine_begin
	machine_scratch
	chmod 755 "$scratch"
	echo "$scratch" >"$BATS_FILE_TMPDIR/scratch"
	cp -r "$BUILD/bin" "$BUILD/lib" "$scratch/"
	build "$scratch/root"
	chmod -R go+rX "$scratch"
}

teardown_file() {
	machine_restore
}

# In a root of its own: the program at the path of another one here.
build() { # ROOT
	local sources=$BATS_TEST_DIRNAME/../symbol cc=${CC:-cc} file id

	mkdir -p "$1$scratch" "$1/usr/lib/debug/.build-id"
	$cc -g -fPIC -shared -o "$1$scratch/libapp.so" "$sources/library.c"
	$cc -g -pie -fPIC -DWITH_LIBRARY -Wl,-rpath,"$scratch" \
		-o "$1$scratch/app" "$sources/app.c" "$sources/other.c" \
		-L"$1$scratch" -lapp
	for file in $(ldd "$1$scratch/app" | grep -oE '/[^ )]*/(lib|ld)[^ )]*'); do
		[ -e "$file" ] || continue
		mkdir -p "$1$(dirname "$file")"
		cp -L "$file" "$1$file"
	done
	id=$(readelf -n "$1$scratch/app" | sed -n 's/.*Build ID: //p')
	mkdir -p "$1/usr/lib/debug/.build-id/${id:0:2}"
	objcopy --only-keep-debug "$1$scratch/app" \
		"$1/usr/lib/debug/.build-id/${id:0:2}/${id:2}.debug"
	strip "$1$scratch/app"
	# Here the same paths lead elsewhere.
	$cc -o "$scratch/app" "$sources/maps.c"
	$cc -shared -fPIC -o "$scratch/libapp.so" "$sources/plugin.c"
}

setup() {
	target_setup
	scratch=$(cat "$BATS_FILE_TMPDIR/scratch")
	vmwalk=$scratch/bin/vmwalk
	said=$BATS_TEST_TMPDIR/said
	started=()
}

teardown() {
	disown -a
	[ ${#started[@]} = 0 ] || kill -KILL "${started[@]}"
	[ -z "${mounted-}" ] || umount --lazy "$mounted"
}

# Its own number comes from inside, because a shell may stand between.
start() { # COMMAND...
	"$@" >"$said" 3>&- &
	started+=("$!")
	for ((i = 0; i < 600; i++)); do
		pid=$(pgrep -x -P "$!,$$" app || echo "$!")
		! grep -q '^State:.T' "/proc/$pid/status" || return 0
		sleep 0.05
	done
	return 1
}

is_found() { # NAME COMMAND...
	local name=$1 address

	shift
	read -r _ address _ < <(grep -F "$name " "$said")
	run "$@" --symbol "$name" "$pid"
	assert_line --regexp "^$name: .* bytes at $address, in "
}

@test "symbols of a process in another root are those of its files" {
	start chroot "$scratch/root" "$scratch/app"
	for name in ring inner app.c:box shared closed libapp.so:box; do
		is_found "$name" "$vmwalk"
		assert_success
	done
}

@test "without CAP_SYS_ADMIN they are found by way of its root" {
	start chroot "$scratch/root" "$scratch/app"
	"${READER[@]}" true || skip "capabilities cannot be given"
	for name in ring inner app.c:box shared closed libapp.so:box; do
		is_found "$name" "${READER[@]}" "$vmwalk"
	done
}

@test "a library that was replaced there is read with CAP_SYS_ADMIN alone" {
	"${READER[@]}" true || skip "capabilities cannot be given"
	cp -a "$scratch/root" "$scratch/renewed"
	start chroot "$scratch/renewed" "$scratch/app"
	cp "$scratch/libapp.so" "$scratch/renewed$scratch/new"
	mv "$scratch/renewed$scratch/new" "$scratch/renewed$scratch/libapp.so"
	is_found shared "$vmwalk"
	assert_success
	run "${READER[@]}" "$vmwalk" --symbol shared "$pid"
	assert_equal "$status" 3
	assert_line --partial "/libapp.so (deleted), which was loaded but cannot be read: it was replaced or removed"
	is_found ring "${READER[@]}" "$vmwalk"
}

@test "files of an overlay are known, whatever numbers stat gives" {
	mkdir "$scratch"/{upper,work,merged}
	unshare -m mount -t overlay overlay -o \
		"lowerdir=$scratch/root,upperdir=$scratch/upper,workdir=$scratch/work" \
		"$scratch/merged" 2>/dev/null || skip "no overlay can be mounted"
	start unshare -m sh -c '
		mount -t overlay overlay -o \
			"lowerdir=$1/root,upperdir=$1/upper,workdir=$1/work" \
			"$1/merged" && exec chroot "$1/merged" "$1/app"' - "$scratch"
	for name in ring inner shared libapp.so:box; do
		is_found "$name" "$vmwalk"
		assert_success
		is_found "$name" "${READER[@]}" "$vmwalk"
	done
}

# A file of which the target's file system says nothing more.
is_stuck_at() { # WHAT
	local at=$scratch/stuck.$1
	mkdir -p "$at" "$scratch/parts"
	${CC:-cc} -o "$scratch/parts/maps" "$HERE/../symbol/maps.c"
	target_start "$1" /usr/bin/python3 "$HERE/stuck.py" "$at" \
		"$scratch/root$scratch/libapp.so" "$1" || skip "no FUSE here"
	mounted=$at
	"$scratch/parts/maps" "$at/stuck" 3>&- &
	started+=("$!")
	pid=$!
	until grep -q '^State:.T' "/proc/$pid/status"; do sleep 0.05; done
	grep -q "$at/stuck" "/proc/$pid/maps"
	kill -USR1 "$target"
	until grep -q '^silent' "$said"; do sleep 0.05; done
	# What it holds in its cache is not asked.
	run --separate-stderr timeout 300 "$vmwalk" -g mapping -rn -o MAPPING \
		--backing "$pid"
	assert_success
	assert_line "$at/stuck"
	run --separate-stderr "$vmwalk" -rn --symbol nosuch "$pid"
	assert_equal "$status: $output" "3: "
	assert_equal "$stderr" "vmwalk: $pid: reading its program and its \
libraries takes for ever: no symbols"
	# What was killed holds nothing of it.
	target_end "$1"
}

@test "a file system that does not answer an open hangs nobody" {
	[ -c /dev/fuse ] || skip "no FUSE here"
	is_stuck_at open
}

@test "a file system that does not answer a read hangs nobody" {
	[ -c /dev/fuse ] || skip "no FUSE here"
	is_stuck_at read
}
