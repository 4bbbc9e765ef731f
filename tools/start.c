// SPDX-License-Identifier: LGPL-2.1-or-later
/* How each tool starts, before it reads its options. */
#include "start.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>

#include "complain.h"
#include "progress.h"
#include "rights.h"
#include "terminal.h"
#include "typed.h"

int start_tool(char **argv)
{
	static char room[16 * 1024];

	setlocale(LC_CTYPE, "");
	/* All of the help in one write, which says why it failed. */
	if (!terminal_is_there())
		setvbuf(stdout, room, _IOFBF, sizeof(room));
	/* Who started us may ignore it; a cut list must not end well. */
	signal(SIGPIPE, SIG_DFL);
	typed_keep(argv);
	progress_start();
	if (rights_start() == 0)
		return 0;
	complain("cannot drop capabilities");
	return -EPERM;
}
