#define _GNU_SOURCE
#include "judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 64 buckets for each power of two of microseconds: within 1.6% of the truth. */
#define BUCKETS 4096

struct expected expected;
struct event_times *times;
uint64_t deliveries, garbled;

static uint64_t latency[2][BUCKETS];
static uint32_t *stamp_of;      /* which stamp each place bears, as the first reader saw it */

static const char STAMP[] = "stamp-";

void judge_begin(void) {
    times = calloc(expected.events + 1, sizeof *times);
    stamp_of = calloc(expected.events + 1, sizeof *stamp_of);
}

void hearing_begin(struct hearing *h) { h->seen = calloc(expected.events / 64 + 1, sizeof *h->seen); }

static int bucket(uint64_t us) {
    if (us < 64) return (int)us;
    int power = 63 - __builtin_clzll(us);
    int at = (power - 5) * 64 + (int)((us >> (power - 6)) & 63);
    return at < BUCKETS ? at : BUCKETS - 1;
}

static double middle_us(int at) {
    if (at < 64) return at + 0.5;
    int power = at / 64 + 5;
    return (double)((1ull << power) + ((uint64_t)(at & 63) << (power - 6))) + (double)(1ull << (power - 6)) / 2;
}

/* The number after `name` at the beginning of a line; NULL when no line begins so. */
static const char *field(const char *p, const char *end, const char *name) {
    size_t length = strlen(name);
    while (p < end) {
        if ((size_t)(end - p) > length && !memcmp(p, name, length)) return p + length;
        p = memchr(p, '\n', (size_t)(end - p));
        if (!p) return NULL;
        p++;
    }
    return NULL;
}

static uint64_t number(const char **p, const char *end) {
    uint64_t n = 0;
    while (*p < end && **p >= '0' && **p <= '9') n = n * 10 + (uint64_t)(*(*p)++ - '0');
    return n;
}

/* The place of this event, counted from 1; 0 when it is of another history or not a place we wait for. */
static uint32_t place(const char *id, const char *end, uint32_t stamp) {
    uint64_t at = stamp;
    if (*expected.epoch) {
        size_t length = strlen(expected.epoch);
        if ((size_t)(end - id) <= length || memcmp(id, expected.epoch, length) || id[length] != '-') return 0;
        id += length + 1;
        at = number(&id, end) - expected.after;
    }
    return at >= 1 && at <= expected.events ? (uint32_t)at : 0;
}

static void count_place(struct hearing *h, uint32_t at) {
    uint64_t bit = 1ull << (at & 63);
    if (h->seen[at / 64] & bit) { h->doubled++; return; }
    h->seen[at / 64] |= bit;
    h->count++;
    if (at < h->highest) h->late++;
    else h->highest = at;
}

static void time_stamp(uint32_t stamp, uint64_t sent, uint64_t now) {
    uint64_t took = now > sent ? now - sent : 0;
    struct event_times *e = &times[stamp];
    latency[stamp > expected.steady][bucket(took / 1000)]++;
    if (!e->readers++) { e->first = now; e->sent = sent; }
    e->last = now;
}

void judge(struct hearing *h, const char *event, size_t length, uint64_t now) {
    const char *end = event + length, *id = field(event, end, "id: ");
    if (!id) return;                                /* a heartbeat or `retry:` */
    if (field(event, end, "event: reset")) { h->resets++; return; }
    const char *s = memmem(event, length, STAMP, sizeof STAMP - 1);
    uint32_t stamp = 0;
    uint64_t sent = 0;
    if (s) {
        s += sizeof STAMP - 1;
        stamp = (uint32_t)number(&s, end);
        if (s < end && *s == '-') { s++; sent = number(&s, end); }
    }
    if (!stamp || stamp > expected.events || !sent) { h->unstamped++; return; }
    uint32_t at = place(id, end, stamp);
    if (!at) { h->foreign++; return; }
    /* The same place must hold the same post for everybody. */
    if (!stamp_of[at]) stamp_of[at] = stamp;
    if (stamp_of[at] != stamp) garbled++;
    deliveries++;
    count_place(h, at);
    time_stamp(stamp, sent, now);
}

void print_tally(void) {
    const char *between = "";
    printf("\"events\":[");
    for (uint32_t i = 1; i <= expected.events; i++) {
        struct event_times *e = &times[i];
        printf("%s[%u,%u,%llu,%llu,%llu]", i > 1 ? "," : "", i, e->readers, (unsigned long long)e->sent,
               (unsigned long long)e->first, (unsigned long long)e->last);
    }
    printf("],\"latency\":[");
    for (int phase = 0; phase < 2; phase++)
        for (int i = 0; i < BUCKETS; i++)
            if (latency[phase][i]) {
                printf("%s[%d,%.1f,%llu]", between, phase, middle_us(i), (unsigned long long)latency[phase][i]);
                between = ",";
            }
    printf("]");
}
