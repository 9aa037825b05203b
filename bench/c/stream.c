#define _GNU_SOURCE
#include "stream.h"

#include <stdlib.h>
#include <string.h>

static void keep(struct stream *s, const char *bytes, size_t length) {
    s->part = realloc(s->part, s->part_length + length);
    memcpy(s->part + s->part_length, bytes, length);
    s->part_length += (uint32_t)length;
}

void stream_forget(struct stream *s) {
    free(s->part);
    memset(s, 0, sizeof *s);
}

/* Hand out every whole event; how many bytes that were. */
static size_t events_in(const char *bytes, size_t length, event_heard heard, void *reader) {
    const char *start = bytes, *p = bytes, *end = bytes + length;
    while ((p = memchr(p, '\n', (size_t)(end - p)))) {
        const char *next = p + 1;
        if (next < end && *next == '\r') next++;
        if (next < end && *next == '\n') {
            heard(reader, start, (size_t)(next - start));
            start = next + 1;
        }
        p = next < end && *next == '\n' ? next + 1 : next;
        if (p >= end) break;
    }
    return (size_t)(start - bytes);
}

static void take_body(struct stream *s, const char *bytes, size_t length, event_heard heard, void *reader) {
    if (!s->part_length) {
        /* No copy unless an event is split: most arrive whole. */
        size_t used = events_in(bytes, length, heard, reader);
        if (used < length) keep(s, bytes + used, length - used);
        return;
    }
    keep(s, bytes, length);
    char *whole = s->part;
    size_t all = s->part_length;
    s->part = NULL;
    s->part_length = 0;
    size_t used = events_in(whole, all, heard, reader);
    if (used < all) keep(s, whole + used, all - used);
    free(whole);
}

static int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void take_size(struct stream *s, char c) {
    if (c == '\n') {
        s->has_ended = !s->chunk_left;
        s->chunk_state = CHUNK_BYTES;
    } else if (s->chunk_state == CHUNK_SIZE && digit(c) >= 0) {
        s->chunk_left = s->chunk_left * 16 + (uint32_t)digit(c);
    } else {
        s->chunk_state = CHUNK_REST_OF_LINE;
    }
}

static void take_chunks(struct stream *s, const char *p, size_t length, event_heard heard, void *reader) {
    const char *end = p + length;
    while (p < end && !s->has_ended) {
        if (s->chunk_state == CHUNK_BYTES) {
            size_t n = (size_t)(end - p) < s->chunk_left ? (size_t)(end - p) : s->chunk_left;
            take_body(s, p, n, heard, reader);
            p += n;
            s->chunk_left -= (uint32_t)n;
            if (!s->chunk_left) s->chunk_state = CHUNK_CR;
        } else if (s->chunk_state == CHUNK_CR) {
            p++;
            s->chunk_state = CHUNK_LF;
        } else if (s->chunk_state == CHUNK_LF) {
            p++;
            s->chunk_state = CHUNK_SIZE;
        } else {
            take_size(s, *p++);
        }
    }
}

static void take(struct stream *s, const char *bytes, size_t length, event_heard heard, void *reader) {
    if (s->is_chunked) take_chunks(s, bytes, length, heard, reader);
    else take_body(s, bytes, length, heard, reader);
}

int stream_take(struct stream *s, const char *bytes, size_t length, event_heard heard, void *reader) {
    if (s->has_head) {
        take(s, bytes, length, heard, reader);
        return 0;
    }
    keep(s, bytes, length);
    char *end = memmem(s->part, s->part_length, "\r\n\r\n", 4);
    if (!end) return 0;
    char *whole = s->part;
    size_t all = s->part_length, head = (size_t)(end - whole) + 4;
    s->part = NULL;
    s->part_length = 0;
    end[2] = 0;
    int status = head > 12 && !memcmp(whole, "HTTP/1.1 ", 9) ? atoi(whole + 9) : -1;
    s->is_chunked = strcasestr(whole, "\ntransfer-encoding: chunked") != NULL;
    s->has_head = 1;
    if (status == 200 && all > head) take(s, whole + head, all - head, heard, reader);
    free(whole);
    return status;
}
