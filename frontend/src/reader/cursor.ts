/**
 * Cursors: a place in a blog's log, `EPOCH-SEQ`, as page, event ids and `?after=` write it.
 * Knows when one place has reached another.
 * Does not know what stands at a place.
 */

export interface Cursor {
  readonly epoch: string;
  readonly seq: number;
}

// Fifteen digits stay below 2^53; the server reads the same form (docs/contracts/).
const WRITTEN = /^([a-z2-7]{8})-(0|[1-9][0-9]{0,14})$/;

/** The cursor as a value, or null for anything else. */
export function parseCursor(text: string | null | undefined): Cursor | null {
  const found = WRITTEN.exec(text ?? "");
  if (!found?.[1] || !found[2]) return null;
  return { epoch: found[1], seq: Number(found[2]) };
}

/** The cursor as others write it. */
export function cursorText(cursor: Cursor): string {
  return `${cursor.epoch}-${cursor.seq}`;
}

/** Whether whoever is at `here` has everything up to `goal`. Another epoch is another history: never. */
export function hasReached(here: Cursor, goal: Cursor): boolean {
  return here.epoch === goal.epoch && here.seq >= goal.seq;
}
