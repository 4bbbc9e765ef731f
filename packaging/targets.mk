# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What is made of the tree beside programs: the source as an archive, and
# packages.  A part of the Makefile.

define HELP_PACKAGES
echo 'make dist           the source as build/vminfo-$(VERSION).tar.gz'; \
echo 'make distcheck      is that archive all that it takes?'; \
echo 'make deb            Debian packages, into build/deb/'; \
echo 'make rpm, make arch RPM packages and those of Arch; OPTIONS=--nodeps where'; \
echo '                    their managers do not know what is installed'; \
echo 'make html           the manual for a browser, into build/html/'; \
echo 'make release        what is published, into build/release/; RELEASING.md'; \
echo 'make abi-baseline   says what programs may rely on: with a release alone'; \
echo 'make check-packages as root: packages of all kinds, byte for byte, and'; \
echo '                    installed in a minimal Debian that is fetched first'; \
echo 'make check-fresh    as root: what README says for a fresh machine, on a'; \
echo '                    minimal Debian; FRESH=demo does the first alone'
endef

.PHONY: dist distcheck deb rpm arch check-packages check-fresh \
	abi-baseline html release

TARBALL := build/vminfo-$(VERSION).tar.gz

dist:
	@packaging/dist $(TARBALL)

distcheck: dist
	@packaging/distcheck $(TARBALL)

deb: dist
	@packaging/deb $(TARBALL) build/deb

rpm: dist
	@packaging/rpm/build $(TARBALL) build/rpm

arch: dist
	@packaging/arch/build $(TARBALL) build/arch

release: dist
	@packaging/release $(TARBALL) build/release

html:
	@packaging/html/build build/html

check-packages:
	@tests/run packages

check-fresh:
	@FRESH='$(FRESH)' tests/run fresh

abi-baseline: $(SHLIB)
	@packaging/abi-baseline $(SHLIB)

# --- for Python and gdb ------------------------------------------------------

SCRIPTS := $(patsubst packaging/%,%,$(call every,packaging/python/*.py) \
	   $(call every,packaging/gdb/*.py))

.PHONY: install-scripts uninstall-scripts

# gdb finds the other one beside its own directory.
install-scripts:
	$(foreach s,$(SCRIPTS),$(INSTALL) -d $(DESTDIR)$(DATADIR)/vminfo/$(dir \
		$s) && $(INSTALL) -m 644 packaging/$s \
		$(DESTDIR)$(DATADIR)/vminfo/$s &&) :

uninstall-scripts:
	rm -f $(addprefix $(DESTDIR)$(DATADIR)/vminfo/,$(SCRIPTS))
	-@rmdir $(addprefix $(DESTDIR)$(DATADIR)/vminfo/,$(sort $(dir \
		$(SCRIPTS)))) $(DESTDIR)$(DATADIR)/vminfo 2>/dev/null || :

# --- what shells ask -----------------------------------------------------------

BASHCOMPDIR  ?= $(DATADIR)/bash-completion/completions
ZSHCOMPDIR   ?= $(DATADIR)/zsh/site-functions
FISHCOMPDIR  ?= $(DATADIR)/fish/vendor_completions.d
COMPLETE     := $(DATADIR)/vminfo/complete
TOOLS        := $(notdir $(INSTALLED))
BASH_FILES   := $(TOOLS:%=$(BASHCOMPDIR)/%)
FISH_FILES   := $(TOOLS:%=$(FISHCOMPDIR)/%.fish)
SHELL_FILES  := $(BASH_FILES) $(FISH_FILES) $(ZSHCOMPDIR)/_vminfo $(COMPLETE)

# The names of an enum as tools write them: VMINFO_MAYBE_ZERO, maybe-zero.
words_of  = $(shell sed -n '/^enum $(1) {/,/^}/ { s,/[*].*,,; p }' \
	libvminfo/vminfo.h | grep -o '$(2)_[A-Z0-9_]*' | \
	sed 's/^$(2)_//' | tr 'A-Z_\n' 'a-z- ')
# FILE, its tools, and where it goes.
put_shell = sed -e 's|@COMPLETE@|$(COMPLETE)|g' -e 's|@TOOLS@|$(2)|g' \
	-e 's|@PROFILEDIR@|$(PROFILEDIR)|' \
	-e 's|@STATES@|$(call words_of,vminfo_state,VMINFO)|' \
	-e 's|@FLAGS@|$(call words_of,vminfo_frame_flag,VMINFO_FRAME)|' \
	packaging/completions/$(1) >'$(DESTDIR)$(3)' && \
	chmod $(if $(filter complete.in,$(1)),755,644) '$(DESTDIR)$(3)'

.PHONY: install-shells uninstall-shells

install-shells:
	$(INSTALL) -d $(addprefix $(DESTDIR),$(sort $(dir $(SHELL_FILES))))
	$(call put_shell,complete.in,,$(COMPLETE))
	$(call put_shell,zsh.in,$(TOOLS),$(ZSHCOMPDIR)/_vminfo)
	$(foreach t,$(TOOLS),$(call \
		put_shell,bash.in,$t,$(BASHCOMPDIR)/$t) && $(call \
		put_shell,fish.in,$t,$(FISHCOMPDIR)/$t.fish) &&) :

uninstall-shells:
	rm -f $(addprefix $(DESTDIR),$(SHELL_FILES))

ifeq ($(MINIMAL),)
install: install-shells install-scripts
uninstall: uninstall-shells uninstall-scripts
endif
