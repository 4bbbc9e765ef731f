// SPDX-License-Identifier: LGPL-2.1-or-later
/* Work by some threads, whose results come out in order. */
#include "relay.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "complain.h"

#define PIECE_SIZE (64 * 1024)
#define SECOND_NS 1000000000
#define WAIT_NS (SECOND_NS / 5)
#define MOST_PIECES 16		/* of one worker, that wait for their turn */

/* A result, with what it is in front of it. */
struct result {
	alignas(max_align_t) size_t size;	/* of both */
	unsigned int kind;
};

/* Results that change hands together. */
struct piece {
	struct piece *next;
	size_t used, room;
	alignas(max_align_t) unsigned char bytes[];
};

/* What there is of one thing so far. */
struct turn {
	struct piece *first, **end;
	struct relay_writer *writer;	/* whose it is */
	bool done;
};

struct course {
	const struct relay *relay;
	pthread_mutex_t lock;
	pthread_cond_t given;		/* for the one who takes */
	pthread_cond_t taken;		/* for those who give */
	size_t next;			/* thing that nobody works on yet */
	struct turn *turns;		/* by thing */
};

struct relay_writer {
	struct course *course;
	size_t number;
	pthread_t thread;
	struct turn *turn;		/* at hand */
	struct piece *piece;		/* not given yet */
	size_t waiting;			/* pieces given and not taken */
};

static void *allocate(size_t size)
{
	void *room = calloc(1, size + 1);

	if (!room)
		complain_out_of_memory();
	return room;
}

/*
 * Those who work.
 */

static void give_piece(struct relay_writer *writer)
{
	struct course *course = writer->course;

	if (!writer->piece)
		return;
	pthread_mutex_lock(&course->lock);
	while (writer->waiting == MOST_PIECES)
		pthread_cond_wait(&course->taken, &course->lock);
	writer->waiting++;
	*writer->turn->end = writer->piece;
	writer->turn->end = &writer->piece->next;
	pthread_cond_signal(&course->given);
	pthread_mutex_unlock(&course->lock);
	writer->piece = NULL;
}

static struct piece *new_piece(size_t size)
{
	size_t room = size > PIECE_SIZE ? size : PIECE_SIZE;
	struct piece *piece = malloc(sizeof(*piece) + room);

	if (!piece)
		complain_out_of_memory();
	*piece = (struct piece){ .room = room };
	return piece;
}

void *relay_put(struct relay_writer *writer, unsigned int kind, size_t size)
{
	const size_t unit = alignof(max_align_t);
	struct result *result;

	size = (sizeof(*result) + size + unit - 1) / unit * unit;
	if (writer->piece && writer->piece->room - writer->piece->used < size)
		give_piece(writer);
	if (!writer->piece)
		writer->piece = new_piece(size);
	result = (void *)(writer->piece->bytes + writer->piece->used);
	*result = (struct result){ .size = size, .kind = kind };
	writer->piece->used += size;
	return result + 1;
}

/* The next thing that nobody works on; relay->things: there is none. */
static size_t begin_turn(struct relay_writer *writer)
{
	struct course *course = writer->course;
	size_t thing;

	pthread_mutex_lock(&course->lock);
	thing = course->next;
	if (thing < course->relay->things) {
		course->next++;
		writer->turn = &course->turns[thing];
		writer->turn->writer = writer;
	}
	pthread_mutex_unlock(&course->lock);
	return thing;
}

static void end_turn(struct relay_writer *writer)
{
	struct course *course = writer->course;

	give_piece(writer);
	pthread_mutex_lock(&course->lock);
	writer->turn->done = true;
	pthread_cond_signal(&course->given);
	pthread_mutex_unlock(&course->lock);
}

static void *work(void *data)
{
	struct relay_writer *writer = data;
	const struct relay *relay = writer->course->relay;
	size_t thing;

	relay->begin(relay->data, writer->number, writer);
	while ((thing = begin_turn(writer)) < relay->things) {
		relay->work(relay->data, writer->number, thing);
		end_turn(writer);
	}
	return NULL;
}

/*
 * The one who takes.
 */

static void wait_for(struct course *course, const struct turn *turn)
{
	const struct relay *relay = course->relay;
	struct timespec until;

	/* However short the turns are: there may be many. */
	if (turn->writer)
		relay->wait(relay->data, turn->writer->number);
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += WAIT_NS;
	until.tv_sec += until.tv_nsec / SECOND_NS;
	until.tv_nsec %= SECOND_NS;
	pthread_cond_timedwait(&course->given, &course->lock, &until);
}

/* What there is of the turn, at least a piece; NULL: all of it was taken. */
static struct piece *take_pieces(struct course *course, struct turn *turn)
{
	struct piece *first;

	pthread_mutex_lock(&course->lock);
	while (!turn->first && !turn->done)
		wait_for(course, turn);
	first = turn->first;
	turn->first = NULL;
	turn->end = &turn->first;
	for (const struct piece *p = first; p; p = p->next)
		turn->writer->waiting--;
	pthread_cond_broadcast(&course->taken);
	pthread_mutex_unlock(&course->lock);
	return first;
}

static void take_results(const struct relay *relay, struct piece *piece)
{
	size_t at = 0;

	while (at < piece->used) {
		struct result *result = (void *)(piece->bytes + at);

		relay->take(relay->data, result->kind, result + 1);
		at += result->size;
	}
}

static void take_turn(struct course *course, struct turn *turn)
{
	struct piece *piece, *next;

	while ((piece = take_pieces(course, turn))) {
		for (; piece; piece = next) {
			next = piece->next;
			take_results(course->relay, piece);
			free(piece);
		}
	}
}

/*
 * Both.
 */

/* Signals are for the thread that was there before.  How many have started. */
static size_t start(struct course *course, struct relay_writer *writers)
{
	sigset_t all, before;
	size_t n = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	for (; n < course->relay->workers; n++) {
		writers[n].course = course;
		writers[n].number = n;
		if (pthread_create(&writers[n].thread, NULL, work,
				   &writers[n]) != 0)
			break;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return n;
}

static void open_course(struct course *course, const struct relay *relay)
{
	pthread_condattr_t attributes;

	*course = (struct course){ .relay = relay };
	course->turns = allocate(relay->things * sizeof(*course->turns));
	for (size_t i = 0; i < relay->things; i++)
		course->turns[i].end = &course->turns[i].first;
	pthread_mutex_init(&course->lock, NULL);
	pthread_cond_init(&course->taken, NULL);
	/* Somebody may set the other clock while we wait. */
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&course->given, &attributes);
	pthread_condattr_destroy(&attributes);
}

static void close_course(struct course *course)
{
	pthread_cond_destroy(&course->given);
	pthread_cond_destroy(&course->taken);
	pthread_mutex_destroy(&course->lock);
	free(course->turns);
}

int relay_run(const struct relay *relay)
{
	struct relay_writer *writers;
	struct course course;
	size_t started;

	writers = allocate(relay->workers * sizeof(*writers));
	open_course(&course, relay);
	started = start(&course, writers);
	if (started)
		relay->started(relay->data);
	for (size_t i = 0; started && i < relay->things; i++)
		take_turn(&course, &course.turns[i]);
	for (size_t i = 0; i < started; i++)
		pthread_join(writers[i].thread, NULL);
	close_course(&course);
	free(writers);
	return started ? 0 : -EAGAIN;
}
