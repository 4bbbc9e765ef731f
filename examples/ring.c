// SPDX-License-Identifier: 0BSD
/*
 * A test of a driver: is the ring fit for the device that is given its address?
 *
 *     cc ring.c $(pkg-config --cflags --libs vminfo)
 *
 * It ends as tests do: 0 it is, 1 it is not, 77 (skip) it cannot be told.
 * Check after the ring was touched and after the device was given it: the
 * kernel moves pages that nothing pins.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <vminfo.h>

#define SKIP 77
#define RING_SIZE ((size_t)64 << 10)
#define HUGE_SIZE ((size_t)2 << 20)

/* By enum vminfo_dma_rule: what a device can ask for. */
static const char *const rules[] = {
	"all of it has to be in memory",
	"it has to be one run",
	"its runs have to be long enough",
	"it has to be aligned",
	"it has to be below the mask of the device",
	"its segments have to end on the boundary",
	"it has to have no more segments than that",
	"it has to be on that node",
};

static void print_place(const char *ring, const struct vminfo_dma_finding *f)
{
	printf("byte %" PRIu64, f->va - (uintptr_t)ring);
	if (f->state != VMINFO_PRESENT)
		printf(" is %s",
		       vminfo_state_name(f->state));
	else if (f->pa == VMINFO_NONE)
		printf(" is in a frame that is hidden (needs CAP_SYS_ADMIN)");
	else
		printf(" is at %#" PRIx64, f->pa);
	if (f->expected != VMINFO_NONE && f->expected != f->pa)
		printf(", while %#" PRIx64 " would follow", f->expected);
	putchar('\n');
}

/* What has the verdict on all of it, and where. */
static void print_reasons(const char *ring,
			  const struct vminfo_dma_report *report)
{
	for (int i = 0; i < VMINFO_DMA_RULES; i++) {
		if (report->findings[i].verdict != report->verdict)
			continue;
		printf("  %s: ", rules[i]);
		print_place(ring, &report->findings[i]);
	}
}

/* The number to exit with. */
static int expect_fit(struct vminfo_process *self, const char *ring,
		      size_t size, const struct vminfo_dma_constraints *device)
{
	const struct vminfo_dma_buffer buffer = { (uintptr_t)ring, size };
	struct vminfo_dma_segment segment;
	struct vminfo_dma_report report;

	memset(&report, 0, sizeof(report));
	report.size = sizeof(report);
	report.segments = &segment;
	report.room = 1;
	if (vminfo_dma_check(self, &buffer, device, &report) != 0)
		return SKIP;
	printf("ring of %zu bytes: %s\n", size,
	       report.verdict == VMINFO_YES ? "fit" :
	       report.verdict == VMINFO_NO  ? "not fit" :
					      "it cannot be told");
	if (report.verdict == VMINFO_YES) {
		printf("  it is at %#" PRIx64 "\n", segment.bus);
		return 0;
	}
	print_reasons(ring, &report);
	return report.verdict == VMINFO_NO ? 1 : SKIP;
}

/* What is to be tested: here, a part of a huge page, if there is one. */
static char *new_ring(void)
{
	char *memory = (char *)mmap(NULL, 2 * HUGE_SIZE, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == (char *)MAP_FAILED)
		return NULL;
	memory += HUGE_SIZE - (uintptr_t)memory % HUGE_SIZE;
	madvise(memory, HUGE_SIZE, MADV_HUGEPAGE);
	/* A fork would make pages move when they are written. */
	madvise(memory, HUGE_SIZE, MADV_DONTFORK);
	memset(memory, 0xff, RING_SIZE);
	return memory;
}

int main(void)
{
	struct vminfo_dma_constraints device;
	struct vminfo_context *context = NULL;
	struct vminfo_process *self = NULL;
	char *ring = new_ring();
	int result = SKIP;

	memset(&device, 0, sizeof(device));
	device.size = sizeof(device);
	device.single = 1;
	device.align = 4096;
	device.mask = ((uint64_t)1 << 40) - 1;
	if (ring && vminfo_context_new(NULL, &context) == 0 &&
	    vminfo_process_open(context, getpid(), &self) == 0)
		result = expect_fit(self, ring, RING_SIZE, &device);
	if (!self)
		printf("ring: it cannot be told: %s\n",
		       context ? vminfo_context_error(context) : "no /proc");
	vminfo_process_close(self);
	vminfo_context_free(context);
	return result;
}
