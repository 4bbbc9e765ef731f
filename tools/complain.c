// SPDX-License-Identifier: LGPL-2.1-or-later
/* One line on standard error, safe to print whatever names it quotes. */
#include "complain.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "foreign.h"
#include "progress.h"

static void print_line(const char *format, va_list values)
{
	char *line, *safe = NULL;

	if (vasprintf(&line, format, values) < 0)
		line = NULL;
	if (line)
		safe = malloc(foreign_room(line));
	if (safe)
		foreign_encode(FOREIGN_ASCII, line, safe);
	progress_wipe();
	fprintf(stderr, "%s: %s\n", program_invocation_short_name,
		safe ? safe : "out of memory");
	free(safe);
	free(line);
}

void complain(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	print_line(format, values);
	va_end(values);
}

int complain_usage(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	print_line(format, values);
	va_end(values);
	fprintf(stderr, "Try '%s --help'.\n", program_invocation_short_name);
	return -EINVAL;
}

void complain_out_of_memory(void)
{
	complain("out of memory");
	exit(2);
}
