# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# Control groups of memory, and how their processes are made to page out.
#
#     pressure_mount               where the hierarchy with that controller is
#     pressure_group NAME          makes a group; sets $group
#     pressure_start NAME COMMAND  a target that is born in $group
#     pressure_limit KIB           it may have no more than that in RAM
#     pressure_empty               nothing stays in RAM that can leave

pressure_mount() {
	awk '$3 == "cgroup" && $4 ~ /(^|,)memory(,|$)/ { print $2; exit }' \
		/proc/self/mounts | grep . && return
	local v2
	v2=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
	grep -qw memory "$v2/cgroup.controllers" 2>/dev/null && echo "$v2"
}

pressure_group() { # NAME
	local mount
	mount=$(pressure_mount) || return 1
	group=$mount/vminfo-live/$1
	machine_group "$group"
	# Of version 2, the controller has to be handed down.
	[ ! -e "$group/cgroup.subtree_control" ] ||
		echo +memory | tee "$mount/cgroup.subtree_control" \
			"$mount/vminfo-live/cgroup.subtree_control" \
			>/dev/null || true
}

pressure_start() { # NAME COMMAND...
	local name=$1
	shift
	# shellcheck disable=SC2016
	target_start "$name" sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' \
		"$group" "$@"
}

# The kernel gives up early: pages are still on their way out then.
pressure_write() { # FILE VALUE
	local patience=100
	until echo "$2" 2>/dev/null >"$group/$1"; do
		[ $((patience--)) -gt 0 ] || return 1
		sleep 0.05
	done
}

pressure_limit() { # KIB
	local file=memory.limit_in_bytes
	[ -e "$group/$file" ] || file=memory.high
	pressure_write $file $(($1 * 1024))
}

# Of version 2, more is asked for than there can be: it fails at its end.
pressure_empty() {
	if [ -e "$group/memory.force_empty" ]; then
		pressure_write memory.force_empty 0
	else
		echo 1G 2>/dev/null >"$group/memory.reclaim" || true
	fi
}
