// SPDX-License-Identifier: LGPL-2.1-or-later
/* Profiles: which one a word means, what is in a file, and what may not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "overhear.h"
#include "profile.h"

static char directory[] = "/tmp/vminfo-profile-XXXXXX";
static char path[64];
static char lines[1024];
static const char *said;	/* of these, without the program's name */

static int make_directory(void **state)
{
	(void)state;
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof(path), "%s/x.yaml", directory);
	return 0;
}

static int remove_directory(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(directory);
}

static void write_bytes(const char *bytes, size_t length)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static int find(const char *word, struct profile *profile)
{
	struct overhear o = overhear_start(stderr);
	int ret = profile_find(word, profile);

	overhear_stop(&o, lines, sizeof(lines));
	said = strstr(lines, ": ");
	said = said ? said + 2 : lines;
	return ret;
}

/* Nothing of a profile is given to the caller. */
static void assert_refused(const char *word, const char *message)
{
	static const struct profile before = { .name = "before" };
	struct profile profile = before;

	assert_int_equal(find(word, &profile), -EINVAL);
	assert_string_equal(said, message);
	assert_memory_equal(&profile, &before, sizeof(before));
}

/* The message is behind the path; %s stands for the path. */
static void assert_file_refused(const char *text, const char *message)
{
	char whole[512];

	write_bytes(text, strlen(text));
	snprintf(whole, sizeof(whole), "%s%s\n", path, message);
	assert_refused(path, whole);
}

static void assert_file_read(const char *text, struct profile *profile)
{
	write_bytes(text, strlen(text));
	assert_int_equal(find(path, profile), 0);
	assert_string_equal(said, "");
}

static void assert_value(const struct profile *profile, const char *key,
			 const char *value)
{
	for (size_t i = 0; i < profile->count; i++) {
		if (strcmp(profile->constraints[i].key, key) == 0) {
			assert_string_equal(profile->constraints[i].value,
					    value);
			return;
		}
	}
	fail_msg("there is no %s", key);
}

/*
 * Names.
 */

static void a_shipped_name_is_found(void **state)
{
	struct profile profile;

	(void)state;
	assert_int_equal(find("nvme-prp", &profile), 0);
	assert_string_equal(said, "");
	assert_string_equal(profile.name, "nvme-prp");
	assert_int_equal(profile.count, 2);
	assert_value(&profile, "align", "4");
	assert_value(&profile, "virt-boundary", "4K");
	assert_null(profile.owned);
	profile_free(&profile);
	assert_null(profile.name);
	assert_int_equal(profile.count, 0);
}

static void a_wrong_name_is_told_with_the_nearest(void **state)
{
	(void)state;
	assert_refused("nvme-prb", "no profile is called 'nvme-prb' (did you "
		       "mean nvme-prp?); --profile list shows all\n");
	assert_refused("xhci", "no profile is called 'xhci' (did you mean "
		       "xhci-ring?); --profile list shows all\n");
	assert_refused("", "no profile is called ''; --profile list shows "
		       "all\n");
	assert_refused("nvme-prp ", "no profile is called 'nvme-prp ' (did "
		       "you mean nvme-prp?); --profile list shows all\n");
	assert_refused("\033[2J", "no profile is called '\\033[2J'; --profile "
		       "list shows all\n");
}

/* Wherever the tool is run, a word means the same. */
static void a_name_is_no_file_and_a_file_no_name(void **state)
{
	int here = open(".", O_RDONLY | O_DIRECTORY);
	struct profile profile;

	(void)state;
	assert_int_equal(chdir(directory), 0);
	close(open("isa", O_WRONLY | O_CREAT, 0600));
	close(open("mine", O_WRONLY | O_CREAT, 0600));
	assert_int_equal(find("isa", &profile), 0);
	assert_int_equal(profile.count, 3);
	profile_free(&profile);
	assert_refused("./isa", "./isa: there is nothing in it\n");
	assert_refused("mine", "no profile is called 'mine'; if the file is "
		       "meant: --profile ./mine\n");
	assert_refused("isa.yaml", "isa.yaml: No such file or directory\n");
	assert_refused("isa.yml", "isa.yml: No such file or directory\n");
	assert_refused(".yml", "no profile is called '.yml'; --profile list "
		       "shows all\n");
	assert_refused("isa/", "isa/: Not a directory\n");
	unlink("isa");
	unlink("mine");
	assert_int_equal(fchdir(here), 0);
	close(here);
}

static void shipped_names_are_told_apart(void **state)
{
	const struct profile *one, *other;

	(void)state;
	for (size_t i = 0; (one = profile_shipped(i)); i++) {
		assert_string_not_equal(one->name, "list");
		assert_null(strpbrk(one->name, "/. "));
		for (size_t j = 0; j < i; j++) {
			other = profile_shipped(j);
			assert_string_not_equal(one->name, other->name);
			assert_string_not_equal(one->text, other->text);
		}
	}
	assert_null(profile_shipped(SIZE_MAX));
}

/*
 * Those that are shipped, and the files that one may copy.
 */

static size_t count_files(void)
{
	FILE *list = popen("ls packaging/profiles/*.yaml | wc -l", "r");
	size_t n = 0;

	assert_non_null(list);
	assert_int_equal(fscanf(list, "%zu", &n), 1);
	assert_int_equal(pclose(list), 0);
	return n;
}

static void assert_same(const struct profile *one, const struct profile *other)
{
	assert_string_equal(one->name, other->name);
	assert_string_equal(one->text, other->text);
	assert_string_equal(one->source, other->source);
	assert_int_equal(one->count, other->count);
	for (size_t i = 0; i < one->count; i++) {
		assert_string_equal(one->constraints[i].key,
				    other->constraints[i].key);
		assert_string_equal(one->constraints[i].value,
				    other->constraints[i].value);
	}
	/* None is left over. */
	assert_null(one->constraints[one->count].key);
	assert_null(other->constraints[other->count].key);
}

static void each_shipped_profile_is_a_file_that_says_the_same(void **state)
{
	const struct profile *shipped;
	struct profile profile;
	char file[128];
	size_t i;

	(void)state;
	for (i = 0; (shipped = profile_shipped(i)); i++) {
		snprintf(file, sizeof(file), "packaging/profiles/%s.yaml",
			 shipped->name);
		assert_int_equal(find(file, &profile), 0);
		assert_same(&profile, shipped);
		assert_true(*shipped->text && *shipped->source);
		profile_free(&profile);
	}
	assert_int_equal(count_files(), i);
}

/*
 * Files.
 */

#define HEAD "version: 1\nname: x\n"
#define GOOD HEAD "constraints:\n  node: 0\n"

static void a_file_has_all_keys(void **state)
{
	static const char *const keys[] = {
		"single", "min-run", "align", "below", "dma-bits", "boundary",
		"seg-max", "max-segs", "virt-boundary", "node", "bus-offset",
	};
	const size_t count = sizeof(keys) / sizeof(*keys);
	char text[1024] = HEAD "text: a b\nsource: c d\nconstraints:\n";
	struct profile profile;

	(void)state;
	/* They come out in one order, whatever that of the file. */
	for (size_t i = count; i--;)
		sprintf(text + strlen(text), "  %s: v%zu\n", keys[i], i);
	assert_file_read(text, &profile);
	assert_string_equal(profile.name, "x");
	assert_string_equal(profile.text, "a b");
	assert_string_equal(profile.source, "c d");
	assert_int_equal(profile.count, count);
	for (size_t i = 0; i < count; i++) {
		char value[8];

		snprintf(value, sizeof(value), "v%zu", i);
		assert_string_equal(profile.constraints[i].key, keys[i]);
		assert_string_equal(profile.constraints[i].value, value);
	}
	profile_free(&profile);
}

static void values_are_the_text_that_is_there(void **state)
{
	struct profile profile;

	(void)state;
	assert_file_read("# one\nversion: '1'\nname: x # two\nconstraints:\n"
			 "  node: 0,2-3\n  bus-offset: -0x40000000\n"
			 "  dma-bits: 010\n  below: \"0x10000\"\n"
			 "  single: yes\n  max-segs: ~\n", &profile);
	assert_value(&profile, "node", "0,2-3");
	assert_value(&profile, "bus-offset", "-0x40000000");
	assert_value(&profile, "dma-bits", "010");
	assert_value(&profile, "below", "0x10000");
	assert_value(&profile, "single", "yes");
	assert_value(&profile, "max-segs", "~");
	assert_int_equal(profile.count, 6);
	profile_free(&profile);
}

static void what_a_file_does_not_say_is_empty(void **state)
{
	struct profile profile;

	(void)state;
	assert_file_read(GOOD, &profile);
	assert_string_equal(profile.text, "");
	assert_string_equal(profile.source, "");
	profile_free(&profile);
}

static void a_file_may_have_braces_and_other_ends_of_lines(void **state)
{
	struct profile profile;

	(void)state;
	assert_file_read("---\r\nversion: 1\r\nname: R&D * 2\r\n"
			 "text: b\u00fcro &\n"
			 "constraints: {node: '0', align: 4}\r\n...\r\n",
			 &profile);
	assert_string_equal(profile.name, "R&D * 2");
	assert_string_equal(profile.text, "b\u00fcro &");
	assert_value(&profile, "node", "0");
	assert_value(&profile, "align", "4");
	profile_free(&profile);
	/* A comment may have what a value may not. */
	assert_file_read(HEAD "constraints: {node: 1} # &a *b\n# *c\n",
			 &profile);
	profile_free(&profile);
}

static const struct {
	const char *text;
	const char *message;
} refused[] = {
	{ "", ": there is nothing in it" },
	{ "# nothing\n\n", ": there is nothing in it" },
	{ "hello\n", ": no list of keys" },
	{ "- version: 1\n", ": no list of keys" },
	/* Keys that are missing, or nothing behind them. */
	{ "name: x\nconstraints: {node: 1}\n", ": version is missing" },
	{ "version: 1\nconstraints: {node: 1}\n", ": name is missing" },
	{ HEAD, ": constraints is missing" },
	{ HEAD "constraints:\n", ":3: constraints has no keys" },
	{ HEAD "constraints: {}\n", ": constraints has no keys" },
	{ HEAD "constraints: 32\n", ":3: constraints has no keys" },
	{ HEAD "constraints:\n  align: 4\n  node:\n", ":5: node has no value" },
	{ "version: 1\nname: ''\n", ":2: name has no value" },
	/* Another version may mean something else by the rest. */
	{ "version: 2\nnew: 1\nname: x\n", ":1: version is not 1" },
	{ "name: x\nversion: 10\n", ":2: version is not 1" },
	{ "version: 0x1\n", ":1: version is not 1" },
	{ "version: 1.0\n", ":1: version is not 1" },
	{ "version:\n", ":1: version is not 1" },
	{ "version: [1]\n", ":1: version is not 1" },
	/* Keys that are not good. */
	{ GOOD "  dma-bitz: yes\n",
	  ":5: unknown key 'dma-bitz' (did you mean dma-bits?)" },
	{ GOOD "\n# dma-bitz: no\n  dma-bitz : yes\n  align: 2\n",
	  ":7: unknown key 'dma-bitz' (did you mean dma-bits?)" },
	{ HEAD "constraints:\n  Node: 1\n",
	  ":4: unknown key 'Node' (did you mean node?)" },
	{ HEAD "constraints: {no: 1, node: 1}\nnode: 1\nno: 1\n",
	  ":5: unknown key 'no'" },
	{ HEAD "text: >-\n  one two\n  dma-bity: b\ndma-bitz: 1\n",
	  ":6: unknown key 'dma-bitz' (did you mean dma-bits?)" },
	{ HEAD "sourcez: y\n",
	  ":3: unknown key 'sourcez' (did you mean source?)" },
	{ HEAD "<<: {a: b}\n", ":3: unknown key '<<'" },
	{ HEAD "virt-boundary: 4K\n",
	  ":3: virt-boundary belongs to constraints" },
	{ GOOD "  text: y\n", ":5: text is no constraint" },
	{ GOOD "  node: 1\n", ":5: node is there twice" },
	{ HEAD "constraints: {node: 0, node: 0}\n", ":3: node is there twice" },
	{ HEAD "text: y\nname: x\n", ":4: name is there twice" },
	{ GOOD "constraints:\n  align: 1\n", ":5: constraints is there twice" },
	{ HEAD "[a]: b\n", ":2: cannot be read further: a key is no word" },
	{ "? {a: b}\n", ":1: cannot be read further: a key is no word" },
	/* Values that are not good. */
	{ HEAD "constraints:\n  align: 4\n  node: [0, 1]\n",
	  ":5: node is no plain value" },
	{ "version: 1\nname: {a: b}\n", ":2: name is no plain value" },
	{ HEAD "constraints:\n  node: |\n    0\n    1\n",
	  ": node is more than one line" },
	{ GOOD "name: >\n  a\n", ":5: name is there twice" },
	{ "version: 1\nname: >\n  a\nconstraints: {node: 1}\n",
	  ": name is more than one line" },
	{ "version: 1\nname: x\ntext: \"a\tb\"\nconstraints: {node: 1}\n",
	  ": text is more than one line" },
	{ "version: 1\nname: x\nsource: |\n  b\nconstraints: {node: 1}\n",
	  ": source is more than one line" },
	/* What hides what it says. */
	{ HEAD "constraints:\n  node: \"0\\0,1\"\n",
	  ":4: a backslash may not be in it" },
	{ "# \\\n" GOOD, ":1: a backslash may not be in it" },
	{ HEAD "constraints:\n  node: &a 0\n  align: *a\n",
	  ":4: no word may begin with & or *: anchors and aliases are not "
	  "read" },
	{ "%TAG ! a\n---\n" GOOD, ":1: %TAG may not be in it" },
	{ GOOD "#\r%TAG ! a\n", ":5: %TAG may not be in it" },
	{ "&a version: 1\n",
	  ":1: no word may begin with & or *: anchors and aliases are not "
	  "read" },
	{ HEAD "constraints: {node: 1,align: *a}\n",
	  ":3: no word may begin with & or *: anchors and aliases are not "
	  "read" },
	{ HEAD "constraints: [*a]\n",
	  ":3: no word may begin with & or *: anchors and aliases are not "
	  "read" },
	{ HEAD "constraints: {*a : 1}\n",
	  ":3: no word may begin with & or *: anchors and aliases are not "
	  "read" },
	{ HEAD "constraints: [1,*a]\n",
	  ":3: no word may begin with & or *: anchors and aliases are not "
	  "read" },
	{ HEAD "constraints:\t*a\n",
	  ":3: no word may begin with & or *: anchors and aliases are not "
	  "read" },
	{ HEAD "constraints: a#b *a\n",
	  ":3: no word may begin with & or *: anchors and aliases are not "
	  "read" },
	/* YAML has more ends of lines than we; so libcyaml refuses, too. */
	{ HEAD "constraints: #\r  node: &a 0 #\r  align: *a\n",
	  ":5: cannot be read further: YAML alias unsupported" },
	{ GOOD "---\n" HEAD "constraints: {align: 4}\n",
	  ": more than one document" },
	/* What is no YAML. */
	{ GOOD "\talign: 4\n", ":4: cannot be read further: found a tab "
	  "character that violates indentation" },
	{ HEAD "text: \"y\n", ":3: cannot be read further: found unexpected "
	  "end of stream" },
	{ "\001\002\003", ": cannot be read further: control characters are "
	  "not allowed" },
	{ HEAD "text: \377\n", ": cannot be read further: invalid leading "
	  "UTF-8 octet" },
};

static void what_is_wrong_in_a_file_is_told_in_one_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		assert_file_refused(refused[i].text, refused[i].message);
}

static void a_key_cannot_write_to_the_terminal(void **state)
{
	(void)state;
	assert_file_refused(HEAD "\"a\xc2\xa0 (line: 7, b\": c\n",
			    ":3: unknown key 'a\\302\\240 (line: 7, b'");
}

static void a_long_key_is_cut_in_the_message(void **state)
{
	char text[5000] = HEAD;

	(void)state;
	memset(text + strlen(HEAD), 'k', 1000);
	strcat(text, ": 1\n");
	write_bytes(text, strlen(text));
	assert_int_equal(find(path, &(struct profile){ 0 }), -EINVAL);
	assert_true(strlen(said) < 400);
	assert_non_null(strstr(said, "unknown key 'kkkkk"));
}

static void a_value_may_have_255_bytes(void **state)
{
	char text[1024] = "version: 1\nconstraints: {node: 0}\nname: ";
	struct profile profile;
	size_t length = strlen(text);

	(void)state;
	memset(text + length, 'n', 255);
	assert_file_read(text, &profile);
	assert_int_equal(strlen(profile.name), 255);
	profile_free(&profile);
	text[length + 255] = 'n';
	assert_file_refused(text, ":3: name is longer than 255 bytes");
}

static void a_file_may_have_1_mib(void **state)
{
	const size_t most = (size_t)1 << 20;
	char *text = malloc(most + 1);
	struct profile profile;
	char whole[128];

	(void)state;
	assert_non_null(text);
	memset(text, '#', most + 1);
	memcpy(text, GOOD, strlen(GOOD));
	write_bytes(text, most);
	assert_int_equal(find(path, &profile), 0);
	profile_free(&profile);
	write_bytes(text, most + 1);
	snprintf(whole, sizeof(whole), "%s: larger than 1 MiB\n", path);
	assert_refused(path, whole);
	free(text);
}

static void a_byte_that_is_0_is_refused(void **state)
{
	char whole[128];

	(void)state;
	write_bytes(GOOD "\0", sizeof(GOOD));
	snprintf(whole, sizeof(whole), "%s: no text: a byte is 0\n", path);
	assert_refused(path, whole);
	write_bytes("\0" GOOD, sizeof(GOOD));
	assert_refused(path, whole);
}

static void what_is_no_regular_file_is_refused(void **state)
{
	char whole[128];

	(void)state;
	unlink(path);
	snprintf(whole, sizeof(whole), "%s: No such file or directory\n", path);
	assert_refused(path, whole);
	/* Nobody writes to it: whoever waits for that hangs. */
	assert_int_equal(mkfifo(path, 0600), 0);
	snprintf(whole, sizeof(whole), "%s: no regular file\n", path);
	assert_refused(path, whole);
	unlink(path);
	snprintf(whole, sizeof(whole), "%s/: no regular file\n", directory);
	assert_refused(strtok(strdupa(whole), ":"), whole);
	assert_refused("/dev/zero", "/dev/zero: no regular file\n");
}

/* The file that vminfo-profile(5) has its reader write. */
static void the_example_of_the_page_is_a_profile(void **state)
{
	FILE *page = fopen("man/vminfo-profile.5", "r"), *file;
	struct profile profile;
	char line[256];
	int inside = 0;

	(void)state;
	file = fopen(path, "w");
	assert_true(page && file);
	while (fgets(line, sizeof(line), page)) {
		if (strcmp(line, "END\n") == 0)
			break;
		/* In roff, - is written \-. */
		for (char *c = line; inside && *c; c++)
			if (*c != '\\')
				fputc(*c, file);
		if (strncmp(line, "cat >", 5) == 0)
			inside = 1;
	}
	fclose(page);
	fclose(file);
	assert_int_equal(find(path, &profile), 0);
	assert_string_equal(profile.name, "capture");
	assert_int_equal(profile.count, 4);
	assert_value(&profile, "dma-bits", "36");
	profile_free(&profile);
}

/*
 * Standard input.
 */

static int find_on_stdin(int (*with)(const char *, struct profile *),
			 struct profile *profile, int fd)
{
	int saved = dup(STDIN_FILENO), ret;

	assert_true(dup2(fd, STDIN_FILENO) == STDIN_FILENO);
	close(fd);
	clearerr(stdin);
	ret = with("-", profile);
	assert_true(dup2(saved, STDIN_FILENO) == STDIN_FILENO);
	close(saved);
	return ret;
}

static int pipe_with(const char *text)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], text, strlen(text)), strlen(text));
	close(ends[1]);
	return ends[0];
}

static void standard_input_may_be_a_pipe(void **state)
{
	struct profile profile;

	(void)state;
	assert_int_equal(find_on_stdin(find, &profile, pipe_with(GOOD)), 0);
	assert_value(&profile, "node", "0");
	profile_free(&profile);
	assert_int_equal(find_on_stdin(find, &profile, pipe_with("x")),
			 -EINVAL);
	assert_string_equal(said, "standard input: no list of keys\n");
	assert_int_equal(find_on_stdin(find, &profile,
				       open("/", O_RDONLY | O_DIRECTORY)),
			 -EINVAL);
	assert_string_equal(said, "standard input: Is a directory\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_shipped_name_is_found),
		cmocka_unit_test(a_wrong_name_is_told_with_the_nearest),
		cmocka_unit_test(a_name_is_no_file_and_a_file_no_name),
		cmocka_unit_test(shipped_names_are_told_apart),
		cmocka_unit_test(
			each_shipped_profile_is_a_file_that_says_the_same),
		cmocka_unit_test(a_file_has_all_keys),
		cmocka_unit_test(values_are_the_text_that_is_there),
		cmocka_unit_test(what_a_file_does_not_say_is_empty),
		cmocka_unit_test(
			a_file_may_have_braces_and_other_ends_of_lines),
		cmocka_unit_test(what_is_wrong_in_a_file_is_told_in_one_line),
		cmocka_unit_test(a_key_cannot_write_to_the_terminal),
		cmocka_unit_test(a_long_key_is_cut_in_the_message),
		cmocka_unit_test(a_value_may_have_255_bytes),
		cmocka_unit_test(a_file_may_have_1_mib),
		cmocka_unit_test(a_byte_that_is_0_is_refused),
		cmocka_unit_test(what_is_no_regular_file_is_refused),
		cmocka_unit_test(the_example_of_the_page_is_a_profile),
		cmocka_unit_test(standard_input_may_be_a_pipe),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
