/* Judgement: what one reader heard, event by event, against what it should have heard.
 *
 * Knows ids and stamps, and what counts as lost, doubled, out of order, foreign or garbled.
 * Does not know sockets, HTTP or the clock's meaning.
 */
#ifndef JUDGE_H
#define JUDGE_H
#include <stddef.h>
#include <stdint.h>

/* What is expected of every reader alike. */
struct expected {
    char epoch[16];     /* "" judges by the stamp's number: peers have ids of their own */
    uint64_t after;     /* sequence before the first event */
    uint32_t events;    /* so many, numbered 1.. */
    uint32_t steady;    /* the first so many stamps are the steady phase, the rest bursts */
};

/* What one reader heard. */
struct hearing {
    uint64_t *seen;             /* a bit for each event */
    uint32_t count, highest;    /* different events heard; the highest of them */
    uint32_t doubled, late, foreign, resets, unstamped;
};

/* One event over all readers; times are CLOCK_MONOTONIC nanoseconds. */
struct event_times { uint64_t sent, first, last; uint32_t readers; };

extern struct expected expected;
extern struct event_times *times;   /* by stamp number */
extern uint64_t deliveries, garbled;

void judge_begin(void);
void hearing_begin(struct hearing *h);
void judge(struct hearing *h, const char *event, size_t length, uint64_t now);
void print_tally(void);             /* "events" and "latency" of the final line of JSON */
#endif
