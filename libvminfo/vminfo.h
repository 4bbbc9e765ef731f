/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vminfo.h - where the pages of a process are: in which frame of RAM, in which
 * slot of swap, or in which of the many states that are neither.
 *
 * Handles are opaque.  A context says where to look, a process is one pinned
 * /proc/PID, a walk is a position in its address space.  Whoever calls _new,
 * _open or _adopt calls _free or _close, which take NULL, too; every other
 * pointer that is returned is borrowed, and its comment says until when.
 *
 * Options are sized.  Set `size` to sizeof of the struct and leave zero what
 * you do not need.  Bytes that this library does not know must be zero
 * (-E2BIG).  NULL in the place of options stands for "all defaults".
 *
 * Records are frozen.  Their layout never changes; new data comes as a new
 * record and a new function.
 *
 * Errors are negative errno values, and vminfo_context_error() has the sentence
 * to print; errno itself is never touched.  Those that a function's comment
 * names may be branched on; others, and -ENOMEM, are as the kernel gave them.
 * Results are written only on success.  A value that is not known is never 0:
 * it is VMINFO_NONE, an attribute or an error.
 *
 * Contexts share nothing: use one, and what was opened from it, in one thread
 * at a time.  The library never prints, exits, installs signal handlers or
 * touches the memory of the target.  Pages: libvminfo(3), and for what the
 * kernel does and does not tell, vminfo(7).
 */
#ifndef VMINFO_H
#define VMINFO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

struct vminfo_context;
struct vminfo_process;
struct vminfo_walk;
struct vminfo_recorder;

/* The value of a frame or slot that is hidden, or that does not exist. */
#define VMINFO_NONE UINT64_MAX

/* "0.1.0"; static storage. */
const char *vminfo_version(void);

/* --- States and attributes of a page -------------------------------------- */

/* Exactly one holds for each page.  Numbers are never reused. */
enum vminfo_state {
	VMINFO_PRESENT = 1,	/* mapped to a frame of RAM */
	VMINFO_ZERO,		/* the shared zero page, small or huge */
	VMINFO_SWAPPED,		/* a swap slot holds it */
	VMINFO_SHMEM_SWAPPED,	/* its shmem object has it in swap (inferred) */
	VMINFO_CACHED,		/* its object has it in RAM, not mapped here */
	VMINFO_UNRESOLVED,	/* empty; its file or object did not say */
	VMINFO_ABSENT,		/* no memory; of a file: not in RAM */
	VMINFO_UNMAPPED,	/* no mapping at this address */
	VMINFO_GUARD,		/* guard region: an access is SIGSEGV */
	VMINFO_MARKER,		/* userfaultfd write-protection, no memory */
	VMINFO_POISONED,	/* hardware or userfaultfd poison */
	VMINFO_MIGRATING,	/* being moved to another frame */
	VMINFO_DEVICE,		/* device-private memory */
	VMINFO_SPECIAL,		/* special, never swap; more is unknown */
	VMINFO_PFNMAP,		/* the kernel gives no page information here */
	VMINFO_NONPRESENT,	/* swap or special: needs CAP_SYS_ADMIN */
};

/* Any number holds for each page.  At most 16 bits, see struct vminfo_run. */
enum vminfo_attribute {
	VMINFO_FILE = 1u << 0,		/* page of a file or of shared memory */
	VMINFO_EXCLUSIVE = 1u << 1,	/* mapped once (the kernel's opinion) */
	VMINFO_SOFT_DIRTY = 1u << 2,	/* written since clear_refs 4 */
	VMINFO_UFFD_WP = 1u << 3,	/* write-protected by userfaultfd */
	VMINFO_HUGE = 1u << 4,		/* one entry of PMD size, or hugetlb */
	VMINFO_HUGE_UNKNOWN = 1u << 5,	/* this kernel cannot tell huge */
	VMINFO_HIDDEN = 1u << 6,	/* frame or slot needs CAP_SYS_ADMIN */
	VMINFO_INFERRED = 1u << 7,	/* by a huge page's first, or object */
	VMINFO_CHANGED = 1u << 8,	/* mapping or entry changed meanwhile */
	VMINFO_MAYBE_ZERO = 1u << 9,	/* present; may be the zero page */
};

/* --- Records -------------------------------------------------------------- */

/* One page. */
struct vminfo_page {
	uint64_t va;		/* address of its first byte */
	uint64_t word;		/* as /proc/PID/pagemap has it; 0: no entry */
	uint64_t value;		/* present, zero, migrating, device, hardware
				   poison: frame number (PFN); swapped: slot, in
				   pages from the start of its area; else, and
				   if hidden: VMINFO_NONE */
	uint8_t state;		/* enum vminfo_state */
	uint8_t swap_type;	/* swapped: number of the area, 0-31 */
	uint16_t attributes;	/* enum vminfo_attribute */
	uint32_t reserved;	/* 0 */
};

/* A piece of a word of /proc/PID/pagemap. */
struct vminfo_word_field {
	const char *name;	/* "uffd-wp"; static storage */
	uint64_t value;
	uint32_t high;		/* its bits, both inclusive */
	uint32_t low;
};

/*
 * Piece number i, from 0 at bit 63 down.  1: *field is filled; 0: there are no
 * more.  To show a word, not to judge it: bits alone do not tell swapped.
 */
int vminfo_word_field(uint64_t word, unsigned int i,
		      struct vminfo_word_field *field);

/*
 * Consecutive pages of one state inside one mapping; where the state has a
 * value, page i has value + i.  Pages of the zero page are one run without a
 * value, and so are pages with hidden values, whether contiguous or not.
 */
struct vminfo_run {
	uint64_t va;		/* address of its first byte */
	uint64_t pages;		/* how many, at least 1 */
	uint64_t value;		/* of the first page, as in vminfo_page */
	uint8_t state;		/* enum vminfo_state */
	uint8_t swap_type;	/* swapped: number of the area, 0-31 */
	uint16_t all;		/* attributes that hold on all pages */
	uint16_t any;		/* attributes that hold on at least one */
	uint16_t reserved;	/* 0 */
};

enum vminfo_permission {
	VMINFO_READ = 1u << 0,
	VMINFO_WRITE = 1u << 1,
	VMINFO_EXECUTE = 1u << 2,
	VMINFO_SHARED = 1u << 3,	/* else private, copy on write */
};

enum vminfo_mapping_kind {
	VMINFO_ANONYMOUS = 1,	/* no object behind it: heap, stack, ... */
	VMINFO_OBJECT,		/* a file, shmem or device is behind it */
	VMINFO_KERNEL,		/* pages of the kernel: [vdso], [vvar], ... */
};

/* One mapping (VMA), a line of /proc/PID/maps. */
struct vminfo_mapping {
	uint64_t va;		/* address of its first byte */
	uint64_t length;	/* bytes; va + length may be 2^64 */
	uint64_t offset;	/* bytes into the object */
	uint64_t inode;		/* 0: none */
	uint32_t dev_major;
	uint32_t dev_minor;
	uint32_t permissions;	/* enum vminfo_permission */
	uint32_t kind;		/* enum vminfo_mapping_kind */
	uint64_t page_size;	/* bytes of its pages; VMINFO_NONE: not asked */
	const char *name;	/* raw bytes, hostile text, never NULL; borrowed
				   until the next call on its walk or process */
};

/* --- Context: where to look, what may be seen, what went wrong last ------- */

enum vminfo_without {
	VMINFO_WITHOUT_PAGEMAP_SCAN = 1u << 0,	/* as before Linux 6.7 */
	VMINFO_WITHOUT_PROCMAP_QUERY = 1u << 1,	/* as before Linux 6.11 */
	VMINFO_WITHOUT_CACHESTAT = 1u << 2,	/* as before Linux 6.5 */
	/*
	 * Nobody walks: of a process vminfo_process_open() reads the sums that
	 * vminfo_process_smaps() gives then, and opens nothing else.  Walks,
	 * and pages, are -EBADF.  Before Linux 4.14, where there are no such
	 * sums, all is as without this.
	 */
	VMINFO_WITHOUT_WALKS = 1u << 3,
};

struct vminfo_context_options {
	size_t size;		/* sizeof(struct vminfo_context_options) */
	const char *procfs;	/* another /proc; NULL: "/proc" */
	uint64_t without;	/* enum vminfo_without: do not use, even if
				   the kernel has it */
	const char *recording;	/* a file, in the place of a procfs; "-":
				   standard input; NULL: none */
	const int *descriptor;	/* of that file, if it is open already, and
				   borrowed; NULL: it is opened by its name */
	char *error;		/* on failure, the sentence that
				   vminfo_context_error() would have; or NULL */
	size_t error_size;	/* bytes that it has room for */
	/*
	 * Or NULL.  Called, in the thread of the walk, before and behind what
	 * may take more rights than the rest of it (VMINFO_WANT_BACKING).
	 */
	void (*gain_rights)(void *data);
	void (*drop_rights)(void *data);
	void *rights_data;	/* given to both */
};

/*
 * Opens the files of /proc that are about the whole machine, and tries on
 * memory of its own what this kernel tells.  Rights are decided here and in
 * vminfo_process_open(), but for VMINFO_WANT_BACKING: drop them afterwards.
 * Of a recording (vminfo-recording(5)), which is read whole, nothing is asked
 * of the machine that reads it.
 * -ENOENT or -ENOTDIR: no procfs there; -E2BIG, -EINVAL: options; -EBADMSG: no
 * recording, or a part of one; -ENOTSUP: one of a newer version.
 */
int vminfo_context_new(const struct vminfo_context_options *options,
		       struct vminfo_context **context);
void vminfo_context_free(struct vminfo_context *context);

/*
 * The last failure on this context, or on anything opened from it:
 * "42/pagemap: Permission denied".  Never NULL; borrowed until the next call.
 */
const char *vminfo_context_error(const struct vminfo_context *context);

/* Bytes of a base page, and of a page mapped at PMD level (0: no such). */
uint64_t vminfo_context_page_size(const struct vminfo_context *context);
uint64_t vminfo_context_pmd_size(const struct vminfo_context *context);

/* "x86_64", as uname(2) says; "" if it is not known. */
const char *vminfo_context_architecture(const struct vminfo_context *context);

/*
 * /proc/sys/kernel/random/boot_id: numbers of processes, frames and slots only
 * compare under the same one.  "" if it is not known; raw text of a recording,
 * borrowed until the context is freed.
 */
const char *vminfo_context_boot(struct vminfo_context *context);

/* Not 0: a recording whose frames have other numbers than they really had. */
int vminfo_context_is_rebased(const struct vminfo_context *context);

enum vminfo_right {
	VMINFO_RIGHT_FRAMES = 1u << 0,	/* numbers of frames are visible */
	VMINFO_RIGHT_KPAGE = 1u << 1,	/* /proc/kpageflags is readable */
	VMINFO_RIGHT_RAM = 1u << 2,	/* /proc/iomem shows where RAM is */
	VMINFO_RIGHT_SWAPS = 1u << 3,	/* /proc/swaps is readable */
};

/* A set of enum vminfo_right, found by trying when the context was made. */
uint64_t vminfo_context_rights(const struct vminfo_context *context);

/* --- Machine: what the kernel offers, RAM and its frames ------------------ */

enum vminfo_feature {
	VMINFO_FEATURE_PAGEMAP = 1u << 0,	/* /proc/PID/pagemap */
	VMINFO_FEATURE_SCAN = 1u << 1,		/* PAGEMAP_SCAN, Linux 6.7 */
	VMINFO_FEATURE_QUERY = 1u << 2,		/* PROCMAP_QUERY, 6.11 */
	VMINFO_FEATURE_SOFT_DIRTY = 1u << 3,	/* CONFIG_MEM_SOFT_DIRTY */
	VMINFO_FEATURE_GUARD = 1u << 4,		/* guard regions, 6.13 */
	VMINFO_FEATURE_GUARD_BIT = 1u << 5,	/* which everybody sees, 6.15 */
};

/*
 * A set of enum vminfo_feature, tried when the context was made.  What could
 * not be tried is not in it: of a recording it is empty.
 */
uint64_t vminfo_context_features(const struct vminfo_context *context);

/* Numbers of bits of /proc/kpageflags.  Those from 32 on come and go. */
enum vminfo_frame_flag {
	VMINFO_FRAME_LOCKED, VMINFO_FRAME_ERROR, VMINFO_FRAME_REFERENCED,
	VMINFO_FRAME_UPTODATE, VMINFO_FRAME_DIRTY, VMINFO_FRAME_LRU,
	VMINFO_FRAME_ACTIVE, VMINFO_FRAME_SLAB, VMINFO_FRAME_WRITEBACK,
	VMINFO_FRAME_RECLAIM,
	VMINFO_FRAME_BUDDY,		/* free */
	VMINFO_FRAME_MMAP, VMINFO_FRAME_ANON, VMINFO_FRAME_SWAPCACHE,
	VMINFO_FRAME_SWAPBACKED, VMINFO_FRAME_COMPOUND_HEAD,
	VMINFO_FRAME_COMPOUND_TAIL,
	VMINFO_FRAME_HUGE,		/* hugetlb */
	VMINFO_FRAME_UNEVICTABLE, VMINFO_FRAME_HWPOISON, VMINFO_FRAME_NOPAGE,
	VMINFO_FRAME_KSM,
	VMINFO_FRAME_THP,		/* any large folio, however mapped */
	VMINFO_FRAME_OFFLINE, VMINFO_FRAME_ZERO_PAGE, VMINFO_FRAME_IDLE,
	VMINFO_FRAME_PGTABLE,
	VMINFO_FRAME_RESERVED = 32, VMINFO_FRAME_MLOCKED,
	VMINFO_FRAME_MAYBE_KSM = 63,	/* ours, in the place of KSM, where the
					   kernel (6.12) sets that for all of
					   anon */
};

/*
 * Without the flags that are garbage: most of them, of a frame that is free,
 * slab, a page table, offline or reserved.
 */
uint64_t vminfo_frame_flags_valid(uint64_t flags);

enum vminfo_zone {
	VMINFO_ZONE_DMA = 1, VMINFO_ZONE_DMA32, VMINFO_ZONE_NORMAL,
	VMINFO_ZONE_HIGHMEM, VMINFO_ZONE_MOVABLE, VMINFO_ZONE_DEVICE,
};

/* Members of struct vminfo_frame, as bits of the last ones. */
enum vminfo_frame_member {
	VMINFO_FRAME_HAS_FLAGS = 1u << 0,
	VMINFO_FRAME_HAS_MEMCG = 1u << 1,
	VMINFO_FRAME_HAS_MAPCOUNT = 1u << 2,
	VMINFO_FRAME_HAS_ORDER = 1u << 3,
	VMINFO_FRAME_HAS_ZONE = 1u << 4,
	VMINFO_FRAME_HAS_NODE = 1u << 5,
};

/* One frame.  A member that is not known has all bits set. */
struct vminfo_frame {
	uint64_t pfn;
	uint64_t flags;		/* as /proc/kpageflags has it */
	uint64_t memcg;		/* inode of the control group's directory that
				   is charged for it; 0: none */
	uint32_t mapcount;	/* entries of page tables that map it; neither
				   pins nor caches */
	uint8_t order;		/* of the folio: 2^order frames */
	uint8_t zone;		/* enum vminfo_zone */
	uint16_t node;
	uint8_t known;		/* members that are known */
	uint8_t hidden;		/* those that a missing right hides */
	uint8_t inferred;	/* of the known: follow from something else */
	uint8_t changed;	/* those that changed while they were read */
	uint8_t varies;		/* of a run: those that are not known since they
				   are not the same on all of its pages */
	uint8_t reserved[3];	/* 0 */
};

/*
 * All that can be known of a frame.  Of a number that is no frame of RAM, flags
 * are neither known nor hidden.  -EINVAL: no frame can have that number.
 */
int vminfo_context_frame(struct vminfo_context *context, uint64_t pfn,
			 struct vminfo_frame *frame);

/*
 * The same of consecutive frames; `members` (enum vminfo_frame_member; 0: all)
 * says what to read, the others are not known.
 * Number filled; 0: the kernel knows no frames from there on; negative errno.
 */
ssize_t vminfo_context_frames(struct vminfo_context *context, uint64_t pfn,
			      uint64_t members, struct vminfo_frame *frames,
			      size_t n);

/*
 * The words of /proc/kpageflags of consecutive frames, and of what is no frame,
 * as they are: the fastest way to see all frames of a machine.
 * Number filled; 0: the file ends there; -EACCES: it is hidden.
 */
ssize_t vminfo_context_frame_words(struct vminfo_context *context, uint64_t pfn,
				   uint64_t *words, size_t n);

/* A line of /proc/iomem. */
struct vminfo_region {
	uint64_t pa;		/* address of its first byte */
	uint64_t length;	/* bytes; pa + length may be 2^64 */
	const char *name;	/* "System RAM": raw, borrowed until the context
				   is freed */
};

/*
 * The innermost region that has the address.  1: *region is filled; 0: there is
 * none; -ENODATA: hidden, or not readable.
 */
int vminfo_context_region(struct vminfo_context *context, uint64_t pa,
			  struct vminfo_region *region);

/*
 * The path that a recording has of a control group, by its inode (memcg of a
 * frame).  1: *path is filled, raw, borrowed until the context is freed; 0: it
 * does not say; -ENODATA: no recording, so look below /sys/fs/cgroup.
 */
int vminfo_context_recorded_memcg(const struct vminfo_context *context,
				  uint64_t inode, const char **path);

/* As /proc/swaps says: zram and loop devices are partitions. */
enum vminfo_swap_kind {
	VMINFO_SWAP_OTHER,	/* none of those below */
	VMINFO_SWAP_PARTITION,	/* a block device */
	VMINFO_SWAP_FILE,
};

struct vminfo_ram {
	uint64_t pa;		/* address of its first byte */
	uint64_t length;	/* bytes */
};

struct vminfo_zone_span {
	uint64_t pfn;		/* of its first frame */
	uint64_t spanned;	/* frames, with holes; zones may overlap */
	uint64_t present;	/* frames of RAM */
	uint64_t managed;	/* of these, those that can be given out */
	uint32_t node;
	uint32_t zone;		/* enum vminfo_zone; 0: of another name */
};

struct vminfo_swap_area {
	const char *name;	/* file or device */
	uint64_t size;		/* bytes */
	uint64_t used;		/* bytes, when areas were last listed, or
				   switched on or off */
	int32_t priority;	/* of a higher one, slots are taken first */
	uint32_t kind;		/* enum vminfo_swap_kind */
};

/*
 * What the machine has.  Up to n records are filled; returned is how many there
 * are; -ENODATA: hidden, or not readable.  Names are raw bytes, borrowed until
 * the next call on this context.
 */
ssize_t vminfo_context_ram(struct vminfo_context *context,
			   struct vminfo_ram *ranges, size_t n);
ssize_t vminfo_context_zones(struct vminfo_context *context,
			     struct vminfo_zone_span *zones, size_t n);
ssize_t vminfo_context_swap_areas(struct vminfo_context *context,
				  struct vminfo_swap_area *areas, size_t n);

/*
 * The area that a slot is in: the kernel numbers the areas but never prints the
 * numbers (/proc/swaps, in their order, without the freed ones).  Ask for slots
 * that were just seen: each number seen leaves fewer areas to the others.
 * 1: *area is proven; 0: a guess; -ENODATA: cannot be told.
 */
int vminfo_context_slot_area(struct vminfo_context *context, unsigned int type,
			     uint64_t slot, struct vminfo_swap_area *area);

/*
 * A file below /sys/kernel/mm, as "transparent_hugepage/enabled": raw text
 * without its last newline, borrowed until the next call on this context.
 * -ENOENT: this kernel has none; -ENODATA: not known, as of another procfs.
 */
int vminfo_context_setting(struct vminfo_context *context, const char *name,
			   const char **text);

/* --- Process: one pinned /proc/PID, never a stranger that got its number -- */

/*
 * The processes of a recording, or of a procfs, by their numbers: the lowest
 * above `after`, from 0 on; 0: there is none.
 */
pid_t vminfo_context_next_process(struct vminfo_context *context, pid_t after);

/*
 * -ENOENT: no such process, or hidden by hidepid; -ENODATA: one of its files is
 * not there (see the error text); -EACCES, -EPERM: refused; -ESRCH: it has no
 * address space, as vminfo_process_kind_of() tells, or just exited.
 * After fork(), a process that opened itself is -ESTALE in the child.
 */
int vminfo_process_open(struct vminfo_context *context, pid_t pid,
			struct vminfo_process **process);
void vminfo_process_close(struct vminfo_process *process);

struct vminfo_descriptors {
	size_t size;		/* sizeof(struct vminfo_descriptors) */
	int maps;		/* /proc/PID/maps, for reading */
	int pagemap;		/* /proc/PID/pagemap, for reading */
	const int *smaps;	/* /proc/PID/smaps, or NULL */
};

/*
 * A process by descriptors that somebody else opened, whose rights count.  They
 * must be of one process and execution; they are duplicated, but share their
 * file position with the originals.  -EBADF: one is not open.
 */
int vminfo_process_adopt(struct vminfo_context *context,
			 const struct vminfo_descriptors *descriptors,
			 struct vminfo_process **process);

/* The number it was opened by; -1 for an adopted one. */
pid_t vminfo_process_pid(const struct vminfo_process *process);

enum vminfo_process_kind {
	VMINFO_USER_PROCESS = 1,	/* has an address space */
	VMINFO_KERNEL_THREAD,
	VMINFO_ZOMBIE,			/* exited, not yet waited for */
};

/* enum vminfo_process_kind, from PID/stat; -ENOENT, -ESRCH, -EPERM. */
int vminfo_process_kind_of(struct vminfo_context *context, pid_t pid);

/*
 * comm in PID/stat: at most 63 bytes, raw and hostile; "" if it cannot be read.
 * Borrowed until the process is closed.
 */
const char *vminfo_process_name(const struct vminfo_process *process);

/* Its number in its own PID namespace; -ENODATA: adopted; negative errno. */
pid_t vminfo_process_namespace_pid(struct vminfo_process *process);

/* 0: it did prctl(PR_SET_THP_DISABLE); 1: not; -ENODATA: it is not told. */
int vminfo_process_thp_enabled(struct vminfo_process *process);

/*
 * The node of memory that a recording has for the page of an address; -1: it
 * does not say.  Number of pages from there on of which the same is said; 0:
 * this is no recording, so ask move_pages(2).
 */
uint64_t vminfo_process_recorded_node(const struct vminfo_process *process,
				      uint64_t va, int *node);

/* When it was started, in clock ticks after boot.  VMINFO_NONE: adopted. */
uint64_t vminfo_process_start_time(const struct vminfo_process *process);

/* An address without the tag that it may carry (arm64 TBI, MTE; x86 LAM). */
uint64_t vminfo_process_untagged(const struct vminfo_process *process,
				 uint64_t va);

/*
 * The page that holds an address, which may carry a tag (unmapped, if no
 * mapping has it).  _mapping: 1 if *mapping holds it, 0 if none does; its name
 * is borrowed until the next call on this process.
 * -ESRCH: exited or exec'ed; -EAGAIN: it changed each time that it was read.
 */
int vminfo_process_page(struct vminfo_process *process, uint64_t va,
			struct vminfo_page *page);
int vminfo_process_mapping(struct vminfo_process *process, uint64_t va,
			   struct vminfo_mapping *mapping);

/* --- Walk: the address space in ascending order --------------------------- */

enum vminfo_want {
	VMINFO_WANT_GAPS = 1u << 0,	/* holes between mappings, too: one run
					   (or one record a page) of unmapped */
	VMINFO_WANT_EXACT = 1u << 1,	/* read each page of a huge one, so that
					   none is inferred from its first */
	VMINFO_WANT_FRAMES = 1u << 2,	/* the frame of each page */
	VMINFO_WANT_BACKING = 1u << 3,	/* what would be unresolved, or may hide
					   behind a marker, is asked of its
					   object: cached, shmem-swapped or
					   absent (inferred) */
	VMINFO_WANT_SHMEM = 1u << 4,	/* the same, of shared memory alone */
	VMINFO_WANT_PRESENCE = 1u << 5,	/* of what is present or zero only that,
					   and whether it is huge: no word, no
					   value; faster.  Not with _EXACT or
					   _FRAMES */
	VMINFO_WANT_AHEAD = 1u << 6,	/* 1 MiB of entries is read at a time,
					   not half of it: fewer system calls
					   where memory is dense.  Not heeded
					   with _EXACT or _FRAMES */
};

/* For struct vminfo_walk_options: members, enum vminfo_frame_member. */
#define VMINFO_SPLIT_FRAME(members) ((uint64_t)(members) << 16)

struct vminfo_walk_options {
	size_t size;		/* sizeof(struct vminfo_walk_options) */
	uint64_t start;		/* first address, rounded down to a page; it
				   may carry a tag, like all of its range */
	uint64_t length;	/* bytes, rounded up; 0: up to 2^64 */
	uint64_t want;		/* enum vminfo_want */
	uint64_t split;		/* enum vminfo_attribute, and, if frames are
				   wanted, VMINFO_SPLIT_FRAME(): a run ends
				   where one of these changes */
	uint64_t members;	/* enum vminfo_frame_member: what is read of
				   frames, if they are wanted; 0: all.  Those
				   of `split` are read, too */
};

/* The walk borrows the process, which must stay open. */
int vminfo_walk_new(struct vminfo_process *process,
		    const struct vminfo_walk_options *options,
		    struct vminfo_walk **walk);
void vminfo_walk_free(struct vminfo_walk *walk);

/*
 * Fill the caller's array with the next mappings, pages or runs.  One walk is
 * for one of the three (-EINVAL).  A batch of pages or runs never crosses a
 * mapping; a run does not end with a batch.
 *
 * With VMINFO_WANT_FRAMES, frames[i] is that of pages[i], or what the frames of
 * runs[i] have in common (vminfo_frame(3)); else `frames` is NULL, as it may.
 * A page without a frame has one of number VMINFO_NONE of which nothing is
 * known, and nothing hidden.
 *
 * Number filled; 0 at the end, when vminfo_walk_status() is complete or
 * changed; negative errno if the list was cut short: -ESRCH the process is
 * gone, -ESTALE it called exec or we are a forked child, -EIO pagemap ends
 * although the mappings are there, else what the kernel said.
 */
ssize_t vminfo_walk_mappings(struct vminfo_walk *walk,
			     struct vminfo_mapping *mappings, size_t n);
ssize_t vminfo_walk_pages(struct vminfo_walk *walk, struct vminfo_page *pages,
			  struct vminfo_frame *frames, size_t n);
ssize_t vminfo_walk_runs(struct vminfo_walk *walk, struct vminfo_run *runs,
			 struct vminfo_frame *frames, size_t n);

/*
 * The mapping that the last batch of pages or runs belongs to; NULL in a gap.
 * Borrowed until the next call on this walk.
 */
const struct vminfo_mapping *
vminfo_walk_mapping(const struct vminfo_walk *walk);

/* What is behind a mapping. */
enum vminfo_backing_object {
	VMINFO_BACKED_BY_SHMEM = 1,	/* memory, which may be swapped */
	VMINFO_BACKED_BY_FILE,		/* on a disk: its pages never are */
	VMINFO_BACKED_BY_OTHER,		/* hugetlb, or the kernel: likewise */
};

enum vminfo_backing_method {
	VMINFO_BACKING_CACHESTAT = 1,
	VMINFO_BACKING_MINCORE,		/* and SEEK_DATA: tells less */
	VMINFO_BACKING_RECORDED,
};

enum vminfo_backing_reason {
	VMINFO_BACKING_UNFIT = 1,	/* no page cache that can be asked */
	VMINFO_BACKING_REFUSED,		/* not opened: CAP_CHECKPOINT_RESTORE */
	VMINFO_BACKING_NOT_FOUND,	/* there is nothing to open it by */
	VMINFO_BACKING_NOT_OWNER,	/* it takes CAP_FOWNER to ask */
	VMINFO_BACKING_OLD_KERNEL,	/* uncertain before Linux 6.5 */
	VMINFO_BACKING_FAILED,		/* another error */
	VMINFO_BACKING_NOT_RECORDED,
	VMINFO_BACKING_NOT_WANTED,	/* it is a file: VMINFO_WANT_SHMEM */
};

struct vminfo_backing {
	uint32_t object;	/* enum vminfo_backing_object; 0: not known */
	uint32_t method;	/* that answered; 0: none did */
	uint32_t reason;	/* why some pages are unresolved; 0: none are */
	uint32_t reserved;	/* 0 */
};

/*
 * Who answered for the pages without an entry in the mapping that the last
 * batch of pages or runs belongs to, as far as it was read.  Objects are opened
 * by /proc/PID/map_files or PID/fd, and some stay open as long as the walk.  No
 * page is read or brought back, and no access is noted.
 * -ENODATA: in a gap, or no object was to be asked.
 */
int vminfo_walk_backing(const struct vminfo_walk *walk,
			struct vminfo_backing *backing);

/* /proc/PID/smaps, in bytes; VMINFO_NONE where this kernel has no such line. */
struct vminfo_smaps {
	uint64_t page_size;	/* KernelPageSize */
	uint64_t rss;		/* without hugetlb, zero page and pfnmap */
	uint64_t pss, pss_dirty;
	uint64_t shared_clean, shared_dirty, private_clean, private_dirty;
	uint64_t referenced, anonymous, ksm, lazy_free;
	uint64_t anon_huge;	/* AnonHugePages: mapped at PMD level */
	uint64_t shmem_huge;	/* ShmemPmdMapped */
	uint64_t file_huge;	/* FilePmdMapped */
	uint64_t shared_hugetlb, private_hugetlb;
	uint64_t swap;		/* with all that a shmem object has in swap */
	uint64_t swap_pss;
	uint64_t locked;	/* this process' share of locked pages */
	uint64_t flags;		/* enum vminfo_vmflag */
	uint64_t thp_eligible;	/* 1: transparent huge pages of some size may be
				   put here, as it is set now; 0: none */
};

/* Some of VmFlags; those not named here are left out. */
enum vminfo_vmflag {
	VMINFO_VM_PFNMAP = 1u << 0,	/* pf */
	VMINFO_VM_MIXEDMAP = 1u << 1,	/* mm */
	VMINFO_VM_IO = 1u << 2,		/* io */
	VMINFO_VM_LOCKED = 1u << 3,	/* lo */
	VMINFO_VM_HUGETLB = 1u << 4,	/* ht */
	VMINFO_VM_HUGEPAGE = 1u << 5,	/* hg */
	VMINFO_VM_NOHUGEPAGE = 1u << 6,	/* nh */
	VMINFO_VM_MERGEABLE = 1u << 7,	/* mg */
	VMINFO_VM_DONTFORK = 1u << 8,	/* dc */
	VMINFO_VM_GUARD = 1u << 9,	/* gu: may hold guard regions */
	VMINFO_VM_GROWSDOWN = 1u << 10,	/* gd: a stack */
	VMINFO_VM_UFFD_MISSING = 1u << 11, /* um: userfaultfd fills it */
	VMINFO_VM_UFFD_WP = 1u << 12,	/* uw: is asked before writes */
	VMINFO_VM_UFFD_MINOR = 1u << 13, /* ui: is asked before it is mapped */
	VMINFO_VM_DONTDUMP = 1u << 14,	/* dd: not in core dumps */
};

/*
 * The smaps of the mapping at `va`, which must ascend: the one of
 * vminfo_walk_mapping(), or of a walk of mappings.  They cost the kernel as
 * much as the walk.  -ENODATA: no such mapping any more, or no smaps.
 */
int vminfo_walk_smaps(struct vminfo_walk *walk, uint64_t va,
		      struct vminfo_smaps *smaps);

/*
 * The sums over all mappings, from /proc/PID/smaps_rollup, without page_size
 * and flags.  Rights are needed now.  -ENODATA: there is none (before Linux
 * 4.14, in a recording, of an adopted process); -ESRCH: exited or exec'ed.
 */
int vminfo_process_smaps(struct vminfo_process *process,
			 struct vminfo_smaps *smaps);

enum vminfo_status {
	VMINFO_UNFINISHED = 1,	/* not at the end yet */
	VMINFO_COMPLETE,	/* everything was seen, checked afterwards */
	VMINFO_CHANGED_MEANWHILE,	/* all listed, some marked changed */
	VMINFO_GONE,		/* cut short: it exited */
	VMINFO_EXECED,		/* cut short: it runs another program */
	VMINFO_REFUSED,		/* cut short: the kernel gave an error */
};

enum vminfo_status vminfo_walk_status(const struct vminfo_walk *walk);

/* --- DMA: whether memory is fit for a device ------------------------------ */

/* One proven violation makes it no; else one thing unknown makes it unknown. */
enum vminfo_verdict {
	VMINFO_YES = 1,
	VMINFO_NO,
	VMINFO_UNKNOWN,
};

/* What is judged.  All memory, and no constraint: yes; not all: unknown. */
enum vminfo_dma_rule {
	VMINFO_DMA_MEMORY,	/* each page is in a frame of its own */
	VMINFO_DMA_SINGLE,
	VMINFO_DMA_MIN_RUN,
	VMINFO_DMA_ALIGN,
	VMINFO_DMA_MASK,	/* also: no address is below 0 or above 2^64 */
	VMINFO_DMA_VIRT_BOUNDARY,
	VMINFO_DMA_MAX_SEGS,
	VMINFO_DMA_NODES,
	VMINFO_DMA_RULES,	/* how many there are */
};

/* Where memory is of which the kernel gives no page information (pfnmap). */
struct vminfo_dma_base {
	uint64_t va;		/* of its first byte; may carry a tag */
	uint64_t length;	/* bytes, at least 1 */
	uint64_t pa;		/* of its first byte */
};

/*
 * Addresses are those on the bus: physical ones plus bus_offset.  A segment is
 * an entry of the scatter list: as long as addresses are consecutive, boundary
 * and seg_max allow it, and it has less than 4 GiB.  0 stands for none.
 */
struct vminfo_dma_constraints {
	size_t size;		/* sizeof(struct vminfo_dma_constraints) */
	uint32_t single;	/* 1: one run, which no constraint splits */
	uint32_t reserved;	/* 0 */
	uint64_t min_run;	/* bytes that each run has but the last */
	uint64_t align;		/* of the first byte; a power of two */
	uint64_t mask;		/* the highest address */
	uint64_t boundary;	/* segments do not cross its multiples; a power
				   of two */
	uint64_t virt_boundary;	/* where one segment ends and the next starts
				   are multiples; a power of two */
	uint64_t seg_max;	/* bytes of the largest segment */
	uint64_t max_segs;	/* how many segments there may be */
	const uint64_t *nodes;	/* a bit for each node that may have it; */
	size_t node_words;	/* so many words of 64 */
	int64_t bus_offset;	/* bytes */
	/* What is known beside what the kernel says. */
	const struct vminfo_dma_base *bases;
	size_t base_count;
	/*
	 * Puts the node of the first page of a run whose frame is hidden into
	 * *node, or -1; returns how many pages from there on are on the same.
	 * NULL: it is not known.
	 */
	uint64_t (*node_of)(void *data, struct vminfo_process *process,
			    const struct vminfo_run *run, int *node);
	void *node_data;	/* given to it */
};

/* The first place that made a verdict no or unknown; addresses are physical. */
struct vminfo_dma_finding {
	uint64_t va;		/* of its first byte; VMINFO_NONE: no such */
	uint64_t pa;		/* of that byte; VMINFO_NONE: not known */
	uint64_t expected;	/* where it would be, by the byte before it;
				   VMINFO_NONE: not known */
	uint64_t bytes;		/* how many, of memory, mask, nodes; else 0 */
	uint32_t verdict;	/* enum vminfo_verdict */
	uint32_t state;		/* enum vminfo_state */
};

struct vminfo_dma_segment {
	uint64_t va;		/* of its first byte */
	uint64_t pa;		/* physical; VMINFO_NONE: not known */
	uint64_t bus;		/* what the device gets; likewise */
	uint64_t length;	/* bytes, below 4 GiB */
};

/* Bytes of an address space; the address may carry a tag. */
struct vminfo_dma_buffer {
	uint64_t va;
	uint64_t length;	/* at least 1; va + length may be 2^64 */
};

struct vminfo_dma_report {
	size_t size;		/* sizeof(struct vminfo_dma_report) */
	struct vminfo_dma_segment *segments;	/* the caller's, or NULL */
	size_t room;		/* how many there fit */
	uint64_t segments_needed;	/* VMINFO_NONE: cannot be told */
	uint64_t segments_least;	/* then it is from so many .. */
	uint64_t segments_most;		/* .. to so many */
	uint64_t runs;		/* VMINFO_NONE: cannot be told */
	uint64_t longest;	/* bytes of the longest run; likewise */
	uint64_t runs_of_order[64];	/* of 2^i bytes up to twice as many */
	uint64_t pages_of_state[32];	/* by enum vminfo_state; those at the
					   ends may be in the buffer in part */
	uint32_t verdict;	/* enum vminfo_verdict, of all rules */
	uint32_t inferred;	/* not 0: some address is that of a base */
	struct vminfo_dma_finding findings[VMINFO_DMA_RULES];
};

/*
 * A snapshot: pages that nothing pins may be elsewhere in a moment.  Of the
 * report `size`, `segments` and `room` are the caller's.  NULL constraints: is
 * it memory?  On a handle of one's own process it allocates and opens nothing.
 * 0, whatever the verdict is; -EINVAL: an empty buffer, or constraints that are
 * none; -E2BIG; else as vminfo_walk_runs().
 */
int vminfo_dma_check(struct vminfo_process *process,
		     const struct vminfo_dma_buffer *buffer,
		     const struct vminfo_dma_constraints *constraints,
		     struct vminfo_dma_report *report);

/* A part of a buffer. */
struct vminfo_dma_window {
	uint64_t va;		/* of its first byte */
	uint64_t length;	/* bytes; 0: there is none */
	uint32_t may_be_larger;	/* not 0: some memory could not be judged */
	uint32_t reserved;	/* 0 */
};

/*
 * The largest part of a buffer of which vminfo_dma_check() would say yes, of
 * several the first.  A buffer of length 0 is all up to 2^64.  It allocates for
 * as many runs as max_segs allows.  Returns as vminfo_dma_check().
 */
int vminfo_dma_find(struct vminfo_process *process,
		    const struct vminfo_dma_buffer *buffer,
		    const struct vminfo_dma_constraints *constraints,
		    struct vminfo_dma_window *window);

/* --- Recorder: what is seen, as text to look at later --------------------- */

struct vminfo_recorder_options {
	size_t size;		/* sizeof(struct vminfo_recorder_options) */
	/* Takes a piece of the text.  0, or negative errno, which stays. */
	int (*write)(void *data, const char *text, size_t length);
	/* As of struct vminfo_dma_constraints; NULL: no nodes are recorded. */
	uint64_t (*node_of)(void *data, struct vminfo_process *process,
			    const struct vminfo_run *run, int *node);
	/*
	 * The path of the control group whose directory has this inode, until
	 * the next call, or NULL.  NULL: no paths are recorded.
	 */
	const char *(*memcg_path)(void *data, uint64_t inode);
	void *data;		/* given to all */
	uint64_t flags;		/* enum vminfo_record */
};

enum vminfo_record {
	VMINFO_RECORD_REBASED = 1u << 0,	/* other numbers of frames; all
						   text is held until the end */
	VMINFO_RECORD_BACKING = 1u << 1,	/* as VMINFO_WANT_BACKING */
};

/*
 * Writes a recording, vminfo-recording(5), of what this context sees: of the
 * machine now, of each process when it is added.  -EINVAL: there is no `write`.
 */
int vminfo_recorder_new(struct vminfo_context *context,
			const struct vminfo_recorder_options *options,
			struct vminfo_recorder **recorder);
void vminfo_recorder_free(struct vminfo_recorder *recorder);

/*
 * Walks a process, whose number must be above those before (-EINVAL).  Returns
 * enum vminfo_status of the walk, which the recording says, too; or negative
 * errno, and the recording is of no use any more.
 */
int vminfo_recorder_add(struct vminfo_recorder *recorder,
			struct vminfo_process *process);

/* A process that could not be opened: `error` is what it will give again. */
int vminfo_recorder_refuse(struct vminfo_recorder *recorder, pid_t pid,
			   int error);

/* The last line, without which a recording is none. */
int vminfo_recorder_end(struct vminfo_recorder *recorder);

enum vminfo_recorder_count {
	VMINFO_RECORDER_HIDDEN,	/* pages whose frame or slot was hidden */
	VMINFO_RECORDER_KEPT,	/* frames that kept their real numbers */
};

/* How many there were so far. */
uint64_t vminfo_recorder_count(const struct vminfo_recorder *recorder,
			       enum vminfo_recorder_count what);

/* --- Names: the words that the tools print for the numbers above ---------- */

/*
 * Of the enum of that name; numbers of records can be given as they are.
 * "shmem-swapped", "DMA32", "not-owner"; static storage, NULL for a number that
 * has none.  A bit of frames that no kernel gave a meaning is "bit27".
 */
const char *vminfo_state_name(unsigned int state);
const char *vminfo_attribute_name(unsigned int attribute);
const char *vminfo_mapping_kind_name(unsigned int kind);
const char *vminfo_right_name(unsigned int right);
const char *vminfo_feature_name(unsigned int feature);
const char *vminfo_frame_flag_name(unsigned int bit);
const char *vminfo_frame_member_name(unsigned int member);
const char *vminfo_zone_name(unsigned int zone);
const char *vminfo_swap_kind_name(unsigned int kind);
const char *vminfo_process_kind_name(unsigned int kind);
const char *vminfo_backing_object_name(unsigned int object);
const char *vminfo_backing_method_name(unsigned int method);
const char *vminfo_backing_reason_name(unsigned int reason);
const char *vminfo_status_name(unsigned int status);
const char *vminfo_verdict_name(unsigned int verdict);
const char *vminfo_dma_rule_name(unsigned int rule);

/* The number for a name, or -EINVAL. */
int vminfo_state_from_name(const char *name);
int vminfo_attribute_from_name(const char *name);
int vminfo_right_from_name(const char *name);
int vminfo_frame_flag_from_name(const char *name);
int vminfo_dma_rule_from_name(const char *name);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
