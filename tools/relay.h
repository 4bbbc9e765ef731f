/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Work on many things by some threads, whose results come out as if one thing
 * had been worked on after the other.  What is waiting for its turn is bounded:
 * a thread that is too far ahead waits, too.
 */
#ifndef RELAY_H
#define RELAY_H

#include <stddef.h>

/* Where the thread of a worker puts its results. */
struct relay_writer;

/* Room for a result, aligned for anything, which stays where it is. */
void *relay_put(struct relay_writer *writer, unsigned int kind, size_t size);

struct relay {
	size_t things;
	size_t workers;
	void *data;
	/* In the thread of a worker: first, then with ascending numbers. */
	void (*begin)(void *data, size_t worker, struct relay_writer *writer);
	void (*work)(void *data, size_t worker, size_t thing);
	/* In the thread of the caller: when all threads are there; for each
	 * result, in order; and whenever the worker whose turn it is lets us
	 * wait. */
	void (*started)(void *data);
	void (*take)(void *data, unsigned int kind, void *result);
	void (*wait)(void *data, size_t worker);
};

/* -EAGAIN: there are no threads to be had, and nothing was done; or 0. */
int relay_run(const struct relay *relay);

#endif
