# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A minimal Debian in a directory, which is fetched once, kept as an archive
# below build/, and unpacked for each test.  Nothing of it is mounted where
# this machine could see it: what is mounted ends with the process.

: "${work:?a directory of the test}"

suite=bookworm
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
base=$PWD/build/packages/$suite.tar

# Why there can be none; says nothing if there can.
lacks_machine() {
	if [ "$(id -u)" != 0 ]; then
		echo "needs root"
	elif ! command -v debootstrap >/dev/null; then
		echo "debootstrap is not installed"
	elif ! unshare --mount --pid --fork true 2>/dev/null; then
		echo "nothing may be mounted here"
	elif ! fetch_base >"$work/log" 2>&1; then
		echo "$suite cannot be fetched: $(tail -n 1 "$work/log")"
	fi
}

fetch_base() {
	local place=$work/base
	[ ! -e "$base" ] || return 0
	mkdir -p "${base%/*}"
	debootstrap --variant=minbase "$suite" "$place" "$mirror" || return
	rm -f "$place"/var/cache/apt/archives/*.deb
	tar -c -C "$place" --one-file-system . >"$base.part" &&
		mv "$base.part" "$base"
	rm -rf "$place"
}

# What this machine has fetched already need not be fetched again.
new_machine() { # DIRECTORY
	mkdir -p "$1" && tar -x -C "$1" -f "$base" || return
	cp /etc/resolv.conf "$1/etc/resolv.conf"
	echo "deb $mirror $suite main" >"$1/etc/apt/sources.list"
	printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
	chmod 755 "$1/usr/sbin/policy-rc.d"
	mkdir -p "$base.debs"
}

# Its processes see themselves alone, and end with the first of them.
inside() { # DIRECTORY COMMAND...
	# shellcheck disable=SC2016 # the inner shell expands
	unshare --mount --pid --fork --kill-child sh -c '
		mount --make-rprivate / &&
		mount --bind "$1" "$1" && cd "$1" &&
		mount -t proc proc proc &&
		mount --rbind /sys sys && mount --rbind /dev dev &&
		mount --bind "$2" var/cache/apt/archives &&
		shift 2 &&
		exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
			LC_ALL=C.UTF-8 TERM=dumb DEBIAN_FRONTEND=noninteractive \
			chroot . "$@"' sh "$1" "$base.debs" "${@:2}" </dev/null
}
