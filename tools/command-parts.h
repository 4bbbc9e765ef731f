/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files about a command share. */
#ifndef COMMAND_PARTS_H
#define COMMAND_PARTS_H

#include "command.h"

/* command-start.c: 0, or the exit status that this means, told. */
int command_start(struct command *command);

/* command-events.c: signals, and what happens to the command. */

/* From now on signals are taken, and not delivered. */
void command_begin_events(struct command *command);

/*
 * Waits until something happens, or for the deadline, and takes what happened.
 * Signals to us are passed on.
 */
void command_next_event(struct command *command);

/* Takes what has happened, without waiting. */
void command_take_events(struct command *command);

/* Ends the command and all below it, politely at first; waits for them. */
void command_end_all(struct command *command);

/* While it is looked at: whether signals are delivered, and end all. */
void command_let_signals_in(const struct command *command, bool in);

/* It has ended: from now on signals end us alone, as ever. */
void command_end_events(const struct command *command);

#endif
