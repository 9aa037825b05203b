/**
 * Finger: one finger, or the mouse, that moves something to the side.
 * Knows that two fingers zoom, and that what was zoomed into is moved about by one: both are the browser's.
 * Does not know what a movement means (`moves`).
 */

import type { Point } from "./moves";

export interface Hand {
  /** How far the finger is from where it came down, in CSS pixels to the right; 0 when it is up. */
  moved(across: number): void;
  released(from: Point, to: Point): void;
}

/** Tells `hand` of movements over `place` until `signal`. */
export function followFinger(place: HTMLElement, hand: Hand, signal: AbortSignal): void {
  let from: Point | null = null;
  const letGo = (): void => {
    from = null;
    hand.moved(0);
  };
  place.addEventListener("pointerdown", (event) => {
    from = event.isPrimary && event.button === 0 && !isZoomed() ? pointOf(event) : null;
  });
  place.addEventListener("pointermove", (event) => {
    if (from) hand.moved(event.clientX - from.x);
  });
  place.addEventListener("pointercancel", letGo);
  place.addEventListener("pointerup", (event) => {
    const began = from;
    letGo();
    if (began) hand.released(began, pointOf(event));
  });
  // Which fingers are the browser's is settled before one comes down.
  const settle = (): void => void place.classList.toggle("zoomed", isZoomed());
  globalThis.visualViewport?.addEventListener("resize", settle, { signal });
  settle();
}

function isZoomed(): boolean {
  return (globalThis.visualViewport?.scale ?? 1) > 1.01;
}

function pointOf(event: PointerEvent): Point {
  return { x: event.clientX, y: event.clientY };
}
