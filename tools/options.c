// SPDX-License-Identifier: LGPL-2.1-or-later
/* The words of every option of every tool: name, letter, argument, meaning. */
#include <stddef.h>

#include "options.h"

const struct cli_words options_words[] = {
	/* Which processes */
	{ "pid", 'p', "LIST",
	  "numbers of processes, separated by commas or blanks; '-': those "
	  "on standard input" },
	{ "name", 0, "NAME",
	  "processes of that command name" },
	{ "match", 0, "REGEX",
	  "processes whose command line has a match, as with pgrep -f" },
	{ "all", 'a', NULL, "every process" },
	{ "cgroup", 0, "DIR",
	  "processes of a control group and of those below it" },
	{ "unit", 0, "NAME", "processes of a unit of systemd" },
	{ "ignore-unreadable", 0, NULL,
	  "who is chosen without a number and is refused does not count" },
	{ "freeze", 0, NULL,
	  "stop each process while it is looked at: fixes what it maps, not "
	  "where the kernel has its pages" },
	{ "procfs", 0, "DIR",
	  "look at another /proc, a container host's for example" },
	{ "replay", 0, "FILE",
	  "look at a recording ('-': standard input); without PIDs, at all "
	  "of its processes" },

	/* A command */
	{ "ready", 0, "HOW",
	  "when it is looked at: exit (the default: held at its end, when its "
	  "memory is still whole), stop (it stops itself), notify[:NAME] (as "
	  "a service does, or VMINFO_POINT), fd:N (a line on that "
	  "descriptor), line:REGEX (a line that it prints), delay:TIME" },
	{ "timeout", 0, "TIME",
	  "how long that may take; 30s, if not given; 0: for ever" },
	{ "as", 0, "USER",
	  "run it as USER; else as who called, also under sudo" },
	{ "follow", 0, "NAME",
	  "look at each process of that name among it and what it started" },
	{ "kill", 0, NULL,
	  "end it, and what it started, when it was looked at" },
	{ "ignore-child", 0, NULL, "do not fail if it fails" },

	/* Which memory */
	{ "range", 'A', "RANGE",
	  "only addresses LO-HI, ADDR+LEN or LO,HI: hexadecimal, LEN decimal "
	  "with K, M, G; may be given more than once" },
	{ "mapping", 'm', "GLOB",
	  "only mappings of that name: '[heap]', '*/libfoo*'; may be given "
	  "more than once" },

	{ "symbol", 0, "NAME[+OFF][:LEN]",
	  "only that variable or function, by the symbols of its ELF file; "
	  "OBJECT: or FILE: may stand before it; may be given more than once" },

	{ "backing", 0, NULL,
	  "ask files and shared memory for the pages that are not mapped: "
	  "they are cached, shmem-swapped or absent then" },

	/* Recording */
	{ "record", 0, "FILE",
	  "write what can be seen into a new file ('-': standard output), "
	  "for --replay" },
	{ "rebase", 0, NULL,
	  "hide the real numbers of frames: others are as well aligned, and "
	  "as consecutive" },

	/* Which frames */
	{ "pfn", 0, "N|N-M|N+COUNT",
	  "the pages that these frames are in: numbers, decimal or with 0x; "
	  "'-': those of a list or a log on standard input" },
	{ "pa", 0, "ADDR|LO-HI|ADDR+LEN",
	  "the same by physical addresses, hexadecimal" },
	{ "shared", 0, NULL,
	  "the frames that these processes have in common, each counted "
	  "once" },
	{ "on-unknown", 0, "fail|skip",
	  "exit with 1, or 77 (a test that is skipped), where it would be "
	  "3" },

	/* What a device needs */
	{ "single", 0, NULL,
	  "one run of physical addresses, which --boundary and --seg-max do "
	  "not split; meant if nothing else is asked" },
	{ "min-run", 0, "SIZE",
	  "each run but the last has at least so many bytes" },
	{ "align", 0, "SIZE",
	  "the first byte's address is a multiple of it, a power of two" },
	{ "below", 0, "SIZE",
	  "all addresses are below it: 4G, or hexadecimal with 0x" },
	{ "dma-bits", 0, "N", "all addresses have no more than N bits" },
	{ "boundary", 0, "SIZE",
	  "segments end at multiples of it, a power of two" },
	{ "seg-max", 0, "SIZE", "segments are no longer than that" },
	{ "max-segs", 0, "N", "there are no more segments than that" },
	{ "virt-boundary", 0, "SIZE",
	  "where one segment ends and the next begins are multiples of it, a "
	  "power of two: 4K for NVMe" },
	{ "node", 0, "LIST", "all of it is on one of these nodes: 0,2-3" },
	{ "bus-offset", 0, "[-]HEX",
	  "the device sees physical addresses plus this: what is judged" },
	{ "profile", 0, "NAME|FILE",
	  "all that a kind of device needs: nvme-prp, isa, ... or a file, "
	  "vminfo-profile(5)" },
	{ "device", 0, "BDF",
	  "the mask of a PCI device's driver, and whether physical addresses "
	  "are what it sees" },
	{ "pa-base", 0, "VA=PA",
	  "where memory is that a driver maps without page structures; may "
	  "be given more than once" },
	{ "sg", 0, NULL,
	  "the scatter list that a driver would build: a row a segment" },
	{ "find", 0, NULL,
	  "the largest part that fulfils it all, in that memory or in all of "
	  "it" },
	{ "provoke", 0, NULL,
	  "with --watch: have the kernel compact all memory between looks, "
	  "which moves pages (root)" },

	/* What of memory in swap */
	{ "threshold", 0, "SIZE",
	  "so much may be in swap, of all of it together; else nothing" },
	{ "until-clean", 0, "TIME",
	  "look again (--every TIME) until no more than that is, for so long "
	  "at most" },

	/* What must be true */
	{ "policy", 0, "FILE",
	  "rules of a file, vmaudit-policy(5); may be given more than once" },
	{ "target", 0, "TARGET",
	  "begins a rule on some memory: all, heap, stack, mapping:GLOB, "
	  "symbol:NAME, range:SPEC; may be given more than once" },
	{ "expect", 0, "'METRIC OP VALUE'",
	  "what must be true of it, for example 'runs=1'; without --target, "
	  "of all memory; may be given more than once" },
	{ "strict", 0, NULL, "a rule that only warns fails, too" },
	{ "baseline", 0, "FILE",
	  "where record keeps what it measures, and diff finds it" },
	{ "tolerance", 0, "PERCENT",
	  "so much worse than the baseline is not worse: 5%; else 0%" },

	/* Which rows */
	{ "group", 'g', "page|run|mapping|process",
	  "what each row is" },
	{ "by", 0, "process|mapping|range|object|area",
	  "another name of --group" },
	{ "list", 0, NULL,
	  "short for --group range: which addresses are in swap" },
	{ "where", 0, "'COL OP VALUE'",
	  "only rows on which this holds, for example 'size>=2M'; OP is "
	  "= != < <= > >= ~ !~; may be given more than once" },
	{ "split", 0, "LIST",
	  "rows of runs end where these columns change, in place of all that "
	  "are shown: what differs along a row is '*'" },
	{ "diff", 0, "A.vm [B.vm|PID]",
	  "what changed from a recording to another, or to live processes" },
	{ "watch", 0, NULL,
	  "look again and again, and report what changed meanwhile" },
	{ "every", 0, "TIME", "so often; else each second" },
	{ "for", 0, "TIME", "look for so long; else until interrupted" },
	{ "verify", 0, NULL,
	  "set our RSS, PSS, USS and SWAP beside those of smaps" },
	{ "contpte", 0, "SIZE",
	  "how much lies in blocks of SIZE that are consecutive and aligned; "
	  "may be given more than once" },

	{ "strip", 0, NULL,
	  "a picture of each mapping in place of rows: a cell is 1, 2, 4 ... "
	  "pages and shows the worst of them" },

	{ "why-not-huge", 0, NULL,
	  "of each block as large as a huge page: is it one, and if not, "
	  "why" },

	/* What may be seen */
	{ "explain", 0, NULL,
	  "say what may be seen here; with a PID, of that process; with "
	  "operands that begin with 0x, at these addresses of it" },
	{ "can", 0, "LIST",
	  "exit with 0 if all of LIST can be seen here: pfn, kpage, swap, "
	  "..." },

	/* Output */
	{ "format", 0, "FORMAT[:FILE]",
	  "how the report is written, text, tap, junit, github, gitlab, json "
	  "or prom; into FILE; may be given more than once" },
	{ "output", 'o', "LIST",
	  "columns to show; '+COL' adds to the usual ones" },
	{ "output-all", 'O', NULL, "all columns" },
	{ "list-columns", 'H', NULL, "say what the columns are, and exit" },
	{ "json", 'J', "lines", "JSON: one document, or an object a line" },
	{ "pairs", 'P', NULL,
	  "COLUMN=\"value\" pairs, safe to give to a shell" },
	{ "raw", 'r', NULL, "words with one blank between them" },
	{ "noheadings", 'n', NULL, "no line with the names of the columns" },
	{ "bytes", 'b', NULL, "sizes in bytes" },
	{ "notruncate", 'u', NULL,
	  "do not cut names at the edge of the screen" },
	{ "sort", 0, "[-]COL", "sort rows by a column ('-': largest first)" },
	{ "summary", 0, "never|append|only",
	  "what the rows add up to: not at all, behind them (as in tables, "
	  "if not given), or nothing else" },
	{ "color", 0, "auto|always|never",
	  "colour in tables: auto, if not given; --color alone is always" },
	{ "ascii", 0, NULL, "nothing but ASCII, whatever the locale" },
	{ "jobs", 'j', "N",
	  "look at N processes at once (otherwise at a few, by what there is "
	  "of processors and memory)" },
	{ "quiet", 'q', NULL, "print nothing, only exit with the status" },
	{ "verbose", 'v', NULL, "list what tables leave out" },

	/* Help */
	{ "help", 'h', NULL, "print this and exit" },
	{ "version", 'V', NULL, "print the versions and exit" },
	{ .name = NULL },
};
