#define _GNU_SOURCE
#include "fault.h"

#include <stdlib.h>
#include <string.h>

static enum { NONE, DROP, DOUBLE, SWAP } fault;
static int heard;
static char *held;
static size_t held_length;

int fault_begin(void) {
    const char *name = getenv("BENCH_FAULT");
    if (!name || !*name) return 1;
    fault = !strcmp(name, "drop") ? DROP : !strcmp(name, "double") ? DOUBLE : !strcmp(name, "swap") ? SWAP : NONE;
    return fault != NONE;
}

void fault_judge(int is_victim, struct hearing *h, const char *event, size_t length, uint64_t now) {
    if (fault == NONE || !is_victim || !memmem(event, length, "stamp-", 6)) {
        judge(h, event, length, now);
        return;
    }
    heard++;
    if (heard == 3 && fault == DROP) return;
    if (heard == 3 && fault == SWAP) {
        held = memcpy(malloc(length), event, length);
        held_length = length;
        return;
    }
    judge(h, event, length, now);
    if (heard == 3 && fault == DOUBLE) judge(h, event, length, now);
    if (heard == 4 && held) judge(h, held, held_length, now);
}
