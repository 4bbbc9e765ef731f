// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Which of several symbols of one name a process uses.  A global one stands
 * before those that are static somewhere, and of the global ones the dynamic
 * linker takes the first that it finds: the copy that a program has of a
 * variable of a library, or that of a library which was preloaded.
 */
#include "symbol-choose.h"

#include <string.h>

typedef const struct symbol_answer *answer;

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Maps has that behind the names of files that were removed. */
static bool is_name(const char *name, const char *place)
{
	size_t length = strlen(place);

	return strncmp(name, place, length) == 0 &&
	       (name[length] == '\0' ||
		strcmp(name + length, " (deleted)") == 0);
}

static bool is_object(const struct symbol_object *object, const char *place)
{
	return is_name(object->name, place) ||
	       is_name(last_part(object->name), place);
}

static bool is_file(answer a, const char *place)
{
	return a->file[0] && (strcmp(a->file, place) == 0 ||
			      strcmp(last_part(a->file), place) == 0);
}

/* What a symbol has to be to stay, beside the others of its name. */
struct choice {
	const struct symbol_objects *objects;
	const struct symbol_word *word;
	answer *list;
	size_t n;
	uint32_t first;		/* place where the linker finds it */
};

static bool is_in_its_places(const struct choice *c, answer a)
{
	for (size_t i = 0; i < SYMBOL_PLACES; i++) {
		const char *place = c->word->places[i];

		if (place && !is_file(a, place) &&
		    !is_object(&c->objects->list[a->object], place))
			return false;
	}
	return true;
}

static bool is_memory(const struct choice *c, answer a)
{
	(void)c;
	return a->problem != SYMBOL_ABSOLUTE && a->problem != SYMBOL_OUTSIDE;
}

static bool is_called_so(const struct choice *c, answer a)
{
	(void)c;
	return !a->inner;
}

static bool is_global(const struct choice *c, answer a)
{
	(void)c;
	return a->global;
}

static bool is_newest(const struct choice *c, answer a)
{
	if (!a->old || strchr(c->word->name, '@'))
		return true;
	for (size_t i = 0; i < c->n; i++)
		if (c->list[i]->object == a->object && !c->list[i]->old)
			return false;
	return true;
}

static bool is_in_use(const struct choice *c, answer a)
{
	return !a->exported || a->private_use || a->place == SYMBOL_LAST ||
	       a->place == c->first;
}

static bool is_first_of_its_address(const struct choice *c, answer a)
{
	for (size_t i = 0; i < c->n && c->list[i] != a; i++)
		if (c->list[i]->address == a->address)
			return false;
	return true;
}

typedef bool keeps(const struct choice *c, answer a);

static size_t count(const struct choice *c, keeps *keep)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += keep(c, c->list[i]);
	return n;
}

static void only(struct choice *c, keeps *keep)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		answer a = c->list[i];

		if (!keep(c, a))
			continue;
		/* What stays moves to the front; `keep` may look at all. */
		c->list[i] = c->list[n];
		c->list[n++] = a;
	}
	c->n = n;
}

static void only_if_any(struct choice *c, keeps *keep)
{
	if (count(c, keep))
		only(c, keep);
}

static void find_first(struct choice *c)
{
	c->first = SYMBOL_LAST;
	for (size_t i = 0; i < c->n; i++)
		if (c->list[i]->exported && c->list[i]->place < c->first)
			c->first = c->list[i]->place;
}

size_t symbol_choose(const struct symbol_objects *objects,
		     const struct symbol_word *word,
		     const struct symbol_answer **list, size_t n)
{
	struct choice c = { objects, word, list, n, SYMBOL_LAST };

	only(&c, is_in_its_places);
	only_if_any(&c, is_memory);
	only_if_any(&c, is_called_so);
	only_if_any(&c, is_global);
	only(&c, is_newest);
	find_first(&c);
	only(&c, is_in_use);
	only(&c, is_first_of_its_address);
	return c.n;
}

static bool is_some_object(const struct symbol_objects *objects,
			   const char *place)
{
	for (size_t i = 0; i < objects->count; i++)
		if (is_object(&objects->list[i], place))
			return true;
	return false;
}

bool symbol_choose_may_have(const struct symbol_objects *objects,
			    const struct symbol_object *object,
			    const struct symbol_word *word)
{
	for (size_t i = 0; i < SYMBOL_PLACES; i++)
		if (word->places[i] && !is_object(object, word->places[i]) &&
		    is_some_object(objects, word->places[i]))
			return false;
	return true;
}
