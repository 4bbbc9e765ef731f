// SPDX-License-Identifier: LGPL-2.1-or-later
/* What frames stand on, in words. */
#include <stddef.h>
#include <stdio.h>

#include "stability.h"
#include "units.h"

static const struct {
	const char *name;
	const char *sentence;
} grades[STABILITY_GRADES] = {
	[STABILITY_ORDINARY] = { "ordinary",
		"ordinary memory: the kernel may move it or page it out at any "
		"time" },
	[STABILITY_UNKNOWN] = { "unknown",
		"what the memory stands on cannot be told: smaps cannot be "
		"read, or it changed" },
	[STABILITY_LOCKED] = { "locked",
		"locked memory: it is not paged out, but the kernel may move "
		"it at any time" },
	[STABILITY_PRIVATE_HUGETLB] = { "private-hugetlb",
		"private memory of hugetlb: it is not paged out, but a write "
		"moves it while a child or a file has it, too (MADV_DONTFORK "
		"keeps it from children)" },
	[STABILITY_PRIVATE_HUGETLB_DONTFORK] = { "private-hugetlb-dontfork",
		"private memory of hugetlb that no child gets: it stays, "
		"unless memory goes offline, or somebody makes it migrate" },
	[STABILITY_SHARED_HUGETLB] = { "shared-hugetlb",
		"shared memory of hugetlb: it stays, unless memory goes "
		"offline, or somebody makes it migrate" },
	[STABILITY_DRIVER] = { "driver",
		"mapped by a driver, or by the kernel itself: it stays as long "
		"as they leave it there" },
};

const char *stability_name(enum stability_grade grade)
{
	return grade < STABILITY_GRADES ? grades[grade].name : NULL;
}

const char *stability_sentence(enum stability_grade grade)
{
	return grade < STABILITY_GRADES ? grades[grade].sentence : NULL;
}

/* By the number of the bit. */
static const struct {
	const char *name;
	const char *what;
} files[] = {
	{ "vfio", "a file of vfio" },
	{ "iommufd", "/dev/iommu" },
	{ "infiniband", "a file of /dev/infiniband" },
	{ "io-uring", "an io_uring" },
	{ "vdpa", "a file of vDPA" },
	{ "gpu", "a file of a GPU" },
	{ "accelerator", "a file of an accelerator" },
	{ "video", "a video device" },
	{ "fpga", "a file of an FPGA" },
	{ "dma-buf", "a file of DMA buffers" },
};

#define FILES (sizeof(files) / sizeof(*files))

const char *stability_file_name(unsigned int file)
{
	for (size_t i = 0; i < FILES; i++)
		if (file == 1u << i)
			return files[i].name;
	return NULL;
}

/* --- hints ---------------------------------------------------------------- */

struct size {
	char text[UNITS_ROOM];
};

static struct size size_of(uint64_t bytes)
{
	struct size size = { .text = "" };

	*units_put_size(size.text, bytes) = '\0';
	return size;
}

/* Each: whether there is something to say, which it has written then. */
typedef bool hint(const struct stability *s, char *text);

static bool say_mergeable(const struct stability *s, char *text)
{
	if (s->mergeable == ANSWER_YES)
		snprintf(text, STABILITY_ROOM, "KSM may merge its pages with "
			 "others of the same content");
	return s->mergeable == ANSWER_YES;
}

static bool say_file(const struct stability *s, char *text)
{
	if (s->file == ANSWER_YES)
		snprintf(text, STABILITY_ROOM, "it has pages of a file or of "
			 "shared memory: they are others', too");
	return s->file == ANSWER_YES;
}

static bool say_pinned(const struct stability *s, char *text)
{
	if (!s->pinned || s->pinned == VMINFO_NONE)
		return false;
	snprintf(text, STABILITY_ROOM, "VmPin is %s: somebody pinned memory of "
		 "this process; the kernel does not say which",
		 size_of(s->pinned).text);
	return true;
}

/* Where it is less, something was unlocked meanwhile. */
static bool say_locked(const struct stability *s, char *text)
{
	if (s->locked == VMINFO_NONE || s->locked_mappings == VMINFO_NONE ||
	    s->locked <= s->locked_mappings)
		return false;
	snprintf(text, STABILITY_ROOM, "VmLck is %s, which is %s more than the "
		 "mappings that are locked: vfio counts there what it pinned",
		 size_of(s->locked).text,
		 size_of(s->locked - s->locked_mappings).text);
	return true;
}

static bool say_unseen(const struct stability *s, char *text)
{
	bool status = s->pinned != VMINFO_NONE && s->locked != VMINFO_NONE;
	const char *what = "what it has open is";

	if (status && s->files_known)
		return false;
	if (s->files_known)
		what = "VmPin and VmLck are";
	else if (!status)
		what = "VmPin, VmLck and what it has open are";
	snprintf(text, STABILITY_ROOM, "%s not known, which might hint of "
		 "memory that is pinned", what);
	return true;
}

static bool say_open(const struct stability *s, size_t number, char *text)
{
	if (!(s->files >> number & 1))
		return false;
	snprintf(text, STABILITY_ROOM, "it has %s open: memory may be pinned "
		 "by it; the kernel does not say which", files[number].what);
	return true;
}

static hint *const before_files[] = {
	say_mergeable, say_file, say_pinned, say_locked,
};

#define BEFORE (sizeof(before_files) / sizeof(*before_files))

static bool say(const struct stability *s, size_t number, char *text)
{
	if (number < BEFORE)
		return before_files[number](s, text);
	if (number < BEFORE + FILES)
		return say_open(s, number - BEFORE, text);
	return say_unseen(s, text);
}

bool stability_hint(const struct stability *stability, unsigned int i,
		    char text[STABILITY_ROOM])
{
	for (size_t number = 0; number <= BEFORE + FILES; number++)
		if (say(stability, number, text) && i-- == 0)
			return true;
	return false;
}
