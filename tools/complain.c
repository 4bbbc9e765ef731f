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

static _Thread_local struct {
	complain_take *take;
	void *data;
} diversion;

void complain_divert(complain_take *take, void *data)
{
	diversion.take = take;
	diversion.data = data;
}

void complain_print(const char *line)
{
	progress_wipe();
	fprintf(stderr, "%s: %s\n", program_invocation_short_name, line);
}

static void tell(const char *line)
{
	if (diversion.take)
		diversion.take(diversion.data, line);
	else
		complain_print(line);
}

/* Its end is printed as it is. */
static void print_line(const char *format, va_list values, const char *end)
{
	char *line, *safe = NULL, *whole = NULL;

	if (vasprintf(&line, format, values) < 0)
		line = NULL;
	if (line)
		safe = malloc(foreign_room(line));
	if (safe)
		foreign_encode(FOREIGN_MESSAGE, line, safe);
	if (safe && asprintf(&whole, "%s%s", safe, end) < 0)
		whole = NULL;
	tell(whole ? whole : "out of memory");
	free(whole);
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
	const char *command = typed_with_sudo();
	char end[1024] = "; try it with sudo";
	va_list values;

	if (command)
		snprintf(end, sizeof(end), "; try: %s", command);
	va_start(values, format);
	print_line(format, values, end);
	va_end(values);
}

void complain_out_of_memory(void)
{
	complain_divert(NULL, NULL);
	complain("out of memory");
	exit(2);
}
