# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What is made of the tree beside programs: the source as an archive, and
# packages.  A part of the Makefile.

define HELP_PACKAGES
echo 'make dist           the source as build/vminfo-$(VERSION).tar.gz'; \
echo 'make distcheck      is that archive all that it takes?'; \
echo 'make deb            Debian packages, into build/deb/'; \
echo 'make abi-baseline   says what programs may rely on: with a release alone'; \
echo 'make check-packages as root: packages of all kinds, byte for byte, and'; \
echo '                    installed in a minimal Debian that is fetched first'
endef

.PHONY: dist distcheck deb check-packages abi-baseline

TARBALL := build/vminfo-$(VERSION).tar.gz

dist:
	@packaging/dist $(TARBALL)

distcheck: dist
	@packaging/distcheck $(TARBALL)

deb: dist
	@packaging/deb $(TARBALL) build/deb

check-packages:
	@tests/run packages

abi-baseline: $(SHLIB)
	@packaging/abi-baseline $(SHLIB)
