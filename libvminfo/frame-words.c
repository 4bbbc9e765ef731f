// SPDX-License-Identifier: LGPL-2.1-or-later
/* Words of /proc/kpageflags as they are, for those who want all of them. */
#include <errno.h>

#include "context.h"
#include "ksm-flag.h"

#define PIECE 1024u

static void put_words(enum ksm_flag ksm, const uint64_t *found, size_t n,
		      uint64_t *words)
{
	for (size_t i = 0; i < n; i++)
		words[i] = ksm_flag_told(ksm, found[i]);
}

ssize_t vminfo_context_frame_words(struct vminfo_context *context, uint64_t pfn,
				   uint64_t *words, size_t n)
{
	enum ksm_flag ksm = ksm_flag_now(context->probe.ksm_untold);
	uint64_t found[PIECE];
	ssize_t got = sizeof(found);
	size_t count = 0;

	if (context->kpageflags.fd < 0)
		return context_fail(context, context->kpageflags.fd,
				    "kpageflags");
	while (count < n && got == sizeof(found)) {
		size_t most = n - count < PIECE ? n - count : PIECE;

		if (pfn + count > (UINT64_MAX >> 1) / context->page_size)
			break;
		got = procfs_read_at(context->kpageflags, found,
				     most * sizeof(*found),
				     (pfn + count) * sizeof(*found));
		if (got < 0 && count)
			break;
		if (got < 0)
			return context_fail(context, (int)got, "kpageflags");
		put_words(ksm, found, (size_t)got / sizeof(*found),
			  words + count);
		count += (size_t)got / sizeof(*found);
	}
	return (ssize_t)count;
}
