/**
 * Glances: looking at the server now and then instead of listening, as ended pages do and those that save data.
 * Knows how often, and that one step after another is taken as long as they lead on.
 * Does not know which pages only look, nor what becomes of what came.
 */

import { type Ears, hearStep, stepAddress, type Wire } from "./connection";
import { Steps } from "./steps";

/** How often an ended page is looked at again. */
export const LOOK_EVERY_MS = 600_000;

/** How often a page that uses little data is. (READER PE8) */
export const THRIFTY_EVERY_MS = 60_000;

export interface Onlooker {
  hasEnded(): boolean;
  isThrifty(): boolean;
  /** A step was heard; `gotOn` is whether the page got on. The answer is whether to take the next. */
  took(gotOn: boolean): boolean;
}

export class Glances {
  readonly #steps: Steps;
  #cancel: () => void = () => {};

  constructor(
    private readonly wire: Wire,
    page: Ears,
    private readonly onlooker: Onlooker,
  ) {
    this.#steps = new Steps(wire.fetch, wire.clock, wire.chance, {
      stepAddress: () => stepAddress(wire.stream, page.place()),
      took: (step) => onlooker.took(hearStep(step, page)),
      failed: () => this.later(),
    });
  }

  look(): void {
    this.stop();
    this.#steps.walk();
  }

  /** Looks again when it is time to. */
  later(): void {
    const isOver = this.onlooker.hasEnded() || !this.onlooker.isThrifty();
    const wait = isOver ? LOOK_EVERY_MS : THRIFTY_EVERY_MS;
    this.#cancel = this.wire.clock.after(wait, () => this.look());
  }

  stop(): void {
    this.#steps.stop();
    this.#cancel();
  }
}
