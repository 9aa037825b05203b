/**
 * Countdown: how long until each post goes out, in words, by the server's clock.
 * Knows that the browser's clock may be an hour off: it only counts on from what the page says is now.
 */

import type { Clock } from "../reader/clock";

const SECOND = 1_000;
const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** When the server's "now" of a part was seen, on the clock that only grows. */
const seen = new WeakMap<Element, number>();

/** Writes the time to go into every `data-due`, now and each second. */
export function countDown(owner: Document, clock: Clock): void {
  sayTimes(owner, clock);
  clock.after(SECOND, () => countDown(owner, clock));
}

/** Writes it once, as it is now. */
export function sayTimes(owner: ParentNode, clock: Clock): void {
  for (const part of owner.querySelectorAll<HTMLElement>("[data-now]")) {
    const since = seen.get(part) ?? clock.now();
    seen.set(part, since);
    const now = Date.parse(part.dataset.now ?? "") + clock.now() - since;
    for (const place of part.querySelectorAll<HTMLElement>("[data-due]")) {
      const words = toGo((Date.parse(place.dataset.due ?? "") - now) / SECOND);
      if (place.textContent !== words) place.textContent = words;
    }
  }
}

/** `seconds` in words: to the second in the last ten minutes. */
export function toGo(seconds: number): string {
  if (Number.isNaN(seconds)) return "";
  const left = Math.ceil(seconds);
  if (left <= 0) return "now";
  if (left < 2 * MINUTE) return `in ${left} s`;
  if (left < 10 * MINUTE) return `in ${Math.floor(left / MINUTE)} min ${left % MINUTE} s`;
  if (left < HOUR) return `in ${Math.floor(left / MINUTE)} min`;
  if (left < 48 * HOUR) return `in ${Math.floor(left / HOUR)} h ${Math.floor((left % HOUR) / MINUTE)} min`;
  return `in ${Math.floor(left / HOUR / 24)} days`;
}
