// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The largest window of memory that a device can be given: where memory is
 * unfit, and what no window goes across.
 */
#include "fit-window.h"

#include <errno.h>

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* No window is larger, so that there is nothing left to look for. */
static bool is_done(const struct fit *fit)
{
	return fit->starts.best_length >= fit->most;
}

/* --- legs ----------------------------------------------------------------- */

static void end_leg(struct fit *fit)
{
	if (fit->leg.length)
		fit_starts_add(&fit->starts, &fit->leg);
	fit->leg.length = 0;
}

static void start_leg(struct fit *fit, const struct dma_piece *piece,
		      uint64_t offset)
{
	fit->leg = (struct fit_leg){
		.va = piece->va + offset,
		.bus = piece->pa + offset,
		.known = piece->known,
	};
}

/* Bytes up to the next multiple of the boundary. */
static uint64_t room_in_leg(const struct fit *fit)
{
	uint64_t bits = fit->constraints.boundary - 1;

	/* A piece that is known in part lies between two of them. */
	if (!fit->constraints.boundary || bits & ~fit->leg.known)
		return UINT64_MAX;
	return bits - (fit->leg.bus & bits) + 1 - fit->leg.length;
}

static void lengthen_leg(struct fit *fit, const struct dma_piece *piece)
{
	uint64_t done = 0, room;

	while ((room = room_in_leg(fit)) < piece->length - done &&
	       !is_done(fit)) {
		fit->leg.length += room;
		done += room;
		end_leg(fit);
		if (fit->constraints.single ||
		    !fit_is_multiple(piece->pa + done, piece->known,
				     fit->starts.virt_boundary))
			fit_starts_wall(&fit->starts, piece->va + done);
		start_leg(fit, piece, done);
	}
	fit->leg.length += piece->length - done;
}

/* --- what is fit ---------------------------------------------------------- */

static void cross(struct fit *fit, const struct dma_piece *piece,
		  enum fit_joint joint)
{
	const struct dma_piece *last = &fit->last;
	uint64_t of = fit->starts.virt_boundary;

	end_leg(fit);
	if (fit->constraints.single ||
	    !fit_is_multiple(last->pa + last->length, last->known, of) ||
	    !fit_is_multiple(piece->pa, piece->known, of))
		fit_starts_wall(&fit->starts, piece->va);
	fit_starts_end_run(&fit->starts, fit->run_va, piece->va,
			   joint == FIT_BROKEN);
	fit->run_va = piece->va;
}

static void take(struct fit *fit, const struct dma_piece *piece)
{
	enum fit_joint joint;

	if (!fit->leg.length) {
		start_leg(fit, piece, 0);
	} else if ((joint = fit_piece_joint(&fit->last, piece)) != FIT_JOINED) {
		cross(fit, piece, joint);
		start_leg(fit, piece, 0);
	}
	lengthen_leg(fit, piece);
}

/* No window of what is fit for sure goes beyond va. */
static void end_stretch(struct fit *fit, uint64_t va)
{
	/* Then the leg is not up to date. */
	if (is_done(fit))
		return;
	end_leg(fit);
	fit_starts_wall(&fit->starts, va);
}

/* Nor does any other. */
static void refuse(struct fit *fit, uint64_t va)
{
	end_stretch(fit, va);
	fit_doubt_wall(&fit->doubt, va);
	fit->last.length = 0;
}

static void add_part(struct fit *fit, const struct dma_piece *part,
		     enum vminfo_verdict verdict)
{
	fit_doubt_add(&fit->doubt, fit->last.length ? &fit->last : NULL, part,
		      verdict);
	if (verdict == VMINFO_YES)
		take(fit, part);
	else
		end_stretch(fit, part->va);
	fit->last = *part;
}

static int failure(const struct fit *fit)
{
	return fit->starts.failed ? -ENOMEM : 0;
}

int fit_add(struct fit *fit, const struct dma_piece *piece)
{
	const struct vminfo_dma_constraints *c = &fit->constraints;
	enum vminfo_verdict verdict = fit_piece_verdict(piece, c);
	struct dma_piece part = *piece;
	uint64_t va = fit->next_va;

	if (is_done(fit))
		return 0;
	fit->next_va = piece->va + piece->length;
	fit_piece_put_on_bus(&part, c);
	if (verdict == VMINFO_NO || !part.length) {
		refuse(fit, va);
		return failure(fit);
	}
	if (part.va != va)
		refuse(fit, va);
	add_part(fit, &part, verdict);
	va = part.va + part.length;
	if (va != fit->next_va)
		refuse(fit, va);
	return failure(fit);
}

/* --- all of it ------------------------------------------------------------ */

/* Bytes of n that are the most; 0 stands for any number. */
static uint64_t lower(uint64_t n, uint64_t most)
{
	return most ? smaller(n, most) : n;
}

/* The upper limit on windows that the constraints alone are. */
static uint64_t most_of(const struct fit *fit)
{
	const struct vminfo_dma_constraints *c = &fit->constraints;
	uint64_t segment = lower(lower(UINT32_MAX, c->seg_max), c->boundary);
	uint64_t most = UINT64_MAX;

	if (c->single)
		most = lower(most, c->boundary);
	/* Of a larger size segments may end before. */
	if (c->single && c->seg_max == fit->starts.step)
		most = smaller(most, c->seg_max);
	if (c->max_segs && c->max_segs <= UINT64_MAX / segment)
		most = smaller(most, c->max_segs * segment);
	/* Of the multiples of boundary only those of virt_boundary are inside
	   of a window, and these are not neighbours. */
	if (c->boundary && c->boundary < c->virt_boundary)
		most = smaller(most, 2 * c->boundary);
	return most;
}

void fit_begin(struct fit *fit,
	       const struct vminfo_dma_constraints *constraints,
	       uint64_t page_size)
{
	struct vminfo_dma_constraints c = *constraints;

	if (c.seg_max >= FIT_NATURAL_END)
		c.seg_max = 0;
	/* Segments that nobody counts may end anywhere. */
	if (!c.single && !c.max_segs && c.virt_boundary <= 1)
		c.boundary = 0;
	*fit = (struct fit){ .constraints = c };
	fit_starts_begin(&fit->starts, &c, page_size);
	fit_doubt_begin(&fit->doubt, &c);
	fit->most = most_of(fit);
}

int fit_end(struct fit *fit, struct fit_window *window)
{
	refuse(fit, fit->next_va);
	if (failure(fit))
		return failure(fit);
	*window = (struct fit_window){
		.va = fit->starts.best_va,
		.length = fit->starts.best_length,
		.may_be_larger = smaller(fit->doubt.most, fit->most) >
				 fit->starts.best_length,
	};
	return 0;
}

void fit_free(struct fit *fit)
{
	fit_starts_free(&fit->starts);
}
