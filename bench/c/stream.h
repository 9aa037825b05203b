/* A stream's bytes, taken apart: response head, chunks, events.
 *
 * Knows HTTP/1.1 as far as a response with or without chunks needs it, and where an event ends.
 * Does not know what an event says.
 */
#ifndef STREAM_H
#define STREAM_H
#include <stddef.h>
#include <stdint.h>

enum chunk_state { CHUNK_SIZE, CHUNK_REST_OF_LINE, CHUNK_BYTES, CHUNK_CR, CHUNK_LF };

struct stream {
    char *part;                 /* an event, or a head, that is not whole yet */
    uint32_t part_length;
    uint32_t chunk_left;
    uint8_t chunk_state, is_chunked, has_head, has_ended;
};

typedef void (*event_heard)(void *reader, const char *event, size_t length);

/* Take bytes from the wire. Returns the status when the head has just become whole, 0 otherwise, -1 for nonsense. */
int stream_take(struct stream *s, const char *bytes, size_t length, event_heard heard, void *reader);
/* Forget what is not whole: what a browser does with half an event. */
void stream_forget(struct stream *s);
#endif
