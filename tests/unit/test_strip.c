// SPDX-License-Identifier: LGPL-2.1-or-later
/* Cells of a picture: each page is in one, and the worst of them is seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <vminfo.h>

#include "strip-cells.h"
#include "strip-symbols.h"

#define MANY 6000

/* What was put in, page by page. */
struct model {
	uint64_t first;
	uint64_t pages;
	struct strip_cell page[MANY];
};

static const struct strip_cell absent = { STRIP_BIT(STRIP_ABSENT), 0 };
static const struct strip_cell swapped = { STRIP_BIT(STRIP_SWAPPED), 0 };

static struct strip_cell present(uint32_t run)
{
	return (struct strip_cell){ STRIP_BIT(STRIP_SMALL), run };
}

static struct strip_cells *cells_for(size_t width, size_t lines)
{
	const struct strip_size size = { width, lines };
	struct strip_cells *cells = NULL;

	assert_int_equal(strip_cells_new(&size, &cells), 0);
	return cells;
}

/* The symbols of a line, without those behind the last page. */
static const char *line_of(const struct strip_cells *cells, size_t i,
			   size_t width)
{
	static char text[256];
	const struct strip_line *line = strip_cells_line(cells, i);
	char *to = text;

	assert_non_null(line);
	for (size_t c = 0; c < width && line->cells[c].classes; c++) {
		enum strip_symbol symbol = strip_symbol_of(&line->cells[c]);

		to = stpcpy(to, strip_looks[symbol].ascii);
	}
	*to = '\0';
	return text;
}

/*
 * The model.
 */

/* Of all pages in the cell `number`, counted from address 0. */
static struct strip_cell expected_cell(const struct model *m, uint64_t number,
				       uint64_t scale)
{
	struct strip_cell cell = { 0, 0 };

	for (uint64_t i = 0; i < scale; i++) {
		uint64_t page = number * scale + i;
		const struct strip_cell *is = &m->page[page - m->first];

		if (page < m->first || page >= m->first + m->pages)
			continue;
		if (is->classes & STRIP_FRAMES) {
			if (cell.classes & STRIP_FRAMES && cell.run != is->run)
				cell.classes |= STRIP_SEVERAL;
			cell.run = is->run;
		}
		cell.classes |= is->classes;
	}
	return cell;
}

static uint32_t empty_class(const struct model *m, uint64_t line,
			    size_t width, uint64_t scale)
{
	uint64_t first = m->first / scale + line * width;
	uint64_t last = (m->first + m->pages - 1) / scale;
	uint32_t classes = 0;

	for (uint64_t c = first; c < first + width && c <= last; c++)
		classes |= expected_cell(m, c, scale).classes;
	return classes & STRIP_EMPTY && !(classes & (classes - 1)) ? classes
								   : 0;
}

/* How many lines the picture has at this scale. */
static size_t expected_lines(const struct model *m, size_t width,
			     uint64_t scale)
{
	uint64_t cells = (m->first + m->pages - 1) / scale -
			 m->first / scale + 1;
	uint32_t before = 0;
	size_t count = 0;

	for (uint64_t line = 0; line * width < cells; line++) {
		uint32_t now = empty_class(m, line, width, scale);

		count += !now || now != before;
		before = now;
	}
	return count;
}

static void check_line(const struct model *m, const struct strip_cells *cells,
		       const struct strip_line *line, size_t width)
{
	uint64_t scale = strip_cells_scale(cells);
	uint64_t first = m->first / scale + line->first * width;
	uint64_t last = (m->first + m->pages - 1) / scale;

	for (uint64_t c = 0; c < line->lines * width; c++) {
		struct strip_cell want = { 0, 0 };
		struct strip_cell got = line->cells[line->lines > 1
						    ? 0 : c];

		if (first + c > last) {
			if (line->lines == 1)
				assert_int_equal(got.classes, 0);
			continue;
		}
		want = expected_cell(m, first + c, scale);
		assert_int_equal(got.classes, want.classes);
		if (want.classes & STRIP_FRAMES)
			assert_int_equal(got.run, want.run);
	}
}

static void check_picture(const struct model *m,
			  const struct strip_cells *cells,
			  const struct strip_size *size)
{
	uint64_t scale = strip_cells_scale(cells);
	uint64_t next = 0;
	const struct strip_line *line;
	size_t count = 0;

	for (; (line = strip_cells_line(cells, count)); count++) {
		assert_int_equal(line->first, next);
		next += line->lines;
		check_line(m, cells, line, size->width);
	}
	assert_true(count <= size->lines);
	assert_int_equal(count, expected_lines(m, size->width, scale));
	/* All pages were in them. */
	assert_int_equal(strip_cells_page(cells, next), m->first + m->pages);
	if (scale > 1)
		assert_true(expected_lines(m, size->width, scale / 2) >
			    size->lines);
}

/*
 * Random pictures.
 */

static uint32_t seed;

static uint32_t below(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static uint64_t random_length(void)
{
	return 1 + below(1u << below(12));
}

static void fill(struct model *m, struct strip_cells *cells, uint64_t pages)
{
	uint32_t run = 0, class = STRIP_CLASSES;

	m->pages = 0;
	while (m->pages < pages) {
		uint64_t length = random_length();
		uint32_t before = class;
		struct strip_cell cell;

		class = below(3) ? STRIP_ABSENT : below(STRIP_CLASSES);
		if (class == before)
			continue;
		if (length > pages - m->pages)
			length = pages - m->pages;
		cell = (struct strip_cell){ STRIP_BIT(class), run++ };
		strip_cells_add(cells, length, cell);
		for (uint64_t i = 0; i < length; i++)
			m->page[m->pages++] = cell;
	}
}

static void each_page_is_in_one_cell_and_the_worst_is_seen(void **unused)
{
	static struct model m;

	(void)unused;
	for (uint32_t n = 1; n < 500; n++) {
		struct strip_size size;
		struct strip_cells *cells;
		uint64_t pages;

		seed = n;
		size = (struct strip_size){
			.width = 8 + 8 * below(8),
			.lines = 1 + below(16),
		};
		pages = 1 + below(MANY);
		cells = cells_for(size.width, size.lines);
		m.first = below(100000);
		strip_cells_start(cells, m.first, pages);
		fill(&m, cells, pages);
		check_picture(&m, cells, &size);
		strip_cells_free(cells);
	}
}

/*
 * Pictures that a person would look at.
 */

static void runs_are_told_apart(void **unused)
{
	struct strip_cells *cells = cells_for(16, 1);

	(void)unused;
	strip_cells_start(cells, 0, 12);
	strip_cells_add(cells, 4, present(0));
	strip_cells_add(cells, 2, present(1));
	strip_cells_add(cells, 1, absent);
	strip_cells_add(cells, 2, present(2));
	strip_cells_add(cells, 3, swapped);
	assert_string_equal(line_of(cells, 0, 16), "####==.##sss");
	strip_cells_free(cells);
}

static void a_cell_of_two_runs_is_broken(void **unused)
{
	struct strip_cells *cells = cells_for(16, 1);

	(void)unused;
	strip_cells_start(cells, 0, 32);
	strip_cells_add(cells, 8, present(0));
	strip_cells_add(cells, 7, present(1));
	strip_cells_add(cells, 9, present(2));
	strip_cells_add(cells, 8, absent);
	assert_int_equal(strip_cells_scale(cells), 2);
	assert_string_equal(line_of(cells, 0, 16), "####===%####....");
	strip_cells_free(cells);
}

static void one_swapped_page_among_4096_is_seen(void **unused)
{
	(void)unused;
	for (uint64_t at = 0; at < 4096; at += 13) {
		struct strip_cells *cells = cells_for(32, 1);
		const char *line;

		strip_cells_start(cells, 0x7f000, 4096);
		strip_cells_add(cells, at, present(0));
		strip_cells_add(cells, 1, swapped);
		strip_cells_add(cells, 4095 - at, present(1));
		line = line_of(cells, 0, 32);
		assert_int_equal(strlen(line), 32);
		assert_int_equal(strcspn(line, "s"), at / 128);
		strip_cells_free(cells);
	}
}

static void sparse_memory_of_20_tib_has_lines_where_something_is(void **unused)
{
	const uint64_t all = UINT64_C(20) << 28;
	struct strip_cells *cells = cells_for(64, 8);

	(void)unused;
	strip_cells_start(cells, 0x10000000, all);
	strip_cells_add(cells, all / 2, absent);
	strip_cells_add(cells, 5, present(0));
	strip_cells_add(cells, all / 2 - 5, absent);
	assert_int_equal(strip_cells_scale(cells), 1);
	assert_true(strip_cells_line(cells, 0)->lines > 1);
	assert_memory_equal(line_of(cells, 1, 64), "#####...", 8);
	assert_true(strip_cells_line(cells, 2)->lines > 1);
	assert_null(strip_cells_line(cells, 3));
	strip_cells_free(cells);
}

static void the_last_page_of_all_has_a_cell(void **unused)
{
	struct strip_cells *cells = cells_for(16, 2);

	(void)unused;
	strip_cells_start(cells, (UINT64_C(1) << 52) - 2, 2);
	strip_cells_add(cells, 1, present(0));
	strip_cells_add(cells, 1, swapped);
	assert_string_equal(line_of(cells, 0, 16), "#s");
	assert_null(strip_cells_line(cells, 1));
	strip_cells_free(cells);
}

static void pages_behind_the_last_are_in_no_cell(void **unused)
{
	struct strip_cells *cells = cells_for(16, 1);

	(void)unused;
	strip_cells_start(cells, 5, 3);
	strip_cells_add(cells, 100, present(0));
	strip_cells_add(cells, 1, swapped);
	assert_string_equal(line_of(cells, 0, 16), "###");
	strip_cells_free(cells);
}

/*
 * Symbols.
 */

static char symbol_of(uint32_t classes, uint32_t run)
{
	const struct strip_cell cell = { classes, run };

	return *strip_looks[strip_symbol_of(&cell)].ascii;
}

static void what_is_worse_hides_what_is_better(void **unused)
{
	const uint32_t small = STRIP_BIT(STRIP_SMALL);
	const uint32_t huge = STRIP_BIT(STRIP_HUGE);
	const uint32_t hole = STRIP_BIT(STRIP_ABSENT);

	(void)unused;
	assert_int_equal(symbol_of(small, 0), '#');
	assert_int_equal(symbol_of(small, 1), '=');
	assert_int_equal(symbol_of(huge, 2), 'H');
	assert_int_equal(symbol_of(huge, 3), 'h');
	assert_int_equal(symbol_of(small | huge, 2), '#');
	assert_int_equal(symbol_of(small | huge | STRIP_SEVERAL, 0), '%');
	assert_int_equal(symbol_of(huge | STRIP_SEVERAL, 0), 'M');
	assert_int_equal(symbol_of(small | hole, 0), '+');
	assert_int_equal(symbol_of(small | hole | STRIP_SEVERAL, 0), '+');
	assert_int_equal(symbol_of(hole, 0), '.');
	for (uint32_t class = 0; class < STRIP_CLASSES; class++) {
		uint32_t better = STRIP_BIT(class) - 1;

		if (STRIP_BIT(class) & STRIP_FRAMES)
			continue;
		assert_int_equal(symbol_of(STRIP_BIT(class) | better, 0),
				 symbol_of(STRIP_BIT(class), 0));
	}
}

static void no_two_symbols_look_the_same(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < STRIP_SYMBOLS; i++)
		for (size_t j = 0; j < i; j++) {
			assert_string_not_equal(strip_looks[i].ascii,
						strip_looks[j].ascii);
			assert_string_not_equal(strip_looks[i].utf8,
						strip_looks[j].utf8);
		}
}

static void each_state_has_a_class_and_its_own_word(void **unused)
{
	(void)unused;
	for (int state = VMINFO_PRESENT; state <= VMINFO_NONPRESENT; state++) {
		const struct vminfo_run run = { .state = (uint8_t)state };
		const struct strip_cell cell = {
			STRIP_BIT(strip_class_of(&run)), 0
		};
		const struct strip_look *look =
			&strip_looks[strip_symbol_of(&cell)];
		const char *word = vminfo_state_name((enum vminfo_state)state);

		assert_int_equal(look->state, state);
		assert_memory_equal(look->text, word, strlen(word));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			each_page_is_in_one_cell_and_the_worst_is_seen),
		cmocka_unit_test(runs_are_told_apart),
		cmocka_unit_test(a_cell_of_two_runs_is_broken),
		cmocka_unit_test(one_swapped_page_among_4096_is_seen),
		cmocka_unit_test(
			sparse_memory_of_20_tib_has_lines_where_something_is),
		cmocka_unit_test(the_last_page_of_all_has_a_cell),
		cmocka_unit_test(pages_behind_the_last_are_in_no_cell),
		cmocka_unit_test(what_is_worse_hides_what_is_better),
		cmocka_unit_test(no_two_symbols_look_the_same),
		cmocka_unit_test(each_state_has_a_class_and_its_own_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
