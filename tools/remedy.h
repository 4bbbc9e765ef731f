/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How to get a right that is missing: commands to type. */
#ifndef REMEDY_H
#define REMEDY_H

#include <stddef.h>
#include <stdint.h>

/* Sets of capabilities, as 1 << CAP_... */
#define REMEDY_ONE(capability) (UINT64_C(1) << (capability))

enum remedy {
	REMEDY_SUDO,
	REMEDY_DOCKER,
	REMEDY_PODMAN,
	REMEDY_SYSTEMD_RUN,
	REMEDY_SETCAP,
	REMEDIES
};

/* "sudo", "docker", "systemd_run": for programs. */
const char *remedy_key(enum remedy remedy);

/* What to know about it; never NULL. */
const char *remedy_about(enum remedy remedy);

#define REMEDY_ROOM 512

/*
 * The command that gives this program those capabilities; `arguments` is what
 * follows its name.  Returns `text`.
 */
char *remedy_command(enum remedy remedy, uint64_t capabilities,
		     const char *arguments, char text[REMEDY_ROOM]);

/* "CAP_SYS_ADMIN and CAP_SYS_PTRACE" */
char *remedy_names(uint64_t capabilities, char text[REMEDY_ROOM]);

/* "CAP_SYS_ADMIN": the lowest of the set, which loses it; NULL: it is empty. */
const char *remedy_next_name(uint64_t *capabilities);

#endif
