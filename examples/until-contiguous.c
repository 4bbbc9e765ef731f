// SPDX-License-Identifier: 0BSD
/*
 * Gets memory that is one physical run: asks in one way after the other, until
 * a check says so.
 *
 *     cc until-contiguous.c $(pkg-config --cflags --libs vminfo)
 *     until-contiguous [KIB]        (2048, if not given)
 *
 * Exits with 0 if it has it, 1 if there is none, 77 if it cannot be told.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <vminfo.h>

#define SKIP 77

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25	/* Linux 6.1 */
#endif

struct wanted {
	struct vminfo_process *self;
	size_t size;
	size_t huge;		/* bytes of a huge page */
	size_t whole;		/* of so many of them that it needs */
};

/* From a multiple of a huge page on, so that there can be one. */
static char *map_aligned(const struct wanted *w)
{
	char *memory = (char *)mmap(NULL, w->whole + w->huge,
				    PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t inside;

	if (memory == (char *)MAP_FAILED)
		return NULL;
	inside = (uintptr_t)memory % w->huge;
	return inside ? memory + (w->huge - inside) : memory;
}

/* --- ways to ask, each of which gives memory that was touched ------------- */

/* As it comes: a page now and then, from wherever one is free. */
static char *get_ordinary(const struct wanted *w)
{
	char *memory = map_aligned(w);

	if (memory)
		memset(memory, 1, w->size);
	return memory;
}

static char *get_transparent(const struct wanted *w)
{
	char *memory = map_aligned(w);

	if (!memory || madvise(memory, w->whole, MADV_HUGEPAGE) != 0)
		return NULL;
	memset(memory, 1, w->size);
	return memory;
}

/* The kernel may move other pages away for it, whatever its settings are. */
static char *get_collapsed(const struct wanted *w)
{
	char *memory = get_ordinary(w);

	if (!memory || madvise(memory, w->whole, MADV_COLLAPSE) != 0)
		return NULL;
	return memory;
}

/* From those that the administrator has put aside. */
static char *get_hugetlb(const struct wanted *w)
{
	char *memory = (char *)mmap(NULL, w->whole, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB,
				    -1, 0);

	if (memory == (char *)MAP_FAILED)
		return NULL;
	memset(memory, 1, w->size);
	return memory;
}

static const struct way {
	const char *name;
	char *(*get)(const struct wanted *w);
} ways[] = {
	{ "ordinary pages", get_ordinary },
	{ "transparent huge pages", get_transparent },
	{ "pages that are collapsed into huge ones", get_collapsed },
	{ "huge pages of hugetlb", get_hugetlb },
};

/* --- and the check -------------------------------------------------------- */

static enum vminfo_verdict is_one_run(const struct wanted *w,
				      const char *memory)
{
	const struct vminfo_dma_buffer buffer = { (uintptr_t)memory, w->size };
	struct vminfo_dma_constraints one_run;
	struct vminfo_dma_report report;

	memset(&one_run, 0, sizeof(one_run));
	one_run.size = sizeof(one_run);
	one_run.single = 1;
	memset(&report, 0, sizeof(report));
	report.size = sizeof(report);
	if (vminfo_dma_check(w->self, &buffer, &one_run, &report) != 0)
		return VMINFO_UNKNOWN;
	if (report.runs != VMINFO_NONE)
		printf("%" PRIu64 " run%s, the longest of %" PRIu64 " KiB: ",
		       report.runs, report.runs == 1 ? "" : "s",
		       report.longest / 1024);
	return (enum vminfo_verdict)report.verdict;
}

static enum vminfo_verdict try_way(const struct wanted *w,
				   const struct way *way)
{
	enum vminfo_verdict verdict;
	char *memory;

	printf("%s: ", way->name);
	errno = 0;
	memory = way->get(w);
	if (!memory) {
		printf("there are none: %s\n", strerror(errno));
		return VMINFO_NO;
	}
	/* After a fork, whoever writes first would get another page. */
	madvise(memory, w->whole, MADV_DONTFORK);
	verdict = is_one_run(w, memory);
	printf("%s\n", verdict == VMINFO_YES ? "this is it" :
		       verdict == VMINFO_NO  ? "no" :
					       "it cannot be told");
	return verdict;
}

/* The number to exit with.  A real program would unmap what is not it. */
static int try_all(const struct wanted *w)
{
	int result = 1;

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		enum vminfo_verdict verdict = try_way(w, &ways[i]);

		if (verdict == VMINFO_YES)
			return 0;
		if (verdict == VMINFO_UNKNOWN)
			result = SKIP;
	}
	return result;
}

int main(int argc, char **argv)
{
	struct vminfo_context *context = NULL;
	struct wanted w = { NULL, (size_t)2 << 20, 0, 0 };
	int result = SKIP;

	if (argc > 1)
		w.size = (size_t)strtoul(argv[1], NULL, 10) << 10;
	if (argc > 2 || !w.size) {
		fprintf(stderr, "usage: until-contiguous [KIB]\n");
		return 2;
	}
	if (vminfo_context_new(NULL, &context) == 0 &&
	    vminfo_process_open(context, getpid(), &w.self) == 0) {
		w.huge = (size_t)vminfo_context_pmd_size(context);
		if (!w.huge)
			w.huge = (size_t)vminfo_context_page_size(context);
		w.whole = (w.size + w.huge - 1) / w.huge * w.huge;
		result = try_all(&w);
	} else {
		printf("it cannot be told: %s\n",
		       context ? vminfo_context_error(context) : "no /proc");
	}
	vminfo_process_close(w.self);
	vminfo_context_free(context);
	return result;
}
