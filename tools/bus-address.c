// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What goes over the bus.  The type of an IOMMU group is that of the domain for
 * drivers of the kernel: under VFIO it has another one.
 */
#include "bus-address.h"

#include <string.h>

struct question {
	const struct bus_machine *machine;
	const struct bus_device *device;
};

static bool is_with_vfio(const struct question *of)
{
	return of->device->shared_with_vfio;
}

static bool is_blocked(const struct question *of)
{
	return strcmp(of->device->group_type, "blocked") == 0;
}

/* "DMA", "DMA-FQ" (which invalidates later). */
static bool is_translated(const struct question *of)
{
	return strcmp(of->device->group_type, "DMA") == 0 ||
	       strncmp(of->device->group_type, "DMA-", 4) == 0;
}

/* Without VIRTIO_F_ACCESS_PLATFORM it does not know of an IOMMU. */
static bool is_translated_virtio(const struct question *of)
{
	return is_translated(of) &&
	       strncmp(of->device->driver, "virtio", 6) == 0;
}

static bool is_translated_for_nobody(const struct question *of)
{
	return is_translated(of) && (of->device->used_by == PCI_NOBODY ||
				     of->device->used_by == PCI_KEPT);
}

/* Others translate, or shift, without a group that says so. */
static bool is_other_architecture(const struct question *of)
{
	static const char *const known[] = {
		"x86_64", "i386", "i486", "i586", "i686", "aarch64", "armv7l",
		"armv8l", "riscv64",
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(of->machine->architecture, known[i]) == 0)
			return false;
	return true;
}

static bool is_doubtful(const struct question *of)
{
	return of->machine->doubt != NULL;
}

static bool is_shifted_bus(const struct question *of)
{
	return of->device->shifted;
}

static bool is_identity(const struct question *of)
{
	return strcmp(of->device->group_type, "identity") == 0;
}

static bool is_in_a_group(const struct question *of)
{
	return *of->device->group != '\0';
}

/* Before Linux 5.6 its addresses were translated as those of the VMD. */
static bool is_behind_vmd(const struct question *of)
{
	return of->device->behind_vmd && of->machine->has_groups;
}

static bool is_not_behind(const struct question *of)
{
	return of->machine->has_groups;
}

/* The first that holds. */
static const struct rule {
	bool (*holds)(const struct question *of);	/* NULL: always */
	enum answer is_physical;
	const char *why;	/* NULL: the doubt of the machine */
} rules[] = {
	{ is_with_vfio, ANSWER_UNKNOWN,
	  "VFIO has a device of its IOMMU group: then a program chooses the "
	  "addresses on the bus" },
	{ is_blocked, ANSWER_NO, "the IOMMU stops all that the device sends" },
	{ is_translated_virtio, ANSWER_UNKNOWN,
	  "the IOMMU translates, but a virtio device may go past it" },
	{ is_translated_for_nobody, ANSWER_UNKNOWN,
	  "the IOMMU translates for a driver of the kernel, but none uses the "
	  "device" },
	{ is_translated, ANSWER_NO,
	  "the IOMMU translates: addresses of the device are others than "
	  "physical ones" },
	{ is_other_architecture, ANSWER_UNKNOWN,
	  "on this architecture addresses on the bus may be others than "
	  "physical ones, and nothing says so" },
	{ is_doubtful, ANSWER_UNKNOWN, NULL },
	{ is_shifted_bus, ANSWER_UNKNOWN,
	  "the device tree has dma-ranges: addresses on the bus may have an "
	  "offset (--bus-offset)" },
	{ is_identity, ANSWER_YES,
	  "the IOMMU leaves addresses as they are (identity)" },
	{ is_in_a_group, ANSWER_UNKNOWN,
	  "the device is behind an IOMMU, and what it does is not said" },
	{ is_behind_vmd, ANSWER_UNKNOWN,
	  "the device is behind a VMD, for which an IOMMU may translate" },
	{ is_not_behind, ANSWER_YES,
	  "the device is not behind the IOMMU of this machine" },
	{ NULL, ANSWER_YES, "no IOMMU is in use" },
};

struct bus_answer bus_address_judge(const struct bus_machine *machine,
				    const struct bus_device *device)
{
	const struct question of = { machine, device };
	const struct rule *rule = rules;

	while (rule->holds && !rule->holds(&of))
		rule++;
	return (struct bus_answer){
		.is_physical = rule->is_physical,
		.why = rule->why ? rule->why : machine->doubt,
	};
}
