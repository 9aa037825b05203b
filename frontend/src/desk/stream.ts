/**
 * Stream: the desk's own events, "something has changed here", and how one comes back to them.
 * Knows that what rang during an outage is lost, so that whoever comes back is told to look at everything.
 * Does not know what is looked at (`parts.ts`).
 */

import type { Chance, Clock } from "../reader/clock";

/** Something has changed at the desk of a blog. */
export interface Ring {
  readonly blog: string;
  readonly what: string;
}

export interface Hearing {
  /** Something has changed; null: anything may have. */
  rang(ring: Ring | null): void;
  /** Words on the connection; empty when there is nothing to say. */
  say(words: string): void;
}

/** What this needs of an EventSource. */
export interface DeskSource {
  addEventListener(event: string, heard: (event: MessageEvent<string>) => void): void;
  close(): void;
}

/** The ceiling of the pause before coming back, spread, as the browser itself gives up for good on a refusal. */
export const BACK_MS = 5_000;

export const LOST = "The connection to the desk is lost. This page may be out of date.";

export class DeskStream {
  #source: DeskSource | null = null;
  #wasOpen = false;
  #isResting = false;

  constructor(
    private readonly connect: (address: string) => DeskSource,
    private readonly clock: Clock,
    private readonly chance: Chance,
    private readonly hearing: Hearing,
  ) {}

  follow(): void {
    if (this.#source || this.#isResting) return;
    const source = this.connect("/desk/stream");
    this.#source = source;
    source.addEventListener("open", () => this.#opened());
    source.addEventListener("desk", (event) => this.#heard(event.data));
    source.addEventListener("error", () => this.#lost());
  }

  /** Nobody looks: a browser has few connections to one server, and other tabs want them. */
  rest(): void {
    this.#isResting = true;
    this.leave();
  }

  /** Somebody looks again; whatever rang meanwhile is lost, so that everything is looked at. */
  resume(): void {
    this.#isResting = false;
    this.follow();
  }

  leave(): void {
    this.#source?.close();
    this.#source = null;
  }

  #opened(): void {
    this.hearing.say("");
    // The page is as new as the first stream.
    if (this.#wasOpen) this.hearing.rang(null);
    this.#wasOpen = true;
  }

  #heard(data: string): void {
    const ring = ringOf(data);
    if (ring) this.hearing.rang(ring);
  }

  #lost(): void {
    if (!this.#source) return;
    this.leave();
    this.#wasOpen = true;
    this.hearing.say(LOST);
    this.clock.after(BACK_MS * (0.2 + 0.8 * this.chance()), () => this.follow());
  }
}

function ringOf(data: string): Ring | null {
  try {
    const ring = JSON.parse(data) as Partial<Ring>;
    return typeof ring.blog === "string" && typeof ring.what === "string"
      ? { blog: ring.blog, what: ring.what }
      : null;
  } catch {
    return null;
  }
}
