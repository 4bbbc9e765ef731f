// SPDX-License-Identifier: LGPL-2.1-or-later
/* The words for states, attributes and the like, both ways. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "recording-names.h"
#include "vminfo.h"

struct name {
	const char *name;
	unsigned int number;
};

static const struct name states[] = {
	{ "present", VMINFO_PRESENT },
	{ "zero", VMINFO_ZERO },
	{ "swapped", VMINFO_SWAPPED },
	{ "shmem-swapped", VMINFO_SHMEM_SWAPPED },
	{ "cached", VMINFO_CACHED },
	{ "unresolved", VMINFO_UNRESOLVED },
	{ "absent", VMINFO_ABSENT },
	{ "unmapped", VMINFO_UNMAPPED },
	{ "guard", VMINFO_GUARD },
	{ "marker", VMINFO_MARKER },
	{ "poisoned", VMINFO_POISONED },
	{ "migrating", VMINFO_MIGRATING },
	{ "device", VMINFO_DEVICE },
	{ "special", VMINFO_SPECIAL },
	{ "pfnmap", VMINFO_PFNMAP },
	{ "nonpresent", VMINFO_NONPRESENT },
	{ NULL, 0 },
};

static const struct name verdicts[] = {
	{ "yes", VMINFO_YES },
	{ "no", VMINFO_NO },
	{ "unknown", VMINFO_UNKNOWN },
	{ NULL, 0 },
};

static const struct name attributes[] = {
	{ "file", VMINFO_FILE },
	{ "exclusive", VMINFO_EXCLUSIVE },
	{ "soft-dirty", VMINFO_SOFT_DIRTY },
	{ "uffd-wp", VMINFO_UFFD_WP },
	{ "huge", VMINFO_HUGE },
	{ "huge-unknown", VMINFO_HUGE_UNKNOWN },
	{ "hidden", VMINFO_HIDDEN },
	{ "inferred", VMINFO_INFERRED },
	{ "changed", VMINFO_CHANGED },
	{ "maybe-zero", VMINFO_MAYBE_ZERO },
	{ NULL, 0 },
};

static const struct name statuses[] = {
	{ "unfinished", VMINFO_UNFINISHED },
	{ "complete", VMINFO_COMPLETE },
	{ "changed", VMINFO_CHANGED_MEANWHILE },
	{ "gone", VMINFO_GONE },
	{ "exec", VMINFO_EXECED },
	{ "refused", VMINFO_REFUSED },
	{ NULL, 0 },
};

static const struct name mapping_kinds[] = {
	{ "anonymous", VMINFO_ANONYMOUS },
	{ "object", VMINFO_OBJECT },
	{ "kernel", VMINFO_KERNEL },
	{ NULL, 0 },
};

static const struct name frame_members[] = {
	{ "flags", VMINFO_FRAME_HAS_FLAGS },
	{ "memcg", VMINFO_FRAME_HAS_MEMCG },
	{ "mapcount", VMINFO_FRAME_HAS_MAPCOUNT },
	{ "order", VMINFO_FRAME_HAS_ORDER },
	{ "zone", VMINFO_FRAME_HAS_ZONE },
	{ "node", VMINFO_FRAME_HAS_NODE },
	{ NULL, 0 },
};

static const struct name process_kinds[] = {
	{ "process", VMINFO_USER_PROCESS },
	{ "kernel-thread", VMINFO_KERNEL_THREAD },
	{ "zombie", VMINFO_ZOMBIE },
	{ NULL, 0 },
};

static const struct name backing_methods[] = {
	{ "cachestat", VMINFO_BACKING_CACHESTAT },
	{ "mincore", VMINFO_BACKING_MINCORE },
	{ "recorded", VMINFO_BACKING_RECORDED },
	{ NULL, 0 },
};

static const struct name backing_reasons[] = {
	{ "unfit", VMINFO_BACKING_UNFIT },
	{ "refused", VMINFO_BACKING_REFUSED },
	{ "not-found", VMINFO_BACKING_NOT_FOUND },
	{ "not-owner", VMINFO_BACKING_NOT_OWNER },
	{ "old-kernel", VMINFO_BACKING_OLD_KERNEL },
	{ "failed", VMINFO_BACKING_FAILED },
	{ "not-recorded", VMINFO_BACKING_NOT_RECORDED },
	{ "not-wanted", VMINFO_BACKING_NOT_WANTED },
	{ NULL, 0 },
};

static const struct name dma_rules[] = {
	{ "memory", VMINFO_DMA_MEMORY },
	{ "single", VMINFO_DMA_SINGLE },
	{ "min-run", VMINFO_DMA_MIN_RUN },
	{ "align", VMINFO_DMA_ALIGN },
	{ "mask", VMINFO_DMA_MASK },
	{ "virt-boundary", VMINFO_DMA_VIRT_BOUNDARY },
	{ "max-segs", VMINFO_DMA_MAX_SEGS },
	{ "nodes", VMINFO_DMA_NODES },
	{ NULL, 0 },
};

static const char *name_of(const struct name *names, unsigned int number)
{
	while (names->name && names->number != number)
		names++;
	return names->name;
}

static int number_of(const struct name *names, const char *name)
{
	for (; names->name; names++) {
		if (!strcmp(names->name, name))
			return (int)names->number;
	}
	return -EINVAL;
}

/* Some words are those of a recording as well. */
static const char *recorded_word(const struct recorded_name *names,
				 unsigned int number)
{
	const struct recorded_name *found =
		recorded_name_of(names, number);

	return found ? found->name : NULL;
}

const char *vminfo_state_name(unsigned int state)
{
	return name_of(states, state);
}

const char *vminfo_attribute_name(unsigned int attribute)
{
	return name_of(attributes, attribute);
}

const char *vminfo_mapping_kind_name(unsigned int kind)
{
	return name_of(mapping_kinds, kind);
}

const char *vminfo_right_name(unsigned int right)
{
	return recorded_word(recorded_rights, right);
}

const char *vminfo_feature_name(unsigned int feature)
{
	return recorded_word(recorded_features, feature);
}

const char *vminfo_frame_member_name(unsigned int member)
{
	return name_of(frame_members, member);
}

const char *vminfo_process_kind_name(unsigned int kind)
{
	return name_of(process_kinds, kind);
}

const char *vminfo_backing_object_name(unsigned int object)
{
	return recorded_word(recorded_objects, object);
}

const char *vminfo_backing_method_name(unsigned int method)
{
	return name_of(backing_methods, method);
}

const char *vminfo_backing_reason_name(unsigned int reason)
{
	return name_of(backing_reasons, reason);
}

const char *vminfo_status_name(unsigned int status)
{
	return name_of(statuses, status);
}

const char *vminfo_verdict_name(unsigned int verdict)
{
	return name_of(verdicts, verdict);
}

const char *vminfo_dma_rule_name(unsigned int rule)
{
	return name_of(dma_rules, rule);
}

int vminfo_state_from_name(const char *name)
{
	return number_of(states, name);
}

int vminfo_attribute_from_name(const char *name)
{
	return number_of(attributes, name);
}

int vminfo_right_from_name(const char *name)
{
	const struct recorded_name *found =
		recorded_name_is(recorded_rights, name, strlen(name));

	return found ? (int)found->value : -EINVAL;
}

int vminfo_dma_rule_from_name(const char *name)
{
	return number_of(dma_rules, name);
}
