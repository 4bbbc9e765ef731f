/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* words.h - what floors see in pagemap. */
#ifndef WORDS_H
#define WORDS_H

#include <stddef.h>
#include <stdint.h>

#define PRESENT (1ULL << 63)
#define SWAPPED (1ULL << 62)
#define FILE_OR_SHARED (1ULL << 61)
#define EXCLUSIVE (1ULL << 56)
#define FRAME ((1ULL << 55) - 1)

/* 128 KiB: the kernel gets no faster with more. */
#define WORDS ((size_t)16384)
#define HUGE_PAGES 512u

struct counted {
	uint64_t present, swapped, file, exclusive, runs, last;
};

void count_words(struct counted *sum, const uint64_t *words, size_t n);
void print_counted(const struct counted *sum);

/* As in linux/fs.h. */
struct region {
	uint64_t start, end, categories;
};

#define REGION_HUGE (1u << 6)
#define REGIONS ((size_t)4096)

/* Populated regions from an address on, one batch after the other. */
struct scanner {
	int fd;
	uint64_t at;
	struct region *regions;
};

void scanner_open(struct scanner *scanner, int pagemap);

/* How many there are; 0: no more. */
size_t scanner_next(struct scanner *scanner);

#endif
