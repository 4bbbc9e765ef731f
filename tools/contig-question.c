// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is asked in all: by options, by a profile, and by a device. */
#include "contig-question.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"

static char *origin(const char *kind, const char *name)
{
	char *text;

	if (asprintf(&text, "%s %s", kind, name) < 0)
		complain_out_of_memory();
	return text;
}

/* --- a profile ------------------------------------------------------------ */

static int take_profile(struct contig_question *q, struct contig_given *given)
{
	const struct profile *profile = &q->profile;

	if (profile_find(given->profile, &q->profile) != 0)
		return -EINVAL;
	q->has_profile = true;
	q->profile_from = origin("profile", profile->name);
	for (size_t i = 0; i < profile->count; i++) {
		const struct profile_constraint *is = &profile->constraints[i];
		int constraint = constraints_from_name(is->key);

		/* No profile has another key. */
		if (constraint < 0 ||
		    constraints_add(&given->constraints,
				    (enum constraint)constraint, is->value,
				    q->profile_from) != 0)
			return -EINVAL;
	}
	return 0;
}

/* --- a device ------------------------------------------------------------- */

static int read_device(struct pci_device *device, const char *word)
{
	int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int sys = open("/sys", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int ret = sys < 0 ? -ENOENT : pci_device_read(device, proc, sys, word);

	if (proc >= 0)
		close(proc);
	if (sys >= 0)
		close(sys);
	return ret;
}

static int no_device(const char *word, int err)
{
	if (err == -EINVAL)
		return complain_usage("--device takes the address of a PCI "
				      "device such as 0000:03:00.0; not '%s'",
				      word);
	if (err == -ENOENT)
		complain("--device %s: there is no such PCI device", word);
	else
		complain("--device %s: %s", word, strerror(-err));
	return -EINVAL;
}

/* Without a mask that its driver set, the user has to say what it can reach. */
static int take_mask(struct contig_question *q, struct contig_given *given)
{
	if (q->device.mask_bits) {
		snprintf(q->device_bits, sizeof(q->device_bits), "%" PRIu64,
			 q->device.mask_bits);
		return constraints_add(&given->constraints, CONSTRAINT_DMA_BITS,
				       q->device_bits, q->device_from);
	}
	if (constraints_limit(&given->constraints) != CONSTRAINTS)
		return 0;
	complain("--device %s: %s: --dma-bits says what it can address",
		 q->device.address, q->device.why_no_mask);
	return -EINVAL;
}

static int take_device(struct contig_question *q, struct contig_given *given,
		       const struct target *target)
{
	int ret;

	if (target->procfs || target->replay)
		return complain_usage("%s and %s cannot be combined",
				      "--device", target->replay ? "--replay" :
				      "--procfs");
	ret = read_device(&q->device, given->device);
	if (ret < 0)
		return no_device(given->device, ret);
	q->has_device = true;
	q->device_from = origin("device", q->device.address);
	return take_mask(q, given);
}

/* --- all of it ------------------------------------------------------------ */

/* Whether a constraint is there, of another origin; an offset wants nothing. */
static bool has_constraint(const struct contig_given *given,
			   const char *but_from)
{
	const struct constraints *c = &given->constraints;

	for (unsigned int i = 0; i < CONSTRAINTS; i++)
		if (i != CONSTRAINT_BUS_OFFSET && constraints_has(c, i) &&
		    (!but_from || c->given[i].from != but_from))
			return true;
	return false;
}

bool contig_asks_anything(const struct contig_given *given)
{
	return given->segments || given->find || given->profile ||
	       given->device || given->bases.count ||
	       constraints_has(&given->constraints, CONSTRAINT_BUS_OFFSET) ||
	       has_constraint(given, NULL);
}

/*
 * Where segments end is no wish.  A yes to nothing else would be taken for one
 * to what was meant.
 */
static int check_splits(const struct contig_question *q,
			const struct contig_given *given)
{
	static const enum constraint counted[] = {
		CONSTRAINT_SINGLE, CONSTRAINT_MAX_SEGS,
		CONSTRAINT_VIRT_BOUNDARY,
	};
	const struct constraints *constraints = &given->constraints;
	bool splits = constraints_has(constraints, CONSTRAINT_BOUNDARY) ||
		      constraints_has(constraints, CONSTRAINT_SEG_MAX);

	if (!splits || given->segments || given->find)
		return 0;
	for (size_t i = 0; i < sizeof(counted) / sizeof(*counted); i++)
		if (constraints_has(constraints, counted[i]))
			return 0;
	if (q->profile_from)
		return complain_usage("%s only says where segments end: "
				      "--single, --max-segs, --virt-boundary, "
				      "--sg or --find goes with it",
				      q->profile_from);
	return complain_usage("a boundary or a largest segment only says where "
			      "segments end: --single, --max-segs, "
			      "--virt-boundary, --sg or --find goes with it");
}

/*
 * Whether one run is meant, although nobody said so: if nothing else was, but
 * what a device can reach, and of a search unless it may be of several.
 */
static bool means_a_run(const struct contig_question *q,
			const struct contig_given *given)
{
	const struct constraints *constraints = &given->constraints;

	if (given->find)
		return !constraints_has(constraints, CONSTRAINT_MAX_SEGS) &&
		       !constraints_has(constraints, CONSTRAINT_MIN_RUN) &&
		       !constraints_has(constraints, CONSTRAINT_VIRT_BOUNDARY);
	return !given->segments && !has_constraint(given, q->device_from);
}

int contig_question_take(struct contig_question *q, struct contig_given *given,
			 const struct target *target)
{
	*q = (struct contig_question){ .has_profile = false };
	if (given->profile && take_profile(q, given) != 0)
		return -EINVAL;
	if (given->device && take_device(q, given, target) != 0)
		return -EINVAL;
	if (means_a_run(q, given))
		constraints_add(&given->constraints, CONSTRAINT_SINGLE, "yes",
				NULL);
	return check_splits(q, given);
}

void contig_question_free(struct contig_question *q)
{
	if (q->has_profile)
		profile_free(&q->profile);
	free(q->profile_from);
	free(q->device_from);
}

void contig_list_profiles(void)
{
	const struct profile *profile;

	for (size_t i = 0; (profile = profile_shipped(i)); i++) {
		printf("%-14s %s\n%-14s", profile->name, profile->text, "");
		for (size_t j = 0; j < profile->count; j++)
			printf(" --%s=%s", profile->constraints[j].key,
			       profile->constraints[j].value);
		printf("\n%-14s (%s)\n", "", profile->source);
	}
}
