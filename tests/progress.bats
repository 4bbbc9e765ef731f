#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What vmwalk says while it works: on a terminal, and when SIGUSR1 asks.  It is
# held where the test wants it by pipes that nobody fills or empties.
#
# shellcheck disable=SC2154

setup() {
	bats_load_library bats-support
	bats_load_library bats-assert
	cd "$BATS_TEST_DIRNAME/.." || return 1
	VMWALK=$(realpath "${BUILD:-build}")/bin/vmwalk
}

# Python with a process of many pages as `target`, and what holds vmwalk.
with_target() { # lines of Python on stdin
	local program
	program=$(cat)
	timeout 120 /usr/bin/python3 tests/progress.py "$VMWALK" "$program"
}

@test "SIGUSR1 is answered while the list of processes is awaited" {
	with_target <<-'END'
		walk = start("-p", "-", "--summary=only", stdin=PIPE)
		ask(walk)
		line = walk.stderr.readline()
		expect(line, r"vmwalk: nothing was looked at yet\n")
		out, err = walk.communicate(str(target.pid))
		expect(out, r"\d+ \S+: \S+ mapped, [\d,?]+ pages present.*\n")
		expect(err, "(vmwalk: physical addresses are hidden.*\n)?")
		assert walk.returncode == 0, walk.returncode
	END
}

@test "SIGUSR1 is answered in the middle of a walk that goes on unharmed" {
	with_target <<-'END'
		quiet = start("-g", "page", "-r", "-o", "VA", str(target.pid))
		whole, _ = quiet.communicate()
		walk = start("-g", "page", "-r", "-o", "VA", str(target.pid))
		blocked(walk)
		ask(walk)
		line = walk.stderr.readline()
		expect(line, r"vmwalk: %d: at [0-9a-f]+, [\d,]+ pages seen\n"
		             % target.pid)
		assert "at 0," not in line, line
		out, err = walk.communicate()
		assert out == whole and walk.returncode == 0, err
	END
}

@test "SIGUSR1 says which of the processes it is, and what part of a range" {
	with_target <<-'END'
		walk = start("-g", "page", str(target.pid), str(os.getpid()))
		blocked(walk)
		ask(walk)
		expect(walk.stderr.readline(),
		       r"vmwalk: process 1 of 2, %d: at .* \(0%%\)\n" % target.pid)
		walk.communicate()
		walk = start("-g", "page", "-A", "0-10000000000000000",
		             "-m", "*", str(target.pid))
		blocked(walk)
		ask(walk)
		expect(walk.stderr.readline(), r"vmwalk: \d+: at .* pages seen\n")
		walk.communicate()
		walk = start("-g", "page", "-A", buffer(), str(target.pid))
		blocked(walk)
		ask(walk)
		line = walk.stderr.readline()
		expect(line, r"vmwalk: \d+: at .* \(\d+%\)\n")
		walk.communicate()
	END
}

@test "SIGUSR1 does not end vmwalk where its caller ignores it" {
	with_target <<-'END'
		signal.signal(signal.SIGUSR1, signal.SIG_IGN)
		walk = start("-p", "-", "--summary=only", stdin=PIPE)
		running(walk)
		walk.send_signal(signal.SIGUSR1)
		out, err = walk.communicate(str(target.pid))
		expect(err, "(vmwalk: physical addresses are hidden.*\n)?")
		assert walk.returncode == 0, walk.returncode
	END
}

@test "a terminal gets a line after a second, and it is wiped" {
	with_target <<-'END'
		walk = start("-g", "page", str(target.pid), stderr=terminal())
		blocked(walk)
		time.sleep(1.1)
		walk.communicate()
		said = heard()
		expect(said, r"(\rvmwalk: \d+: at [0-9a-f]+, [\d,]+ pages seen *)+"
		             r"(\r +\r)(vmwalk: physical .*\r\n)?")
		wiped = re.search(r"\r( +)\r", said).group(1)
		longest = max(map(len, re.findall(r"\r(v[^\r]*)", said.split(wiped)[0])))
		assert len(wiped) >= longest, said
	END
}

@test "a narrow terminal gets a line that fits" {
	with_target <<-'END'
		walk = start("-g", "page", str(target.pid), stderr=terminal(20))
		blocked(walk)
		time.sleep(1.1)
		walk.communicate()
		for line in heard().split("\r")[1:]:
		    if not line.startswith("vmwalk: physical"):
		        assert len(line.strip("\n")) <= 19, line
		    else:
		        break
		expect(line, "(vmwalk: physical.*)?\n?")
	END
}

@test "an answer on the terminal takes the place of the line" {
	with_target <<-'END'
		walk = start("-g", "page", str(target.pid), stderr=terminal())
		blocked(walk)
		time.sleep(1.1)
		walk.stdout.read(1 << 16)
		blocked(walk)
		ask(walk)
		awaited(walk, r"\r(vmwalk: [^\r]* seen) *\r(vmwalk: [^\r]* seen) *\r\n")
		walk.communicate()
	END
}

@test "-q and what is no terminal have no line" {
	with_target <<-'END'
		walk = start("-q", "-p", "-", stdin=PIPE, stderr=terminal())
		running(walk)
		time.sleep(1.1)
		walk.communicate(str(target.pid))
		assert heard() == ""
		walk = start("-g", "page", str(target.pid))
		blocked(walk)
		time.sleep(1.1)
		_, err = walk.communicate()
		expect(err, "(vmwalk: physical addresses are hidden.*\n)?")
	END
}
