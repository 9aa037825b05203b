/* The floor: a single epoll loop that calls send once for each reader and event. A yardstick, not a server.
 *
 * Knows GET (a stream from now on) and POST (its body is the data of one event to every stream).
 * Does not know ids across restarts, slow readers or any other address.
 *
 *   floor PORT
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define DESCRIPTORS 65536
#define WAITING_CONNECTIONS 4096
#define BATCH 1024

static struct { char *bytes; int length; } asked[DESCRIPTORS];
static int streams[DESCRIPTORS], place_of[DESCRIPTORS], stream_count, poll_fd, listening;
static char event[1 << 20], received[1 << 18];
static unsigned long long id;

static void let_go(int fd) {
    if (place_of[fd]) {
        int place = place_of[fd] - 1;
        streams[place] = streams[--stream_count];
        place_of[streams[place]] = place + 1;
        place_of[fd] = 0;
    }
    free(asked[fd].bytes);
    asked[fd].bytes = NULL;
    asked[fd].length = 0;
    close(fd);
}

static void say(int fd, const char *text) { send(fd, text, strlen(text), MSG_NOSIGNAL); }

static void publish(int fd, const char *body, int length) {
    int n = snprintf(event, sizeof event, "id: %llu\nevent: revision\ndata: %.*s\n\n", ++id, length, body);
    for (int i = 0; i < stream_count; i++)
        if (send(streams[i], event, (size_t)n, MSG_NOSIGNAL) != n) continue;  /* the client counts what is lost */
    say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

/* Answer the request at the front of what was asked; 0 when it is not whole yet. */
static int answer(int fd) {
    char *text = asked[fd].bytes, *end = memmem(text, (size_t)asked[fd].length, "\r\n\r\n", 4);
    if (!end) return 0;
    int head = (int)(end - text) + 4, body = 0;
    char *length = strcasestr(text, "content-length:");
    if (length && length < end) body = atoi(length + 15);
    if (asked[fd].length < head + body) return 0;
    if (!strncmp(text, "POST", 4)) {
        publish(fd, text + head, body);
    } else {
        say(fd, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n\r\n");
        streams[stream_count++] = fd;
        place_of[fd] = stream_count;
    }
    asked[fd].length -= head + body;
    memmove(text, text + head + body, (size_t)asked[fd].length + 1);
    return 1;
}

static void take(int fd) {
    ssize_t n = recv(fd, received, sizeof received, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) { let_go(fd); return; }
    asked[fd].bytes = realloc(asked[fd].bytes, (size_t)(asked[fd].length + n + 1));
    memcpy(asked[fd].bytes + asked[fd].length, received, (size_t)n);
    asked[fd].length += (int)n;
    asked[fd].bytes[asked[fd].length] = 0;
    while (asked[fd].length && answer(fd)) continue;
    if (!asked[fd].length) { free(asked[fd].bytes); asked[fd].bytes = NULL; }
}

static void accept_some(void) {
    int one = 1, fd;
    for (int i = 0; i < 64 && (fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK)) >= 0; i++) {
        struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &e);
    }
}

int main(int argc, char **argv) {
    int one = 1;
    struct rlimit limit;
    struct epoll_event e = {.events = EPOLLIN}, events[BATCH];
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)(argc > 1 ? atoi(argv[1]) : 8000))};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max < DESCRIPTORS ? limit.rlim_max : DESCRIPTORS;
    setrlimit(RLIMIT_NOFILE, &limit);
    signal(SIGPIPE, SIG_IGN);
    listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listening, (void *)&a, sizeof a) || listen(listening, WAITING_CONNECTIONS)) { perror("floor"); return 1; }
    poll_fd = epoll_create1(0);
    e.data.fd = listening;
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, listening, &e);
    for (;;) {
        int n = epoll_wait(poll_fd, events, BATCH, -1);
        for (int i = 0; i < n; i++)
            if (events[i].data.fd == listening) accept_some();
            else take(events[i].data.fd);
    }
}
