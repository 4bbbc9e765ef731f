// SPDX-License-Identifier: LGPL-2.1-or-later
/* Commands that give this program a capability, for each way to start it. */
#include "remedy.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <linux/capability.h>

/* In the order in which they are printed. */
static const struct {
	unsigned int number;
	const char *name;
} known[] = {
	{ CAP_SYS_ADMIN, "CAP_SYS_ADMIN" },
	{ CAP_SYS_PTRACE, "CAP_SYS_PTRACE" },
	{ CAP_DAC_READ_SEARCH, "CAP_DAC_READ_SEARCH" },
};

static const char *const keys[] = {
	[REMEDY_SUDO] = "sudo",
	[REMEDY_DOCKER] = "docker",
	[REMEDY_PODMAN] = "podman",
	[REMEDY_SYSTEMD_RUN] = "systemd_run",
	[REMEDY_SETCAP] = "setcap",
};

static const char *const about[] = {
	[REMEDY_SUDO] = "as root of the machine, outside of containers",
	[REMEDY_DOCKER] = "in a container without a user namespace of its own; "
			  "add --pid host to see all processes of the machine, "
			  "and --security-opt systempaths=unconfined if files "
			  "of /proc are masked",
	[REMEDY_PODMAN] = "as root: containers of ordinary users have a user "
			  "namespace, where no capability shows frames; files "
			  "that are masked: --security-opt unmask=ALL",
	[REMEDY_SYSTEMD_RUN] = "as an ordinary user with these capabilities "
			       "alone",
	[REMEDY_SETCAP] = "warning: then whoever may run the file sees the "
			  "memory layout of every process and gets near to "
			  "root; let only a group run it (chgrp, chmod 750)",
};

const char *remedy_key(enum remedy remedy)
{
	return keys[remedy];
}

const char *remedy_about(enum remedy remedy)
{
	return about[remedy];
}

const char *remedy_next_name(uint64_t *capabilities)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (!(*capabilities & REMEDY_ONE(known[i].number)))
			continue;
		*capabilities &= ~REMEDY_ONE(known[i].number);
		return known[i].name;
	}
	return NULL;
}

/* A command that is put together; what does not fit is left out. */
struct words {
	char *text;
	size_t used;
};

static void add(struct words *words, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(struct words *words, const char *format, ...)
{
	size_t room = REMEDY_ROOM - words->used;
	va_list values;
	int n;

	va_start(values, format);
	n = vsnprintf(words->text + words->used, room, format, values);
	va_end(values);
	if (n > 0)
		words->used += (size_t)n < room ? (size_t)n : room - 1;
}

static void add_names(struct words *words, uint64_t capabilities,
		      const char *between)
{
	const char *name, *separator = "";

	while ((name = remedy_next_name(&capabilities))) {
		add(words, "%s%s", separator, name);
		separator = between;
	}
}

static void lower(char *text)
{
	for (; *text; text++)
		*text = (char)tolower((unsigned char)*text);
}

static void add_docker(struct words *words, uint64_t capabilities)
{
	const char *name;

	add(words, "docker run");
	while ((name = remedy_next_name(&capabilities)))
		add(words, " --cap-add %s", name + strlen("CAP_"));
	add(words, " IMAGE");
}

static void add_podman(struct words *words, uint64_t capabilities)
{
	add(words, "sudo podman run --cap-add ");
	add_names(words, capabilities, ",");
	add(words, " IMAGE");
}

static void add_systemd_run(struct words *words, uint64_t capabilities)
{
	add(words, "sudo systemd-run --pty --uid=$USER "
		   "-p AmbientCapabilities='");
	add_names(words, capabilities, " ");
	add(words, "'");
}

static void add_setcap(struct words *words, uint64_t capabilities)
{
	char *from;

	add(words, "sudo setcap ");
	from = words->text + words->used;
	add_names(words, capabilities, ",");
	lower(from);
	add(words, "+ep $(command -v %s)", program_invocation_short_name);
}

static void add_sudo(struct words *words, uint64_t capabilities)
{
	(void)capabilities;
	add(words, "sudo");
}

char *remedy_command(enum remedy remedy, uint64_t capabilities,
		     const char *arguments, char text[REMEDY_ROOM])
{
	static void (*const begin[])(struct words *, uint64_t) = {
		[REMEDY_SUDO] = add_sudo,
		[REMEDY_DOCKER] = add_docker,
		[REMEDY_PODMAN] = add_podman,
		[REMEDY_SYSTEMD_RUN] = add_systemd_run,
		[REMEDY_SETCAP] = add_setcap,
	};
	struct words words = { .text = text };

	begin[remedy](&words, capabilities);
	if (remedy != REMEDY_SETCAP)
		add(&words, " %s %s", program_invocation_short_name,
		    arguments);
	return text;
}

char *remedy_names(uint64_t capabilities, char text[REMEDY_ROOM])
{
	struct words words = { .text = text };

	*text = '\0';
	add_names(&words, capabilities, " and ");
	return text;
}
