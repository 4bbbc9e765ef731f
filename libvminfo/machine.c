// SPDX-License-Identifier: LGPL-2.1-or-later
/* Lists of what the machine has: RAM, zones, swap areas; and of the kernel. */
#include <errno.h>

#include "context.h"

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

uint64_t vminfo_context_features(const struct vminfo_context *context)
{
	const struct probe *probe = &context->probe;
	uint64_t features = 0;

	if (context->recording)
		return context->recording->machine.features;
	if (probe->pagemap)
		features |= VMINFO_FEATURE_PAGEMAP;
	if (probe->scan)
		features |= VMINFO_FEATURE_SCAN;
	if (probe->query)
		features |= VMINFO_FEATURE_QUERY;
	if (probe->soft_dirty)
		features |= VMINFO_FEATURE_SOFT_DIRTY;
	if (probe->guard)
		features |= VMINFO_FEATURE_GUARD;
	if (probe->guard_bit)
		features |= VMINFO_FEATURE_GUARD_BIT;
	return features;
}

const char *vminfo_context_architecture(const struct vminfo_context *context)
{
	return context->architecture;
}

ssize_t vminfo_context_ram(struct vminfo_context *context,
			   struct vminfo_ram *ranges, size_t n)
{
	const struct physmem *physmem = &context->physmem;

	if (!physmem->n)
		return context_fail(context, -ENODATA, "iomem");
	for (size_t i = 0; i < smaller(n, physmem->n); i++)
		ranges[i] = (struct vminfo_ram){
			.pa = physmem->ram[i].first,
			.length = physmem->ram[i].last -
				  physmem->ram[i].first + 1,
		};
	return (ssize_t)physmem->n;
}

ssize_t vminfo_context_zones(struct vminfo_context *context,
			     struct vminfo_zone_span *zones, size_t n)
{
	const struct physmem *physmem = &context->physmem;

	if (!physmem->n_zones)
		return context_fail(context, -ENODATA, "zoneinfo");
	for (size_t i = 0; i < smaller(n, physmem->n_zones); i++)
		zones[i] = (struct vminfo_zone_span){
			.pfn = physmem->zones[i].first,
			.spanned = physmem->zones[i].spanned,
			.present = physmem->zones[i].present,
			.managed = physmem->zones[i].managed,
			.node = physmem->zones[i].node,
			.zone = physmem->zones[i].kind,
		};
	return (ssize_t)physmem->n_zones;
}

static struct vminfo_swap_area told(const struct swaps_area *area)
{
	return (struct vminfo_swap_area){
		.name = area->name,
		.size = area->size,
		.used = area->used,
		.priority = area->priority,
		.kind = area->kind,
	};
}

ssize_t vminfo_context_swap_areas(struct vminfo_context *context,
				  struct vminfo_swap_area *areas, size_t n)
{
	int found = context_swap_areas_now(context);

	if (found == -ENODATA)
		return context_fail(context, found, "swaps");
	if (found < 0)
		return found;
	for (size_t i = 0; i < smaller(n, (size_t)found); i++)
		areas[i] = told(&context->areas[i]);
	return found;
}

int vminfo_context_slot_area(struct vminfo_context *context, unsigned int type,
			     uint64_t slot, struct vminfo_swap_area *area)
{
	const struct swaps_area *found;
	int ret = context_slot_area(context, type, slot, &found);

	if (ret >= 0)
		*area = told(found);
	return ret;
}

int vminfo_context_region(struct vminfo_context *context, uint64_t pa,
			  struct vminfo_region *region)
{
	const struct physmem *physmem = &context->physmem;
	const struct physmem_region *found = physmem_region(physmem, pa);

	if (!physmem->regions.n)
		return context_fail(context, -ENODATA, "iomem");
	if (!found)
		return 0;
	*region = (struct vminfo_region){
		.pa = found->range.first,
		.length = found->range.last - found->range.first + 1,
		.name = physmem_name(physmem, found),
	};
	return 1;
}
