/**
 * Absence: that nobody looks at the page, from when it is hidden until the reader is back.
 * Knows when a hidden page lets go of what it holds open, and after how long that is in doubt.
 * Does not know what it holds open.
 */

import type { Clock } from "./clock";

/** Hidden for longer than this, a stream may have died in the machine's sleep without a word. */
export const DOUBTFUL_AFTER_MS = 60_000;

/** Hidden for this long, a page holds nothing open any more; later, browsers slow the timers of hidden pages down. */
export const HIDDEN_MS = 300_000;

export class Absence {
  #since: number | null = null;
  #isAsleep = false;
  #cancel: () => void = () => {};

  constructor(
    private readonly clock: Clock,
    private readonly letGo: () => void,
  ) {}

  /** Whether the page has let go. */
  get isAsleep(): boolean {
    return this.#isAsleep;
  }

  begin(): void {
    this.#since = this.clock.now();
    this.#cancel();
    this.#cancel = this.clock.after(HIDDEN_MS, () => this.sleep());
  }

  /** Lets go at once. */
  sleep(): void {
    this.#isAsleep = true;
    this.letGo();
  }

  /** The reader is back. Whether what is open is in doubt. */
  end(): boolean {
    const lasted = this.#since === null ? 0 : this.clock.now() - this.#since;
    const isDoubtful = this.#isAsleep || lasted >= DOUBTFUL_AFTER_MS;
    this.#isAsleep = false;
    this.#since = null;
    this.#cancel();
    return isDoubtful;
  }
}
