/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* recording-lines.h - what each line of a recording says, by its keyword. */
#ifndef RECORDING_LINES_H
#define RECORDING_LINES_H

#include "recording-reader.h"

/* What holds if no line says otherwise, and what all lines together say. */
void start_machine(struct recorded_machine *machine);
int finish_machine(struct reader *reader);

/* All take the rest of a line.  0, or negative errno: it was said. */
int take_version(struct reader *reader);
int take_page_size(struct reader *reader);
int take_pmd_size(struct reader *reader);
int take_arch(struct reader *reader);
int take_endian(struct reader *reader);
int take_kernel(struct reader *reader);
int take_boot(struct reader *reader);
int take_rebased(struct reader *reader);
int take_features(struct reader *reader);
int take_rights(struct reader *reader);
int take_special_start(struct reader *reader);
int take_marker_type(struct reader *reader);
int take_swaps_uncertain(struct reader *reader);
int take_swap(struct reader *reader);
int take_ram(struct reader *reader);
int take_region(struct reader *reader);
int take_zone(struct reader *reader);
int take_setting(struct reader *reader);
int take_frame(struct reader *reader);
int take_frames_end(struct reader *reader);
int take_cgroup(struct reader *reader);
int take_end(struct reader *reader);

int take_process(struct reader *reader);
int take_comm(struct reader *reader);
int take_state(struct reader *reader);
int take_flags(struct reader *reader);
int take_threads(struct reader *reader);
int take_start_time(struct reader *reader);
int take_code(struct reader *reader);
int take_stack(struct reader *reader);
int take_nspid(struct reader *reader);
int take_thp_enabled(struct reader *reader);
int take_thread(struct reader *reader);
int take_refused(struct reader *reader);
int take_changed(struct reader *reader);
int take_cut(struct reader *reader);

int take_mapping(struct reader *reader);
int take_hugetlb(struct reader *reader);
int take_pfnmap(struct reader *reader);
int take_object(struct reader *reader);
int take_item_names(struct reader *reader);
int take_items(struct reader *reader);
int take_item(struct reader *reader);
int take_vm_flags(struct reader *reader);
int take_unmapped(struct reader *reader);

/* A line that starts with +. */
int take_pages(struct reader *reader);

#endif
