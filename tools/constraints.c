// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a device needs of memory, as options, a profile or a device say it. */
#include "constraints.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "units.h"

#define MOST_NODES (64u * CONSTRAINTS_NODE_WORDS)

/* Reads a value.  0, or -EINVAL. */
typedef int read_value(struct constraints *c, const char *text,
		       uint64_t *value);

static int read_switch(struct constraints *c, const char *text, uint64_t *value)
{
	(void)c;
	*value = strcmp(text, "yes") == 0;
	return *value || strcmp(text, "no") == 0 ? 0 : -EINVAL;
}

static int read_size(struct constraints *c, const char *text, uint64_t *value)
{
	(void)c;
	return units_size_from(text, value) == 0 && *value ? 0 : -EINVAL;
}

static int read_power(struct constraints *c, const char *text, uint64_t *value)
{
	if (read_size(c, text, value) != 0)
		return -EINVAL;
	return *value & (*value - 1) ? -EINVAL : 0;
}

/* Below 1 there is nothing but the byte 0: that is no device. */
static int read_limit(struct constraints *c, const char *text, uint64_t *value)
{
	return read_size(c, text, value) == 0 && *value > 1 ? 0 : -EINVAL;
}

/* Only digits: strtoull() takes blanks and signs, too. */
static int read_digits(const char *text, const char **end, uint64_t *value)
{
	char *behind;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	*value = strtoull(text, &behind, 10);
	*end = behind;
	return errno ? -EINVAL : 0;
}

static int read_count(struct constraints *c, const char *text, uint64_t *value)
{
	const char *end = text;

	(void)c;
	if (read_digits(text, &end, value) != 0)
		return -EINVAL;
	return !*end && *value ? 0 : -EINVAL;
}

static int read_bits(struct constraints *c, const char *text, uint64_t *value)
{
	return read_count(c, text, value) == 0 && *value <= 64 ? 0 : -EINVAL;
}

/* "0x40000000", "-0x40000000": a signed number, as two's complement. */
static int read_offset(struct constraints *c, const char *text, uint64_t *value)
{
	const char *digits = *text == '-' ? text + 1 : text, *end;

	(void)c;
	if (units_address_from(digits, value, &end) != 0 || *end)
		return -EINVAL;
	if (*value > (uint64_t)INT64_MAX)
		return -EINVAL;
	if (*text == '-')
		*value = -*value;
	return 0;
}

/* "3" or "0-2" */
static int read_nodes_between(struct constraints *c, const char **text)
{
	uint64_t first, last;

	if (read_digits(*text, text, &first) != 0)
		return -EINVAL;
	last = first;
	if (**text == '-' && read_digits(*text + 1, text, &last) != 0)
		return -EINVAL;
	if (last < first || last >= MOST_NODES)
		return -EINVAL;
	for (uint64_t node = first; node <= last; node++)
		c->nodes[node / 64] |= UINT64_C(1) << node % 64;
	return 0;
}

static int read_nodes(struct constraints *c, const char *text, uint64_t *value)
{
	memset(c->nodes, 0, sizeof(c->nodes));
	*value = 1;
	for (;; text++) {
		if (read_nodes_between(c, &text) != 0)
			return -EINVAL;
		if (*text != ',')
			return *text ? -EINVAL : 0;
	}
}

static const struct kind {
	const char *name;
	read_value *read;
	const char *takes;
} kinds[CONSTRAINTS] = {
	[CONSTRAINT_SINGLE] = { "single", read_switch, "yes or no" },
	[CONSTRAINT_MIN_RUN] = { "min-run", read_size, "a size such as 64K" },
	[CONSTRAINT_ALIGN] = { "align", read_power,
			       "a power of two such as 64K" },
	[CONSTRAINT_BELOW] = { "below", read_limit, "a size such as 4G" },
	[CONSTRAINT_DMA_BITS] = { "dma-bits", read_bits,
				  "a number from 1 to 64" },
	[CONSTRAINT_BOUNDARY] = { "boundary", read_power,
				  "a power of two such as 64K" },
	[CONSTRAINT_SEG_MAX] = { "seg-max", read_size, "a size such as 64K" },
	[CONSTRAINT_MAX_SEGS] = { "max-segs", read_count,
				  "a number from 1 on" },
	[CONSTRAINT_VIRT_BOUNDARY] = { "virt-boundary", read_power,
				       "a power of two such as 4K" },
	[CONSTRAINT_NODE] = { "node", read_nodes,
			      "numbers of nodes such as 0 or 0,2-3" },
	[CONSTRAINT_BUS_OFFSET] = { "bus-offset", read_offset,
		"a hexadecimal number, which may be negative" },
};

#define OPTION_OF(word, constraint) \
	{ word, CLI_NAME, .offset = offsetof(struct constraints, \
					     given[constraint].text) }

const struct cli_option constraints_options[] = {
	{ "single", CLI_COUNT, .offset = offsetof(struct constraints, single) },
	OPTION_OF("min-run", CONSTRAINT_MIN_RUN),
	OPTION_OF("align", CONSTRAINT_ALIGN),
	OPTION_OF("below", CONSTRAINT_BELOW),
	OPTION_OF("dma-bits", CONSTRAINT_DMA_BITS),
	OPTION_OF("boundary", CONSTRAINT_BOUNDARY),
	OPTION_OF("seg-max", CONSTRAINT_SEG_MAX),
	OPTION_OF("max-segs", CONSTRAINT_MAX_SEGS),
	OPTION_OF("virt-boundary", CONSTRAINT_VIRT_BOUNDARY),
	OPTION_OF("node", CONSTRAINT_NODE),
	OPTION_OF("bus-offset", CONSTRAINT_BUS_OFFSET),
	{ .name = NULL },
};

const char *constraints_name(unsigned int constraint)
{
	return constraint < CONSTRAINTS ? kinds[constraint].name : NULL;
}

int constraints_from_name(const char *name)
{
	for (unsigned int i = 0; i < CONSTRAINTS; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return (int)i;
	return -EINVAL;
}

int constraints_check(struct constraints *c)
{
	if (c->single)
		c->given[CONSTRAINT_SINGLE].text = "yes";
	for (unsigned int i = 0; i < CONSTRAINTS; i++) {
		const char *text = c->given[i].text;

		if (text &&
		    kinds[i].read(c, text, &c->given[i].value) != 0)
			return complain_usage("--%s takes %s; not '%s'",
					      kinds[i].name, kinds[i].takes,
					      text);
	}
	return 0;
}

/* --- limits of addresses -------------------------------------------------- */

static bool is_limit(enum constraint constraint)
{
	return constraint == CONSTRAINT_BELOW ||
	       constraint == CONSTRAINT_DMA_BITS;
}

/* The highest address that it allows. */
static uint64_t highest(enum constraint constraint, uint64_t value)
{
	if (constraint == CONSTRAINT_BELOW)
		return value - 1;
	return UINT64_MAX >> (64 - value);
}

enum constraint constraints_limit(const struct constraints *c)
{
	bool bits = constraints_has(c, CONSTRAINT_DMA_BITS);
	bool below = constraints_has(c, CONSTRAINT_BELOW);

	if (!bits || !below)
		return bits ? CONSTRAINT_DMA_BITS :
		       below ? CONSTRAINT_BELOW : CONSTRAINTS;
	return highest(CONSTRAINT_BELOW, c->given[CONSTRAINT_BELOW].value) <
	       highest(CONSTRAINT_DMA_BITS,
		       c->given[CONSTRAINT_DMA_BITS].value) ?
	       CONSTRAINT_BELOW : CONSTRAINT_DMA_BITS;
}

/* --- what is said elsewhere ----------------------------------------------- */

int constraints_add(struct constraints *c, enum constraint constraint,
		    const char *text, const char *from)
{
	const struct kind *kind = &kinds[constraint];
	struct constraints other = { .single = 0 };
	uint64_t value;

	if (kind->read(&other, text, &value) != 0) {
		complain("%s: %s takes %s; not '%s'", from, kind->name,
			 kind->takes, text);
		return -EINVAL;
	}
	if (c->given[constraint].text &&
	    (!is_limit(constraint) || c->given[constraint].value <= value))
		return 0;
	c->given[constraint].text = text;
	c->given[constraint].from = from;
	c->given[constraint].value = value;
	if (constraint == CONSTRAINT_NODE)
		memcpy(c->nodes, other.nodes, sizeof(c->nodes));
	return 0;
}

bool constraints_has(const struct constraints *c, enum constraint constraint)
{
	return c->given[constraint].text && (c->given[constraint].value ||
					     constraint ==
					     CONSTRAINT_BUS_OFFSET);
}

void constraints_build(const struct constraints *c,
		       struct vminfo_dma_constraints *built)
{
	enum constraint limit = constraints_limit(c);

	*built = (struct vminfo_dma_constraints){
		.size = sizeof(*built),
		.single = c->given[CONSTRAINT_SINGLE].value != 0,
		.min_run = c->given[CONSTRAINT_MIN_RUN].value,
		.align = c->given[CONSTRAINT_ALIGN].value,
		.boundary = c->given[CONSTRAINT_BOUNDARY].value,
		.virt_boundary = c->given[CONSTRAINT_VIRT_BOUNDARY].value,
		.seg_max = c->given[CONSTRAINT_SEG_MAX].value,
		.max_segs = c->given[CONSTRAINT_MAX_SEGS].value,
		.bus_offset = (int64_t)c->given[CONSTRAINT_BUS_OFFSET].value,
	};
	if (limit != CONSTRAINTS)
		built->mask = highest(limit, c->given[limit].value);
	if (!constraints_has(c, CONSTRAINT_NODE))
		return;
	built->nodes = c->nodes;
	built->node_words = CONSTRAINTS_NODE_WORDS;
}
