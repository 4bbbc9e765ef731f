/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ksm-flag.h - which frames are merged (KSM), where the kernel does not say. */
#ifndef KSM_FLAG_H
#define KSM_FLAG_H

#include <stdbool.h>
#include <stdint.h>


/* What the flag "ksm" of a word of /proc/kpageflags means. */
enum ksm_flag {
	KSM_FLAG_TRUE,	/* what it says */
	KSM_FLAG_NONE,	/* nothing, but that no frame is merged now */
	KSM_FLAG_MAYBE,	/* nothing: any anonymous frame may be merged */
};

/* How it is now.  `untold`: this kernel sets it for all that is anonymous. */
enum ksm_flag ksm_flag_now(bool untold);

/* The word with what is known: the flag, none, or VMINFO_FRAME_MAYBE_KSM. */
uint64_t ksm_flag_told(enum ksm_flag flag, uint64_t word);

#endif
