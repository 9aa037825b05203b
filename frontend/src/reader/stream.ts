/**
 * A stream: one EventSource from its making to its end, and whether it works.
 * Knows the events (docs/contracts/stream.md), and what a script can tell of a stream that a proxy holds back:
 * comments and `retry:` never reach it, so one that owes an event and brings none is mute.
 * Does not know what comes after it.
 */

import type { Clock } from "./clock";
import { type Cursor, parseCursor } from "./cursor";
import { type Frame, parseFrame } from "./frame";

/** The part of EventSource used here. */
export interface Source {
  addEventListener(event: string, heard: (event: MessageEvent<string>) => void): void;
  close(): void;
}

/** `mute`: nothing was ever heard; `short`: it ended before it could be of use; `lost`: it worked and is gone. */
export type Failure = "mute" | "short" | "lost";

export interface StreamEars {
  /** The stream works, and what was missed has come. */
  alive(): void;
  /** `at` is the place after it; null stands for what cannot be read. */
  frame(frame: Frame | null, at: Cursor | null): void;
  /** The gap cannot be closed by frames; the blog is at `at`. */
  reset(at: Cursor | null): void;
  ended(): void;
  failed(how: Failure): void;
}

/** A stream from which nothing came for so long is held back on its way. */
export const MUTE_AFTER_MS = 10_000;

/** One that ends sooner after its opening was cut by something on the way, or turned away. */
export const SHORT_MS = 5_000;

/** Frames missed are sent in one go; when none has come for this long, all have. */
export const REPLAYED_AFTER_MS = 300;

export class Stream {
  #openedAt: number | null = null;
  #isAlive = false;
  #isClosed = false;
  #cancel: () => void;

  /** `owes` says that the stream was asked for a frame which is there, so that it has to speak at once. */
  constructor(
    private readonly source: Source,
    private readonly clock: Clock,
    private readonly owes: boolean,
    private readonly ears: StreamEars,
  ) {
    this.#cancel = clock.after(MUTE_AFTER_MS, () => this.#fail("mute"));
    this.#hear("open", () => this.#opened());
    this.#hear("error", () => this.#fail(this.#end()));
    this.#hear("revision", (event) => this.#frame(event));
    this.#hear("reset", (event) => this.#finish(() => ears.reset(parseCursor(event.lastEventId))));
    this.#hear("ended", () => this.#finish(() => ears.ended()));
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
    this.source.close();
  }

  #hear(event: string, act: (event: MessageEvent<string>) => void): void {
    // A source that was closed may still have events under way.
    this.source.addEventListener(event, (heard) => {
      if (!this.#isClosed) act(heard);
    });
  }

  #opened(): void {
    this.#openedAt = this.clock.now();
    if (!this.owes) this.#live();
  }

  #frame(event: MessageEvent<string>): void {
    if (!this.#isAlive) {
      this.#cancel();
      this.#cancel = this.clock.after(REPLAYED_AFTER_MS, () => this.#live());
    }
    this.ears.frame(parseFrame(event.data), parseCursor(event.lastEventId));
  }

  #live(): void {
    if (this.#isAlive) return;
    this.#cancel();
    this.#isAlive = true;
    this.ears.alive();
  }

  #end(): Failure {
    if (this.#openedAt === null) return "short";
    return this.clock.now() - this.#openedAt < SHORT_MS ? "short" : "lost";
  }

  #fail(how: Failure): void {
    this.#finish(() => this.ears.failed(how));
  }

  #finish(tell: () => void): void {
    this.close();
    tell();
  }
}
