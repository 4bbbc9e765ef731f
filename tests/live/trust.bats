#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Trust between those who share a machine: a process with names that are
# attacks, and what a command gets of who looks at it.
#
# changes: nothing but a directory in /var/tmp
#
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

load machine
load target

setup_file() {
	machine_begin
	machine_scratch
	chmod 755 "$scratch"
	# Where anybody may run it, wherever this tree is.
	cp -r "$BUILD/bin" "$BUILD/lib" "$scratch/"
	chmod -R go+rX "$scratch"
	echo "$scratch" >"$BATS_FILE_TMPDIR/scratch"
	mkdir "$scratch/names"
	target_start hostile bash -c 'exec -a "$1" "${@:2}"' - \
		$'\033[31mred\n::error::x\nnot ok 1' "$LIVE/hostile" \
		"$scratch/names"
}

teardown_file() {
	machine_restore
}

setup() {
	target_setup
	target_find hostile
	scratch=$(cat "$BATS_FILE_TMPDIR/scratch")
}

# --- names -------------------------------------------------------------------

# Each tool with its options, in that format.
keeps_its_shape() { # FORMAT
	local words count=0
	set -f
	while read -ra words; do
		run "$HERE/../trust/shape.py" judge "$BUILD/bin" "$1" \
			"${words[@]}" "$target"
		assert_equal "$1 ${words[*]}: $status $output" \
			"$1 ${words[*]}: 0 "
		count=$((count + 1))
	done
	assert [ $count -gt 0 ]
}

rows() {
	cat <<-'END'
		vmwalk -g run -O
		vmwalk -g mapping -O
		vmwalk -g process -O
		vmwalk --why-not-huge
		vmswapped
		vmcontig -m * -g buffer
		vmcontig -m * -g verdict
		vmframes --shared -p
	END
}

@test "a process that names itself changes the shape of no output" {
	local format
	for format in table raw pairs json lines; do
		keeps_its_shape $format < <(rows)
	done
	keeps_its_shape text <<-'END'
		vmwalk --strip
		vmcontig --find
		vmwalk -m nosuch*
		vmwalk --symbol nosuch
	END
	keeps_its_shape record <<<"vmwalk --record -"
}

@test "a recording of it replays with the same names" {
	local vm=$BATS_TEST_TMPDIR/x.vm
	"$VMWALK" --record "$vm" "$target"
	names_of() { # OPTION...
		"$VMWALK" -g mapping -rn -o VA,MAPPING "$@"
	}
	assert_equal "$(names_of --replay "$vm")" "$(names_of "$target")"
}

# --- commands ----------------------------------------------------------------

# What the kernel grants to who runs this, and what is open.
SHOWS='grep -E "^(Uid|Gid|Groups|Cap|NoNewPrivs|Seccomp|SigBlk)" /proc/self/status
	# sudo takes this one away.
	grep -vE "pending signals|core file" /proc/self/limits
	cat /proc/self/oom_score_adj /proc/self/cgroup
	umask
	ls /proc/$$/fd'

# A user who may call sudo for anything; the rest of the machine sees no rule.
as_user() { # COMMAND...
	echo '#65534 ALL=(ALL) NOPASSWD: ALL' >"$scratch/sudoers"
	chmod 440 "$scratch/sudoers"
	unshare -m sh -c '
		mount --bind "$1" /etc/sudoers && shift &&
		exec setpriv --reuid=65534 --regid=65534 --groups=65534 "$@"
	' - "$scratch/sudoers" "$@" </dev/null 2>&1 3>&- 4>&-
}

@test "under sudo a command has nothing that its caller had not" {
	[ -x "$(command -v sudo)" ] || skip "sudo is not installed"
	cd "$scratch" || return 1
	as_user sudo -n true || skip "sudo does not work here"
	local direct ready
	# sudo passes on no other descriptors.
	direct=$(as_user sh -c "$SHOWS" | sed -E "/^([3-9]|[0-9]{2,3})\$/d")
	assert [ "$(wc -l <<<"$direct")" -gt 20 ]
	assert_regex "$direct" $'CapEff:\t0{16}\n'
	for ready in exit stop; do
		run as_user sudo -n "$scratch/bin/vmwalk" -q --ready $ready \
			--record "$scratch/record.$ready" -- sh -c "$SHOWS
			[ $ready = exit ] || kill -STOP \$\$"
		assert_equal "$ready: $output" "$ready: $direct"
	done
	# And what root saw is for root.
	assert_equal "$(stat -c '%a %u' record.exit record.stop)" \
		$'600 0\n600 0'
}
