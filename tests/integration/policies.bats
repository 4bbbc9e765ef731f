#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Policies that are shipped, on the programs that they are for: gpg-agent, which
# has its keys in locked memory, and PostgreSQL with huge pages.
#
# changes: nr_hugepages

bats_require_minimum_version 1.7.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	VMAUDIT=$(realpath "${BUILD:-build}")/bin/vmaudit
	work=$(mktemp -d /tmp/vminfo-policies-XXXXXX)
	pages=$(cat /proc/sys/vm/nr_hugepages)
	bin=$(pg_config --bindir 2>/dev/null) ||
		bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | tail -n 1)
}

teardown() {
	[ ! -e "$work/data/postmaster.pid" ] || database stop -m immediate
	[ "$(cat /proc/sys/vm/nr_hugepages)" = "$pages" ] ||
		echo "$pages" >/proc/sys/vm/nr_hugepages
	rm -rf "$work"
}

need_root() {
	[ "$(id -u)" = 0 ] || skip "only root sees frames and huge pages"
}

# --- gpg-agent ----------------------------------------------------------------

# An agent whose input never has anything, perhaps behind other programs.
keys() { # [PROGRAM ARGUMENT...]
	mkdir -m 700 "$work/gpg"
	mkfifo "$work/in"
	run "$VMAUDIT" run --policy packaging/policies/keys.yaml \
		--ready 'line:^OK' --kill -- "$@" \
		gpg-agent --homedir "$work/gpg" --server <>"$work/in"
}

@test "keys of gpg-agent are locked, in RAM, and its own" {
	need_root
	command -v gpg-agent >/dev/null || skip "no gpg-agent"
	keys
	assert_success
	assert_line --regexp '^ok +there is locked memory.* locked [1-9]'
	assert_line --regexp '^ok +no process shares it'
	assert_line --regexp '^3 rules: (2 ok, 1 warned|3 ok)'
}

@test "an agent that may not lock its keys fails" {
	need_root
	command -v gpg-agent >/dev/null || skip "no gpg-agent"
	command -v setpriv >/dev/null || skip "no setpriv"
	keys prlimit --memlock=0 setpriv --bounding-set -ipc_lock \
		--inh-caps -ipc_lock
	assert_failure 1
	assert_line --regexp '^FAIL +there is locked memory.*no page matched'
}

# --- PostgreSQL -----------------------------------------------------------------

database() { # pg_ctl's ARGUMENT...
	setpriv --reuid postgres --regid postgres --clear-groups -- \
		"$bin/pg_ctl" -s -w -D "$work/data" -l "$work/log" "$@" 3>&-
}

# One with shared buffers in huge pages, if that is on.
start_database() { # on|off
	need_root
	[ -x "$bin/initdb" ] || skip "no PostgreSQL"
	id postgres >/dev/null 2>&1 || skip "no user postgres"
	command -v setpriv >/dev/null || skip "no setpriv"
	if [ "$1" = on ]; then
		echo $((pages + 64)) >/proc/sys/vm/nr_hugepages
		[ "$(cat /proc/sys/vm/nr_hugepages)" -ge $((pages + 64)) ] ||
			skip "not so many huge pages here now"
	fi
	chmod 755 "$work"
	install -d -o postgres -m 700 "$work/data"
	install -o postgres -m 600 /dev/null "$work/log"
	setpriv --reuid postgres --regid postgres --clear-groups -- \
		"$bin/initdb" -D "$work/data" -A trust -N >/dev/null
	cat >>"$work/data/postgresql.conf" <<-END
		huge_pages = $1
		shared_buffers = 64MB
		listen_addresses = ''
		unix_socket_directories = '$work/data'
	END
	database start
	read -r postmaster <"$work/data/postmaster.pid"
}

@test "shared buffers of PostgreSQL are huge pages" {
	start_database on
	run "$VMAUDIT" run --policy packaging/policies/postgresql.yaml \
		"$postmaster"
	assert_success
	assert_line --regexp '^ok +shared buffers are huge pages'
	assert_line --regexp '^ok +what of them was used'
}

@test "without huge pages, the rules on them fail, and no other" {
	start_database off
	run "$VMAUDIT" run --policy packaging/policies/postgresql.yaml \
		"$postmaster"
	assert_failure 1
	assert_line --regexp '^FAIL +shared buffers are huge pages'
	assert_line --regexp '^ok +no process of it has much in swap'
}
