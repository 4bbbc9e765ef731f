/* SPDX-License-Identifier: 0BSD */
/*
 * VMINFO_POINT("name") in a program: here its memory may be looked at.
 *
 *     vmcontig --symbol ring --ready=notify:ring-is-mapped -- ./app
 *
 * looks when the program comes to VMINFO_POINT("ring-is-mapped"), which returns
 * when it was looked at; the program does not do anything meanwhile, other
 * threads of it aside.  Started in any other way, the program does nothing at a
 * point.  This file is all that is needed, with C99 and with C++; whoever does
 * not want any points in a release defines VMINFO_NO_POINTS.
 */
#ifndef VMINFO_READY_H
#define VMINFO_READY_H

#ifdef VMINFO_NO_POINTS
#define VMINFO_POINT(name) ((void)(name))
#else
#define VMINFO_POINT(name) vminfo_point(name)

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A socket to who started us; -1: it does not ask for points. */
static inline int vminfo_point_socket(void)
{
	const char *name = getenv("VMINFO_SOCKET");
	struct sockaddr_un to;
	size_t length = name ? strlen(name) : 0;
	int fd;

	if (length < 2 || length >= sizeof(to.sun_path) || name[0] != '@')
		return -1;
	memset(&to, 0, sizeof(to));
	to.sun_family = AF_UNIX;
	memcpy(to.sun_path + 1, name + 1, length - 1);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	length += offsetof(struct sockaddr_un, sun_path);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&to,
			       (socklen_t)length) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Nobody has it open any more once it was looked at. */
static inline int vminfo_point_send_barrier(int fd, int barrier)
{
	char text[] = "BARRIER=1";
	struct iovec from = { text, sizeof(text) - 1 };
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct msghdr message;
	struct cmsghdr *head;

	memset(&control, 0, sizeof(control));
	memset(&message, 0, sizeof(message));
	message.msg_iov = &from;
	message.msg_iovlen = 1;
	message.msg_control = &control;
	message.msg_controllen = sizeof(control);
	head = CMSG_FIRSTHDR(&message);
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(head), &barrier, sizeof(int));
	return sendmsg(fd, &message, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

static inline void vminfo_point_wait(int fd)
{
	struct pollfd wait;
	int ends[2], sent;

	if (pipe(ends) != 0)
		return;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	sent = vminfo_point_send_barrier(fd, ends[1]);
	close(ends[1]);
	wait.fd = ends[0];
	wait.events = POLLIN;
	while (sent == 0 && poll(&wait, 1, -1) < 0 && errno == EINTR)
		;
	close(ends[0]);
}

static inline void vminfo_point(const char *name)
{
	int err = errno, fd = vminfo_point_socket();
	char text[256];
	int n;

	if (fd < 0) {
		errno = err;
		return;
	}
	n = snprintf(text, sizeof(text), "X_VMINFO=%s", name);
	if (n > 0 && (size_t)n < sizeof(text) &&
	    send(fd, text, (size_t)n, MSG_NOSIGNAL) == n)
		vminfo_point_wait(fd);
	close(fd);
	errno = err;
}
#endif

#endif
