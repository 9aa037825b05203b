/**
 * Catching up: how a tab that listens to another one takes the steps it missed. (READER ST4)
 * Knows where the other one is, and when this page has come there or need not.
 * Does not know which tab leads, nor what tabs say to one another.
 */

import { type Ears, hearStep, stepAddress, type Wire } from "./connection";
import { type Cursor, hasReached } from "./cursor";
import { Outage } from "./pause";
import { type Step, Steps } from "./steps";

export interface CatchUpEars {
  /** What is shown is not all there is. */
  late(): void;
  /** There is nothing more to catch up with. */
  done(): void;
}

export class CatchingUp {
  readonly #steps: Steps;
  readonly #outage: Outage;
  #goal: Cursor | null = null;

  constructor(
    wire: Wire,
    private readonly page: Ears,
    private readonly ears: CatchUpEars,
  ) {
    this.#outage = new Outage(wire.clock, wire.chance);
    this.#steps = new Steps(wire.fetch, wire.clock, wire.chance, {
      stepAddress: () => stepAddress(wire.stream, page.place()),
      took: (step) => this.#took(step),
      failed: () => this.#failed(),
    });
  }

  /** Whether `at` is past this page, or one of the two is in a history that is over. */
  isBehind(at: Cursor | null): at is Cursor {
    const place = this.page.place();
    return at !== null && place !== null && !hasReached(place, at);
  }

  /** Takes steps until `goal`. */
  to(goal: Cursor): void {
    this.#goal = goal;
    if (this.#steps.isWalking) return;
    this.ears.late();
    this.#steps.walk();
  }

  stop(): void {
    this.#goal = null;
    this.#steps.stop();
    this.#outage.calm();
  }

  /** What comes is heard again: the next failure is a new one. */
  over(): void {
    this.#outage.over();
  }

  #took(step: Step): boolean {
    const gotOn = hearStep(step, this.page);
    if (!this.#steps.isWalking) return false;
    const place = this.page.place();
    // In another history than the leader's, and not told to load the page: then it is the leader who will be.
    const isElsewhere = !gotOn && place?.epoch !== this.#goal?.epoch;
    if (!isElsewhere && this.isBehind(this.#goal)) return gotOn;
    this.stop();
    this.ears.done();
    return false;
  }

  #failed(): void {
    this.ears.late();
    this.#outage.pause(() => this.#steps.walk());
  }
}
