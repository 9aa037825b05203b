/**
 * Pauses: how long to wait before coming back. (DESIGN §10.11)
 * Knows how old an outage is, and that readers who were lost together must not come back together.
 * Does not know what is lost.
 */

import type { Chance, Clock } from "./clock";

/** Longest wait while an outage is young, and how long that is. */
export const EARLY_CEILING_MS = 5_000;
export const EARLY_MS = 120_000;

/** Longest wait afterwards. */
export const LATE_CEILING_MS = 30_000;

/** A wait anywhere up to the ceiling. */
export function pauseFor(outage: number, chance: Chance): number {
  return chance() * (outage < EARLY_MS ? EARLY_CEILING_MS : LATE_CEILING_MS);
}

/** One outage after another: when the present one began, and the wait for the next attempt. */
export class Outage {
  #since: number | null = null;
  #cancel: (() => void) | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {}

  /** Does `act` after the pause that is due now; it takes the place of what was waiting. */
  pause(act: () => void): void {
    const now = this.clock.now();
    this.#since ??= now;
    this.calm();
    this.#cancel = this.clock.after(pauseFor(now - this.#since, this.chance), act);
  }

  /** Waits no more; the outage goes on. */
  calm(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** The outage is over. */
  over(): void {
    this.calm();
    this.#since = null;
  }
}
