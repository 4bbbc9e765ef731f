/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much lies in blocks that are consecutive and aligned on both sides. */
#ifndef TALLY_BLOCKS_H
#define TALLY_BLOCKS_H

#include "tally-frames.h"

/* Present pages, in each of the sizes that are asked for. */
void tally_blocks_run(struct tally_frames *tally, const struct vminfo_run *run,
		      const struct vminfo_frame *frame);

/* Whether it can be trusted; of no frame nothing is known. */
bool tally_frames_know(const struct vminfo_frame *frame, uint8_t member);

#endif
