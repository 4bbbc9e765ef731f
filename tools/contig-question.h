/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is asked in all: by options, by a profile, and by a device. */
#ifndef CONTIG_QUESTION_H
#define CONTIG_QUESTION_H

#include <stdbool.h>

#include "contig.h"
#include "pci-device.h"
#include "profile.h"

/* What constraints point into. */
struct contig_question {
	bool has_profile;
	struct profile profile;
	char *profile_from;	/* "profile isa" */
	bool has_device;
	struct pci_device device;
	char *device_from;	/* "device 0000:03:00.0" */
	char device_bits[24];
};

/* Whether anything is wanted of memory, or of the list that it comes to. */
bool contig_asks_anything(const struct contig_given *given);

/*
 * Adds to the constraints what the profile and the device say, and what is
 * meant if nothing was said.  0, or -EINVAL, told.
 */
int contig_question_take(struct contig_question *question,
			 struct contig_given *given,
			 const struct target *target);
/* Prints the profiles that are built in. */
void contig_list_profiles(void);

void contig_question_free(struct contig_question *question);

#endif
