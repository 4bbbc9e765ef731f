// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/access.c: what a read or a write would do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "access.h"

#define RW (VMINFO_READ | VMINFO_WRITE)

/* Anonymous, private, readable and writable, of no special kind. */
static struct access ordinary(enum vminfo_state state)
{
	return (struct access){
		.state = state,
		.permissions = RW,
		.kind = VMINFO_ANONYMOUS,
	};
}

static void assert_effects(struct access access, enum access_effect read,
			   enum access_effect write)
{
	struct access_outcome r = access_outcome(&access, ACCESS_READ);
	struct access_outcome w = access_outcome(&access, ACCESS_WRITE);

	assert_int_equal(r.effect, read);
	assert_int_equal(w.effect, write);
	assert_non_null(r.text);
	assert_non_null(w.text);
	/* Who cannot tell says so. */
	assert_int_equal(r.effect == ACCESS_UNKNOWN,
			 !strncmp(r.text, "cannot tell", 11));
	assert_int_equal(w.effect == ACCESS_UNKNOWN,
			 !strncmp(w.text, "cannot tell", 11));
}

static void each_state_has_its_effects(void **state)
{
	static const struct {
		enum vminfo_state state;
		enum access_effect read, write;
	} cases[] = {
		{ VMINFO_PRESENT, ACCESS_MEMORY, ACCESS_COPY_OR_KEEP },
		{ VMINFO_ZERO, ACCESS_MEMORY, ACCESS_FILL },
		{ VMINFO_SWAPPED, ACCESS_SWAP_IN, ACCESS_SWAP_IN },
		{ VMINFO_SHMEM_SWAPPED, ACCESS_SWAP_IN, ACCESS_SWAP_IN },
		{ VMINFO_CACHED, ACCESS_OBJECT, ACCESS_COPY },
		{ VMINFO_UNRESOLVED, ACCESS_OBJECT, ACCESS_COPY },
		{ VMINFO_ABSENT, ACCESS_FILL, ACCESS_FILL },
		{ VMINFO_UNMAPPED, ACCESS_SEGV, ACCESS_SEGV },
		{ VMINFO_GUARD, ACCESS_SEGV, ACCESS_SEGV },
		{ VMINFO_MARKER, ACCESS_FILL, ACCESS_USERFAULTFD },
		{ VMINFO_POISONED, ACCESS_BUS, ACCESS_BUS },
		{ VMINFO_MIGRATING, ACCESS_WAIT, ACCESS_WAIT },
		{ VMINFO_DEVICE, ACCESS_DEVICE, ACCESS_DEVICE },
		{ VMINFO_SPECIAL, ACCESS_UNKNOWN, ACCESS_UNKNOWN },
		{ VMINFO_PFNMAP, ACCESS_UNKNOWN, ACCESS_UNKNOWN },
		{ VMINFO_NONPRESENT, ACCESS_UNKNOWN, ACCESS_UNKNOWN },
	};

	(void)state;
	assert_int_equal(sizeof(cases) / sizeof(*cases), VMINFO_NONPRESENT);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_effects(ordinary(cases[i].state), cases[i].read,
			       cases[i].write);
}

static void permissions_come_before_states(void **state)
{
	(void)state;
	for (int s = VMINFO_PRESENT; s <= VMINFO_NONPRESENT; s++) {
		struct access access = ordinary((enum vminfo_state)s);

		access.permissions = 0;
		assert_effects(access, ACCESS_SEGV, ACCESS_SEGV);
		access.permissions = VMINFO_READ;
		assert_int_equal(access_outcome(&access, ACCESS_WRITE).effect,
				 ACCESS_SEGV);
	}
}

static void not_every_processor_can_forbid_reading_alone(void **state)
{
	struct access access = ordinary(VMINFO_PRESENT);

	(void)state;
	access.attributes = VMINFO_EXCLUSIVE;
	access.permissions = VMINFO_WRITE;
	assert_effects(access, ACCESS_UNKNOWN, ACCESS_MEMORY);
	access.permissions = VMINFO_EXECUTE;
	assert_effects(access, ACCESS_UNKNOWN, ACCESS_SEGV);
	access.state = VMINFO_GUARD;
	assert_effects(access, ACCESS_SEGV, ACCESS_SEGV);
}

static void a_private_page_is_written_in_place_or_copied(void **state)
{
	struct access access = ordinary(VMINFO_PRESENT);

	(void)state;
	access.attributes = VMINFO_EXCLUSIVE;
	assert_effects(access, ACCESS_MEMORY, ACCESS_MEMORY);
	access.ksm = true;
	assert_effects(access, ACCESS_MEMORY, ACCESS_COPY);
	access.ksm = false;
	access.attributes = VMINFO_EXCLUSIVE | VMINFO_FILE;
	assert_effects(access, ACCESS_MEMORY, ACCESS_COPY);
	access.attributes = VMINFO_MAYBE_ZERO;
	assert_effects(access, ACCESS_MEMORY, ACCESS_COPY_OR_KEEP);
}

static void a_shared_page_is_written_in_place(void **state)
{
	struct access access = ordinary(VMINFO_PRESENT);

	(void)state;
	access.permissions = RW | VMINFO_SHARED;
	access.attributes = VMINFO_FILE;
	assert_effects(access, ACCESS_MEMORY, ACCESS_MEMORY);
	access.state = VMINFO_UNRESOLVED;
	assert_effects(access, ACCESS_OBJECT, ACCESS_OBJECT);
}

static void userfaultfd_is_asked_where_it_said_so(void **state)
{
	struct access access = ordinary(VMINFO_PRESENT);

	(void)state;
	access.attributes = VMINFO_UFFD_WP | VMINFO_EXCLUSIVE;
	assert_effects(access, ACCESS_MEMORY, ACCESS_USERFAULTFD);
	access.state = VMINFO_ZERO;
	assert_effects(access, ACCESS_MEMORY, ACCESS_USERFAULTFD);
	access.state = VMINFO_SWAPPED;
	assert_effects(access, ACCESS_SWAP_IN, ACCESS_USERFAULTFD);
	access = ordinary(VMINFO_ABSENT);
	access.vmflags = VMINFO_VM_UFFD_MISSING;
	assert_effects(access, ACCESS_USERFAULTFD, ACCESS_USERFAULTFD);
	access = ordinary(VMINFO_UNRESOLVED);
	access.vmflags = VMINFO_VM_UFFD_MINOR;
	assert_effects(access, ACCESS_USERFAULTFD, ACCESS_USERFAULTFD);
	/* Write protection alone says nothing of what is not there. */
	access.vmflags = VMINFO_VM_UFFD_WP;
	assert_effects(access, ACCESS_OBJECT, ACCESS_COPY);
}

static void without_smaps_nobody_knows_who_fills_a_page(void **state)
{
	struct access access = ordinary(VMINFO_ABSENT);

	(void)state;
	access.vmflags = VMINFO_NONE;
	assert_effects(access, ACCESS_UNKNOWN, ACCESS_UNKNOWN);
	access.state = VMINFO_UNRESOLVED;
	assert_effects(access, ACCESS_UNKNOWN, ACCESS_UNKNOWN);
}

static void a_gap_below_a_stack_may_become_a_part_of_it(void **state)
{
	struct access access = { .state = VMINFO_UNMAPPED,
				 .below_stack = true };

	(void)state;
	assert_effects(access, ACCESS_UNKNOWN, ACCESS_UNKNOWN);
	access.below_stack = false;
	assert_effects(access, ACCESS_SEGV, ACCESS_SEGV);
}

static void each_effect_but_the_unknown_has_a_name(void **state)
{
	(void)state;
	assert_null(access_effect_name(ACCESS_UNKNOWN));
	for (int e = ACCESS_MEMORY; e <= ACCESS_BUS; e++)
		assert_non_null(access_effect_name((enum access_effect)e));
	assert_string_equal(access_effect_name(ACCESS_COPY_OR_KEEP),
			    "copy-or-keep");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_has_its_effects),
		cmocka_unit_test(permissions_come_before_states),
		cmocka_unit_test(not_every_processor_can_forbid_reading_alone),
		cmocka_unit_test(a_private_page_is_written_in_place_or_copied),
		cmocka_unit_test(a_shared_page_is_written_in_place),
		cmocka_unit_test(userfaultfd_is_asked_where_it_said_so),
		cmocka_unit_test(without_smaps_nobody_knows_who_fills_a_page),
		cmocka_unit_test(a_gap_below_a_stack_may_become_a_part_of_it),
		cmocka_unit_test(each_effect_but_the_unknown_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
