// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which of the files of terminal-colors.d(5) counts. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "terminal-colors.h"

static const struct terminal_colors vmwalk_on_xterm = { "vmwalk", "xterm" };

/* A directory with files of these names, separated by blanks. */
struct place {
	char path[32];
	char files[128];
};

static void each_file(const struct place *place, bool make)
{
	char files[sizeof(place->files)], path[256], *rest = files, *name;

	strcpy(files, place->files);
	while ((name = strsep(&rest, " "))) {
		if (!*name)
			continue;
		snprintf(path, sizeof(path), "%s/%s", place->path, name);
		if (make)
			close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
		else
			unlink(path);
	}
}

static bool ask(const char *files, const struct terminal_colors *who)
{
	struct place place = { .path = "/tmp/vminfo-colors-XXXXXX" };
	bool enabled = false;
	int ret;

	assert_non_null(mkdtemp(place.path));
	strcpy(place.files, files);
	each_file(&place, true);
	ret = terminal_colors_ask(place.path, who, &enabled);
	each_file(&place, false);
	assert_int_equal(rmdir(place.path), 0);
	assert_int_equal(ret, 0);
	return enabled;
}

struct expectation {
	const char *files;
	bool enabled;
};

static const struct expectation expectations[] = {
	{ "", true },
	{ "disable", false },
	{ "vmwalk.disable", false },
	{ "@xterm.disable", false },
	{ "vmwalk@xterm.disable", false },
	/* Of others. */
	{ "dmesg.disable @linux.disable vmwalk@linux.disable", true },
	{ "vmwalk vmwalk.disabled vmwalk.scheme disable.txt", true },
	{ "vmwal.disable vmwalks.disable @xter.disable @xterm2.disable", true },
	/* What is said of us in particular wins. */
	{ "disable vmwalk.enable", true },
	{ "enable vmwalk.disable", false },
	{ "@xterm.disable vmwalk.enable", true },
	{ "@xterm.enable vmwalk.disable", false },
	{ "vmwalk.disable vmwalk@xterm.enable", true },
	{ "disable @xterm.enable", true },
	/* Where both are said, enable wins. */
	{ "disable enable", true },
	{ "vmwalk.disable vmwalk.enable", true },
};

static void the_most_specific_name_wins(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(expectations) / sizeof(*expectations);
	     i++) {
		const struct expectation *e = &expectations[i];

		if (ask(e->files, &vmwalk_on_xterm) != e->enabled)
			fail_msg("'%s' does not mean %d", e->files,
				 e->enabled);
	}
}

static void a_terminal_without_a_name_is_none(void **unused)
{
	const struct terminal_colors nowhere = { "vmwalk", NULL };

	(void)unused;
	assert_true(ask("@xterm.disable @.disable", &nowhere));
	assert_false(ask("@xterm.disable vmwalk.disable", &nowhere));
}

static void no_directory_says_nothing(void **unused)
{
	bool enabled = false;

	(void)unused;
	assert_int_equal(terminal_colors_ask("/nonexistent/terminal-colors.d",
					     &vmwalk_on_xterm, &enabled),
			 -ENOENT);
	assert_false(enabled);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_most_specific_name_wins),
		cmocka_unit_test(a_terminal_without_a_name_is_none),
		cmocka_unit_test(no_directory_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
