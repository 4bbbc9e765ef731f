# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The archive, and make in what was unpacked from it, where there is no git.

: "${work:?a directory of the test}"
: "${source:?where the archive is unpacked, in $work}"

make_archive() {
	packaging/dist "$source.tar.gz" >"$work/log" 2>&1
}

make_unpacked() { # TARGET ARGUMENT...
	mkdir "$work/bin" &&
		printf '#!/bin/sh\nexit 127\n' >"$work/bin/git" &&
		chmod 755 "$work/bin/git" &&
		tar -xzf "$source.tar.gz" -C "$work" &&
		env -u MAKEFLAGS -u MAKELEVEL -u BUILD "PATH=$work/bin:$PATH" \
			make -s -C "$source" "$@"
} >"$work/log" 2>&1
