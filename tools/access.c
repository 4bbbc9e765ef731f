// SPDX-License-Identifier: LGPL-2.1-or-later
/* What an access would do: permissions first, then the state of the page. */
#include "access.h"

#include <stddef.h>

typedef struct access_outcome outcome;

#define FILLED_BY_UFFD (VMINFO_VM_UFFD_MISSING | VMINFO_VM_UFFD_MINOR)

const char *access_effect_name(enum access_effect effect)
{
	static const char *const names[] = {
		[ACCESS_UNKNOWN] = NULL,
		[ACCESS_MEMORY] = "memory",
		[ACCESS_FILL] = "zero-fill",
		[ACCESS_COPY] = "copy",
		[ACCESS_COPY_OR_KEEP] = "copy-or-keep",
		[ACCESS_OBJECT] = "object",
		[ACCESS_SWAP_IN] = "swap-in",
		[ACCESS_WAIT] = "wait",
		[ACCESS_DEVICE] = "device",
		[ACCESS_USERFAULTFD] = "userfaultfd",
		[ACCESS_SEGV] = "SIGSEGV",
		[ACCESS_BUS] = "SIGBUS",
	};

	return names[effect];
}

/* --- states that decide alone --------------------------------------------- */

static const outcome of_state[] = {
	[VMINFO_SHMEM_SWAPPED] = { ACCESS_SWAP_IN,
		"a fault that reads it back from swap" },
	[VMINFO_GUARD] = { ACCESS_SEGV,
		"SIGSEGV: that is what guard regions are for" },
	[VMINFO_POISONED] = { ACCESS_BUS, "SIGBUS: what was there is lost" },
	[VMINFO_MIGRATING] = { ACCESS_WAIT,
		"it waits until the kernel has moved the page, then goes on "
		"in the new frame" },
	[VMINFO_DEVICE] = { ACCESS_DEVICE,
		"a fault that asks the driver of the device to bring the page "
		"back" },
	[VMINFO_SPECIAL] = { ACCESS_UNKNOWN,
		"cannot tell: a special entry, whose meaning is not known" },
	[VMINFO_PFNMAP] = { ACCESS_UNKNOWN,
		"cannot tell: it reaches what a driver or the kernel mapped "
		"there" },
	[VMINFO_NONPRESENT] = { ACCESS_UNKNOWN,
		"cannot tell: a page in swap is read back, other entries are "
		"SIGBUS, SIGSEGV or a pause; which it is, is hidden" },
};

static const outcome *by_state(enum vminfo_state state)
{
	if (state >= sizeof(of_state) / sizeof(*of_state) ||
	    !of_state[state].text)
		return NULL;
	return &of_state[state];
}

/* --- nothing there yet ---------------------------------------------------- */

static outcome fill(const struct access *access)
{
	const uint64_t flags = access->vmflags;

	if (flags == VMINFO_NONE)
		return (outcome){ ACCESS_UNKNOWN,
			"cannot tell: a page of zeros, unless a userfaultfd "
			"answers, which smaps would tell" };
	if (flags & VMINFO_VM_UFFD_MISSING)
		return (outcome){ ACCESS_USERFAULTFD,
			"it waits for who handles the faults here by "
			"userfaultfd" };
	if (flags & VMINFO_VM_HUGETLB)
		return (outcome){ ACCESS_FILL,
			"a fault that takes a huge page of zeros from the "
			"pool; SIGBUS if none is left" };
	return (outcome){ ACCESS_FILL, NULL };
}

static outcome read_absent(const struct access *access)
{
	outcome o = fill(access);

	if (!o.text)
		o.text = "a fault that maps the shared zero page, or a huge "
			 "page of zeros";
	return o;
}

static outcome write_absent(const struct access *access)
{
	outcome o = fill(access);

	if (!o.text)
		o.text = "a fault that gives it a new frame, full of zeros";
	return o;
}

static outcome from_object(const struct access *access, enum access_kind kind)
{
	const bool copies = kind == ACCESS_WRITE &&
			    !(access->permissions & VMINFO_SHARED);

	if (access->vmflags == VMINFO_NONE)
		return (outcome){ ACCESS_UNKNOWN,
			"cannot tell: a page of its object, unless a "
			"userfaultfd answers, which smaps would tell" };
	if (access->vmflags & FILLED_BY_UFFD)
		return (outcome){ ACCESS_USERFAULTFD,
			"it may wait for who handles the faults here by "
			"userfaultfd" };
	if (copies)
		return (outcome){ ACCESS_COPY,
			"a fault that takes the page from its object and "
			"copies it to a frame of its own; SIGBUS beyond the "
			"end of the object" };
	return (outcome){ ACCESS_OBJECT,
		"a fault that takes the page from its object: from RAM, disk "
		"or swap, or a new one in shared memory; SIGBUS beyond the end "
		"of the object" };
}

/* A marker waits for what would come without it. */
static outcome read_marker(const struct access *access)
{
	if (access->kind == VMINFO_OBJECT)
		return from_object(access, ACCESS_READ);
	return read_absent(access);
}

/* --- there is a page ------------------------------------------------------ */

static outcome ask_userfaultfd(void)
{
	return (outcome){ ACCESS_USERFAULTFD,
		"who write-protected it by userfaultfd is told, or, in "
		"asynchronous mode, the protection just ends" };
}

static outcome write_private(const struct access *access)
{
	if (access->attributes & VMINFO_MAYBE_ZERO)
		return (outcome){ ACCESS_COPY_OR_KEEP,
			"in place, or, if it is the zero page, a fault that "
			"gives it a new frame" };
	if (access->attributes & VMINFO_FILE)
		return (outcome){ ACCESS_COPY,
			"a fault that copies it to a frame of its own: the "
			"mapping is private" };
	if (access->ksm)
		return (outcome){ ACCESS_COPY,
			"a fault that copies it to a frame of its own: it was "
			"merged with others (KSM)" };
	if (access->attributes & VMINFO_EXCLUSIVE)
		return (outcome){ ACCESS_MEMORY,
			"in place, as a rule: nobody else has it mapped" };
	return (outcome){ ACCESS_COPY_OR_KEEP,
		"a fault: it is copied if another process still has it (copy "
		"on write), else written in place" };
}

static outcome write_present(const struct access *access)
{
	if (access->attributes & VMINFO_UFFD_WP)
		return ask_userfaultfd();
	if (access->permissions & VMINFO_SHARED)
		return (outcome){ ACCESS_MEMORY,
			"in place: all who share the mapping see it; a file "
			"system may be told first" };
	return write_private(access);
}

static outcome write_zero(const struct access *access)
{
	if (access->attributes & VMINFO_UFFD_WP)
		return ask_userfaultfd();
	return (outcome){ ACCESS_FILL,
		"a fault that gives it a frame of its own, full of zeros" };
}

static outcome write_swapped(const struct access *access)
{
	if (access->attributes & VMINFO_UFFD_WP)
		return ask_userfaultfd();
	return (outcome){ ACCESS_SWAP_IN,
		"a fault that reads it back from swap, and copies it if "
		"another process has the slot, too" };
}

static outcome may_read(const struct access *access)
{
	switch (access->state) {
	case VMINFO_PRESENT:
		return (outcome){ ACCESS_MEMORY, "it finds this memory" };
	case VMINFO_ZERO:
		return (outcome){ ACCESS_MEMORY, "it finds zeros" };
	case VMINFO_SWAPPED:
		return (outcome){ ACCESS_SWAP_IN,
			"a fault that reads it back from swap, unless it is "
			"still in RAM (swap cache)" };
	case VMINFO_ABSENT:
		return read_absent(access);
	case VMINFO_MARKER:
		return read_marker(access);
	default:
		return from_object(access, ACCESS_READ);
	}
}

static outcome may_write(const struct access *access)
{
	switch (access->state) {
	case VMINFO_PRESENT:
		return write_present(access);
	case VMINFO_ZERO:
		return write_zero(access);
	case VMINFO_SWAPPED:
		return write_swapped(access);
	case VMINFO_ABSENT:
		return write_absent(access);
	case VMINFO_MARKER:
		return ask_userfaultfd();
	default:
		return from_object(access, ACCESS_WRITE);
	}
}

/* --- may it at all? ------------------------------------------------------- */

static outcome in_gap(const struct access *access)
{
	if (access->below_stack)
		return (outcome){ ACCESS_UNKNOWN,
			"cannot tell: SIGSEGV, unless the stack above may grow "
			"down to here" };
	return (outcome){ ACCESS_SEGV, "SIGSEGV: nothing is mapped here" };
}

static outcome not_readable(const struct access *access)
{
	if (access->state == VMINFO_GUARD)
		return of_state[VMINFO_GUARD];
	if (access->permissions & (VMINFO_WRITE | VMINFO_EXECUTE))
		return (outcome){ ACCESS_UNKNOWN,
			"cannot tell: the mapping is not readable, but not "
			"every processor can forbid reading alone" };
	return (outcome){ ACCESS_SEGV,
		"SIGSEGV: the mapping may not be accessed (PROT_NONE)" };
}

outcome access_outcome(const struct access *access, enum access_kind kind)
{
	const outcome *alone = by_state(access->state);

	if (access->state == VMINFO_UNMAPPED)
		return in_gap(access);
	if (kind == ACCESS_READ && !(access->permissions & VMINFO_READ))
		return not_readable(access);
	if (kind == ACCESS_WRITE && !(access->permissions & VMINFO_WRITE))
		return (outcome){ ACCESS_SEGV,
			"SIGSEGV: the mapping is not writable" };
	if (alone)
		return *alone;
	return kind == ACCESS_READ ? may_read(access) : may_write(access);
}
