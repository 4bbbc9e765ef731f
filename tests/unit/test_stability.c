// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/stability*.c: what the frames of a range stand on. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "stability.h"

#define PAGE UINT64_C(4096)
#define HUGE (UINT64_C(2) << 20)
#define KNOWN UINT64_C(0)

/* --- grades --------------------------------------------------------------- */

static const struct vminfo_mapping anonymous = {
	.kind = VMINFO_ANONYMOUS, .page_size = VMINFO_NONE,
};
static const struct vminfo_mapping object = {
	.kind = VMINFO_OBJECT, .page_size = PAGE,
};
static const struct vminfo_mapping of_kernel = {
	.kind = VMINFO_KERNEL, .page_size = PAGE,
};
static const struct vminfo_mapping hugetlb = {
	.kind = VMINFO_OBJECT, .page_size = HUGE,
};
static const struct vminfo_mapping shared_hugetlb = {
	.kind = VMINFO_OBJECT, .page_size = HUGE, .permissions = VMINFO_SHARED,
};
static const struct vminfo_mapping shared = {
	.kind = VMINFO_OBJECT, .page_size = VMINFO_NONE,
	.permissions = VMINFO_SHARED,
};

static enum stability_grade of_state(const struct vminfo_mapping *mapping,
				     uint64_t flags, enum vminfo_state state,
				     uint16_t attributes)
{
	const struct vminfo_run run = {
		.pages = 1, .state = (uint8_t)state,
		.all = attributes, .any = attributes,
	};
	const struct stability_pages pages = {
		.mapping = mapping, .flags = flags, .run = &run,
		.page_size = PAGE,
	};

	return stability_grade_of(&pages);
}

static enum stability_grade of(const struct vminfo_mapping *mapping,
			       uint64_t flags, uint16_t attributes)
{
	return of_state(mapping, flags, VMINFO_PRESENT, attributes);
}

static void memory_is_ordinary_if_nothing_keeps_it(void **state)
{
	(void)state;
	assert_int_equal(of(&anonymous, KNOWN, VMINFO_EXCLUSIVE),
			 STABILITY_ORDINARY);
	assert_int_equal(of(&object, KNOWN, VMINFO_FILE), STABILITY_ORDINARY);
	assert_int_equal(of(&shared, KNOWN, VMINFO_FILE), STABILITY_ORDINARY);
	assert_int_equal(of(&anonymous, VMINFO_VM_DONTFORK |
			    VMINFO_VM_HUGEPAGE | VMINFO_VM_MERGEABLE, 0),
			 STABILITY_ORDINARY);
	assert_int_equal(of(&anonymous, VMINFO_VM_LOCKED, 0),
			 STABILITY_LOCKED);
	assert_int_equal(of(&shared, VMINFO_VM_LOCKED, VMINFO_FILE),
			 STABILITY_LOCKED);
}

static void without_smaps_memory_is_not_ordinary_but_unknown(void **state)
{
	(void)state;
	assert_int_equal(of(&anonymous, VMINFO_NONE, VMINFO_EXCLUSIVE),
			 STABILITY_UNKNOWN);
	assert_int_equal(of(&object, VMINFO_NONE, VMINFO_FILE),
			 STABILITY_UNKNOWN);
	assert_int_equal(of(&anonymous, VMINFO_VM_LOCKED, VMINFO_CHANGED),
			 STABILITY_UNKNOWN);
	assert_int_equal(of(&shared_hugetlb, VMINFO_VM_HUGETLB, VMINFO_CHANGED),
			 STABILITY_UNKNOWN);
}

static void hugetlb_is_known_by_its_pages_or_by_smaps(void **state)
{
	(void)state;
	assert_int_equal(of(&shared_hugetlb, VMINFO_NONE, VMINFO_FILE),
			 STABILITY_SHARED_HUGETLB);
	assert_int_equal(of(&shared, VMINFO_VM_HUGETLB, VMINFO_FILE),
			 STABILITY_SHARED_HUGETLB);
	assert_int_equal(of(&hugetlb, VMINFO_NONE, VMINFO_EXCLUSIVE),
			 STABILITY_PRIVATE_HUGETLB);
	assert_int_equal(of(&hugetlb, VMINFO_VM_HUGETLB, VMINFO_EXCLUSIVE),
			 STABILITY_PRIVATE_HUGETLB);
}

static void what_a_child_or_a_file_has_moves_in_spite_of_dontfork(void **state)
{
	const uint64_t flags = VMINFO_VM_HUGETLB | VMINFO_VM_DONTFORK;

	(void)state;
	assert_int_equal(of(&hugetlb, flags, VMINFO_EXCLUSIVE),
			 STABILITY_PRIVATE_HUGETLB_DONTFORK);
	assert_int_equal(of(&hugetlb, flags, 0), STABILITY_PRIVATE_HUGETLB);
	assert_int_equal(of(&hugetlb, flags, VMINFO_EXCLUSIVE | VMINFO_FILE),
			 STABILITY_PRIVATE_HUGETLB);
	/* Nobody can have what is not there. */
	assert_int_equal(of_state(&hugetlb, flags, VMINFO_ABSENT, 0),
			 STABILITY_PRIVATE_HUGETLB_DONTFORK);
	assert_int_equal(of(&shared_hugetlb, flags, 0),
			 STABILITY_SHARED_HUGETLB);
}

static void what_a_driver_maps_is_its_own(void **state)
{
	(void)state;
	assert_int_equal(of_state(&object, VMINFO_NONE, VMINFO_PFNMAP, 0),
			 STABILITY_DRIVER);
	assert_int_equal(of(&object, VMINFO_VM_MIXEDMAP, VMINFO_FILE),
			 STABILITY_DRIVER);
	assert_int_equal(of(&object, VMINFO_VM_IO, VMINFO_FILE),
			 STABILITY_DRIVER);
	assert_int_equal(of(&object, VMINFO_VM_PFNMAP, VMINFO_FILE),
			 STABILITY_DRIVER);
	assert_int_equal(of_state(&object, VMINFO_VM_MIXEDMAP, VMINFO_ABSENT,
				  0),
			 STABILITY_DRIVER);
	assert_int_equal(of(&of_kernel, KNOWN, VMINFO_FILE), STABILITY_DRIVER);
}

static void an_own_copy_of_what_a_driver_maps_is_like_other_memory(void **state)
{
	(void)state;
	assert_int_equal(of(&object, VMINFO_VM_MIXEDMAP, VMINFO_EXCLUSIVE),
			 STABILITY_ORDINARY);
	assert_int_equal(of(&object, VMINFO_VM_IO | VMINFO_VM_LOCKED, 0),
			 STABILITY_LOCKED);
	assert_int_equal(of(&of_kernel, KNOWN, VMINFO_EXCLUSIVE),
			 STABILITY_ORDINARY);
}

/* --- open files ----------------------------------------------------------- */

static void files_that_pin_are_known_by_their_names(void **state)
{
	(void)state;
	assert_int_equal(stability_file_of("/dev/vfio/12"), STABILITY_VFIO);
	assert_int_equal(stability_file_of("/dev/vfio/devices/vfio0"),
			 STABILITY_VFIO);
	assert_int_equal(stability_file_of("anon_inode:[vfio-device]"),
			 STABILITY_VFIO);
	assert_int_equal(stability_file_of("/dev/iommu"), STABILITY_IOMMUFD);
	assert_int_equal(stability_file_of("/dev/infiniband/uverbs0"),
			 STABILITY_INFINIBAND);
	assert_int_equal(stability_file_of("anon_inode:[io_uring]"),
			 STABILITY_IO_URING);
	assert_int_equal(stability_file_of("/dev/vhost-vdpa-0"),
			 STABILITY_VDPA);
	assert_int_equal(stability_file_of("/dev/vduse/x"), STABILITY_VDPA);
	assert_int_equal(stability_file_of("/dev/dri/renderD128"),
			 STABILITY_GPU);
	assert_int_equal(stability_file_of("/dev/nvidia-uvm"), STABILITY_GPU);
	assert_int_equal(stability_file_of("/dev/accel/accel0"),
			 STABILITY_ACCELERATOR);
	assert_int_equal(stability_file_of("/dev/hl0"), STABILITY_ACCELERATOR);
	assert_int_equal(stability_file_of("/dev/video0"), STABILITY_VIDEO);
	assert_int_equal(stability_file_of("/dev/dfl-port.0"), STABILITY_FPGA);
	assert_int_equal(stability_file_of("/dev/udmabuf"), STABILITY_DMABUF);
	assert_int_equal(stability_file_of("/dev/dma_heap/system"),
			 STABILITY_DMABUF);
	assert_int_equal(stability_file_of("/dmabuf:"), STABILITY_DMABUF);
}

static void other_files_are_no_hint(void **state)
{
	(void)state;
	assert_int_equal(stability_file_of(""), 0);
	assert_int_equal(stability_file_of("/dev/kvm"), 0);
	assert_int_equal(stability_file_of("anon_inode:kvm-vm"), 0);
	assert_int_equal(stability_file_of("/home/x/dev/vfio/12"), 0);
	assert_int_equal(stability_file_of("/dev/vfio"), 0);
	assert_int_equal(stability_file_of("anon_inode:[eventpoll]"), 0);
	assert_int_equal(stability_file_of("socket:[4711]"), 0);
}

/* A directory like that of a process. */
static char directory[] = "/tmp/vminfo-test-XXXXXX";

static int in_it(void)
{
	int fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

static int make_directory(void **state)
{
	int fd;

	(void)state;
	strcpy(directory + sizeof("/tmp/vminfo-test-") - 1, "XXXXXX");
	assert_non_null(mkdtemp(directory));
	fd = in_it();
	assert_int_equal(mkdirat(fd, "fd", 0700), 0);
	close(fd);
	return 0;
}

static int remove_directory(void **state)
{
	int fd = in_it();

	(void)state;
	for (char name[] = "fd/0"; name[3] <= '9'; name[3]++)
		unlinkat(fd, name, 0);
	unlinkat(fd, "status", 0);
	unlinkat(fd, "fd", AT_REMOVEDIR);
	close(fd);
	return rmdir(directory);
}

static void add_link(int number, const char *to)
{
	char name[16];
	int fd = in_it();

	snprintf(name, sizeof(name), "fd/%d", number);
	assert_int_equal(symlinkat(to, fd, name), 0);
	close(fd);
}

static void write_status(const char *text)
{
	int in = in_it();
	int fd = openat(in, "status", O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	close(in);
}

static void all_files_that_are_open_are_looked_at(void **state)
{
	unsigned int files = 99;
	int fd = in_it();

	(void)state;
	assert_true(stability_files(fd, &files));
	assert_int_equal(files, 0);
	add_link(0, "/dev/null");
	add_link(1, "/dev/vfio/12");
	add_link(2, "anon_inode:[io_uring]");
	assert_true(stability_files(fd, &files));
	assert_int_equal(files, STABILITY_VFIO | STABILITY_IO_URING);
	close(fd);
}

static void files_that_cannot_be_seen_are_not_known(void **state)
{
	unsigned int files = 99;
	int fd = in_it(), in;

	(void)state;
	add_link(1, "/dev/iommu");
	/* One that is no link. */
	in = openat(fd, "fd/2", O_WRONLY | O_CREAT, 0600);
	assert_true(in >= 0);
	close(in);
	assert_false(stability_files(fd, &files));
	assert_int_equal(files, STABILITY_IOMMUFD);
	assert_false(stability_files(-1, &files));
	assert_int_equal(files, 0);
	close(fd);
}

/* --- a range -------------------------------------------------------------- */

static struct vminfo_context *context;
static struct vminfo_process *process;

static const char recording[] =
	"vm 1\n"
	"page-size 4096\n"
	"pmd-size 2097152\n"
	"rights frames\n"
	"process 42\n"
	"\tchanged a00000-a01000\n"
	"\tmap 200000-204000 rw-p 00000000 00:00 0\n"
	"\t\tVmFlags rd wr mr mw me ac\n"
	"\t\t+0 4 present 0x10000 exclusive\n"
	"\tmap 204000-206000 rw-p 00000000 00:00 0\n"
	"\t\tVmFlags rd wr mr mw me lo ac\n"
	"\t\t+0 1 present 0x20000 exclusive\n"
	"\tmap 206000-208000 rw-p 00000000 00:00 0\n"
	"\t\t+0 1 present 0x30000 exclusive\n"
	"\tmap 300000-302000 rw-p 00000000 00:00 0\n"
	"\t\tVmFlags rd wr mr mw me ac mg\n"
	"\tmap 302000-304000 rw-p 00001000 08:01 77 /usr/bin/app\n"
	"\t\tVmFlags rd wr mr mw me ac\n"
	"\t\t+0 1 present 0x40000 file\n"
	"\t\t+1 1 present 0x40009 exclusive\n"
	"\tmap 304000-305000 rw-s 00000000 00:01 9 /memfd:x (deleted)\n"
	"\t\tVmFlags rd wr sh mr mw me ms lo\n"
	"\t\t+0 1 present 0x41000 file\n"
	"\tmap 400000-600000 rw-p 00000000 00:10 9 /anon_hugepage (deleted)\n"
	"\t\thugetlb 2097152\n"
	"\t\tVmFlags rd wr mr mw me dc de ht\n"
	"\t\t+0 512 present 0x50000 exclusive huge\n"
	"\tmap 600000-800000 rw-s 00000000 00:10 9 /dev/hugepages/x\n"
	"\t\thugetlb 2097152\n"
	"\t\t+0 512 present 0x60000 file huge\n"
	"\tmap 800000-804000 rw-s 00000000 00:05 9 /dev/device\n"
	"\t\tpfnmap\n"
	"\tmap a00000-a01000 rw-p 00000000 00:00 0\n"
	"\t\tVmFlags rd wr mr mw me lo ac\n"
	"\t\t+0 1 present 0x70000\n"
	"\tmap c00000-1200000 rw-p 00000000 00:10 10 /dev/hugepages/y\n"
	"\t\thugetlb 2097152\n"
	"\t\tVmFlags rd wr mr mw me dc de ht\n"
	"\t\t+0 512 present 0x50000 exclusive huge\n"
	"\t\t+512 512 present 0x50200 huge\n"
	"\t\t+1024 512 present 0x50400 file exclusive huge\n"
	"process 43\n"
	"\tmap 200000-204000 rw-p 00000000 00:00 0\n"
	"\t\tVmFlags rd wr mr mw me lo ac\n"
	"\tmap 204000-205000 rw-p 00000000 00:00 0\n"
	"\t\tVmFlags rd wr mr mw me ac\n"
	"\tmap 206000-208000 rw-p 00000000 00:00 0\n"
	"\t\tVmFlags rd wr mr mw me lo ac\n"
	"process 44\n"
	"\tmap 200000-204000 rw-p 00000000 00:00 0\n"
	"\t\tVmFlags rd wr mr mw me lo ac\n"
	"\tmap 204000-205000 rw-p 00000000 00:00 0\n"
	"\t\tsmaps Rss 4\n"
	"process 45\n"
	"\tmap 200000-204000 rw-p 00000000 00:00 0\n"
	"\t\tVmFlags rd wr mr mw me lo ac\n"
	"\tcut 204000 gone ESRCH\n"
	"end\n";

static int open_recording(void **state)
{
	char path[] = "/tmp/vminfo-test-XXXXXX";
	struct vminfo_context_options options = {
		.size = sizeof(options), .recording = path,
	};
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, recording, sizeof(recording) - 1),
			 sizeof(recording) - 1);
	close(fd);
	assert_int_equal(vminfo_context_new(&options, &context), 0);
	unlink(path);
	assert_int_equal(vminfo_process_open(context, 42, &process), 0);
	return 0;
}

static int open_self(void **state)
{
	(void)state;
	assert_int_equal(vminfo_context_new(NULL, &context), 0);
	assert_int_equal(vminfo_process_open(context, getpid(), &process), 0);
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	vminfo_process_close(process);
	vminfo_context_free(context);
	return 0;
}

static const struct stability *find(uint64_t va, uint64_t length,
				    const struct subject *subject)
{
	static struct stability found;
	const struct stability_ask ask = {
		.context = context, .process = process, .subject = subject,
		.va = va, .length = length,
	};

	memset(&found, 0xaa, sizeof(found));
	assert_int_equal(stability_find(&found, &ask), 0);
	return &found;
}

static void the_worst_of_a_range_counts(void **state)
{
	const struct stability *found = find(0x200800, 0x4000, NULL);

	(void)state;
	assert_int_equal(found->grade, STABILITY_ORDINARY);
	assert_int_equal(found->bytes[STABILITY_ORDINARY], 0x3800);
	assert_int_equal(found->bytes[STABILITY_LOCKED], 0x800);
	assert_int_equal(found->bytes[STABILITY_UNKNOWN], 0);
	found = find(0x204000, 0x2000, NULL);
	assert_int_equal(found->grade, STABILITY_LOCKED);
	assert_int_equal(found->bytes[STABILITY_LOCKED], 0x2000);
	assert_int_equal(found->bytes[STABILITY_ORDINARY], 0);
	/* What is unknown may be no better; what is ordinary is no better. */
	assert_int_equal(find(0x205fff, 2, NULL)->grade, STABILITY_UNKNOWN);
	assert_int_equal(find(0x203fff, 0x2002, NULL)->grade,
			 STABILITY_ORDINARY);
}

static void hugetlb_and_drivers_are_told_without_smaps(void **state)
{
	const struct stability *found = find(0x400000, 0x404000, NULL);

	(void)state;
	assert_int_equal(found->grade, STABILITY_PRIVATE_HUGETLB_DONTFORK);
	assert_int_equal(found->bytes[STABILITY_PRIVATE_HUGETLB_DONTFORK],
			 0x200000);
	assert_int_equal(found->bytes[STABILITY_SHARED_HUGETLB], 0x200000);
	assert_int_equal(found->bytes[STABILITY_DRIVER], 0x4000);
	assert_int_equal(found->file, ANSWER_NO);
	assert_int_equal(found->mergeable, ANSWER_NO);
	assert_int_equal(find(0x600000, 1, NULL)->grade,
			 STABILITY_SHARED_HUGETLB);
	assert_int_equal(find(0x800001, 1, NULL)->grade, STABILITY_DRIVER);
}

static void pages_of_hugetlb_are_told_apart(void **state)
{
	const struct stability *found = find(0xc00000, 0x600000, NULL);

	(void)state;
	assert_int_equal(found->grade, STABILITY_PRIVATE_HUGETLB);
	assert_int_equal(found->bytes[STABILITY_PRIVATE_HUGETLB], 0x400000);
	assert_int_equal(found->bytes[STABILITY_PRIVATE_HUGETLB_DONTFORK],
			 0x200000);
	assert_int_equal(found->file, ANSWER_NO);
}

static void what_changed_while_it_was_read_is_unknown(void **state)
{
	const struct stability *found = find(0xa00000, 0x1000, NULL);

	(void)state;
	assert_int_equal(found->grade, STABILITY_UNKNOWN);
	assert_int_equal(found->bytes[STABILITY_UNKNOWN], 0x1000);
	assert_int_equal(found->file, ANSWER_UNKNOWN);
	assert_int_equal(found->mergeable, ANSWER_UNKNOWN);
}

static void of_nothing_nothing_is_known(void **state)
{
	const struct stability *found = find(0x100000, 0x1000, NULL);

	(void)state;
	assert_int_equal(found->grade, STABILITY_UNKNOWN);
	for (int i = 0; i < STABILITY_GRADES; i++)
		assert_int_equal(found->bytes[i], 0);
	/* A gap in between does not matter. */
	found = find(0x1ff000, 0x2000, NULL);
	assert_int_equal(found->grade, STABILITY_ORDINARY);
	assert_int_equal(found->bytes[STABILITY_ORDINARY], 0x1000);
}

static void merging_and_files_are_told_of_a_part(void **state)
{
	(void)state;
	assert_int_equal(find(0x200000, 1, NULL)->mergeable, ANSWER_NO);
	assert_int_equal(find(0x300000, 1, NULL)->mergeable, ANSWER_YES);
	assert_int_equal(find(0x200000, 0x101000, NULL)->mergeable, ANSWER_YES);
	assert_int_equal(find(0x204000, 0x4000, NULL)->mergeable,
			 ANSWER_UNKNOWN);
	assert_int_equal(find(0x206000, 0xfe000, NULL)->mergeable, ANSWER_YES);
	assert_int_equal(find(0x300000, 0x701000, NULL)->mergeable, ANSWER_YES);
	assert_int_equal(find(0x302000, 1, NULL)->file, ANSWER_YES);
	assert_int_equal(find(0x302000, 0x6ff000, NULL)->file, ANSWER_YES);
	assert_int_equal(find(0x304000, 1, NULL)->file, ANSWER_YES);
	assert_int_equal(find(0x304000, 1, NULL)->grade, STABILITY_LOCKED);
	assert_int_equal(find(0x301000, 0x3000, NULL)->file, ANSWER_YES);
	/* A copy of a page of a file is none. */
	assert_int_equal(find(0x303000, 1, NULL)->file, ANSWER_NO);
}

static void a_recording_says_nothing_of_pins(void **state)
{
	const struct subject none = { .directory = -1 };
	const struct stability *found = find(0x200000, 1, NULL);

	(void)state;
	for (int i = 0; i < 2; i++, found = find(0x200000, 1, &none)) {
		assert_true(found->pinned == VMINFO_NONE);
		assert_true(found->locked == VMINFO_NONE);
		assert_true(found->locked_mappings == VMINFO_NONE);
		assert_int_equal(found->files, 0);
		assert_false(found->files_known);
	}
}

static void a_range_that_is_none_is_refused(void **state)
{
	struct stability found = { .grade = STABILITY_LOCKED };
	struct stability_ask ask = {
		.context = context, .process = process, .va = 0x200000,
	};

	(void)state;
	assert_int_equal(stability_find(&found, &ask), -EINVAL);
	ask.va = 0;
	assert_int_equal(stability_find(&found, &ask), -EINVAL);
	ask.va = 0x200000;
	ask.length = UINT64_MAX;
	assert_int_equal(stability_find(&found, &ask), -EINVAL);
	assert_int_equal(found.grade, STABILITY_LOCKED);
	ask.length = UINT64_MAX - 0x200000 + 1;
	assert_int_equal(stability_find(&found, &ask), 0);
	assert_int_equal(found.bytes[STABILITY_DRIVER], 0x4000);
}

/* Of another process of the recording. */
static int find_in(pid_t pid, struct stability *found)
{
	struct subject subject = { .directory = in_it() };
	struct stability_ask ask = {
		.context = context, .subject = &subject,
		.va = 0x200000, .length = 0x6000,
	};
	int ret;

	write_status("VmLck:\t      64 kB\nVmPin:\t       8 kB\n");
	assert_int_equal(vminfo_process_open(context, pid, &ask.process), 0);
	ret = stability_find(found, &ask);
	vminfo_process_close(ask.process);
	close(subject.directory);
	return ret;
}

static void all_mappings_that_are_locked_are_added_up(void **state)
{
	struct stability found;

	(void)state;
	assert_int_equal(find_in(43, &found), 0);
	assert_int_equal(found.locked, 64 << 10);
	assert_int_equal(found.locked_mappings, 0x6000);
	assert_int_equal(found.pinned, 8 << 10);
	assert_int_equal(found.bytes[STABILITY_LOCKED], 0x4000);
}

static void of_a_part_of_the_mappings_there_is_no_sum(void **state)
{
	struct stability found;

	(void)state;
	assert_int_equal(find_in(44, &found), 0);
	assert_int_equal(found.locked, 64 << 10);
	assert_true(found.locked_mappings == VMINFO_NONE);
	assert_int_equal(find_in(42, &found), 0);
	assert_true(found.locked_mappings == VMINFO_NONE);
}

static void of_who_is_gone_nothing_is_written(void **state)
{
	struct stability found = { .grade = STABILITY_DRIVER,
				   .locked_mappings = 7 };

	(void)state;
	assert_int_equal(find_in(45, &found), -ESRCH);
	assert_int_equal(found.grade, STABILITY_DRIVER);
	assert_int_equal(found.locked_mappings, 7);
}

static void without_a_directory_each_member_is_unknown(void **state)
{
	const struct stability_ask ask = { .context = context };
	struct stability found;

	(void)state;
	memset(&found, 0xaa, sizeof(found));
	found.files_known = true;
	stability_look_at_subject(&ask, &found);
	assert_true(found.pinned == VMINFO_NONE);
	assert_true(found.locked == VMINFO_NONE);
	assert_true(found.locked_mappings == VMINFO_NONE);
	assert_int_equal(found.files, 0);
	assert_false(found.files_known);
}

/* --- a process ------------------------------------------------------------ */

static size_t own_page;		/* bytes of one */

static char *new_page(void)
{
	char *page;

	own_page = (size_t)sysconf(_SC_PAGESIZE);
	page = mmap(NULL, own_page, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(page, MAP_FAILED);
	*page = 1;
	return page;
}

/* Past sanitizers, which do not let memory be locked. */
static void lock_page(const char *page)
{
	if (syscall(SYS_mlock, page, own_page) != 0) {
		print_message("mlock(2): %s\n", strerror(errno));
		skip();
	}
}

static const struct stability *find_page(const char *page,
					 const struct subject *subject)
{
	return find((uintptr_t)page, own_page, subject);
}

static void a_page_that_we_lock_is_locked_and_counted(void **state)
{
	char *page = new_page();
	const struct stability *found;
	struct subject self;

	(void)state;
	subject_read(&self, "/proc", getpid(), own_page);
	found = find_page(page, &self);
	assert_int_equal(found->grade, STABILITY_ORDINARY);
	assert_int_equal(found->bytes[STABILITY_ORDINARY], own_page);
	assert_int_equal(found->locked, 0);
	assert_true(found->locked_mappings == VMINFO_NONE);
	lock_page(page);
	found = find_page(page, &self);
	assert_int_equal(found->grade, STABILITY_LOCKED);
	assert_int_equal(found->pinned, 0);
	assert_int_equal(found->locked, own_page);
	assert_int_equal(found->locked_mappings, own_page);
	assert_true(found->files_known);
	munmap(page, own_page);
	subject_free(&self);
}

/* What the directory says is another matter than what the mappings are. */
static const struct stability *find_with(const char *page, const char *status)
{
	struct subject subject = { .directory = in_it() };
	const struct stability *found;

	write_status(status);
	found = find_page(page, &subject);
	close(subject.directory);
	return found;
}

static void what_is_counted_as_locked_is_compared_with_mappings(void **state)
{
	char *page = new_page();
	const struct stability *found;

	(void)state;
	lock_page(page);
	found = find_with(page, "VmLck:\t      12 kB\nVmPin:\t       8 kB\n");
	assert_int_equal(found->locked, 12 << 10);
	assert_int_equal(found->locked_mappings, own_page);
	assert_int_equal(found->pinned, 8 << 10);
	assert_true(found->files_known);
	/* Then smaps of everything is not worth its price. */
	found = find_with(page, "VmLck:\t       0 kB\nVmPin:\t       0 kB\n");
	assert_int_equal(found->locked, 0);
	assert_true(found->locked_mappings == VMINFO_NONE);
	assert_int_equal(found->pinned, 0);
	munmap(page, own_page);
}

static void without_memory_in_its_status_nothing_is_known(void **state)
{
	char *page = new_page();
	const struct stability *found;

	(void)state;
	add_link(3, "/dev/vfio/vfio");
	found = find_with(page, "Name:\tapp\nState:\tZ (zombie)\n");
	assert_true(found->pinned == VMINFO_NONE);
	assert_true(found->locked == VMINFO_NONE);
	assert_true(found->locked_mappings == VMINFO_NONE);
	/* What was seen is seen. */
	assert_int_equal(found->files, STABILITY_VFIO);
	assert_false(found->files_known);
	found = find_with(page, "VmLck:\t      what\nVmPin:\t       -1 kB\n");
	assert_true(found->pinned == VMINFO_NONE);
	assert_true(found->locked == VMINFO_NONE);
	munmap(page, own_page);
}

/* --- in words ------------------------------------------------------------- */

static void each_grade_and_file_has_its_words(void **state)
{
	(void)state;
	assert_string_equal(stability_name(STABILITY_ORDINARY), "ordinary");
	assert_string_equal(stability_name(STABILITY_DRIVER), "driver");
	for (int i = 1; i < STABILITY_GRADES; i++) {
		enum stability_grade grade = (enum stability_grade)i;

		assert_non_null(stability_name(grade));
		assert_non_null(stability_sentence(grade));
		assert_null(strstr(stability_sentence(grade), "pinned"));
	}
	assert_null(stability_name((enum stability_grade)0));
	assert_null(stability_name(STABILITY_GRADES));
	assert_null(stability_sentence(STABILITY_GRADES));
	assert_string_equal(stability_file_name(STABILITY_VFIO), "vfio");
	assert_string_equal(stability_file_name(STABILITY_DMABUF), "dma-buf");
	assert_null(stability_file_name(STABILITY_DMABUF << 1));
	assert_null(stability_file_name(0));
	assert_null(stability_file_name(STABILITY_VFIO | STABILITY_GPU));
}

static struct stability quiet(void)
{
	return (struct stability){
		.grade = STABILITY_ORDINARY, .mergeable = ANSWER_NO,
		.file = ANSWER_NO, .locked_mappings = VMINFO_NONE,
		.files_known = true,
	};
}

static void hints_are(const struct stability *s, unsigned int count,
		      const char *const *expected)
{
	char text[STABILITY_ROOM];

	for (unsigned int i = 0; i < count; i++) {
		assert_true(stability_hint(s, i, text));
		assert_string_equal(text, expected[i]);
	}
	assert_false(stability_hint(s, count, text));
}

static void where_nothing_hints_nothing_is_said(void **state)
{
	struct stability s = quiet();

	(void)state;
	hints_are(&s, 0, NULL);
	s.mergeable = s.file = ANSWER_UNKNOWN;
	hints_are(&s, 0, NULL);
	s.locked = s.locked_mappings = 4 * PAGE;
	hints_are(&s, 0, NULL);
	s.locked_mappings = 5 * PAGE;
	hints_are(&s, 0, NULL);
	s.locked_mappings = VMINFO_NONE;
	hints_are(&s, 0, NULL);
}

static void everything_that_hints_is_said(void **state)
{
	struct stability s = quiet();

	(void)state;
	s.mergeable = s.file = ANSWER_YES;
	s.pinned = UINT64_C(8) << 20;
	s.locked = UINT64_C(12) << 20;
	s.locked_mappings = (UINT64_C(12) << 20) - PAGE;
	s.files = STABILITY_VFIO | STABILITY_IO_URING | STABILITY_DMABUF;
	hints_are(&s, 7, (const char *const[]){
		"KSM may merge its pages with others of the same content",
		"it has pages of a file or of shared memory: they are others', "
		"too",
		"VmPin is 8.0M: somebody pinned memory of this process; the "
		"kernel does not say which",
		"VmLck is 12M, which is 4.0K more than the mappings that are "
		"locked: vfio counts there what it pinned",
		"it has a file of vfio open: memory may be pinned by it; the "
		"kernel does not say which",
		"it has an io_uring open: memory may be pinned by it; the "
		"kernel does not say which",
		"it has a file of DMA buffers open: memory may be pinned by "
		"it; the kernel does not say which",
	});
}

static void what_could_not_be_seen_is_said(void **state)
{
	struct stability s = quiet();

	(void)state;
	s.files_known = false;
	s.files = STABILITY_GPU;
	hints_are(&s, 2, (const char *const[]){
		"it has a file of a GPU open: memory may be pinned by it; the "
		"kernel does not say which",
		"what it has open is not known, which might hint of memory "
		"that is pinned",
	});
	s.files = 0;
	s.locked = VMINFO_NONE;
	s.locked_mappings = 0;
	hints_are(&s, 1, (const char *const[]){
		"VmPin, VmLck and what it has open are not known, which might "
		"hint of memory that is pinned",
	});
	s.files_known = true;
	s.locked = 0;
	s.pinned = VMINFO_NONE;
	hints_are(&s, 1, (const char *const[]){
		"VmPin and VmLck are not known, which might hint of memory "
		"that is pinned",
	});
}

#define IN_DIRECTORY(test) \
	cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

static const struct CMUnitTest pure[] = {
	cmocka_unit_test(memory_is_ordinary_if_nothing_keeps_it),
	cmocka_unit_test(
		without_smaps_memory_is_not_ordinary_but_unknown),
	cmocka_unit_test(hugetlb_is_known_by_its_pages_or_by_smaps),
	cmocka_unit_test(
		what_a_child_or_a_file_has_moves_in_spite_of_dontfork),
	cmocka_unit_test(what_a_driver_maps_is_its_own),
	cmocka_unit_test(
		an_own_copy_of_what_a_driver_maps_is_like_other_memory),
	cmocka_unit_test(files_that_pin_are_known_by_their_names),
	cmocka_unit_test(other_files_are_no_hint),
	IN_DIRECTORY(all_files_that_are_open_are_looked_at),
	IN_DIRECTORY(files_that_cannot_be_seen_are_not_known),
	cmocka_unit_test(each_grade_and_file_has_its_words),
	cmocka_unit_test(where_nothing_hints_nothing_is_said),
	cmocka_unit_test(everything_that_hints_is_said),
	cmocka_unit_test(what_could_not_be_seen_is_said),
};

static const struct CMUnitTest recorded[] = {
	cmocka_unit_test(the_worst_of_a_range_counts),
	cmocka_unit_test(hugetlb_and_drivers_are_told_without_smaps),
	cmocka_unit_test(pages_of_hugetlb_are_told_apart),
	cmocka_unit_test(what_changed_while_it_was_read_is_unknown),
	cmocka_unit_test(of_nothing_nothing_is_known),
	cmocka_unit_test(merging_and_files_are_told_of_a_part),
	cmocka_unit_test(a_recording_says_nothing_of_pins),
	cmocka_unit_test(a_range_that_is_none_is_refused),
	IN_DIRECTORY(all_mappings_that_are_locked_are_added_up),
	IN_DIRECTORY(of_a_part_of_the_mappings_there_is_no_sum),
	IN_DIRECTORY(of_who_is_gone_nothing_is_written),
	cmocka_unit_test(without_a_directory_each_member_is_unknown),
};

static const struct CMUnitTest own[] = {
	cmocka_unit_test(a_page_that_we_lock_is_locked_and_counted),
	IN_DIRECTORY(
		what_is_counted_as_locked_is_compared_with_mappings),
	IN_DIRECTORY(without_memory_in_its_status_nothing_is_known),
};

int main(void)
{
	return cmocka_run_group_tests(pure, NULL, NULL) +
	       cmocka_run_group_tests(recorded, open_recording, close_it) +
	       cmocka_run_group_tests(own, open_self, close_it);
}
