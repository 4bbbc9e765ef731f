/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Libraries that few runs need are loaded by those: of the time in which a tool
 * starts, the loader takes the most, and they are half of it.
 *
 * What their headers declare is called through a structure of pointers; a note
 * in the program tells who makes packages which libraries these are (dlopen
 * metadata, as defined by the UAPI group).
 */
#ifndef ON_USE_H
#define ON_USE_H

#include <stdbool.h>
#include <stdint.h>

struct on_use {
	const char *soname;
	const char *const *names;	/* of functions; the last one is NULL */
	void *functions;		/* a structure of as many pointers */
	bool tried;
	bool loaded;
};

/*
 * Loads it, if it is not.  0, or -ELIBACC (told, once): then nothing of it may
 * be called.  For any thread.
 */
int on_use_load(struct on_use *library);

#define ON_USE_MEMBER(function) __typeof__(function) *(function);
#define ON_USE_NAME(function) #function,

/* A member for each function of a list, which is a macro. */
#define ON_USE_FUNCTIONS(list) struct { list(ON_USE_MEMBER) }
#define ON_USE_NAMES(list) { list(ON_USE_NAME) NULL }

#define ON_USE_NOTE_TYPE 0x407c0c0au

/* A note: which library, and what it is for. */
#define ON_USE_NOTE(soname, why)					\
	static const struct {						\
		uint32_t owner_size, size, type;			\
		char owner[4];						\
		char text[sizeof(ON_USE_TEXT(soname, why))];		\
	} on_use_note __attribute__((used, section(".note.dlopen"),	\
				     aligned(4))) = {			\
		4, sizeof(ON_USE_TEXT(soname, why)), ON_USE_NOTE_TYPE,	\
		"FDO", ON_USE_TEXT(soname, why)				\
	}
#define ON_USE_TEXT(soname, why)					\
	"[{\"soname\":[\"" soname "\"],\"description\":\"" why "\","	\
	"\"priority\":\"required\"}]"

#endif
