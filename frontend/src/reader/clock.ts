/**
 * Clock and chance: what the page takes from outside, so that a test can be both.
 * Knows how to wait and how to spread many readers over a while.
 */

export interface Clock {
  /** Milliseconds; only differences mean anything. */
  now(): number;
  /** Does `act` once after `milliseconds`; the answer calls it off. */
  after(milliseconds: number, act: () => void): () => void;
}

/** A number in [0, 1). */
export type Chance = () => number;

export const browserClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, act) => {
    const waiting = setTimeout(act, milliseconds);
    return () => clearTimeout(waiting);
  },
};
