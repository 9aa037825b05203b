/* A seeded fault: the load client mishears one event of one reader, so that the judgement can be seen to turn red.
 *
 * Knows BENCH_FAULT: `drop`, `double` or `swap`, applied to the third event of the first reader.
 * Does not know what the judgement makes of it.
 */
#ifndef FAULT_H
#define FAULT_H
#include "judge.h"

/* 0 when BENCH_FAULT names no fault there is. */
int fault_begin(void);
/* The judgement, or what the fault makes of it. `is_victim` for the first reader. */
void fault_judge(int is_victim, struct hearing *h, const char *event, size_t length, uint64_t now);
#endif
