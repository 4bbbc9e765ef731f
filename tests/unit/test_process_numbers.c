// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/process-numbers.c, over a directory that is made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>

static struct {
	const char *const *names;
	int open_fails_with;
	int reading_fails_with;	/* behind the last name */
	int open;		/* directories */
} fake;

static DIR *open_fake(const char *path)
{
	assert_string_equal(path, "/proc");
	errno = fake.open_fails_with;
	if (fake.open_fails_with)
		return NULL;
	fake.open++;
	return (DIR *)&fake;
}

static struct dirent *read_fake(DIR *dir)
{
	static struct dirent entry;

	assert_ptr_equal(dir, &fake);
	if (!*fake.names) {
		errno = fake.reading_fails_with;
		return NULL;
	}
	strcpy(entry.d_name, *fake.names++);
	return &entry;
}

static int close_fake(DIR *dir)
{
	assert_ptr_equal(dir, &fake);
	fake.open--;
	errno = EBADF;
	return 0;
}

#define opendir open_fake
#define readdir read_fake
#define closedir close_fake
#define process_numbers_each numbers_each
#include "../../tools/process-numbers.c"

static pid_t seen[8];
static size_t seen_count;
static pid_t last_wanted;

static int see(void *data, pid_t pid)
{
	assert_ptr_equal(data, seen);
	seen[seen_count++] = pid;
	/* Whatever who is called leaves there is no error of the list. */
	errno = EPERM;
	return pid == last_wanted ? -ECANCELED : 0;
}

static int list(const char *const *names)
{
	fake.names = names;
	seen_count = 0;
	return numbers_each(see, seen);
}

static void names_of_digits_are_processes(void **state)
{
	static const char *const names[] = {
		".", "..", "acpi", "1", "self", "12", "3x", "-4", "+5",
		"4194304", NULL
	};

	(void)state;
	assert_int_equal(list(names), 0);
	assert_int_equal(seen_count, 3);
	assert_int_equal(seen[0], 1);
	assert_int_equal(seen[1], 12);
	assert_int_equal(seen[2], 4194304);
	assert_int_equal(fake.open, 0);
}

static void a_list_that_ends_too_early_is_told(void **state)
{
	static const char *const names[] = { "1", "2", NULL };

	(void)state;
	fake.reading_fails_with = EIO;
	assert_int_equal(list(names), -EIO);
	assert_int_equal(seen_count, 2);
	assert_int_equal(fake.open, 0);
	fake.reading_fails_with = 0;
	fake.open_fails_with = EMFILE;
	assert_int_equal(list(names), -EMFILE);
	assert_int_equal(seen_count, 0);
	fake.open_fails_with = 0;
}

static void who_is_called_may_end_it(void **state)
{
	static const char *const names[] = { "1", "2", "3", NULL };

	(void)state;
	last_wanted = 2;
	assert_int_equal(list(names), -ECANCELED);
	assert_int_equal(seen_count, 2);
	assert_int_equal(fake.open, 0);
	last_wanted = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_digits_are_processes),
		cmocka_unit_test(a_list_that_ends_too_early_is_told),
		cmocka_unit_test(who_is_called_may_end_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
