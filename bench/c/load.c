/* The load client: thousands of readers of one stream, in one process, on the loopback address.
 *
 * Knows sockets, when a reader connects and comes back, and what it prints.
 * Does not know how a stream is taken apart (stream) or judged (judge).
 *
 *   load -n READERS -p PORT -P PATH -e EVENTS [options]
 *     -i EPOCH-SEQ  judge by event id, from this cursor on; without it by the stamp's number
 *     -S STEADY     the first so many stamps are the steady phase         (default: all)
 *     -B BURST      size of a burst after it                              (default: all the rest)
 *     -c COUNT      connects under way at most                            (default 256)
 *     -t SECONDS    give up after so long without any event               (default 60)
 *     -r CEILING    come back after a loss: a pause anywhere up to so many milliseconds, with Last-Event-ID
 *
 * Every event bears `stamp-NUMBER-NANOSECONDS` (CLOCK_MONOTONIC, taken by the publisher before it sent the post),
 * NUMBER from 1. Prints "READY connected failed seconds", then "MILE k" when the steady phase (0) or burst k has
 * reached everybody, and at last one line of JSON. One recv for each readiness and one clock reading for each recv:
 * 3.5 to 5 us of CPU for a delivery, less when events come joined.
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
#include <time.h>
#include <unistd.h>

#include "fault.h"
#include "judge.h"
#include "stream.h"

#define SECOND 1000000000ull
#define BUFFER (256 * 1024)
/* Different source addresses, since one pair of addresses has about 28,000 ports. */
#define SOURCES 6
#define BATCH 2048
#define GIVE_UP_CONNECTING (15 * SECOND)
/* Seconds; nothing measured here takes half as long. */
#define LONGEST 1800
#define LINGER (SECOND * 3 / 10)

enum state { IDLE, CONNECTING, HEAD, READING, WAITING, CLOSED };

struct reader {
    int fd;
    uint8_t state, has_everything, was_open;
    uint64_t due;               /* when one that waits comes back */
    struct stream stream;
    struct hearing hearing;
};

static struct reader *readers;
static int count = 1000, port = 8000, at_once = 256, give_up = 60, ceiling_ms, burst;
static const char *path = "/";
static int poll_fd, under_way, open_now, connected, failed, refused, closed, returned, waiting;
static uint64_t now, bytes_in, complete, done_at, heard_at;
static char buffer[BUFFER];

static uint64_t clock_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

static void heard(void *who, const char *event, size_t length) {
    struct reader *r = who;
    uint64_t before = deliveries;
    fault_judge(r == readers, &r->hearing, event, length, now);
    if (deliveries > before) heard_at = now;    /* heartbeats are no reason to go on waiting */
    if (!r->has_everything && r->hearing.count == expected.events) {
        r->has_everything = 1;
        complete++;
        done_at = now;
    }
}

static void lose(struct reader *r) {
    if (r->state == CONNECTING || r->state == HEAD) {
        under_way--;
        if (r->was_open) refused++;
        else failed++;
    } else if (r->state == READING) {
        open_now--;
        closed++;
    }
    if (r->fd >= 0) close(r->fd);
    r->fd = -1;
    stream_forget(&r->stream);
    r->state = CLOSED;
    if (ceiling_ms && r->was_open) {
        r->state = WAITING;
        waiting++;
        r->due = clock_ns() + (uint64_t)(drand48() * ceiling_ms * 1e6);
    }
}

static void start(int index) {
    struct reader *r = &readers[index];
    int one = 1;
    r->state = CONNECTING;
    under_way++;
    r->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (r->fd < 0) { perror("socket"); lose(r); return; }
    setsockopt(r->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    setsockopt(r->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct sockaddr_in a = {.sin_family = AF_INET};
    a.sin_addr.s_addr = htonl(0x7f000100u + 1 + (uint32_t)(index % SOURCES));
    if (bind(r->fd, (void *)&a, sizeof a)) perror("bind");
    a.sin_port = htons((uint16_t)port);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(r->fd, (void *)&a, sizeof a) && errno != EINPROGRESS) { lose(r); return; }
    struct epoll_event e = {.events = EPOLLOUT | EPOLLIN, .data.u32 = (uint32_t)index};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, r->fd, &e);
}

static void ask(struct reader *r, int index) {
    char request[1024], last[64] = "";
    if (r->hearing.highest && *expected.epoch)
        snprintf(last, sizeof last, "Last-Event-ID: %s-%llu\r\n", expected.epoch,
                 (unsigned long long)(expected.after + r->hearing.highest));
    int n = snprintf(request, sizeof request,
                     "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\n%s\r\n", path, port, last);
    if (send(r->fd, request, (size_t)n, MSG_NOSIGNAL) != n) { lose(r); return; }
    r->state = HEAD;
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = (uint32_t)index};
    epoll_ctl(poll_fd, EPOLL_CTL_MOD, r->fd, &e);
}

static void opened(struct reader *r) {
    r->state = READING;
    under_way--;
    open_now++;
    if (r->was_open) returned++;
    else connected++;
    r->was_open = 1;
}

static void ready(int index, uint32_t what) {
    struct reader *r = &readers[index];
    if (r->fd < 0) return;
    if (r->state == CONNECTING) {
        if (what & (EPOLLERR | EPOLLHUP)) lose(r);
        else if (what & EPOLLOUT) ask(r, index);
        return;
    }
    ssize_t n = recv(r->fd, buffer, BUFFER, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) { lose(r); return; }
    now = clock_ns();
    bytes_in += (uint64_t)n;
    int status = stream_take(&r->stream, buffer, (size_t)n, heard, r);
    if (status == 200) opened(r);
    else if (status) {
        if (!failed) fprintf(stderr, "load: a stream was answered with %d\n", status);
        lose(r);
    }
    if (r->state == READING && r->stream.has_ended) lose(r);
}

static void come_back(void) {
    static uint64_t looked;
    uint64_t moment = clock_ns();
    /* Every reader is looked at, so not oftener than every five milliseconds. */
    if (!waiting || moment - looked < SECOND / 200) return;
    looked = moment;
    for (int i = 0; i < count; i++)
        if (readers[i].state == WAITING && readers[i].due <= moment) { waiting--; start(i); }
}

static void turn(int wait_ms) {
    static struct epoll_event events[BATCH];
    int n = epoll_wait(poll_fd, events, BATCH, waiting ? 5 : wait_ms);
    for (int i = 0; i < n; i++) ready((int)events[i].data.u32, events[i].events);
    come_back();
}

static void connect_all(void) {
    uint64_t begun = clock_ns(), progressed = begun;
    int next = 0, before = -1;
    while (connected + failed < count) {
        while (next < count && under_way < at_once) start(next++);
        turn(100);
        if (connected != before) { before = connected; progressed = clock_ns(); }
        else if (clock_ns() - progressed > GIVE_UP_CONNECTING) break;
    }
    printf("READY %d %d %.3f\n", connected, count - connected, (double)(clock_ns() - begun) / 1e9);
    fflush(stdout);
}

static void mile(uint64_t k) {
    printf("MILE %llu\n", (unsigned long long)k);
    fflush(stdout);
}

static void read_all(void) {
    uint64_t miles = 0, next = (uint64_t)connected * expected.steady;
    heard_at = clock_ns();
    while (clock_ns() - heard_at < (uint64_t)give_up * SECOND && complete < (uint64_t)connected && (open_now || under_way || waiting)) {
        turn(200);
        while (deliveries >= next && next < (uint64_t)connected * expected.events) {
            mile(miles++);
            next += (uint64_t)connected * (uint64_t)burst;
        }
    }
    mile(miles);
    /* What comes twice may come late. */
    for (uint64_t stop = clock_ns() + LINGER; clock_ns() < stop;) turn(50);
}

static void print_result(void) {
    uint64_t lost = 0, doubled = 0, late = 0, foreign = 0, resets = 0, unstamped = 0;
    for (int i = 0; i < count; i++) {
        struct hearing *h = &readers[i].hearing;
        if (readers[i].was_open) lost += expected.events - h->count;
        doubled += h->doubled;
        late += h->late;
        foreign += h->foreign;
        resets += h->resets;
        unstamped += h->unstamped;
    }
    printf("{\"connected\":%d,\"failed\":%d,\"closed\":%d,\"refused\":%d,\"returned\":%d,\"received\":%llu,"
           "\"bytes\":%llu,\"done_ns\":%llu,\"lost\":%llu,\"doubled\":%llu,\"late\":%llu,\"foreign\":%llu,"
           "\"garbled\":%llu,\"resets\":%llu,\"unstamped\":%llu,",
           connected, count - connected, closed, refused, returned, (unsigned long long)deliveries,
           (unsigned long long)bytes_in, (unsigned long long)done_at, (unsigned long long)lost,
           (unsigned long long)doubled, (unsigned long long)late, (unsigned long long)foreign,
           (unsigned long long)garbled, (unsigned long long)resets, (unsigned long long)unstamped);
    print_tally();
    printf("}\n");
    fflush(stdout);
}

static int options(int argc, char **argv) {
    int o, steady = -1;
    while ((o = getopt(argc, argv, "n:p:P:e:i:S:B:c:t:r:")) != -1) switch (o) {
        case 'n': count = atoi(optarg); break;
        case 'p': port = atoi(optarg); break;
        case 'P': path = optarg; break;
        case 'e': expected.events = (uint32_t)atoi(optarg); break;
        case 'i':
            if (sscanf(optarg, "%15[a-z2-7]-%llu", expected.epoch, (unsigned long long *)&expected.after) != 2) return 0;
            break;
        case 'S': steady = atoi(optarg); break;
        case 'B': burst = atoi(optarg); break;
        case 'c': at_once = atoi(optarg); break;
        case 't': give_up = atoi(optarg); break;
        case 'r': ceiling_ms = atoi(optarg); break;
        default: return 0;
        }
    expected.steady = steady < 0 ? expected.events : (uint32_t)steady;
    if (burst <= 0) burst = expected.events > expected.steady ? (int)(expected.events - expected.steady) : 1;
    return count > 0 && expected.events > 0 && fault_begin();
}

int main(int argc, char **argv) {
    struct rlimit limit;
    if (!options(argc, argv)) { fprintf(stderr, "load: see the comment at the top of load.c\n"); return 2; }
    signal(SIGPIPE, SIG_IGN);
    alarm(LONGEST);
    srand48((long)getpid());
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if ((rlim_t)count + 16 > limit.rlim_cur) {
        fprintf(stderr, "load: %d readers need more than the %lu descriptors allowed\n", count, (unsigned long)limit.rlim_cur);
        return 2;
    }
    readers = calloc((size_t)count, sizeof *readers);
    judge_begin();
    for (int i = 0; i < count; i++) { readers[i].fd = -1; hearing_begin(&readers[i].hearing); }
    poll_fd = epoll_create1(0);
    connect_all();
    read_all();
    print_result();
    return 0;
}
