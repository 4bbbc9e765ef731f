/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What we use of libcap-ng, over the system calls alone: the library names
 * users and groups, which a static program cannot look up everywhere.
 */
#ifndef CAP_NG_H
#define CAP_NG_H

typedef enum {
	CAPNG_DROP,
	CAPNG_ADD,
} capng_act_t;

typedef enum {
	CAPNG_EFFECTIVE = 1,
	CAPNG_PERMITTED = 2,
	CAPNG_INHERITABLE = 4,
} capng_type_t;

typedef enum {
	CAPNG_SELECT_CAPS = 16,
} capng_select_t;

/* They keep the sets of the thread that calls.  0; -1: refused. */
int capng_get_caps_process(void);
int capng_apply(capng_select_t set);

int capng_have_capability(capng_type_t set, unsigned int capability);

void capng_clear(capng_select_t set);

/* `sets` are any number of capng_type_t.  0; -1: no such capability. */
int capng_update(capng_act_t action, capng_type_t sets,
		 unsigned int capability);

#endif
