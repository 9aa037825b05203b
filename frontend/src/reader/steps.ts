/**
 * Steps: what came next, asked for instead of listened to (docs/contracts/updates.md).
 * Knows the shape of an answer, how long one may take, and how long to wait between two.
 * Does not know when steps are wanted.
 */

import type { Chance, Clock } from "./clock";
import { type Cursor, parseCursor } from "./cursor";
import { type Frame, frameOf, VERSION } from "./frame";

/** An answer: the frames that lead to `to`, null for one that cannot be read. After a final one more may be there. */
export interface Step {
  readonly to: Cursor;
  readonly isFinal: boolean;
  readonly hasEnded: boolean;
  readonly isReset: boolean;
  readonly frames: readonly (Frame | null)[];
}

/** The text at an address; rejects when it cannot be had, or `signal` calls it off. */
export type Fetch = (address: string, signal: AbortSignal) => Promise<string>;

export interface StepEars {
  /** The address of the step that comes next. */
  stepAddress(): string;
  /** The answer is whether the page got on. */
  took(step: Step): boolean;
  failed(): void;
}

/** The server waits up to about 20 seconds for news; an answer that takes longer than this will not come. */
export const STEP_PATIENCE_MS = 30_000;

/** The pause after an answer without news, which may have come from a cache, and the spread on top. */
export const REST_MS = 750;
export const REST_SPREAD_MS = 500;

/** Answers that come at once again and again come from a server that has no room to wait: up to so many times the pause. */
export const RESTS_MOST = 8;

/** An answer that took longer than this was waited for at the server. */
const WAITED_MS = 5_000;

export class Steps {
  #calling: AbortController | null = null;
  #cancel: () => void = () => {};
  #rests = 0;

  constructor(
    private readonly fetch: Fetch,
    private readonly clock: Clock,
    private readonly chance: Chance,
    private readonly ears: StepEars,
  ) {}

  get isWalking(): boolean {
    return this.#calling !== null;
  }

  /** Asks for one step after another until stopped or failed. */
  walk(): void {
    this.stop();
    this.#rests = 0;
    this.#ask();
  }

  stop(): void {
    this.#calling?.abort();
    this.#calling = null;
    this.#cancel();
  }

  #ask(): void {
    const calling = new AbortController();
    this.#calling = calling;
    const asked = this.clock.now();
    this.#cancel = this.clock.after(STEP_PATIENCE_MS, () => calling.abort());
    const address = this.ears.stepAddress();
    this.fetch(address, calling.signal).then(
      (text) => this.#calling === calling && this.#answered(parseStep(text), this.clock.now() - asked),
      () => this.#calling === calling && this.#answered(null, 0),
    );
  }

  #answered(step: Step | null, took: number): void {
    this.#cancel();
    if (!step) {
      this.stop();
      this.ears.failed();
      return;
    }
    const calling = this.#calling;
    const gotOn = this.ears.took(step);
    // Whoever took the step may have stopped this walk, or begun another.
    if (this.#calling !== calling) return;
    this.#rests = gotOn || took > WAITED_MS ? 0 : this.#rests + 1;
    if (gotOn) this.#ask();
    else this.#cancel = this.clock.after(this.#rest(), () => this.#ask());
  }

  #rest(): number {
    const longer = Math.min(2 ** Math.max(this.#rests - 1, 0), RESTS_MOST);
    return (REST_MS + this.chance() * REST_SPREAD_MS) * longer;
  }
}

/** The step in `json`, or null when it is none that this script understands. */
export function parseStep(json: string): Step | null {
  const tree = treeIn(json);
  const to = parseCursor(typeof tree?.to === "string" ? tree.to : null);
  if (!tree || tree.v !== VERSION || !to || !Array.isArray(tree.frames)) return null;
  return {
    to,
    isFinal: tree.final === true,
    hasEnded: tree.ended === true,
    isReset: tree.reset === true,
    frames: tree.frames.map(frameOf),
  };
}

function treeIn(json: string): Record<string, unknown> | null {
  try {
    return Object(JSON.parse(json)) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/** The step at `address`. Rejects when it cannot be had. */
export async function fetchStep(address: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The step answered ${answer.status}.`);
  return answer.text();
}
