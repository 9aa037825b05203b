/**
 * The connection: what comes from the server, by stream, or by steps where streams do not get through. (READER ST5)
 * Knows when to change over, when to come back after an outage, and that silence proves nothing.
 * Does not know what a frame means, nor who else listens.
 */

import type { Chance, Clock } from "./clock";
import { type Cursor, cursorText } from "./cursor";
import type { Frame } from "./frame";
import { Outage } from "./pause";
import { type Fetch, type Step, Steps } from "./steps";
import { type Failure, type Source, Stream } from "./stream";

/** Whoever is told what comes from the server. */
export interface Ears {
  /** Where the page is, which is where to go on from. */
  place(): Cursor | null;
  /** What is shown is what there is. */
  alive(): void;
  /** It is so no longer; the last contact was `ago` milliseconds ago. */
  lost(ago: number): void;
  /** One revision, and the place after it; null stands for what cannot be read. */
  frame(frame: Frame | null, at: Cursor | null): void;
  /** Frames do not lead from the page's place to `at`. */
  reset(at: Cursor | null): void;
  ended(): void;
}

/** The way to the server. */
export interface Wire {
  /** The path of the blog's stream. */
  readonly stream: string;
  readonly connect: (address: string) => Source;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly chance: Chance;
}

/** So many streams in a row that end early, and steps are tried. */
export const SHORT_STREAMS = 3;

/** How long steps are taken before a stream is tried again; twice as long each time, up to the most. */
export const STEPS_FOR_MS = 60_000;
export const STEPS_FOR_MOST_MS = 960_000;

/**
 * A stream that said nothing for this long, and up to as long again, is made anew: a quiet blog and a dead connection
 * look alike, since comments do not reach a script. The spread keeps readers of the same last frame apart.
 */
export const SILENCE_MS = 300_000;

export class Connection {
  readonly #outage: Outage;
  readonly #steps: Steps;
  #stream: Stream | null = null;
  #cancelSilence: () => void = () => {};
  // Until a stream has spoken it must show that it can; see `#listen`.
  #isDoubtful = true;
  #short = 0;
  #stepsUntil = 0;
  #stepsFor = STEPS_FOR_MS;
  #contactAt: number;

  constructor(
    private readonly wire: Wire,
    private readonly ears: Ears,
  ) {
    this.#outage = new Outage(wire.clock, wire.chance);
    this.#contactAt = wire.clock.now();
    this.#steps = new Steps(wire.fetch, wire.clock, wire.chance, {
      stepAddress: () => stepAddress(wire.stream, ears.place()),
      took: (step) => this.#took(step),
      failed: () => this.#stepFailed(),
    });
  }

  /** Whether something is open, and not waited for. */
  get isOpen(): boolean {
    return this.#stream !== null || this.#steps.isWalking;
  }

  /** Connects now, whatever was waiting; `isDoubtful` asks for proof that what is shown is what there is. */
  open(isDoubtful = false): void {
    this.close();
    this.#isDoubtful ||= isDoubtful;
    if (this.wire.clock.now() < this.#stepsUntil) this.#steps.walk();
    else this.#listen();
  }

  /** Lets go of everything, of a wait as well. */
  close(): void {
    this.#stream?.close();
    this.#stream = null;
    this.#steps.stop();
    this.#cancelSilence();
    this.#outage.calm();
  }

  /** The connection is lost: comes back after a pause. */
  again(): void {
    this.close();
    this.#lost();
    this.#outage.pause(() => this.open());
  }

  #listen(): void {
    const place = this.ears.place();
    // A stream in doubt is asked for one frame more than is needed. The page knows it and leaves it (law 2), but a
    // stream that gets through has to bring it at once, and one that a proxy holds back cannot.
    const owes = this.#isDoubtful && place !== null && place.seq > 0;
    const after = owes ? { ...place, seq: place.seq - 1 } : place;
    const source = this.wire.connect(`${this.wire.stream}?after=${after ? cursorText(after) : ""}`);
    this.#stream = new Stream(source, this.wire.clock, owes, {
      alive: () => this.#alive(),
      frame: (frame, at) => {
        this.#heard();
        this.ears.frame(frame, at);
      },
      reset: (at) => {
        this.#over();
        this.ears.reset(at);
      },
      ended: () => {
        this.#over();
        this.ears.ended();
      },
      failed: (how) => this.#streamFailed(how),
    });
    this.#waitForSilence();
  }

  #alive(): void {
    this.#inContact();
    this.ears.alive();
  }

  #lost(): void {
    this.ears.lost(this.wire.clock.now() - this.#contactAt);
  }

  #heard(): void {
    this.#isDoubtful = false;
    this.#contactAt = this.wire.clock.now();
    this.#waitForSilence();
  }

  /** The stream has said its last word, and it was a word. */
  #over(): void {
    this.close();
    this.#isDoubtful = false;
    this.#short = 0;
    this.#inContact();
  }

  #inContact(): void {
    this.#contactAt = this.wire.clock.now();
    this.#outage.over();
  }

  #waitForSilence(): void {
    this.#cancelSilence();
    const wait = SILENCE_MS * (1 + this.wire.chance());
    this.#cancelSilence = this.wire.clock.after(wait, () => this.open(true));
  }

  #streamFailed(how: Failure): void {
    if (how === "lost") {
      this.#short = 0;
      this.#stepsFor = STEPS_FOR_MS;
      this.#contactAt = this.wire.clock.now();
    } else this.#short += how === "mute" ? SHORT_STREAMS : 1;
    if (this.#short >= SHORT_STREAMS) this.#changeOver();
    if (how === "mute") {
      this.#lost();
      this.open();
    } else this.again();
  }

  #changeOver(): void {
    this.#short = 0;
    this.#stepsUntil = this.wire.clock.now() + this.#stepsFor;
    this.#stepsFor = Math.min(this.#stepsFor * 2, STEPS_FOR_MOST_MS);
    this.#isDoubtful = true;
  }

  #took(step: Step): boolean {
    const gotOn = hearStep(step, this.ears);
    if (!this.#steps.isWalking) return false;
    this.#inContact();
    if (step.hasEnded && !gotOn) {
      this.close();
      this.ears.ended();
      return false;
    }
    if (!step.isFinal) this.ears.alive();
    if (this.wire.clock.now() >= this.#stepsUntil) this.open();
    return gotOn;
  }

  /** No step either: it is not the streams that are to blame, so they are what to come back to. */
  #stepFailed(): void {
    this.#stepsUntil = 0;
    this.#stepsFor = STEPS_FOR_MS;
    this.again();
  }
}

/** The address of the step after `place`, beside the stream. */
export function stepAddress(stream: string, place: Cursor | null): string {
  return stream.replace(/stream$/, `updates/${place ? cursorText(place) : ""}`);
}

/** Tells `ears` what a step brought; whether their place moved. */
export function hearStep(step: Step, ears: Pick<Ears, "place" | "frame" | "reset">): boolean {
  const before = ears.place();
  if (step.isReset) {
    ears.reset(step.to);
    return false;
  }
  for (const frame of step.frames) {
    ears.frame(frame, frame ? { epoch: step.to.epoch, seq: frame.seq } : step.to);
  }
  return ears.place()?.seq !== before?.seq;
}
