// SPDX-License-Identifier: LGPL-2.1-or-later
/* One line on standard error, safe to print whatever names it quotes. */
#include "complain.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "foreign.h"
#include "progress.h"
#include "typed.h"

/* Its end is printed as it is. */
static void print_line(const char *format, va_list values, const char *end)
{
	char *line, *safe = NULL;

	if (vasprintf(&line, format, values) < 0)
		line = NULL;
	if (line)
		safe = malloc(foreign_room(line));
	if (safe)
		foreign_encode(FOREIGN_ASCII, line, safe);
	progress_wipe();
	fprintf(stderr, "%s: %s%s\n", program_invocation_short_name,
		safe ? safe : "out of memory", end);
	free(safe);
	free(line);
}

void complain(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	print_line(format, values, "");
	va_end(values);
}

int complain_usage(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	print_line(format, values, "");
	va_end(values);
	fprintf(stderr, "Try '%s --help'.\n", program_invocation_short_name);
	return -EINVAL;
}

void complain_try_sudo(const char *format, ...)
{
	const char *command = typed_command();
	char end[512] = "; try it with sudo";
	va_list values;

	if (command)
		snprintf(end, sizeof(end), "; try: sudo %s", command);
	va_start(values, format);
	print_line(format, values, end);
	va_end(values);
}

void complain_out_of_memory(void)
{
	complain("out of memory");
	exit(2);
}
