// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the kernel's count of the mappings of a frame is a count of. */
#include "mapcount-kind.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include "rights.h"
#include "self.h"

/* Linux 6.1; headers may be older. */
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

/* Which page is given back: neither the first nor the second. */
#define GIVEN_BACK 5u

struct specimen {
	struct vminfo_context *context;
	struct vminfo_process *process;
	unsigned char *memory;		/* twice a huge page */
	unsigned char *huge;		/* one that is aligned, inside */
	size_t size;
	size_t page_size;
};

static int open_process(struct specimen *s)
{
	int ret;

	rights_raise(RIGHTS_OPEN);
	ret = vminfo_process_open(s->context, self_number(), &s->process);
	rights_lower();
	return ret;
}

static void make_huge(struct specimen *s)
{
	uintptr_t at = (uintptr_t)s->memory;

	s->huge = s->memory + (-at & (s->size - 1));
	madvise(s->huge, s->size, MADV_HUGEPAGE);
	*(volatile unsigned char *)s->huge = 1;
	/* It is one already, or becomes one if the kernel can. */
	madvise(s->huge, s->size, MADV_COLLAPSE);
}

static int read_page(const struct specimen *s, uint64_t offset,
		     struct vminfo_page *page)
{
	return vminfo_process_page(s->process, (uintptr_t)s->huge + offset,
				   page);
}

static int is_of_one_folio(const struct specimen *s, uint64_t pfn)
{
	struct vminfo_frame frame;

	return vminfo_context_frame(s->context, pfn, &frame) == 0 &&
	       frame.known & VMINFO_FRAME_HAS_ORDER && frame.order &&
	       s->page_size << frame.order == s->size;
}

/* The kernel may split it whenever it likes: then it says nothing. */
static enum answer look(const struct specimen *s)
{
	const size_t offset = GIVEN_BACK * s->page_size;
	struct vminfo_page first, page;
	struct vminfo_frame frame;

	if (read_page(s, 0, &first) != 0 || read_page(s, offset, &page) != 0 ||
	    first.state != VMINFO_PRESENT || page.value == VMINFO_NONE ||
	    page.value != first.value + GIVEN_BACK ||
	    !is_of_one_folio(s, first.value))
		return ANSWER_UNKNOWN;
	if (madvise(s->huge + offset, s->page_size, MADV_DONTNEED) != 0 ||
	    vminfo_context_frame(s->context, page.value, &frame) != 0 ||
	    !(frame.known & VMINFO_FRAME_HAS_MAPCOUNT) ||
	    !is_of_one_folio(s, first.value))
		return ANSWER_UNKNOWN;
	return frame.mapcount ? ANSWER_NO : ANSWER_YES;
}

enum answer mapcount_is_of_each_page(struct vminfo_context *context)
{
	struct specimen s = {
		.context = context,
		.size = (size_t)vminfo_context_pmd_size(context),
		.page_size = (size_t)vminfo_context_page_size(context),
	};
	enum answer answer = ANSWER_UNKNOWN;

	if (s.size <= GIVEN_BACK * s.page_size || open_process(&s) != 0)
		return ANSWER_UNKNOWN;
	s.memory = mmap(NULL, 2 * s.size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (s.memory != MAP_FAILED) {
		make_huge(&s);
		answer = look(&s);
		munmap(s.memory, 2 * s.size);
	}
	vminfo_process_close(s.process);
	return answer;
}
