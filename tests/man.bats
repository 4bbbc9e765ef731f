#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The manual pages and what they describe are the same.  The examples
# themselves are run by tests/checks/man-examples; here it is shown that it
# finds what is wrong.

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	page=$BATS_TEST_TMPDIR/page.1
}

# A page whose section EXAMPLES has what comes on stdin.
write_page() {
	{
		echo '.Sh EXAMPLES'
		cat
	} >"$page"
}

refused() { # REASON
	run tests/checks/man-examples "$page"
	assert_failure
	assert_output --partial 'not ok - page.1: '
	assert_output --partial "$1"
}

# The functions that a page of section 3 declares.
declared() {
	sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/p' "$@" |
		sed -nE 's/^\.F[no] (vminfo_[a-z_]+).*/\1/p'
}

# Names of the header that match the pattern, without its comments.
header_names() { # PATTERN
	sed -Ez 's,/\*([^*]|\*[^/])*\*/,,g' libvminfo/vminfo.h |
		grep -oE "\\b$1" | sort -u
}

@test "an example without a mark is found" {
	write_page <<-'END'
		.Bd -literal
		true
		.Ed
	END
	refused 'no mark says what kind of example it is'
}

@test "a program that does not compile is found" {
	[ -e "${BUILD:-build}/lib/libvminfo.so" ] || skip "library is not built"
	write_page <<-'END'
		.\" example: c
		.Bd -literal
		int main(void) { return nothing; }
		.Ed
	END
	refused 'nothing'
}

@test "a program with another exit status is found" {
	[ -e "${BUILD:-build}/lib/libvminfo.so" ] || skip "library is not built"
	write_page <<-'END'
		.\" example: c
		.Bd -literal
		int main(void) { return 1; }
		.Ed
	END
	refused 'exit status 1, wanted 0'
}

@test "commands that print something else are found" {
	write_page <<-'END'
		.\" example: shell
		.\" expect: seven
		.Bd -literal
		echo six
		.Ed
	END
	refused 'nothing like "seven"'
}

@test "commands that fail are found" {
	write_page <<-'END'
		.\" example: shell
		.Bd -literal
		vmwalk
		.Ed
	END
	refused 'exit status 2, wanted 0'
}

@test "output that has another head is found" {
	write_page <<-'END'
		.\" example: shell
		.Bd -literal
		echo VA SIZE
		.Ed
		.\" example: output
		.Bd -literal
		VA LENGTH
		.Ed
	END
	refused '"LENGTH" is not in the real output'
}

@test "JSON that does not fit the schema is found" {
	/usr/bin/python3 -c 'import jsonschema' || skip "no jsonschema"
	write_page <<-'END'
		.\" example: json vmwalk-lines
		.Bd -literal
		{"type":"end","complete":true}
		.Ed
	END
	refused "'exit' is a required property"
}

@test "a character that a formatter turns into another one is found" {
	write_page <<-'END'
		.\" example: shell
		.Bd -literal
		echo 'x'
		.Ed
	END
	refused 'needs '
}

@test "a structure that differs from the header is found" {
	cat >"$page" <<-'END'
		.Sh DESCRIPTION
		.Bd -literal
		struct vminfo_page {
			uint32_t va;
		};
		.Ed
	END
	refused 'libvminfo/vminfo.h has it otherwise'
}

@test "each function of the header is declared in exactly one page" {
	assert_equal "$(declared man/*.3 | sort)" \
		"$(header_names 'vminfo_[a-z_]+\(' | tr -d '(')"
}

@test "a page of section 3 names in NAME what it declares" {
	for page in man/*.3; do
		named=$(sed -n '/^\.Sh NAME/,/^\.Nd/p' "$page" |
			sed -n 's/^\.Nm \([a-z_]*\).*/\1/p')
		for function in $(declared "$page"); do
			grep -qx "$function" <<<"$named" ||
				fail "$page: NAME lacks $function"
		done
	done
}

@test "the pages of section 3 have all constants of the header" {
	for name in $(header_names 'VMINFO_[A-Z_]+' | grep -v VMINFO_H); do
		grep -qw "$name" man/*.3 || fail "no page has $name"
	done
}

@test "the pages of section 3 have no constant that the header lacks" {
	header_names 'VMINFO_[A-Z_]+' >"$BATS_TEST_TMPDIR/header"
	grep -hv '^\.Dt ' man/*.3 | grep -oE '\bVMINFO_[A-Z_]+' | sort -u |
		while read -r name; do
			grep -qx "$name" "$BATS_TEST_TMPDIR/header" ||
				fail "vminfo.h lacks $name"
		done
}

@test "the page on the records has the name of each constant" {
	sed -n 's/^\.It Dv VMINFO_\([A-Z_]*\) Ta \([a-z-]*\) Ta .*/\1 \2/p' \
		man/vminfo_page.3 >"$BATS_TEST_TMPDIR/names"
	assert [ -s "$BATS_TEST_TMPDIR/names" ]
	while read -r constant name; do
		assert_equal "$name" "$(tr A-Z_ a-z- <<<"$constant")"
	done <"$BATS_TEST_TMPDIR/names"
}

@test "vminfo(7) explains each state and each attribute" {
	sed -n 's/^\.It Dv VMINFO_[A-Z_]* Ta \([a-z-]*\) Ta .*/\1/p' \
		man/vminfo_page.3 | sort >"$BATS_TEST_TMPDIR/named"
	sed -n '/^\.Sh STATES/,/^\.Sh FRAMES/s/^\.It Cm //p' man/vminfo.7 |
		sort >"$BATS_TEST_TMPDIR/explained"
	run diff "$BATS_TEST_TMPDIR/named" "$BATS_TEST_TMPDIR/explained"
	assert_success
}

@test "vmwalk(1) has a line for each state" {
	listed=$(sed -n '/^\.Ss States/,/^\.Sh/s/^\.It Cm //p' man/vmwalk.1 |
		sed 's/ , /\n/g' | sort)
	assert_equal "$listed" \
		"$(sed -n '/^enum vminfo_state {/,/^}/s/^.VMINFO_\([A-Z_]*\).*/\1/p' \
			libvminfo/vminfo.h | tr A-Z_ a-z- | sort)"
}

@test "vminfo-profile(5) has each key that a file may have, and no more" {
	section() { # FROM TO PATTERN
		sed -n "/^\.S[hs] $1/,/^\.S[hs] $2/s/^\.It $3 \([a-z0-9-]*\).*/\1/p" \
			man/vminfo-profile.5
	}
	run section 'The file' Constraints Ic
	assert_output "$(sed -n '/ fields\[\] = {/,/^}/s/^\t[A-Z_]*("\([a-z]*\)".*/\1/p' \
		tools/profile-file.c)"
	assert_line constraints
	run section Constraints 'Shipped profiles' Ic
	assert_output "$(sed -n 's/^\tCONSTRAINT([0-9]*, "\(.*\)"),/\1/p' \
		tools/profile-file.c)"
	assert_line dma-bits
	run section 'Shipped profiles' 'What is refused' Cm
	assert_output "$(sed -n 's/^\t\t\.name = "\(.*\)",/\1/p' tools/profiles.c)"
	assert_line nvme-prp
}

@test "each reference to a page of ours has that page" {
	grep -ohE 'Xr (lib)?(vm[a-z_-]+) [1-8]' man/* | sort -u |
		while read -r _ name section; do
			grep -qx "\.Nm $name\( ,\)\?" man/*."$section" ||
				fail "no page is called $name($section)"
		done
}

@test "no page knows the version" {
	run grep -nF "$(cat VERSION)" man/*
	assert_failure
}

@test "the messages of the pages are those that the tools can print" {
	/usr/bin/python3 - tools/*.c >"$BATS_TEST_TMPDIR/differ" <<-'END'
		import glob, re, sys
		page = ''
		for path in glob.glob('man/vm*.1') + ['man/vminfo-profile.5',
		                                     'man/vmaudit-report.5']:
		    text = open(path).read()
		    page += text[text.index('.Sh DIAGNOSTICS'):
		                 text.index('.Sh SEE ALSO')]
		heads = {head.replace('\\-', '-').replace(r'\(aq', "'")
		         for head in re.findall(r'^\.It (.*)$', page, re.M)}
		tools = re.sub(r'"\s+"', '', ''.join(map(lambda path: open(path).read(),
		                                        sys.argv[1:])))
		said = set(re.findall(r'complain(?:_usage)?\(\s*"([^"]*)"', tools))
		said |= {words + '; try: sudo %s' for words in
		         re.findall(r'complain_try_sudo\(\s*"([^"]*)"', tools)}
		# What the kernel says of a file.
		said -= {'%s', '%s: %s', '%d: %s'}
		heads -= {'FILE: REASON'}
		unused = set(heads)
		for words in sorted(said):
		    like = re.compile(re.sub(r'%(\\\.\\\*)?z?[sdcu]', '.+', re.escape(words)))
		    fitting = {head for head in heads if like.fullmatch(head)}
		    unused -= fitting
		    if not fitting:
		        print('only in the tools:', words)
		for head in sorted(unused):
		    print('only in the page:', head)
		if len(said) < 20:
		    print('only found', said)
	END
	run cat "$BATS_TEST_TMPDIR/differ"
	assert_output ''
}
