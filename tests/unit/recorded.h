/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* recorded.h - a recording that is a string, for the tests of its readers. */
#ifndef RECORDED_H
#define RECORDED_H

#include <stdlib.h>
#include <string.h>

#include "procfs.h"
#include "recording.h"

/* A file that gives a text, in pieces of at most so many bytes. */
struct recorded_string {
	struct procfs_served served;	/* comes first: it is the same */
	const char *text;
	size_t length;
	size_t at;
	size_t piece;
	int error;		/* what each read gives; 0: text */
};

static ssize_t read_recorded_string(struct procfs_served *served, void *buffer,
				    size_t size)
{
	struct recorded_string *s = (struct recorded_string *)(void *)served;
	size_t left = s->length - s->at;

	if (s->error)
		return s->error;
	if (size > left)
		size = left;
	if (size > s->piece)
		size = s->piece;
	memcpy(buffer, s->text + s->at, size);
	s->at += size;
	return (ssize_t)size;
}

static const struct procfs_server recorded_string_server = {
	.read_text = read_recorded_string,
};

static inline struct recorded_string recorded_string(const char *text,
						     size_t length)
{
	return (struct recorded_string){
		.served.server = &recorded_string_server,
		.text = text,
		.length = length,
		.piece = 4096,
	};
}

static inline int read_recorded(struct recorded_string *string, char *error,
				size_t error_size,
				struct recording **recording)
{
	struct recording_source source = {
		.file = { .served = &string->served },
		.name = "x.vm",
		.error = error,
		.error_size = error_size,
	};

	return recording_read(&source, recording);
}

#endif
