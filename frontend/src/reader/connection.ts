/**
 * The connection: one event stream, made again by us whenever it is lost. (DESIGN §10.11)
 * Knows the events of the stream, and how long to wait before coming back.
 * Does not know what a frame means; whoever is told of one answers what to do next.
 */

import type { Chance, Clock } from "./clock";

/** The part of EventSource used here. */
export interface Source {
  addEventListener(event: string, heard: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export interface Ears {
  /** The address to go on from; asked anew for every connection. */
  address(): string;
  opened(): void;
  lost(): void;
  frame(json: string, id: string): void;
  /** The gap cannot be closed by frames; `id` is where the blog is. */
  reset(id: string): void;
  ended(): void;
}

/** Longest wait while an outage is young, and how long that is. */
export const EARLY_CEILING_MS = 5_000;
export const EARLY_MS = 120_000;

/** Longest wait afterwards. */
export const LATE_CEILING_MS = 30_000;

/** A wait anywhere up to the ceiling, so that readers who were lost together do not come back together. */
export function pauseFor(outage: number, chance: Chance): number {
  return chance() * (outage < EARLY_MS ? EARLY_CEILING_MS : LATE_CEILING_MS);
}

export class Connection {
  #source: Source | null = null;
  #cancel: (() => void) | null = null;
  #lostAt: number | null = null;

  constructor(
    private readonly connect: (address: string) => Source,
    private readonly clock: Clock,
    private readonly chance: Chance,
    private readonly ears: Ears,
  ) {}

  get isOpen(): boolean {
    return this.#source !== null;
  }

  /** Connects now, whatever was waiting. */
  open(): void {
    this.close();
    const source = this.connect(this.ears.address());
    this.#source = source;
    const hear = (event: string, act: (event: MessageEvent<string>) => void): void =>
      // A source that was closed may still have events under way.
      source.addEventListener(event, (heard) => this.#source === source && act(heard));
    hear("open", () => {
      this.#lostAt = null;
      this.ears.opened();
    });
    hear("error", () => this.again());
    hear("revision", (event) => this.ears.frame(event.data, event.lastEventId));
    hear("reset", (event) => {
      this.close();
      this.ears.reset(event.lastEventId);
    });
    hear("ended", () => {
      this.close();
      this.ears.ended();
    });
  }

  /** Lets go of the stream and of any wait for a new one. */
  close(): void {
    this.#source?.close();
    this.#source = null;
    this.#cancel?.();
    this.#cancel = null;
  }

  /** The connection is lost: comes back after a pause. */
  again(): void {
    this.close();
    const now = this.clock.now();
    this.#lostAt ??= now;
    this.ears.lost();
    this.#cancel = this.clock.after(pauseFor(now - this.#lostAt, this.chance), () => this.open());
  }
}
