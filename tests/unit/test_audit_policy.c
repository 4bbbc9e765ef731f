// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/audit-policy.c, audit-tree.c, audit-rule.c: policies that are read, and
 * what is said of those that are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "audit-policy.h"
#include "overhear.h"

#define RULE "version: 1\nrules:\n  - name: a\n    "
#define GOOD RULE "expect: {runs: 1}\n"

/* Reads a text as a file; what was said of it, without the file's name. */
static int read_text(const char *text, size_t length,
		     struct audit_policy *policy, char said[512])
{
	char path[] = "/tmp/vminfo-test-XXXXXX", line[512];
	struct overhear o;
	int fd = mkstemp(path), ret;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, length), length);
	close(fd);
	o = overhear_start(stderr);
	ret = audit_policy_read(policy, path);
	overhear_stop(&o, line, sizeof(line));
	unlink(path);
	*said = '\0';
	if (ret && strstr(line, path))
		strcpy(said, strstr(line, path) + strlen(path));
	said[strcspn(said, "\n")] = '\0';
	return ret;
}

static struct audit_policy good(const char *text)
{
	struct audit_policy policy = { .count = 0 };
	char said[512];

	if (read_text(text, strlen(text), &policy, said) != 0)
		fail_msg("%s: %s", text, said);
	return policy;
}

static void a_rule_has_defaults(void **state)
{
	struct audit_policy policy = good(GOOD);
	const struct audit_rule *rule = &policy.rules[0];

	(void)state;
	assert_int_equal(policy.count, 1);
	assert_string_equal(rule->name, "a");
	assert_string_equal(rule->target.text, "all");
	assert_int_equal(rule->line, 3);
	assert_false(rule->warns);
	assert_int_equal(rule->on_empty, AUDIT_EMPTY_FAIL);
	assert_null(rule->hint);
	assert_int_equal(rule->count, 1);
	assert_string_equal(rule->expects[0].wanted, "= 1");
	assert_int_equal(rule->expects[0].is.op, WHERE_EQUAL);
	assert_int_equal(rule->expects[0].is.number, 1);
	audit_policy_free(&policy);
}

static void all_that_a_rule_may_have_is_read(void **state)
{
	struct audit_policy policy = good(
		"# of a ring\n"
		"version: 1\n"
		"rules:\n"
		"- name: b\n"
		"  expect:\n"
		"    max-pa: \"< 4G\"\n"
		"    segments: <= 2\n"
		"    swap-area:/dev/zram0: 0\n"
		"    order-9: \">= 2M\"\n"
		"  where: {perms: \"~ *w*\", MAPPING: '!~ /dev/*'}\n"
		"  target: symbol:ring+0x40:4K\n"
		"  severity: warn\n"
		"  on-empty: skip\n"
		"  profile: pci-segments\n"
		"  hint: map it huge\n");
	const struct audit_rule *rule = &policy.rules[0];

	(void)state;
	assert_int_equal(rule->line, 4);
	assert_int_equal(rule->target.kind, AUDIT_TARGET_SYMBOL);
	assert_string_equal(rule->target.symbol.name, "ring");
	assert_int_equal(rule->target.symbol.offset, 0x40);
	assert_int_equal(rule->count, 4);
	assert_int_equal(rule->expects[0].is.number, UINT64_C(4) << 30);
	assert_string_equal(rule->expects[1].wanted, "<= 2");
	assert_string_equal(rule->expects[2].use.text, "/dev/zram0");
	assert_int_equal(rule->expects[3].use.number, 9);
	assert_int_equal(rule->where_count, 2);
	assert_string_equal(rule->where[1].column->name, "MAPPING");
	assert_true(rule->warns);
	assert_int_equal(rule->on_empty, AUDIT_EMPTY_SKIP);
	assert_string_equal(rule->device.name, "pci-segments");
	assert_string_equal(rule->hint, "map it huge");
	audit_policy_free(&policy);
}

static const struct {
	const char *text;
	const char *said;	/* behind the name of the file */
} bad[] = {
	{ "", ":1:1: there is nothing in it" },
	{ "# nothing\n", ":2:1: there is nothing in it" },
	{ "hello\n", ":1:1: a policy has keys: version and rules" },
	{ "rules: []\n", ":1:1: version is missing" },
	{ "version: 1\n", ":1:1: rules is missing" },
	{ "version: 2\n", ":1:10: version is not 1 but '2'" },
	{ "version: [1]\n", ":1:10: version takes one value" },
	{ "version: 1\nrules: []\n", ":2:8: no rules" },
	{ "version: 1\nrules: {}\n", ":2:8: rules takes a list" },
	{ "version: 1\nrule: []\n",
	  ":2:1: unknown key 'rule' (did you mean rules?)" },
	{ "version: 1\nrules: [a]\n", ":2:9: a rule has keys with values" },
	{ RULE "target: all\n", ":3:5: expect is missing" },
	{ "version: 1\nrules:\n- expect: {runs: 1}\n",
	  ":3:3: name is missing" },
	{ RULE "expekt: {runs: 1}\n",
	  ":4:5: unknown key 'expekt' (did you mean expect?)" },
	{ RULE "zzz: 1\n", ":4:5: unknown key 'zzz'" },
	{ RULE "expect: {}\n", ":4:13: expect has no keys" },
	{ RULE "expect: 1\n", ":4:13: expect takes keys with values" },
	{ RULE "expect: {runs: [1]}\n", ":4:20: runs takes one value" },
	{ RULE "expect: {swappd: 0}\n",
	  ":4:14: unknown metric 'swappd' (did you mean swapped?)" },
	{ RULE "expect: {order-x: 0}\n",
	  ":4:14: unknown metric 'order-x' (did you mean order-?)" },
	{ RULE "expect: {runs: many}\n",
	  ":4:20: runs takes a number; not 'many'" },
	{ RULE "expect: {huge-percent: \">= 101\"}\n",
	  ":4:28: huge-percent is never more than 100" },
	{ RULE "expect: {runs: \"-\"}\n",
	  ":4:20: runs takes a number; not '-'" },
	{ RULE "expect: {present: 4K}\n",
	  ":4:23: present takes a number; not '4K'" },
	{ RULE "expect: {runs: \"~ 1\"}\n",
	  ":4:20: runs is compared by = != < <= > >=, not by ~" },
	{ RULE "expect: {runs: \"=> 1\"}\n",
	  ":4:20: => is none of = != < <= > >= ~ !~" },
	{ RULE "expect: {runs: \">=\"}\n",
	  ":4:20: 'runs >=': the value is missing" },
	{ RULE "expect: {segments: 1}\n",
	  ":3:5: segments are those of a device: profile is missing" },
	{ RULE "target: heaps\n",
	  ":4:13: unknown target 'heaps' (did you mean heap?)" },
	{ RULE "target: \"mapping:\"\n", ":4:13: mapping: the name is empty" },
	{ RULE "target: range:zz\n",
	  ":4:13: range:zz: is none of LO-HI, ADDR+LEN or LO,HI, with "
	  "hexadecimal addresses" },
	{ RULE "target: range:2000-1000\n",
	  ":4:13: range:2000-1000: is an empty range" },
	{ RULE "target: range:0-10000000000000000\n",
	  ":4:13: range:0-10000000000000000: all addresses are no range; "
	  "target all has the memory" },
	{ RULE "target: symbol:ring:0\n",
	  ":4:13: symbol:ring:0: no bytes are no memory" },
	{ RULE "target: \"symbol:\"\n",
	  ":4:13: symbol: takes [OBJECT:]NAME[+OFF][:LEN]; not ''" },
	{ RULE "where: {perm: r}\n",
	  ":4:13: unknown column 'perm' (did you mean perms?)" },
	{ RULE "where: {perms: rwxz}\n",
	  ":4:20: perms is never 'rwxz' (did you mean rwxp?)" },
	{ RULE "severity: warm\n",
	  ":4:15: severity is never 'warm' (did you mean warn?)" },
	{ RULE "on-empty: ok\n", ":4:15: on-empty is never 'ok'" },
	{ RULE "hint: \"a\\nb\"\n", ":4:11: a value is no line of text" },
	{ RULE "hint: \"a\\0b\"\n", ":4:11: a value is no line of text" },
	{ RULE "hint:\n", ":4:10: there is no value" },
	{ RULE "hint: &x a\n", ":4:11: anchors and aliases are not read (a "
	  "word that begins with & or * needs quotes)" },
	{ RULE "hint: *x\n", ":4:11: anchors and aliases are not read (a word "
	  "that begins with & or * needs quotes)" },
	{ RULE "hint: !!str a\n", ":4:11: tags are not read (a word that "
	  "begins with ! needs quotes)" },
	{ "%TAG ! a\n---\n" GOOD, ": %TAG may not be in it" },
	{ RULE "hint: a\n    hint: b\n", ":5:5: hint is there twice" },
	{ RULE "? [a]\n    : b\n", ":4:7: a key is no word" },
	{ RULE "hint: [[[[[[[[a]]]]]]]]\n", ":4:17: nested too deeply" },
	{ GOOD "---\n" GOOD, ":5:1: more than one document" },
	{ RULE "hint: [\n", ":5:1: did not find expected node content" },
	{ RULE "hint: \"a\n",
	  ":5:1: found unexpected end of stream" },
	{ "version: 1\nrules:\n\t- a\n",
	  ":3:1: found character that cannot start any token" },
	{ "\xff\xfe\n", ":1:1: invalid leading UTF-8 octet" },
	{ RULE "hint: \xc3\xa4\xff\n", ":4:12: invalid leading UTF-8 octet" },
};

static void what_is_wrong_is_told_with_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct audit_policy policy = { .count = 0 };
		char said[512];

		assert_int_not_equal(read_text(bad[i].text,
					       strlen(bad[i].text), &policy,
					       said), 0);
		assert_string_equal(said, bad[i].said);
		audit_policy_free(&policy);
	}
}

/* Of a file that has nothing but blanks in front of a good policy. */
static int read_long(size_t length, char said[512])
{
	static const char policy_text[] = "\n" GOOD;
	struct audit_policy policy = { .count = 0 };
	char *text = malloc(length);
	size_t blanks = length - strlen(policy_text);
	int ret;

	assert_non_null(text);
	memset(text, '#', blanks);
	memcpy(text + blanks, policy_text, strlen(policy_text));
	ret = read_text(text, length, &policy, said);
	free(text);
	audit_policy_free(&policy);
	return ret;
}

static void a_file_is_no_larger_than_a_mebibyte(void **state)
{
	char said[512];

	(void)state;
	assert_int_equal(read_long((size_t)1 << 20, said), 0);
	assert_int_not_equal(read_long(((size_t)1 << 20) + 1, said), 0);
	assert_string_equal(said, ": larger than 1 MiB");
}

static void rules_are_no_more_than_a_thousand(void **state)
{
	static const char rule[] = "- {name: a, expect: {runs: 1}}\n";
	struct audit_policy policy = { .count = 0 };
	char *text = malloc(64 + 1001 * sizeof(rule)), *to = text, said[512];

	(void)state;
	assert_non_null(text);
	to = stpcpy(to, "version: 1\nrules:\n");
	for (size_t i = 0; i < 1000; i++)
		to = stpcpy(to, rule);
	assert_int_equal(read_text(text, strlen(text), &policy, said), 0);
	assert_int_equal(policy.count, 1000);
	audit_policy_free(&policy);
	strcpy(to, rule);
	assert_int_not_equal(read_text(text, strlen(text), &policy, said), 0);
	assert_string_equal(said, ":1003:3: more than 1000 rules");
	audit_policy_free(&policy);
	free(text);
}

static void a_byte_0_is_no_text(void **state)
{
	static const char text[] = GOOD "\0";
	struct audit_policy policy = { .count = 0 };
	char said[512];

	(void)state;
	assert_int_not_equal(read_text(text, sizeof(text), &policy, said), 0);
	assert_string_equal(said, ": no text: a byte is 0");
	audit_policy_free(&policy);
}

static void each_metric_and_target_is_read(void **state)
{
	(void)state;
	for (const struct audit_metric *m = audit_metrics; m->name; m++) {
		struct audit_use use;
		char name[64];

		strcpy(stpcpy(name, m->name),
		       m->more == AUDIT_AND_NUMBER ? "0" :
		       m->more == AUDIT_AND_NAME ? "x" : "");
		assert_int_equal(audit_metric_find(name, &use), 0);
		assert_ptr_equal(use.metric, m);
	}
	for (size_t i = 0; audit_target_words[i]; i++)
		assert_non_null(audit_target_texts[i]);
}

static void a_metric_that_needs_more_is_none_alone(void **state)
{
	static const char *const none[] = {
		"order-", "order-64", "order-100", "order-1x", "swap-area:",
		"run", "runsx", "",
	};
	struct audit_use use;

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_int_not_equal(audit_metric_find(none[i], &use), 0);
	assert_int_equal(audit_metric_find("order-63", &use), 0);
	assert_int_equal(use.number, 63);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_has_defaults),
		cmocka_unit_test(all_that_a_rule_may_have_is_read),
		cmocka_unit_test(what_is_wrong_is_told_with_its_place),
		cmocka_unit_test(a_file_is_no_larger_than_a_mebibyte),
		cmocka_unit_test(rules_are_no_more_than_a_thousand),
		cmocka_unit_test(a_byte_0_is_no_text),
		cmocka_unit_test(each_metric_and_target_is_read),
		cmocka_unit_test(a_metric_that_needs_more_is_none_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
