/**
 * Moves: what keys and swipes mean in a row of pictures.
 * Knows that a row goes the way its words are written, and that it goes round.
 * Does not know any event.
 */

/** Where one stands in a row that holds `count`, and which way it goes. */
export interface Standing {
  readonly at: number;
  readonly count: number;
  readonly isRightToLeft: boolean;
}

/** A place on the screen, in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Shorter ones are the tremble of a press. */
export const SWIPE_PX = 40;

/** Where `by` steps lead. */
export function stepped({ at, count }: Standing, by: number): number {
  return count ? (((at + by) % count) + count) % count : 0;
}

/** Where a key leads, or null when it is none of ours. */
export function keyed(standing: Standing, key: string): number | null {
  const onward = standing.isRightToLeft ? -1 : 1;
  if (key === "ArrowRight") return stepped(standing, onward);
  if (key === "ArrowLeft") return stepped(standing, -onward);
  if (key === "Home") return 0;
  if (key === "End") return Math.max(0, standing.count - 1);
  return null;
}

/** Where a movement of the finger leads; one that is short, or goes rather up or down, leads nowhere. */
export function swiped(standing: Standing, from: Point, to: Point): number {
  const across = to.x - from.x;
  if (Math.abs(across) < SWIPE_PX || Math.abs(across) < Math.abs(to.y - from.y)) return standing.at;
  return stepped(standing, across < 0 === standing.isRightToLeft ? -1 : 1);
}
