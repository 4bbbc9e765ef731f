# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# Processes to look at, and looking at them.
#
#     target_setup                 in setup: libraries of bats, names of programs
#     target_start NAME COMMAND    until it says "ready"; sets $target, and
#                                  $said, the file with what it said
#     target_tell NAME COMMAND     one line to its input, until "ready" again
#     target_end NAME

target_setup() {
	bats_require_minimum_version 1.7.0
	bats_load_library bats-support
	bats_load_library bats-assert
}

BUILD=${BUILD:-$(realpath "$BATS_TEST_DIRNAME/../../build")}
LIVE=$BUILD/tests/live
VMWALK=${VMWALK:-$BUILD/bin/vmwalk}
VMSWAPPED=${VMSWAPPED:-$BUILD/bin/vmswapped}
HERE=$BATS_TEST_DIRNAME
PAGE_COLUMNS=VA,STATE,PA,SWAPTYPE,SWAPOFF,HUGE,FILE,EXCL,UFFDWP,MAPPING
export PYTHONDONTWRITEBYTECODE=1

# The number of "ready" lines that the target said so far.
target_count() { # NAME
	grep -c '^ready$' "$BATS_FILE_TMPDIR/$1.said"
}

# Exited ones may stay as zombies for a while.
target_runs() { # PID
	local stat
	stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
	case ${stat##*) } in
	[ZX]*) return 1 ;;
	esac
}

# How long it takes does not matter, unless it ended.
target_wait() { # NAME COUNT
	local pid
	pid=$(cat "$BATS_FILE_TMPDIR/$1.pid")
	while [ "$(target_count "$1")" -lt "$2" ]; do
		if ! target_runs "$pid"; then
			echo "$1 ended: $(cat "$BATS_FILE_TMPDIR/$1.said")" >&2
			return 1
		fi
		sleep 0.02
	done
}

target_find() { # NAME
	target=$(cat "$BATS_FILE_TMPDIR/$1.pid")
	said=$BATS_FILE_TMPDIR/$1.said
}

# The input stays open through a holder, which ends with the target's pipe.
target_start() { # NAME COMMAND...
	local name=$1 in=$BATS_FILE_TMPDIR/$1.in
	shift
	mkfifo "$in"
	: >"$BATS_FILE_TMPDIR/$name.said"
	sleep infinity >"$in" 2>/dev/null 3>&- 4>&- &
	echo $! >"$BATS_FILE_TMPDIR/$name.holder"
	machine_own $!
	disown
	"$@" <"$in" >"$BATS_FILE_TMPDIR/$name.said" \
		2>"$BATS_FILE_TMPDIR/$name.stderr" 3>&- 4>&- &
	echo $! >"$BATS_FILE_TMPDIR/$name.pid"
	machine_own $!
	disown
	target_wait "$name" 1
	target_find "$name"
}

target_tell() { # NAME COMMAND
	local count
	count=$(target_count "$1")
	echo "$2" >"$BATS_FILE_TMPDIR/$1.in"
	target_wait "$1" $((count + 1))
}

target_end() { # NAME
	local pid
	for pid in holder pid; do
		kill -KILL "$(cat "$BATS_FILE_TMPDIR/$1.$pid")" 2>/dev/null || true
	done
	while target_runs "$(cat "$BATS_FILE_TMPDIR/$1.pid")"; do
		sleep 0.02
	done
	rm -f "$BATS_FILE_TMPDIR/$1.in"
}

# Every page of the claimed parts, as JSON, into a file.
walk_pages() { # FILE PID [OPTION...]
	local file=$1 pid=$2
	shift 2
	"$VMWALK" -g page -J -o "$PAGE_COLUMNS" "$@" "$pid" >"$file"
}

# The judge's verdict; what it could not see here is a skip.
judge() { # HOW CLAIMS WALK [NAME...]
	run /usr/bin/python3 "$HERE/judge.py" "$@"
	[ "$status" != 77 ] || skip "$output"
	assert_success
}
