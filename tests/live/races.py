#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Walks a restless target many times; judges each answer by its posts.

    races.py VMWALK RESTLESS MODE WALKS

MODE: exit, exec, toggle, leave, respawn.  Every answer that says that it is
complete must hold all posts that the target can have, of one colour, and the
highest mapping.  Never a crash, a hang, or a status that is not promised.
"""
import json
import os
import random
import signal
import subprocess
import sys
import time

FIRST, STEP, POSTS = 0x10000000000, 64 << 10, 1000
PROMISED = {0, 1, 2, 3}
TIMEOUT = 60


def fail(what, answer):
    print(what)
    print(answer.stderr.decode(errors="replace")[:1000])
    print(answer.stdout.decode(errors="replace")[-1000:])
    sys.exit(1)


def walk(vmwalk, pid):
    try:
        return subprocess.run(
            [vmwalk, "-g", "run", "-J", "-o",
             "VA,PAGES,STATE,PERMS,MAPPING", str(pid)],
            capture_output=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired as hang:
        sys.exit(f"no end after {TIMEOUT} s: {hang}")


def posts_of(rows):
    """Index -> permissions of each post whose page is present."""
    posts = {}
    for row in rows:
        va = int(row["va"], 16)
        index, rest = divmod(va - FIRST, STEP)
        if rest == 0 and 0 <= index < POSTS and row["state"] == "present":
            posts[index] = row["perms"]
    return posts


def judge(answer, all_posts):
    """How it ended, after all that must hold was held against it."""
    if answer.returncode not in PROMISED:
        fail(f"status {answer.returncode}", answer)
    if not answer.stdout:
        if answer.returncode == 0:
            fail("status 0 without a word", answer)
        return "refused"
    try:
        document = json.loads(answer.stdout)
    except ValueError as broken:
        fail(f"not JSON: {broken}", answer)
    rows = document["rows"]
    if not document["complete"]:
        if answer.returncode not in (2, 3):
            fail(f"not complete, but status {answer.returncode}", answer)
        return "incomplete"
    if not rows:
        if answer.returncode == 0:
            fail("status 0 for an empty list", answer)
        return "empty"
    if answer.returncode != 0:
        fail(f"complete, but status {answer.returncode}", answer)
    judge_complete(rows, all_posts, answer)
    return "complete"


def judge_complete(rows, all_posts, answer):
    posts = posts_of(rows)
    if "[stack]" not in {row["mapping"] for row in rows}:
        fail("complete without a stack", answer)
    if all_posts and len(posts) != POSTS:
        fail(f"complete with {len(posts)} of {POSTS} posts", answer)
    if posts and sorted(posts) != list(range(min(posts), POSTS)):
        missing = set(range(min(posts), POSTS)) - set(posts)
        fail(f"complete without the posts {sorted(missing)[:9]}", answer)
    # The lowest one may just be put up: it is not of its colour yet.
    colours = {posts[i] for i in posts if i != min(posts)}
    if len(colours) > 1:
        fail(f"complete with posts of two processes: {colours}", answer)


def start(restless, *mode):
    target = subprocess.Popen([restless, *mode], stdout=subprocess.PIPE)
    if mode[0] not in ("exec", "respawn"):
        target.stdout.readline()
    return target


def end(target):
    target.kill()
    target.wait()
    target.stdout.close()


def kill_within(pid, seconds):
    """A process that kills that one at some moment of the time given."""
    killer = os.fork()
    if killer == 0:
        time.sleep(random.uniform(0, seconds))
        os.kill(pid, signal.SIGKILL)
        os._exit(0)
    return killer


def race_exit(vmwalk, restless):
    """A target that is killed at any moment of the walk."""
    whole = None
    while True:
        target = start(restless, "still")
        try:
            killer = whole and kill_within(target.pid, 1.1 * whole)
            begin = time.monotonic()
            how = judge(walk(vmwalk, target.pid), True)
            # The first one is left alone: it must be complete.
            if whole is None and how != "complete":
                sys.exit(f"a target that does not end is {how}")
            whole = whole or time.monotonic() - begin
            if killer:
                os.waitpid(killer, 0)
        finally:
            end(target)
        yield how


def race_standing(mode, all_posts):
    def race(vmwalk, restless):
        target = start(restless, *mode)
        try:
            while True:
                answer = walk(vmwalk, target.pid)
                how = judge(answer, all_posts)
                # A process that is always there has something to show.
                if all_posts and how in ("refused", "empty"):
                    fail(how, answer)
                yield how
                if target.poll() is not None:
                    sys.exit(f"the target ended: {target.returncode}")
        finally:
            end(target)
    return race


def race_respawn(vmwalk, restless):
    """One number, now this process and then that."""
    pid = 4711
    target = start(restless, "respawn", str(pid))
    try:
        while True:
            yield judge(walk(vmwalk, pid), False)
            if target.poll() is not None:
                sys.exit(77 if target.returncode == 77 else
                         f"the target ended: {target.returncode}")
    finally:
        end(target)


RACES = {
    "exit": race_exit,
    "exec": race_standing(("exec", "red"), False),
    "toggle": race_standing(("toggle",), True),
    "leave": race_standing(("leave",), True),
    "respawn": race_respawn,
}


def main():
    vmwalk, restless, mode, walks = sys.argv[1:]
    ends = {}
    race = RACES[mode](vmwalk, restless)
    for _ in range(int(walks)):
        how = next(race)
        ends[how] = ends.get(how, 0) + 1
    race.close()
    print(f"{walks} walks: {ends}")


if __name__ == "__main__":
    main()
