// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Which frames are merged (KSM).  Some kernels, as Linux 6.12, compare one bit
 * too few, and call every anonymous frame so.
 */
#include "ksm-flag.h"

#include <string.h>

#include "kpageflags.h"
#include "procfs.h"

#define KSM_DIRECTORY "/sys/kernel/mm/ksm/"
#define KSM KPAGEFLAGS_BIT(VMINFO_FRAME_KSM)
#define ANON KPAGEFLAGS_BIT(VMINFO_FRAME_ANON)
#define MAYBE_KSM KPAGEFLAGS_BIT(VMINFO_FRAME_MAYBE_KSM)

static bool is_zero(const char *path)
{
	char text[32];

	return procfs_read_file(PROCFS_CWD, path, text, sizeof(text)) >= 0 &&
	       !strcmp(text, "0\n");
}

enum ksm_flag ksm_flag_now(bool untold)
{
	if (!untold)
		return KSM_FLAG_TRUE;
	/* It does not run, and nothing is left of what it did. */
	return is_zero(KSM_DIRECTORY "run") &&
			       is_zero(KSM_DIRECTORY "pages_shared") ?
		       KSM_FLAG_NONE :
		       KSM_FLAG_MAYBE;
}

uint64_t ksm_flag_told(enum ksm_flag flag, uint64_t word)
{
	/* A frame without the flag is merged on no kernel. */
	if (flag == KSM_FLAG_TRUE || !(word & KSM))
		return word;
	word &= ~KSM;
	return flag == KSM_FLAG_MAYBE && word & ANON ? word | MAYBE_KSM : word;
}
