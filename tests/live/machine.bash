# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# What the live tests change on this machine, and how it comes back.
#
# Each change is written into a journal before it is made.  machine_restore
# undoes the journal from its end; it is called by teardown_file, by a guardian
# process if the tests die without it, and by the next run if the guardian died
# too.
#
#     machine_begin                      in setup_file, first
#     machine_set PATH VALUE             writes to a file of /proc or /sys
#     machine_swap_file NAME MIB PRIO    a swap file switched on; sets $area
#     machine_swap_loop NAME MIB PRIO    the same on a loop device; sets $area
#     machine_swap_zram MIB PRIO         zram0 as a swap area; sets $area
#     machine_swap_off AREA              switches one off early
#     machine_scratch                    a directory of ours; sets $scratch
#     machine_group DIR                  makes a control group, with its parents
#     machine_own PID                    is ended by machine_restore
#     machine_restore                    in teardown_file

MACHINE_JOURNAL=${MACHINE_JOURNAL:-/run/vminfo-live.journal}

machine_start_time() { # PID
	local stat
	stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
	stat=${stat##*) }
	# shellcheck disable=SC2086
	set -- $stat
	echo "${20}"
}

machine_note() { # WORD...: one entry of the journal
	echo "$*" >>"$MACHINE_JOURNAL"
	sync -d "$MACHINE_JOURNAL" 2>/dev/null || true
}

machine_owner() {
	local pid
	read -r _ pid _ 2>/dev/null <"$MACHINE_JOURNAL" && echo "$pid"
}

# Whether the tests that wrote the journal still run.
machine_is_owned() {
	local word pid started
	read -r word pid started 2>/dev/null <"$MACHINE_JOURNAL" || return 1
	[ "$word" = owner ] && [ -n "$started" ] &&
		[ "$(machine_start_time "$pid")" = "$started" ]
}

# A journal that is there already: of tests that run now, which we wait for,
# or of killed ones.
machine_look_for_others() {
	local patience=${MACHINE_PATIENCE:-900}
	while machine_is_owned; do
		if [ $((patience--)) -le 0 ]; then
			echo "other live tests are running" >&2
			return 1
		fi
		sleep 1
	done
	[ -e "$MACHINE_JOURNAL" ] || return 0
	echo "# restoring what killed tests left changed" >&3
	machine_undo_journal "$(machine_owner)"
}

# Ends with the tests, however they end, and restores if they could not.
machine_guard() { # PID
	local self
	self=$(readlink -f "${BASH_SOURCE[0]}")
	setsid bash -c "
		tail --pid=$1 -f /dev/null
		. '$self'
		machine_undo_journal $1
	" </dev/null >/dev/null 2>&1 3>&- 4>&- &
	MACHINE_GUARDIAN=$!
	disown
}

machine_begin() {
	[ "$(id -u)" = 0 ] || skip "needs root"
	machine_look_for_others || return 1
	(set -o noclobber
		echo "owner $$ $(machine_start_time $$)" >"$MACHINE_JOURNAL") ||
		return 1
	machine_guard $$
}

machine_set() { # PATH VALUE
	local old
	[ -w "$1" ] || return 1
	old=$(cat "$1")
	# "always [madvise] never": the one in brackets
	if [[ $old =~ \[(.*)\] ]]; then
		old=${BASH_REMATCH[1]}
	fi
	machine_note value "$1" "$old"
	echo "$2" >"$1"
}

# Written, not fallocated: those can refuse to be swap.  Sets $area.
machine_area_file() { # NAME MIB
	area=${VMINFO_SCRATCH:-/var/tmp}/vminfo-live-$1.swap
	! grep -q "^$area " /proc/swaps || return 1
	machine_note file "$area"
	(umask 077 && dd if=/dev/zero of="$area" bs=1M count="$2" status=none)
}

machine_swap_file() { # NAME MIB PRIO
	machine_area_file "$1" "$2" || return 1
	machine_note swap "$area"
	mkswap "$area" >/dev/null
	swapon -p "$3" "$area"
}

# Which device it will be is not known before: the file tells it later, too.
machine_swap_loop() { # NAME MIB PRIO
	machine_area_file "$1" "$2" || return 1
	machine_note loop "$area"
	area=$(losetup --find --show "$area") || return 1
	machine_note swap "$area"
	mkswap "$area" >/dev/null
	swapon -p "$3" "$area"
}

machine_swap_zram() { # MIB PRIO
	local zram=/sys/block/zram0
	[ -e $zram ] || modprobe zram 2>/dev/null || return 1
	[ "$(cat $zram/disksize)" = 0 ] || return 1
	area=/dev/zram0
	machine_note zram $zram
	machine_note swap $area
	echo "${1}M" >$zram/disksize
	mkswap $area >/dev/null
	swapon -p "$2" $area
}

machine_swap_off() { # AREA
	swapoff "$1"
}

machine_scratch() {
	scratch=$(mktemp -d "${VMINFO_SCRATCH:-/var/tmp}/vminfo-live.XXXXXX")
	machine_note tree "$scratch"
}

machine_group() { # DIR
	[ ! -e "$1" ] || return 0
	machine_group "$(dirname "$1")"
	machine_note group "$1"
	mkdir "$1"
}

# Processes that were just killed may still be there.
machine_remove_group() { # DIR
	local patience=500
	while [ -d "$1" ] && ! rmdir "$1" 2>/dev/null; do
		[ $((patience--)) -gt 0 ] || return 1
		sleep 0.02
	done
}

machine_own() { # PID
	machine_note process "$1" "$(machine_start_time "$1")"
}

machine_undo() { # WORD ARGUMENT...
	case $1 in
	value) echo "$3" >"$2" ;;
	swap)
		if grep -q "^$2 " /proc/swaps; then
			swapoff "$2"
		fi
		;;
	file) rm -f "$2" ;;
	group) machine_remove_group "$2" ;;
	zram) echo 1 >"$2/reset" ;;
	loop)
		losetup --noheadings --output NAME --associated "$2" |
			xargs --no-run-if-empty losetup --detach
		;;
	tree) rm -rf --one-file-system "$2" ;;
	process)
		if [ "$(machine_start_time "$2")" = "$3" ]; then
			kill -KILL "$2" || true
		fi
		;;
	esac
}

# Undoes what is of that kind ("process", or "rest"), the last change first.
machine_undo_all() { # KIND
	local word argument rest kind failed=0
	while read -r word argument rest; do
		kind=rest
		[ "$word" != process ] || kind=process
		[ "$kind" = "$1" ] || continue
		machine_undo "$word" "$argument" "$rest" && continue
		echo "not restored: $word $argument $rest" >&2
		failed=1
	done < <(tac "$MACHINE_JOURNAL")
	return $failed
}

# Processes go first: they hold what the rest gives back.  One at a time, and
# only what that run changed: a guardian may be as late as the next run.
machine_undo_journal() { # OWNER
	local failed=0 lock
	exec {lock}<"$(dirname "$MACHINE_JOURNAL")"
	flock "$lock"
	if [ "$(machine_owner)" = "$1" ]; then
		machine_undo_all process || failed=1
		machine_undo_all rest || failed=1
		rm -f "$MACHINE_JOURNAL"
	fi
	exec {lock}<&-
	return $failed
}

machine_restore() {
	machine_undo_journal $$
}
