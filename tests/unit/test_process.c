// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/process.c: a process is opened, adopted, and looked up in. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake.h"
#include "procfs.h"
#include "scene.h"
#include "told.h"

#define EXCLUSIVE ((uint64_t)1 << 56)
#define SWAPPED ((uint64_t)1 << 62)
#define PRESENT ((uint64_t)1 << 63)

static const struct fake_mapping mappings[] = {
	{ .start = 0x400000, .end = 0x404000, .permissions = "rw-p" },
	{ 0x404000, 0x405000, "r-xp", 0x3000, 8, 1, 5, "/bin/one", 0, false },
	{ .permissions = NULL },
};

static const struct fake_entries entries[] = {
	{ 0x400000, 2, PRESENT | EXCLUSIVE | 0x101, 1, 0 },
	{ 0x402000, 1, SWAPPED | 0x44 << 5 | 1, 0, 0 },
	{ .pages = 0 },
};

static const struct fake_space space = { mappings, entries };

static const struct fake_mapping other_mappings[] = {
	{ .start = 0x500000, .end = 0x501000, .permissions = "rw-p" },
	{ .permissions = NULL },
};

static const struct fake_space other_space = { other_mappings, NULL };

/* What opening the process gives, and that nothing stays open after it. */
static int open_process(pid_t pid)
{
	struct vminfo_process *process = NULL;
	struct vminfo_context *context;
	int ret;

	assert_int_equal(vminfo_context_new(NULL, &context), 0);
	ret = vminfo_process_open(context, pid, &process);
	assert_true((ret == 0) == (process != NULL));
	vminfo_process_close(process);
	vminfo_context_free(context);
	assert_int_equal(fake.open_files, 0);
	fake_stop();
	return ret;
}

static int kind_of(pid_t pid)
{
	struct vminfo_context *context;
	int ret;

	assert_int_equal(vminfo_context_new(NULL, &context), 0);
	ret = vminfo_process_kind_of(context, pid);
	vminfo_context_free(context);
	assert_int_equal(fake.open_files, 0);
	fake_stop();
	return ret;
}

static void a_process_has_its_number_and_name(void **state)
{
	struct scene scene;

	(void)state;
	fake_start(&space);
	fake.comm = "a) (b";
	scene = scene_open();
	assert_int_equal(vminfo_process_pid(scene.process), 42);
	assert_string_equal(vminfo_process_name(scene.process), "a) (b");
	assert_int_equal(vminfo_process_start_time(scene.process), 1234567);
	scene_close(&scene);
}

static void a_number_that_nobody_has_is_no_process(void **state)
{
	(void)state;
	fake_start(&space);
	assert_int_equal(open_process(43), -ENOENT);
	fake_start(&space);
	assert_int_equal(kind_of(43), -ENOENT);
	fake_start(&space);
	assert_int_equal(open_process(-1), -ENOENT);
	fake_start(&space);
	assert_int_equal(open_process(0), -ENOENT);
}

static void a_line_of_stat_that_does_not_fit_is_refused(void **state)
{
	char name[1100];

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	fake_start(&space);
	fake.comm = name;
	assert_int_equal(open_process(42), -EFBIG);
}

static void a_zombie_has_no_address_space(void **state)
{
	(void)state;
	fake_start(&space);
	fake_zombie();
	assert_int_equal(open_process(42), -ESRCH);
	fake_start(&space);
	fake_zombie();
	assert_int_equal(kind_of(42), VMINFO_ZOMBIE);
}

static void a_kernel_thread_has_no_address_space(void **state)
{
	(void)state;
	fake_start(NULL);
	fake.stat_flags = 0x200000;
	assert_int_equal(open_process(42), -ESRCH);
	fake_start(NULL);
	fake.stat_flags = 0x200000;
	assert_int_equal(kind_of(42), VMINFO_KERNEL_THREAD);
	fake_start(&space);
	assert_int_equal(kind_of(42), VMINFO_USER_PROCESS);
}

static void a_leader_that_exited_is_seen_through_a_live_thread(void **state)
{
	static const pid_t tasks[] = { 50, 0 };
	struct scene scene;
	char *told;

	(void)state;
	fake_start(&space);
	fake_zombie();
	fake.threads = 2;
	fake.tasks = tasks;
	fake.thread_space = &space;
	scene = scene_open();
	assert_int_equal(vminfo_process_pid(scene.process), 42);
	assert_int_equal(vminfo_process_start_time(scene.process), 1234567);
	assert_int_equal(vminfo_process_kind_of(scene.context, 42),
			 VMINFO_USER_PROCESS);
	told = scene_runs(&scene, NULL, 10);
	assert_string_equal(told, "400000+2 present 101 exclusive\n"
				  "402000+1 swapped 1:44\n403000+1 absent\n"
				  "404000+1 unresolved\n[complete]\n");
	free(told);
	scene_close(&scene);
}

static void without_a_live_thread_it_is_a_zombie_after_all(void **state)
{
	static const pid_t tasks[] = { 42, 0 };

	(void)state;
	fake_start(&space);
	fake_zombie();
	fake.threads = 2;
	fake.tasks = tasks;
	assert_int_equal(open_process(42), -ESRCH);
	fake_start(&space);
	fake_zombie();
	fake.threads = 2;
	assert_int_equal(open_process(42), -ESRCH);
}

/* --- exec while it is opened ---------------------------------------------- */

static unsigned long exec_at, execs_until;

static void run_another_program(unsigned long number, enum fake_call call)
{
	(void)call;
	if (number < exec_at || number > execs_until)
		return;
	fake_exec(fake.space == &space ? &other_space : &space);
}

static void files_of_two_programs_are_never_paired(void **state)
{
	struct scene scene;
	char *told;

	(void)state;
	for (exec_at = 1; exec_at < 60; exec_at++) {
		execs_until = exec_at;
		fake_start(&space);
		fake.before = run_another_program;
		scene = scene_open();
		fake.before = NULL;
		told = scene_runs(&scene, NULL, 10);
		if (fake.space != &space && fake.program && told[0] == '5')
			assert_string_equal(told, "500000+1 absent\n"
						  "[complete]\n");
		free(told);
		scene_close(&scene);
	}
}

static void a_process_that_execs_all_the_time_is_to_be_tried_again(void **state)
{
	(void)state;
	exec_at = 20;
	execs_until = 10000;
	fake_start(&space);
	fake.before = run_another_program;
	assert_int_equal(open_process(42), -EAGAIN);
}

/* --- adopted descriptors -------------------------------------------------- */

static struct procfs_file files[3], fake_proc, fake_dir;

/* Opens what a privileged helper would hand over. */
static struct vminfo_descriptors open_files(void)
{
	struct vminfo_descriptors descriptors = { .size = sizeof(descriptors) };

	fake_proc = procfs_open_dir(PROCFS_CWD, "/proc");
	fake_dir = procfs_open_dir(fake_proc, "42");
	files[0] = procfs_open(fake_dir, "maps");
	files[1] = procfs_open(fake_dir, "pagemap");
	files[2] = procfs_open(fake_dir, "smaps");
	descriptors.maps = files[0].fd;
	descriptors.pagemap = files[1].fd;
	descriptors.smaps = &files[2].fd;
	return descriptors;
}

static void close_ours(void)
{
	for (int i = 0; i < 3; i++)
		procfs_close(files[i]);
	procfs_close(fake_dir);
	procfs_close(fake_proc);
}

static void an_adopted_process_is_walked_like_any(void **state)
{
	struct vminfo_descriptors descriptors;
	struct scene scene;
	char *told;

	(void)state;
	fake_start(&space);
	descriptors = open_files();
	assert_int_equal(vminfo_context_new(NULL, &scene.context), 0);
	assert_int_equal(vminfo_process_adopt(scene.context, &descriptors,
					      &scene.process),
			 0);
	/* They were duplicated. */
	close_ours();
	assert_int_equal(vminfo_process_pid(scene.process), -1);
	assert_string_equal(vminfo_process_name(scene.process), "");
	assert_true(vminfo_process_start_time(scene.process) == VMINFO_NONE);
	told = scene_runs(&scene, NULL, 10);
	assert_string_equal(told, "400000+2 present 101 exclusive\n"
				  "402000+1 swapped 1:44\n403000+1 absent\n"
				  "404000+1 unresolved\n[complete]\n");
	free(told);
	fake_exit();
	told = scene_runs(&scene, NULL, 10);
	assert_string_equal(told, "[No such process: gone]\n");
	free(told);
	scene_close(&scene);
}

static int adopt(const struct vminfo_descriptors *descriptors)
{
	struct vminfo_process *process = NULL;
	struct vminfo_context *context;
	unsigned int before;
	int ret;

	assert_int_equal(vminfo_context_new(NULL, &context), 0);
	before = fake.open_files;
	ret = vminfo_process_adopt(context, descriptors, &process);
	assert_true((ret == 0) == (process != NULL));
	vminfo_process_close(process);
	assert_int_equal(fake.open_files, before);
	vminfo_context_free(context);
	return ret;
}

static void descriptors_that_are_not_open_are_refused(void **state)
{
	const int not_open = 12345, negative = -1;
	struct vminfo_descriptors descriptors;

	(void)state;
	fake_start(&space);
	descriptors = open_files();
	descriptors.smaps = NULL;
	assert_int_equal(adopt(&descriptors), 0);
	descriptors.pagemap = -1;
	assert_int_equal(adopt(&descriptors), -EBADF);
	descriptors.pagemap = files[1].fd;
	descriptors.maps = -1;
	assert_int_equal(adopt(&descriptors), -EBADF);
	descriptors.maps = files[0].fd;
	descriptors.smaps = &not_open;
	assert_int_equal(adopt(&descriptors), -EBADF);
	descriptors.smaps = &negative;
	assert_int_equal(adopt(&descriptors), -EBADF);
	close_ours();
	assert_int_equal(fake.open_files, 0);
	fake_stop();
}

static void descriptors_of_another_size_are_what_is_known_of_them(void **state)
{
	struct {
		struct vminfo_descriptors known;
		uint64_t newer;
	} d = { .newer = 0 };

	(void)state;
	fake_start(&space);
	d.known = open_files();
	d.known.size = sizeof(d);
	assert_int_equal(adopt(&d.known), 0);
	d.newer = 1;
	assert_int_equal(adopt(&d.known), -E2BIG);
	d.known.size = 0;
	assert_int_equal(adopt(&d.known), -EINVAL);
	d.known.size = sizeof(size_t);
	assert_int_equal(adopt(&d.known), -EINVAL);
	close_ours();
	fake_stop();
}

static void frames_that_the_opener_may_not_see_are_hidden(void **state)
{
	struct vminfo_descriptors descriptors;
	struct scene scene;
	char *told;

	(void)state;
	fake_start(&space);
	descriptors = open_files();
	assert_int_equal(vminfo_context_new(NULL, &scene.context), 0);
	/* The probe saw frames; this pagemap shows none. */
	fake.hidden = true;
	assert_int_equal(vminfo_process_adopt(scene.context, &descriptors,
					      &scene.process),
			 0);
	close_ours();
	told = scene_runs(&scene, NULL, 10);
	assert_string_equal(told, "400000+2 present exclusive hidden\n"
				  "402000+1 nonpresent hidden\n"
				  "403000+1 absent\n404000+1 unresolved\n"
				  "[complete]\n");
	free(told);
	scene_close(&scene);
}

/* --- single pages --------------------------------------------------------- */

static void page_is(const struct scene *scene, uint64_t va,
		    const char *expected)
{
	struct vminfo_page page;
	char *told;

	assert_int_equal(vminfo_process_page(scene->process, va, &page), 0);
	told = told_page(&page);
	assert_string_equal(told, expected);
	free(told);
}

static void an_address_has_the_record_of_its_page(void **state)
{
	struct scene scene;

	(void)state;
	for (unsigned int machine = 0; machine < 4; machine++) {
		fake_start(&space);
		fake.no_scan = machine & 1;
		fake.no_query = machine & 2;
		scene = scene_open();
		page_is(&scene, 0x401fff, "401000+1 present 102 exclusive");
		page_is(&scene, 0x400000, "400000+1 present 101 exclusive");
		page_is(&scene, 0x402abc, "402000+1 swapped 1:44");
		page_is(&scene, 0x403000, "403000+1 absent");
		page_is(&scene, 0x404000, "404000+1 unresolved");
		page_is(&scene, 0x405000, "405000+1 unmapped");
		page_is(&scene, 0, "0+1 unmapped");
		page_is(&scene, UINT64_MAX, "fffffffffffff000+1 unmapped");
		scene_close(&scene);
	}
}

#ifdef __x86_64__
static void a_tag_is_not_part_of_an_address(void **state)
{
	struct vminfo_mapping m;
	struct scene scene;

	(void)state;
	fake_start(&space);
	scene = scene_open();
	page_is(&scene, 0x7e00000000401000, "401000+1 present 102 exclusive");
	assert_int_equal(vminfo_process_mapping(scene.process,
						0x2a00000000404000, &m),
			 1);
	assert_int_equal(m.va, 0x404000);
	/* The upper half is not of a user. */
	page_is(&scene, 0xfe00000000401000, "fe00000000401000+1 unmapped");
	scene_close(&scene);
}
#endif

static void a_page_of_a_process_that_is_gone_is_an_error(void **state)
{
	struct vminfo_page page = { .state = 77 };
	struct vminfo_mapping m = { .va = 77 };
	struct scene scene;

	(void)state;
	for (unsigned int machine = 0; machine < 4; machine++) {
		fake_start(&space);
		fake.no_scan = machine & 1;
		fake.no_query = machine & 2;
		scene = scene_open();
		if (machine)
			fake_exec(&other_space);
		else
			fake_exit();
		assert_int_equal(vminfo_process_page(scene.process, 0x401000,
						     &page),
				 -ESRCH);
		assert_int_equal(vminfo_process_page(scene.process, 0, &page),
				 -ESRCH);
		assert_int_equal(vminfo_process_page(scene.process, 0x900000,
						     &page),
				 -ESRCH);
		assert_int_equal(vminfo_process_mapping(scene.process, 0x401000,
							&m),
				 -ESRCH);
		assert_int_equal(page.state, 77);
		assert_int_equal(m.va, 77);
		scene_close(&scene);
	}
}

/* --- fork ----------------------------------------------------------------- */

/* In a child: whether each call on what its parent opened is refused. */
static int count_answers(const struct scene *scene,
			 struct vminfo_walk *walks[3])
{
	struct vminfo_mapping mapping;
	struct vminfo_smaps smaps;
	struct vminfo_walk *walk;
	struct vminfo_page page;
	struct vminfo_run run;
	int n = 0;

	n += vminfo_process_page(scene->process, 0x400000, &page) != -ESTALE;
	n += vminfo_process_mapping(scene->process, 0x400000, &mapping) !=
	     -ESTALE;
	n += vminfo_walk_new(scene->process, NULL, &walk) != -ESTALE;
	n += vminfo_walk_mappings(walks[0], &mapping, 1) != -ESTALE;
	n += vminfo_walk_pages(walks[1], &page, NULL, 1) != -ESTALE;
	n += vminfo_walk_runs(walks[2], &run, NULL, 1) != -ESTALE;
	n += vminfo_walk_smaps(walks[2], 0x400000, &smaps) != -ESTALE;
	return n;
}

static void what_we_opened_of_ourselves_is_stale_in_a_child(void **state)
{
	struct vminfo_walk *walks[3];
	struct vminfo_page page;
	struct scene scene;
	int status;
	pid_t child;

	(void)state;
	fake_start(&space);
	fake.pid = getpid();
	scene = scene_open();
	for (int i = 0; i < 3; i++)
		walks[i] = scene_walk(&scene, NULL);
	assert_int_equal(vminfo_walk_pages(walks[1], &page, NULL, 1), 1);
	child = fork();
	if (child == 0)
		_exit(count_answers(&scene, walks));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	/* In the parent all goes on. */
	assert_int_equal(vminfo_walk_pages(walks[1], &page, NULL, 1), 1);
	for (int i = 0; i < 3; i++)
		vminfo_walk_free(walks[i]);
	scene_close(&scene);
}

static void another_process_may_be_looked_at_by_a_child(void **state)
{
	struct vminfo_page page;
	struct scene scene;
	int status;
	pid_t child;

	(void)state;
	fake_start(&space);
	scene = scene_open();
	child = fork();
	if (child == 0)
		_exit(vminfo_process_page(scene.process, 0x400000, &page) != 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	scene_close(&scene);
}

/* --- smaps ---------------------------------------------------------------- */

static void each_mapping_has_its_smaps(void **state)
{
	struct vminfo_mapping m;
	struct vminfo_smaps smaps;
	struct vminfo_walk *walk;
	struct scene scene;

	(void)state;
	fake_start(&space);
	scene = scene_open();
	walk = scene_walk(&scene, NULL);
	assert_int_equal(vminfo_walk_mappings(walk, &m, 1), 1);
	assert_int_equal(vminfo_walk_smaps(walk, m.va, &smaps), 0);
	assert_int_equal(smaps.rss, 8192);
	assert_int_equal(smaps.swap, 4096);
	assert_int_equal(smaps.page_size, 4096);
	assert_int_equal(smaps.locked, VMINFO_NONE);
	assert_int_equal(vminfo_walk_mappings(walk, &m, 1), 1);
	assert_int_equal(vminfo_walk_smaps(walk, m.va, &smaps), 0);
	assert_int_equal(smaps.rss, 0);
	/* Again the same, but nothing that is not listed. */
	assert_int_equal(vminfo_walk_smaps(walk, m.va, &smaps), 0);
	assert_int_equal(vminfo_walk_smaps(walk, m.va + 4096, &smaps),
			 -ENODATA);
	vminfo_walk_free(walk);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_has_its_number_and_name),
		cmocka_unit_test(a_number_that_nobody_has_is_no_process),
		cmocka_unit_test(a_line_of_stat_that_does_not_fit_is_refused),
		cmocka_unit_test(a_zombie_has_no_address_space),
		cmocka_unit_test(a_kernel_thread_has_no_address_space),
		cmocka_unit_test(
			a_leader_that_exited_is_seen_through_a_live_thread),
		cmocka_unit_test(
			without_a_live_thread_it_is_a_zombie_after_all),
		cmocka_unit_test(files_of_two_programs_are_never_paired),
		cmocka_unit_test(
			a_process_that_execs_all_the_time_is_to_be_tried_again),
		cmocka_unit_test(an_adopted_process_is_walked_like_any),
		cmocka_unit_test(descriptors_that_are_not_open_are_refused),
		cmocka_unit_test(
			descriptors_of_another_size_are_what_is_known_of_them),
		cmocka_unit_test(frames_that_the_opener_may_not_see_are_hidden),
		cmocka_unit_test(an_address_has_the_record_of_its_page),
#ifdef __x86_64__
		cmocka_unit_test(a_tag_is_not_part_of_an_address),
#endif
		cmocka_unit_test(a_page_of_a_process_that_is_gone_is_an_error),
		cmocka_unit_test(
			what_we_opened_of_ourselves_is_stale_in_a_child),
		cmocka_unit_test(another_process_may_be_looked_at_by_a_child),
		cmocka_unit_test(each_mapping_has_its_smaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
