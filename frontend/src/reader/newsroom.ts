/**
 * The newsroom tests read from: a server in memory that publishes, streams, answers steps and hands out pages, and the
 * ways in which each of them goes wrong on its way to a browser.
 * Knows the contracts of stream and steps as far as a page can tell (docs/contracts/).
 * Does not know pages or tabs.
 */

import type { Clock } from "./clock";
import { parseCursor } from "./cursor";
import { EPOCH, NOTHING, pageHtml, type Shown } from "./scenery";
import { SpokenSource } from "./stage";
import { type Below, next } from "./story";

/** How many frames back a stream or step can begin. */
const REMEMBERED = 6;

/** Steps end at multiples of this. */
const STRIDE = 4;

/** The server's wait for news, and how long anything is under way. */
const WAIT_MS = 20_000;
const UNDER_WAY_MS = 20;

export class Newsroom {
  /** The page at every sequence, from 1. */
  readonly shown: Shown[] = [NOTHING];
  readonly #frames: string[] = [""];
  #readers: { readonly source: SpokenSource; readonly clock: Clock; isHeldBack: boolean }[] = [];
  #waiting: (() => void)[] = [];
  /** Nothing answers. */
  isDown = false;
  /** Streams are opened, and nothing of them comes through. */
  isHeldBack = false;
  /** How many revisions behind the pages are that an edge hands out. */
  stale = 0;

  constructor(readonly clock: Clock) {}

  get head(): number {
    return this.shown.length;
  }

  /** Streams that somebody still holds open. */
  get streams(): number {
    this.#readers = this.#readers.filter(({ source }) => !source.isClosed);
    return this.#readers.length;
  }

  at(seq: number): Shown {
    return this.shown[seq - 1] ?? NOTHING;
  }

  /** The page as it is handed out now. */
  page(): string {
    return pageHtml(this.at(Math.max(this.head - this.stale, 1)));
  }

  publish(below: Below): void {
    const { shown, change } = next(this.at(this.head), below);
    this.shown.push(shown);
    this.#frames.push(JSON.stringify({ v: 1, seq: shown.seq, kind: "any", changes: [change] }));
    for (const reader of this.#readers) this.#send(reader, shown.seq);
    for (const answer of this.#waiting.splice(0)) answer();
  }

  /** Ends every open stream. */
  cut(): void {
    for (const { source, clock } of this.#readers.splice(0)) clock.after(0, () => source.say("error"));
  }

  /** A stream for a page whose clock this is. */
  connect(address: string, clock: Clock): SpokenSource {
    const source = new SpokenSource(address);
    clock.after(UNDER_WAY_MS, () => {
      if (source.isClosed) return;
      if (this.isDown) source.say("error");
      else this.#join(source, clock);
    });
    return source;
  }

  /** A step for a page whose clock this is. */
  async step(address: string, signal: AbortSignal, clock: Clock): Promise<string> {
    await under(clock, signal);
    if (this.isDown) throw new Error("no answer");
    const after = parseCursor(address.split("/").at(-1));
    if (after?.seq === this.head) await this.#news(clock, signal);
    return this.#step(after?.seq ?? 0);
  }

  /** The page for a page whose clock this is. */
  async load(clock: Clock): Promise<string> {
    await under(clock, new AbortController().signal);
    if (this.isDown) throw new Error("no answer");
    return this.page();
  }

  #join(source: SpokenSource, clock: Clock): void {
    const reader = { source, clock, isHeldBack: this.isHeldBack };
    source.say("open");
    this.#readers.push(reader);
    const after = parseCursor(source.address.split("=")[1])?.seq ?? 0;
    if (this.#reaches(after)) for (let seq = after + 1; seq <= this.head; seq += 1) this.#send(reader, seq);
    else if (!reader.isHeldBack) clock.after(0, () => source.say("reset", "", `${EPOCH}-${this.head}`));
  }

  #reaches(after: number): boolean {
    return after <= this.head && after >= this.head - REMEMBERED;
  }

  #send(reader: { source: SpokenSource; clock: Clock; isHeldBack: boolean }, seq: number): void {
    const frame = this.#frames[seq - 1] ?? "";
    const tell = (): void => {
      if (!reader.source.isClosed) reader.source.say("revision", frame, `${EPOCH}-${seq}`);
    };
    if (!reader.isHeldBack) reader.clock.after(UNDER_WAY_MS, tell);
  }

  #news(clock: Clock, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const come = (): void => {
        clock.after(UNDER_WAY_MS, resolve);
      };
      this.#waiting.push(come);
      clock.after(WAIT_MS, resolve);
      signal.addEventListener("abort", () => reject(new Error("called off")));
    });
  }

  #step(after: number): string {
    const reset = !this.#reaches(after);
    const end = (Math.floor(after / STRIDE) + 1) * STRIDE;
    const to = reset ? this.head : Math.min(end, this.head);
    const frames = reset ? [] : this.#frames.slice(after, to);
    const told = { v: 1, to: `${EPOCH}-${to}`, final: to === end, ended: false, reset };
    return JSON.stringify({ ...told, frames: frames.map((each) => JSON.parse(each) as object) });
  }
}

/** The way from and to a page; nothing arrives where it was called off. */
function under(clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    clock.after(UNDER_WAY_MS, resolve);
    signal.addEventListener("abort", () => reject(new Error("called off")));
  });
}
