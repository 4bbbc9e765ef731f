# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What is made of the tree beside programs: the source as an archive, and
# packages.  A part of the Makefile.

define HELP_PACKAGES
echo 'make dist           the source as build/vminfo-$(VERSION).tar.gz'; \
echo 'make distcheck      is that archive all that it takes?'
endef

.PHONY: dist distcheck

TARBALL := build/vminfo-$(VERSION).tar.gz

dist:
	@packaging/dist $(TARBALL)

distcheck: dist
	@packaging/distcheck $(TARBALL)
