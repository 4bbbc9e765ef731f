// SPDX-License-Identifier: LGPL-2.1-or-later
/* /proc/PID/stat: PID (comm) state and 49 numbers, counted from 1 */
#include "stat.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "digits.h"

#define FLAG_KERNEL_THREAD 0x00200000u

/* The name may hold anything, so its end is the last bracket. */
static const char *decode_name(const char *text, struct stat_fields *fields)
{
	const char *start = strchr(text, '(');
	const char *end = strrchr(text, ')');
	size_t length;

	if (!start || !end || end < start)
		return NULL;
	length = (size_t)(end - start - 1);
	if (length >= sizeof(fields->name))
		length = sizeof(fields->name) - 1;
	memcpy(fields->name, start + 1, length);
	fields->name[length] = '\0';
	return end + 1;
}

/* The numbers by their place in the line; the state is the third. */
static bool decode_number(unsigned int place, uint64_t number,
			  struct stat_fields *fields)
{
	switch (place) {
	case 9:
		fields->flags = number;
		fields->kernel_thread = number & FLAG_KERNEL_THREAD;
		break;
	case 20:
		fields->threads = number;
		break;
	case 22:
		fields->start_time = number;
		break;
	case 26:
		fields->start_code = number;
		break;
	case 27:
		fields->end_code = number;
		break;
	case 28:
		fields->start_stack = number;
		return true;
	default:
		break;
	}
	return false;
}

int stat_decode(const char *text, struct stat_fields *fields)
{
	struct stat_fields f = { 0 };
	const char *name_end = decode_name(text, &f);
	struct digits rest = { .at = text, .end = text + strlen(text) };
	bool done = false;
	uint64_t number;

	if (!name_end || name_end[0] != ' ' || !name_end[1])
		return -EINVAL;
	digits_take(&rest, 10, &f.number);
	f.state = name_end[1];
	rest.at = name_end + 2;
	for (unsigned int place = 4; !done; place++) {
		if (!digits_take_blanks(&rest))
			return -EINVAL;
		digits_take_char(&rest, '-');
		if (!digits_take(&rest, 10, &number))
			return -EINVAL;
		done = decode_number(place, number, &f);
	}
	*fields = f;
	return 0;
}
