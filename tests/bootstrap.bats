#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What packaging/bootstrap would ask each package manager for, of which there
# is none here but a stand-in that writes down what it is asked.

bats_require_minimum_version 1.5.0

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	here=$BATS_TEST_TMPDIR/bin
	mkdir "$here"
	local tool
	for tool in cat cut dirname paste sed sh sort tr; do
		ln -s "$(command -v $tool)" "$here/$tool"
	done
	stand_in uname 'echo x86_64'
	user 0
}

stand_in() { # NAME TEXT
	rm -f "$here/$1"
	printf '#!/bin/sh\n%s\n' "$2" >"$here/$1"
	chmod +x "$here/$1"
}

user() { # NUMBER
	stand_in id "echo $1"
}

manager() { # NAME
	stand_in "$1" "echo $1 \"\$@\" >>'$BATS_TEST_TMPDIR/asked'"
}

bootstrap() { # ARGUMENT...
	PATH=$here "$here/sh" packaging/bootstrap "$@"
}

# Each is in the list, as a word.
assert_asks() { # COMMAND PACKAGE...
	local package
	assert_output --regexp "^$1 "
	shift
	for package; do
		[[ " $output " == *" $package "* ]] ||
			fail "no $package in: $output"
	done
	refute_output --regexp ' (-|GCC|cmd:|pc:)( |$)'
}

@test "each line of the list has a package, or -, for each manager" {
	run -0 awk '/^# group/ { on = 1; next } /^END/ { exit }
		on && !/^#/ && NF != 6 { print }' packaging/bootstrap
	assert_output ""
}

@test "--print names packages of Debian and Ubuntu, with the version of gcc" {
	manager apt-get
	stand_in apt-cache 'echo "  Depends: gcc-13"'
	run -0 bootstrap --print check
	assert_asks "apt-get install -y --no-install-recommends" gcc libbsd-dev \
		libproc2-dev bats-assert lib32gcc-13-dev procps
}

@test "--print names packages of Fedora" {
	manager dnf
	run -0 bootstrap --print check
	assert_asks "dnf install -y" gcc libbsd-devel procps-ng-devel \
		pkgconf-pkg-config libcmocka-devel
}

@test "--print names packages of Arch" {
	manager pacman
	run -0 bootstrap --print check
	assert_asks "pacman -S --needed --noconfirm" gcc libbsd procps-ng \
		util-linux-libs cmocka
}

@test "--print names packages of Alpine" {
	manager apk
	run -0 bootstrap --print check
	assert_asks "apk add" gcc libbsd-dev procps-dev cmocka-dev setpriv
}

@test "--print does nothing, and names what is there, too" {
	manager apk
	stand_in make 'exit 1'
	run -0 bootstrap --print all
	assert_asks "apk add" make
	[ ! -e "$BATS_TEST_TMPDIR/asked" ]
}

@test "--print says that there is no manager" {
	run -2 bootstrap --print all
	assert_output "bootstrap: no apt, dnf, pacman or apk here"
}

@test "what is missing is installed by the manager that there is" {
	manager pacman
	run -2 bootstrap all
	assert_line --regexp '^bootstrap: installs .*libcyaml'
	assert_line --regexp '^bootstrap: still missing: .*pc:libcyaml'
	run -0 cat "$BATS_TEST_TMPDIR/asked"
	assert_line --index 0 "pacman -Sy"
	assert_line --index 1 --regexp '^pacman -S --needed --noconfirm .*libcyaml'
}

@test "who is not root is told what root would have to install" {
	manager dnf
	user 1000
	run -2 bootstrap all
	assert_output --regexp \
		'^bootstrap: missing here; as root: dnf install -y .*libbsd-devel'
	[ ! -e "$BATS_TEST_TMPDIR/asked" ]
}

@test "programs are built by as many jobs as there are processors, tests by one" {
	local tool
	for tool in cc objcopy pkg-config; do
		stand_in $tool 'exit 0'
	done
	stand_in nproc 'echo 3'
	manager make
	run -0 bootstrap demo V=1
	run -0 cat "$BATS_TEST_TMPDIR/asked"
	assert_output "make -j 3 V=1 demo-programs
make V=1 demo"
}
