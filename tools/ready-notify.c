// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The socket that sd_notify(3) writes to.  Who waits for a barrier waits until
 * its descriptor is closed everywhere: one that is still in the socket is not.
 * So a command that sends READY=1 and then a barrier stands still, without
 * being stopped, until it was looked at.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "family.h"
#include "ready-parts.h"

#define TEXT_ROOM 4096
#define MOST_FDS 16
#define MOST_MESSAGES 1000	/* at a time */

union control {
	struct cmsghdr align;
	char room[CMSG_SPACE(sizeof(struct ucred)) +
		  CMSG_SPACE(MOST_FDS * sizeof(int))];
};

struct message {
	char text[TEXT_ROOM + 1];
	int fds[MOST_FDS];
	size_t count;
	struct ucred from;
	bool whole;
};

/*
 * The kernel chooses a name that no file has: it is gone with the socket, and
 * other users can reach it, of whom one may run the command.
 */
int ready_notify_open(struct ready *ready)
{
	struct sockaddr_un any = { .sun_family = AF_UNIX };
	socklen_t length = sizeof(ready->address);
	int on = 1;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -errno;
	fd = ready_above(fd);
	if (fd < 0)
		return fd;
	ready->fd = fd;
	if (setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) != 0 ||
	    bind(fd, (struct sockaddr *)&any, sizeof(sa_family_t)) != 0 ||
	    getsockname(fd, (struct sockaddr *)&ready->address, &length) != 0)
		return -errno;
	return 0;
}

/* Of our own points, so that they do nothing below another manager. */
int ready_notify_give(const struct ready *ready)
{
	char name[sizeof(ready->address.sun_path) + 1];

	snprintf(name, sizeof(name), "@%.*s",
		 (int)sizeof(ready->address.sun_path) - 1,
		 ready->address.sun_path + 1);
	if (setenv("NOTIFY_SOCKET", name, 1) != 0 ||
	    setenv("VMINFO_SOCKET", name, 1) != 0)
		return -errno;
	return 0;
}

/*
 * Anybody may write to it.  Who sent a word and exited has no parent any more,
 * but still the user; who could be that user could do anything to the command.
 */
static bool is_trusted(const struct ready *ready, const struct ucred *from)
{
	return from->uid == 0 || from->uid == ready->user ||
	       family_has(from->pid);
}

static void take_control(struct message *message, struct msghdr *head)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(head); c;
	     c = CMSG_NXTHDR(head, c)) {
		size_t length = c->cmsg_len - CMSG_LEN(0);

		if (c->cmsg_level != SOL_SOCKET)
			continue;
		if (c->cmsg_type == SCM_CREDENTIALS &&
		    length == sizeof(message->from))
			memcpy(&message->from, CMSG_DATA(c), length);
		if (c->cmsg_type == SCM_RIGHTS &&
		    length <= sizeof(message->fds)) {
			memcpy(message->fds, CMSG_DATA(c), length);
			message->count = length / sizeof(int);
		}
	}
}

/* Whether there was one. */
static bool receive(int fd, struct message *message)
{
	union control control;
	struct iovec into = { message->text, TEXT_ROOM };
	struct msghdr head = {
		.msg_iov = &into,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	ssize_t n;

	do {
		n = recvmsg(fd, &head, MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return false;
	message->text[n] = '\0';
	message->count = 0;
	message->from = (struct ucred){ .uid = (uid_t)-1 };
	take_control(message, &head);
	message->whole = !(head.msg_flags & (MSG_TRUNC | MSG_CTRUNC));
	return true;
}

static bool has_line(const char *text, const char *key, const char *value)
{
	size_t of_key = strlen(key), of_value = value ? strlen(value) : 0;

	for (; *text; text += strspn(text, "\n")) {
		size_t length = strcspn(text, "\n");

		if (length >= of_key && strncmp(text, key, of_key) == 0 &&
		    (!value || (length == of_key + of_value &&
				strncmp(text + of_key, value,
					of_value) == 0)))
			return true;
		text += length;
	}
	return false;
}

/* One of our points says that it can be looked at as well as READY=1 does. */
static bool says_ready(const struct ready *ready, const struct message *message)
{
	if (!message->whole || !is_trusted(ready, &message->from))
		return false;
	if (ready->point)
		return has_line(message->text, "X_VMINFO=", ready->point);
	return has_line(message->text, "READY=", "1") ||
	       has_line(message->text, "X_VMINFO=", NULL);
}

static void take_one(struct ready *ready, const struct message *message)
{
	bool was_said = ready->said;

	if (!ready->over && says_ready(ready, message))
		ready->said = true;
	for (size_t i = 0; i < message->count; i++) {
		if (ready->said && !was_said && ready->held < 0)
			ready->held = message->fds[i];
		else
			close(message->fds[i]);
	}
}

/* Once it is said, what follows stays in the socket until it was looked at. */
void ready_notify_take(struct ready *ready)
{
	struct message message;

	for (int i = 0; i < MOST_MESSAGES && (!ready->said || ready->over) &&
			receive(ready->fd, &message); i++)
		take_one(ready, &message);
}
