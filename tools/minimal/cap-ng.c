// SPDX-License-Identifier: LGPL-2.1-or-later
/* The capabilities of this thread, by capget(2) and capset(2). */
#include "cap-ng.h"

#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

#define WORDS _LINUX_CAPABILITY_U32S_3

static _Thread_local struct __user_cap_data_struct sets[WORDS];

/* The kernel fills in its version if it does not know this one. */
static struct __user_cap_header_struct this_thread(void)
{
	return (struct __user_cap_header_struct){
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
}

int capng_get_caps_process(void)
{
	struct __user_cap_header_struct header = this_thread();

	return (int)syscall(SYS_capget, &header, sets);
}

int capng_apply(capng_select_t set)
{
	struct __user_cap_header_struct header = this_thread();

	(void)set;
	return (int)syscall(SYS_capset, &header, sets);
}

void capng_clear(capng_select_t set)
{
	(void)set;
	for (size_t i = 0; i < WORDS; i++)
		sets[i] = (struct __user_cap_data_struct){ 0 };
}

/* The word of that set; NULL: there is no such capability. */
static __u32 *word_of(capng_type_t set, unsigned int capability)
{
	struct __user_cap_data_struct *data;

	if (capability >= 32 * WORDS)
		return NULL;
	data = &sets[capability / 32];
	switch (set) {
	case CAPNG_EFFECTIVE:
		return &data->effective;
	case CAPNG_PERMITTED:
		return &data->permitted;
	case CAPNG_INHERITABLE:
		return &data->inheritable;
	}
	return NULL;
}

int capng_have_capability(capng_type_t set, unsigned int capability)
{
	const __u32 *word = word_of(set, capability);

	return word && *word >> capability % 32 & 1;
}

int capng_update(capng_act_t action, capng_type_t all, unsigned int capability)
{
	static const capng_type_t each[] = {
		CAPNG_EFFECTIVE, CAPNG_PERMITTED, CAPNG_INHERITABLE,
	};

	for (size_t i = 0; i < sizeof(each) / sizeof(each[0]); i++) {
		__u32 *word = word_of(each[i], capability);

		if (!(all & each[i]))
			continue;
		if (!word)
			return -1;
		if (action == CAPNG_ADD)
			*word |= (__u32)1 << capability % 32;
		else
			*word &= ~((__u32)1 << capability % 32);
	}
	return 0;
}
