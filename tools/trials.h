/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One function for each thing that can be tried; see ability.h. */
#ifndef TRIALS_H
#define TRIALS_H

#include "ability.h"

/* Parts of the kernel. */
void trial_pagemap(struct ability_trial *trial);
void trial_scan(struct ability_trial *trial);
void trial_query(struct ability_trial *trial);
void trial_smaps(struct ability_trial *trial);
void trial_rollup(struct ability_trial *trial);
void trial_soft_dirty(struct ability_trial *trial);
void trial_guard(struct ability_trial *trial);
void trial_cachestat(struct ability_trial *trial);
void trial_mincore(struct ability_trial *trial);
void trial_node(struct ability_trial *trial);
void trial_names(struct ability_trial *trial);

/* Rights. */
void trial_pfn(struct ability_trial *trial);
void trial_kpage(struct ability_trial *trial);
void trial_mapcount(struct ability_trial *trial);
void trial_memcg(struct ability_trial *trial);
void trial_ram(struct ability_trial *trial);
void trial_swap(struct ability_trial *trial);
void trial_shmem(struct ability_trial *trial);
void trial_others(struct ability_trial *trial);
void trial_idle(struct ability_trial *trial);

#endif
