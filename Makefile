# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Everything is built into build/ (a variant as SAN=1: build/san/) by this file.
# `make help` has the list of targets; `sudo packaging/bootstrap all` installs
# what is missing first.

VERSION   := $(shell cat VERSION)
SOVERSION := 0

empty   :=
space   := $(empty) $(empty)
comma   := ,
VARIANT_OF_thread := tsan
VARIANT_OF_fuzz   := fuzz
# SAN=1: build/san/; SAN=thread: build/tsan/; SAN=fuzz: build/fuzz/;
# MINIMAL=1 CROSS=aarch64-linux-gnu-: build/minimal-aarch64-linux-gnu/
VARIANT := $(strip $(if $(SAN),$(or $(VARIANT_OF_$(SAN)),san)) \
	   $(if $(MINIMAL),minimal) $(patsubst %-,%,$(notdir $(CROSS))))
BUILD   ?= build$(addprefix /,$(subst $(space),-,$(VARIANT)))

# The names of GNU, in small letters, are taken, too.
PREFIX       ?= $(or $(prefix),/usr/local)
BINDIR       ?= $(or $(bindir),$(or $(exec_prefix),$(PREFIX))/bin)
LIBDIR       ?= $(or $(libdir),$(or $(exec_prefix),$(PREFIX))/lib)
PKGCONFIGDIR ?= $(LIBDIR)/pkgconfig
INCLUDEDIR   ?= $(or $(includedir),$(PREFIX)/include)
DATADIR      ?= $(or $(datadir),$(datarootdir),$(PREFIX)/share)
MANDIR       ?= $(or $(mandir),$(or $(datarootdir),$(DATADIR))/man)
DOCDIR       ?= $(or $(docdir),$(or $(datarootdir),$(DATADIR))/doc/vminfo)
BATSDIR      ?= $(PREFIX)/lib/bats
SCHEMADIR    := $(DATADIR)/vminfo/schema
PROFILEDIR   := $(DATADIR)/vminfo/profiles
POLICYDIR    := $(DATADIR)/vminfo/policies
EXAMPLEDIR   := $(DOCDIR)/examples

# The user's: CC, CFLAGS, CPPFLAGS, LDFLAGS, AR, OBJCOPY, STRIP, PKG_CONFIG,
# INSTALL; CROSS is what the names of a foreign tool chain begin with.
ifneq ($(CROSS),)
CC := $(if $(filter default,$(origin CC)),$(CROSS)gcc,$(CC))
AR := $(if $(filter default,$(origin AR)),$(CROSS)ar,$(AR))
endif
PKG_CONFIG ?= $(CROSS)pkg-config
OBJCOPY    ?= $(CROSS)objcopy
STRIP      ?= $(CROSS)strip
INSTALL    ?= install
HARDEN     := -D_FORTIFY_SOURCE=2 -fstack-protector-strong
CFLAGS     ?= $(if $(SAN),-O1 -g,-O2 -g $(HARDEN))
LDFLAGS    ?= -Wl,-z,relro,-z,now
WERROR     ?= -Werror

# Ours: always there, whatever the user gives.
CHECKERS := $(if $(filter thread,$(SAN)),thread,address undefined) \
	    $(if $(filter fuzz,$(SAN)),fuzzer-no-link)
SANITIZE := $(if $(SAN),$(addprefix -fsanitize=,$(CHECKERS)) \
	    -fno-sanitize-recover=all -fno-omit-frame-pointer)
WARN     := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
	    -Wmissing-prototypes -Wvla
OUR_FLAGS = -std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
	    -DVMINFO_VERSION='"$(VERSION)"' \
	    -Ilibvminfo -Itools $(WARN) $(WERROR)
COMPILE   = $(CC) $(OUR_FLAGS) $(FLAGS) $(CPPFLAGS) $(CFLAGS) -MMD -MP
LINK      = $(CC) $(SANITIZE) $(CFLAGS) -Wl,--as-needed $(LDFLAGS)

# What the tools link to, by pkg-config; the library links to libc alone.
# A minimal build is static: it has only what that does not break.
NEEDS       := libbsd json-c $(if $(MINIMAL),,smartcols libcap-ng \
	       numa libproc2 libdw libelf libcyaml yaml-0.1)
TOOL_CFLAGS := $(if $(MINIMAL),-fPIE -Itools/minimal) \
	       $(patsubst -I%,-isystem %,\
	       $(shell $(PKG_CONFIG) --cflags $(NEEDS) 2>/dev/null))
# A macro of libproc2 lost its last argument there.
ifeq ($(shell $(PKG_CONFIG) --atleast-version=4.0.5 libproc2 && echo yes),yes)
TOOL_CFLAGS += -DLIBPROC2_VAL_OF_THREE
endif
# These are loaded on use (tools/on-use.h).
TOOL_LIBS   := $(shell $(PKG_CONFIG) $(if $(MINIMAL),--static) --libs \
	       $(filter-out libproc2 libdw libelf,$(NEEDS)) 2>/dev/null)

# make sorts by the language of the user; what it links would depend on that.
every    = $(sort $(wildcard $(1)))
object   = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
program  = $(patsubst %.c,$(BUILD)/$(1)/%,$(notdir $(2)))

PROGRAM_C := $(call every,tools/vm*.c)
SHARED_C  := $(filter-out $(PROGRAM_C),$(call every,tools/*.c))
ifeq ($(MINIMAL),)
SHARED_C  += $(call every,tools/libdw/*.c)
else
# A file there takes the place of the one of the same name, or of a library.
MINIMAL_C := $(call every,tools/minimal/*.c)
# There are no audits: policies are read by libyaml.  Nothing can be loaded.
PROGRAM_C := $(filter-out tools/vmaudit.c,$(PROGRAM_C))
AUDIT_C   := $(wildcard tools/audit*.c tools/format-*.c tools/formats*.c)
SHARED_C  := $(filter-out $(MINIMAL_C:tools/minimal/%=tools/%) $(AUDIT_C) \
	     tools/on-use.c,$(SHARED_C)) $(MINIMAL_C)
endif
UNIT_C    := $(call every,tests/unit/test_*.c)
LIVE_C    := $(call every,tests/live/*.c)
FAULT_C   := $(call every,tests/fault/*.c)
FUZZ_C    := $(call every,tests/fuzz/*.c)
VICTIM_C  := $(call every,tests/vm/*.c)
DEMO_C    := examples/demo.c

LIB_O     := $(call object,$(call every,libvminfo/*.c))
SHARED_O  := $(call object,$(SHARED_C))
# The library with an access layer, and memory, that fail on demand.
FAULT_O   := $(call object,$(FAULT_C)) $(filter-out %/procfs.o,$(LIB_O))
WRAP      := $(addprefix -Wl$(comma)--wrap=,malloc calloc realloc free)

SONAME    := libvminfo.so.$(SOVERSION)
SHLIB     := $(BUILD)/lib/libvminfo.so.$(VERSION)
ARCHIVE   := $(BUILD)/lib/libvminfo.a
SHLINKS   := $(BUILD)/lib/$(SONAME) $(BUILD)/lib/libvminfo.so
TREE_PC   := $(BUILD)/lib/pkgconfig/vminfo.pc
LIBRARY   := $(SHLIB) $(SHLINKS) $(ARCHIVE) $(TREE_PC)

PROGRAMS  := $(call program,bin,$(PROGRAM_C))
INSTALLED := $(call program,installed,$(PROGRAM_C))
UNIT      := $(call program,tests/unit,$(UNIT_C))
LIVE      := $(call program,tests/live,$(LIVE_C))
FAULT     := $(call program,tests/fault,$(PROGRAM_C))
FUZZ      := $(call program,tests/fuzz,$(FUZZ_C))
DEMO      := $(call program,examples,$(DEMO_C))
VICTIM    := $(BUILD)/tests/vm/victim
SOAK      := $(BUILD)/tests/soak/walks
BENCH     := $(addprefix $(BUILD)/bench/,floor workload stopwatch)

# Quiet, unless V=1.
Q   := $(if $(V),,@)
say  = $(if $(V),@:,@printf '  %-6s %s\n' $(1) $@)

.PHONY: all check check-live check-vm check-integration check-programs
.PHONY: vm-programs
.PHONY: demo demo-programs install uninstall lint clean help needs library
.PHONY: fuzz fuzz-programs mutants mutant-programs
.PHONY: soak soak-programs valgrind
.PHONY: bench bench-quick bench-programs
.DELETE_ON_ERROR:
.SECONDARY:

all: $(if $(MINIMAL),,$(LIBRARY) $(INSTALLED)) $(PROGRAMS)

# A compiler is all that it takes.
library: $(LIBRARY)

help:
	@echo 'make                builds the library and the tools into build/'
	@echo 'make library        the library alone: a compiler is enough'
	@echo 'make check          builds and runs the tests'
	@echo 'make check-live     as root: the tests that change settings of'
	@echo '                    this machine (and restore them)'
	@echo 'make fuzz TIME=20   with clang: random bytes for each parser, so'
	@echo '                    many seconds'
	@echo 'make mutants        plants wrong answers: do tests see them?'
	@echo '                    MUTANTS=N|tenth SEED= SOURCES='
	@echo 'make valgrind       looks at recordings under valgrind'
	@echo 'make soak TIME=60   processes that come and go are walked for so'
	@echo '                    many seconds: is it held, or given back?'
	@echo 'make bench          our commands beside floors and peers, in ten'
	@echo '                    minutes; bench-quick: in one'
	@echo 'make check-vm       boots other kernels, and looks at them from'
	@echo '                    outside; fetches them first'
	@echo 'make check-integration'
	@echo '                    talks to real servers, which it fetches and'
	@echo '                    starts on loopback, and ends'
	@echo 'make demo           walks a program with all kinds of memory'
	@echo 'make lint           compilers, analysers, licences, pages, style'
	@echo 'make install        DESTDIR= PREFIX= BINDIR= LIBDIR= INCLUDEDIR='
	@echo '                    DATADIR= MANDIR= DOCDIR= PKGCONFIGDIR='
	@echo '                    BATSDIR='
	@echo 'make uninstall      takes away what install put there'
	@$(HELP_PACKAGES)
	@echo 'make clean          removes build/'
	@echo 'V=1 shows the commands; WERROR= for packagers.  Variants:'
	@echo 'SAN=1               ASan and UBSan, into build/san/'
	@echo 'SAN=thread          TSan, into build/tsan/'
	@echo 'MINIMAL=1           static tools, each one file to copy to a'
	@echo '                    board or into a guest, into build/minimal/'
	@echo 'CROSS=PREFIX-       a foreign tool chain: aarch64-linux-gnu-'

# --- objects -----------------------------------------------------------------

# What was built by another compiler or with other flags is built again; but
# make install takes what is there: its flags may have been given to make alone.
BUILT_WITH := $(BUILD)/built-with
flags_now  := $(strip $(CC) $(OUR_FLAGS) $(TOOL_CFLAGS) $(SANITIZE) \
	      $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) $(TOOL_LIBS))
ifneq ($(filter-out install uninstall,$(or $(MAKECMDGOALS),all)),)
ifneq ($(file <$(BUILT_WITH)),$(flags_now))
.PHONY: $(BUILT_WITH)
endif
endif

$(BUILT_WITH):
	$(Q)mkdir -p $(@D)
	$(Q)printf '%s\n' '$(subst ','\'',$(flags_now))' >$@

$(BUILD)/obj/libvminfo/%.o: FLAGS = -fPIC -fvisibility=hidden $(SANITIZE)
$(BUILD)/obj/tests/fault/%.o: FLAGS = -fPIC -fvisibility=hidden $(SANITIZE)
$(BUILD)/obj/tools/%.o: FLAGS = $(TOOL_CFLAGS) $(SANITIZE)
$(BUILD)/obj/tests/unit/%.o: FLAGS = -Itests/fault -Iinclude $(TOOL_CFLAGS) \
	$(SANITIZE)
$(BUILD)/obj/tests/fuzz/%.o: FLAGS = -Itests/fault $(TOOL_CFLAGS) $(SANITIZE)

$(BUILD)/obj/%.o: %.c VERSION Makefile $(BUILT_WITH)
	$(call say,CC)
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE) -c -o $@ $<

$(call object,$(PROGRAM_C) $(SHARED_C) $(UNIT_C) $(FUZZ_C)): | needs

needs:
	@missing=; for p in $(NEEDS); do \
		$(PKG_CONFIG) --exists $$p 2>/dev/null || \
		missing="$$missing $$p"; \
	done; test -z "$$missing" || { \
		echo "vminfo: $(PKG_CONFIG) does not find:$$missing" \
		     "($(if $(CROSS),install those of that machine,sudo \
		     packaging/bootstrap all installs it))" >&2; \
		exit 1; \
	}

# --- library -----------------------------------------------------------------

$(SHLIB): libvminfo/vminfo.map $(LIB_O)
	$(call say,LINK)
	$(Q)mkdir -p $(@D)
	$(Q)$(LINK) -shared -Wl,-soname,$(SONAME) $(if $(SAN),,-Wl,-z,defs) \
		-Wl,--version-script=$< -o $@ $(LIB_O)

$(SHLINKS): $(SHLIB)
	$(Q)ln -sf $(<F) $@

# One object whose internal names are local: they cannot clash with the names
# of whoever links the archive.
$(ARCHIVE): $(LIB_O)
	$(call say,AR)
	$(Q)mkdir -p $(@D) && rm -f $@
	$(Q)$(CC) $(CFLAGS) -r -nostdlib -o $(BUILD)/obj/libvminfo.o $^
	$(Q)$(OBJCOPY) --localize-hidden $(BUILD)/obj/libvminfo.o
	$(Q)$(AR) rcs $@ $(BUILD)/obj/libvminfo.o

# Paths below the prefix stay relative to it: pkg-config can move them.
below_prefix = $(patsubst $(PREFIX)/%,$${prefix}/%,$(1))
write_pc     = sed -e 's|@VERSION@|$(VERSION)|' -e 's|@PREFIX@|$(PREFIX)|' \
	-e 's|@LIBDIR@|$(1)|' -e 's|@INCLUDEDIR@|$(2)|' libvminfo/vminfo.pc.in

# For programs that are built against this tree, without an installation.
$(TREE_PC): libvminfo/vminfo.pc.in VERSION Makefile
	$(Q)mkdir -p $(@D)
	$(Q)$(call write_pc,$(abspath $(BUILD))/lib,$(CURDIR)/libvminfo) >$@

# --- tools -------------------------------------------------------------------

# The programs in bin/ find the library of the tree beside them; those that
# are installed carry no path, so they use the installed library.
TREE_RPATH := -Wl,-rpath,'$$ORIGIN/../lib'
LINK_TOOL   = $(LINK) -o $@ $(filter %.o,$^) -L$(BUILD)/lib -lvminfo \
	      $(TOOL_LIBS)

ifeq ($(MINIMAL),)
$(BUILD)/bin/%: $(BUILD)/obj/tools/%.o $(SHARED_O) $(SHLIB) | $(SHLINKS)
	$(call say,LINK)
	$(Q)mkdir -p $(@D)
	$(Q)$(LINK_TOOL) $(TREE_RPATH)
else
# Not all machines have what a static program needs to move in memory.
HAS_RCRT1 := $(filter /%,$(shell $(CC) -print-file-name=rcrt1.o))
# One with symbols stays for a debugger.
$(BUILD)/unstripped/%: $(BUILD)/obj/tools/%.o $(SHARED_O) $(LIB_O)
	$(Q)mkdir -p $(@D)
	$(Q)$(LINK) $(if $(HAS_RCRT1),-static-pie,-static) -o $@ $^ \
		$(TOOL_LIBS)

$(BUILD)/bin/%: $(BUILD)/unstripped/%
	$(call say,LINK)
	$(Q)mkdir -p $(@D)
	$(Q)$(STRIP) -o $@ $<
endif

$(BUILD)/installed/%: $(BUILD)/obj/tools/%.o $(SHARED_O) $(SHLIB) | $(SHLINKS)
	$(Q)mkdir -p $(@D)
	$(Q)$(LINK_TOOL)

# --- programs of the tests ---------------------------------------------------

# Objects and not the library: the tests look at functions inside.
$(BUILD)/tests/unit/%: $(BUILD)/obj/tests/unit/%.o $(SHARED_O) $(FAULT_O)
	$(call say,LINK)
	$(Q)mkdir -p $(@D)
	$(Q)$(LINK) $(WRAP) -o $@ $^ $(TOOL_LIBS) -lcmocka

$(BUILD)/tests/fault/%: $(BUILD)/obj/tools/%.o $(SHARED_O) $(FAULT_O)
	$(call say,LINK)
	$(Q)mkdir -p $(@D)
	$(Q)$(LINK) $(WRAP) -o $@ $^ $(TOOL_LIBS)

# Only of SAN=fuzz, and with clang: it brings main().
$(BUILD)/tests/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(SHARED_O) $(FAULT_O)
	$(call say,LINK)
	$(Q)mkdir -p $(@D)
	$(Q)$(LINK) -fsanitize=fuzzer $(WRAP) -o $@ $^ $(TOOL_LIBS)

# Programs to look at; without sanitizers, whose shadow memory would be seen.
$(BUILD)/tests/live/%: tests/live/%.c Makefile $(BUILT_WITH)
	$(call say,CC)
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE) -Iinclude -MF $@.d $(LDFLAGS) -pthread -o $@ $< \
		-Wl,--as-needed $(TOOL_LIBS)

$(BUILD)/examples/demo: examples/demo.c Makefile $(BUILT_WITH)
	$(call say,CC)
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE) -MF $@.d $(LDFLAGS) -o $@ $<

# One shared object of all that unit tests look at: after a change in a source
# (tests/mutants plants many) only that is linked again, not each test.  What
# counts coverage allocates, also for a test that needs nothing else of it.
$(BUILD)/mutants/tested.so: $(SHARED_O) $(FAULT_O)
	$(call say,LINK)
	$(Q)mkdir -p $(@D)
	$(Q)$(LINK) -shared $(WRAP) -o $@ $^ $(TOOL_LIBS)

$(BUILD)/mutants/%: $(BUILD)/obj/tests/unit/%.o | $(BUILD)/mutants/tested.so
	$(call say,LINK)
	$(Q)$(LINK) $(WRAP) -o $@ $< \
		-Wl,--no-as-needed $(BUILD)/mutants/tested.so -Wl,--as-needed \
		-Wl,-rpath,'$$ORIGIN' $(TOOL_LIBS) -lcmocka

mutant-programs: $(UNIT:$(BUILD)/tests/unit/%=$(BUILD)/mutants/%)

# With the shared library, as programs of others are.
$(SOAK): tests/soak/walks.c Makefile $(BUILT_WITH) $(SHLIB) | $(SHLINKS)
	$(call say,CC)
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE) $(SANITIZE) -MF $@.d $(LDFLAGS) -o $@ $< \
		-L$(BUILD)/lib -lvminfo -Wl,-rpath,'$$ORIGIN/../../lib'

# What runs in a guest: one file that needs nothing.
$(VICTIM): $(VICTIM_C) $(call every,tests/vm/*.h) Makefile $(BUILT_WITH)
	$(call say,CC)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(OUR_FLAGS) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -static -o $@ \
		$(VICTIM_C)

soak-programs: all $(SOAK) $(LIVE)
# What our commands are held against, and what they look at.
$(BUILD)/bench/floor: tests/bench/stretches.c \
		$(call every,tests/bench/floor*.c)
$(BUILD)/bench/workload: $(call every, tests/bench/workload*.c)
$(BUILD)/bench/stopwatch: tests/bench/stopwatch.c
$(BENCH): $(call every, tests/bench/*.h) Makefile $(BUILT_WITH)
	$(call say,CC)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(OUR_FLAGS) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ \
		$(filter %.c,$^)

check-programs: all $(UNIT) $(LIVE) $(FAULT) $(DEMO) $(BENCH)
vm-programs: $(PROGRAMS) $(VICTIM)
bench-programs: all $(BENCH)
demo-programs: all $(DEMO)

# --- what one does with it ---------------------------------------------------

export BUILD CC PKG_CONFIG

ifneq ($(and $(MINIMAL),$(filter check check-live check-vm \
	check-integration,$(MAKECMDGOALS))),)
$(error make check, without MINIMAL=1, tests the minimal build, too)
endif

check: check-programs
	@tests/run check

check-live: check-programs
	@tests/run live

valgrind: all
	@tests/valgrind/run

soak: soak-programs
	@TIME=$(or $(TIME),60) tests/soak/run

# With a compiler of its own, and so in a build of its own.
fuzz:
	@+TIME=$(or $(TIME),20) MAKE='$(MAKE)' tests/run fuzz

fuzz-programs: $(FUZZ)

mutants:
	@tests/mutants/run

bench: bench-programs
	@tests/bench/run

bench-quick: bench-programs
	@tests/bench/run --quick

check-vm: all
	@$(MAKE) -s SAN= MINIMAL=1 V= \
		BUILD=$(abspath $(BUILD))/check-minimal vm-programs
	@tests/run vm

check-integration: check-programs
	@tests/run integration

lint:
	@tests/run lint

demo: demo-programs
	@$(DEMO) $(BUILD)/bin/vmwalk

HEADERS  := libvminfo/vminfo.h $(call every,include/*.h)
MAN      := $(call every,man/*.[1357])
SCHEMA   := $(call every,packaging/schema/*.json)
PROFILES := $(call every,packaging/profiles/*.yaml)
POLICIES := $(call every,packaging/policies/*.yaml)
EXAMPLES := $(call every,examples/*)
BATS     := $(patsubst packaging/bats/%,%,\
	    $(call every,packaging/bats/*.bash packaging/bats/src/*.bash))
man_path  = $(MANDIR)/man$(subst .,,$(suffix $(1)))/$(notdir $(1))
shlibs   := $(notdir $(SHLIB) $(SHLINKS))

install: all
ifneq ($(MINIMAL),)
	$(INSTALL) -d $(DESTDIR)$(BINDIR)
	$(INSTALL) -m 755 $(PROGRAMS) $(DESTDIR)$(BINDIR)/
else
	$(INSTALL) -d $(addprefix $(DESTDIR),$(BINDIR) $(LIBDIR) \
		$(PKGCONFIGDIR) $(INCLUDEDIR) $(SCHEMADIR) $(EXAMPLEDIR) \
		$(sort $(foreach m,$(MAN),$(dir $(call man_path,$m)))) \
		$(PROFILEDIR) $(POLICYDIR) $(BATSDIR)/vminfo/src)
	$(INSTALL) -m 644 $(HEADERS) $(DESTDIR)$(INCLUDEDIR)/
	$(INSTALL) -m 755 $(SHLIB) $(DESTDIR)$(LIBDIR)/
	ln -sf $(notdir $(SHLIB)) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(notdir $(SHLIB)) $(DESTDIR)$(LIBDIR)/libvminfo.so
	$(INSTALL) -m 644 $(ARCHIVE) $(DESTDIR)$(LIBDIR)/
	$(call write_pc,$(call below_prefix,$(LIBDIR)),$(call \
		below_prefix,$(INCLUDEDIR))) \
		>$(DESTDIR)$(PKGCONFIGDIR)/vminfo.pc
	chmod 644 $(DESTDIR)$(PKGCONFIGDIR)/vminfo.pc
	$(INSTALL) -m 755 $(INSTALLED) $(DESTDIR)$(BINDIR)/
	$(foreach m,$(MAN),sed 's/^\.Os$$/.Os vminfo $(VERSION)/' $m \
		>$(DESTDIR)$(call man_path,$m) && \
		chmod 644 $(DESTDIR)$(call man_path,$m) &&) :
	$(INSTALL) -m 644 $(SCHEMA) $(DESTDIR)$(SCHEMADIR)/
	$(INSTALL) -m 644 $(PROFILES) $(DESTDIR)$(PROFILEDIR)/
	$(INSTALL) -m 644 $(POLICIES) $(DESTDIR)$(POLICYDIR)/
	$(INSTALL) -m 644 $(EXAMPLES) $(DESTDIR)$(EXAMPLEDIR)/
	$(foreach f,$(BATS),$(INSTALL) -m 644 packaging/bats/$f \
		$(DESTDIR)$(BATSDIR)/vminfo/$f &&) :
	$(if $(DESTDIR),,@echo 'If vmwalk does not find the library: ldconfig')
endif

uninstall:
	rm -f $(addprefix $(DESTDIR),\
		$(addprefix $(INCLUDEDIR)/,$(notdir $(HEADERS))) \
		$(addprefix $(LIBDIR)/,$(shlibs) $(notdir $(ARCHIVE))) \
		$(PKGCONFIGDIR)/vminfo.pc \
		$(addprefix $(BINDIR)/,$(notdir $(INSTALLED))) \
		$(foreach m,$(MAN),$(call man_path,$m)) \
		$(addprefix $(SCHEMADIR)/,$(notdir $(SCHEMA))) \
		$(addprefix $(PROFILEDIR)/,$(notdir $(PROFILES))) \
		$(addprefix $(POLICYDIR)/,$(notdir $(POLICIES))) \
		$(addprefix $(EXAMPLEDIR)/,$(notdir $(EXAMPLES))) \
		$(addprefix $(BATSDIR)/vminfo/,$(BATS)))
	-@rmdir $(addprefix $(DESTDIR),$(SCHEMADIR) $(PROFILEDIR) \
		$(POLICYDIR) $(dir $(SCHEMADIR)) $(EXAMPLEDIR) \
		$(DOCDIR) $(addprefix $(BATSDIR),/vminfo/src /vminfo /)) \
		2>/dev/null || :

clean:
	rm -rf build

include packaging/targets.mk

-include $(patsubst %.o,%.d,$(LIB_O) $(SHARED_O) $(call object,\
	$(PROGRAM_C) $(UNIT_C) $(FAULT_C) $(FUZZ_C))) \
	$(addsuffix .d,$(LIVE) $(DEMO) $(SOAK))
