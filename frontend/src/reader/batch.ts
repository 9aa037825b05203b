/**
 * A batch: frames that come close together, taken at once. (READER PE5)
 * Knows that the first after a while goes straight on, and that those behind it wait for a second to be over.
 * Does not know what taking them means.
 */

import type { Clock } from "./clock";

/** At most one batch in so many milliseconds. */
export const BATCH_MS = 1_000;

export class Batch<Item> {
  #items: Item[] = [];
  #cancel: (() => void) | null = null;
  #takenAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly take: (items: readonly Item[]) => void,
  ) {}

  /** The newest that waits. */
  get last(): Item | undefined {
    return this.#items.at(-1);
  }

  add(item: Item): void {
    this.#items.push(item);
    if (this.#cancel) return;
    const wait = this.#takenAt + BATCH_MS - this.clock.now();
    if (wait <= 0) this.now();
    else this.#cancel = this.clock.after(wait, () => this.now());
  }

  /** Takes what waits, if anything does. */
  now(): void {
    const items = this.#items;
    this.clear();
    if (!items.length) return;
    this.#takenAt = this.clock.now();
    this.take(items);
  }

  /** Forgets what waits. */
  clear(): void {
    this.#items = [];
    this.#cancel?.();
    this.#cancel = null;
  }
}
