/**
 * The live page: joins stream, frames and fresh pages into one open page that stays true.
 * Knows what follows when a frame fits, when it does not, when coverage ends and when the reader comes back.
 * Does not know the browser's own parts; `main.ts` passes them in.
 */

import { applyFrame, type Outcome, placeOf } from "./apply";
import { type Arrival, showArrival } from "./arrival";
import type { Chance, Clock } from "./clock";
import { Connection, type Ears, type Source } from "./connection";
import { type Cursor, cursorText, parseCursor } from "./cursor";
import { parseFrame } from "./frame";
import { type Load, takeFresh } from "./fresh";
import { keepingPlace } from "./place";
import { Announcer, ConnectionLine } from "./words";

export interface Surroundings {
  readonly main: HTMLElement;
  readonly connect: (address: string) => Source;
  readonly load: Load;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly arrival: Arrival;
}

/** How often an ended page is looked at again. */
export const LOOK_EVERY_MS = 600_000;

/** A frame that asks for a fresh page reaches every reader at once; they fetch it over this long. */
export const RELOAD_SPREAD_MS = 2_000;

/** Hidden for longer than this, a stream may have died in the machine's sleep without a word. */
export const DOUBTFUL_AFTER_MS = 60_000;

export class LivePage implements Ears {
  readonly #connection: Connection;
  readonly #line: ConnectionLine;
  readonly #announcer: Announcer;
  #cancelLook: (() => void) | null = null;
  #hiddenAt: number | null = null;

  constructor(private readonly around: Surroundings) {
    const page = around.main.ownerDocument;
    this.#connection = new Connection(around.connect, around.clock, around.chance, this);
    this.#line = new ConnectionLine(page.querySelector<HTMLElement>("#connection"), around.clock);
    this.#announcer = new Announcer(page.querySelector<HTMLElement>("#announcer"), around.clock);
  }

  /** Follows the blog from the page's place on; an ended one is only looked at now and then. */
  follow(): void {
    this.leave();
    if (this.#hasEnded) this.ended();
    else this.#connection.open();
  }

  /** Holds nothing open any more, as when the page goes into the browser's cache. */
  leave(): void {
    this.#connection.close();
    this.#cancelLook?.();
    this.#cancelLook = null;
  }

  hidden(): void {
    this.#hiddenAt = this.around.clock.now();
  }

  /** The reader is back, or the network is: no more waiting. */
  async back(): Promise<void> {
    const away = this.#hiddenAt === null ? 0 : this.around.clock.now() - this.#hiddenAt;
    this.#hiddenAt = null;
    if (this.#cancelLook) await this.#look();
    else if (!this.#connection.isOpen || away >= DOUBTFUL_AFTER_MS) this.follow();
  }

  address(): string {
    const { stream } = this.around.main.dataset;
    const place = placeOf(this.around.main);
    return `${stream}?after=${place ? encodeURIComponent(cursorText(place)) : ""}`;
  }

  opened(): void {
    this.#line.found();
  }

  lost(): void {
    this.#line.lost();
  }

  frame(json: string, id: string): void {
    const frame = parseFrame(json);
    const head = parseCursor(id);
    const place = placeOf(this.around.main);
    const fits = frame && (!head || !place || head.epoch === place.epoch);
    const outcome: Outcome = fits
      ? keepingPlace(this.around.main.ownerDocument, () => applyFrame(this.around.main, frame))
      : { is: "gap" };
    if (outcome.is === "applied") this.#welcome(outcome.arrived);
    else if (outcome.is !== "known") this.#fall(head, outcome.is === "stale" ? RELOAD_SPREAD_MS : 0);
  }

  reset(id: string): void {
    this.#fall(parseCursor(id), 0);
  }

  ended(): void {
    this.#line.found();
    this.#cancelLook?.();
    this.#cancelLook = this.around.clock.after(LOOK_EVERY_MS, () => void this.#look());
  }

  get #hasEnded(): boolean {
    return this.around.main.dataset.state === "ended";
  }

  /** Frames cannot go on from here: fetches the page, within `spread` milliseconds. */
  #fall(goal: Cursor | null, spread: number): void {
    this.#connection.close();
    const refresh = (): void => void this.#refresh(goal);
    if (spread) this.around.clock.after(this.around.chance() * spread, refresh);
    else refresh();
  }

  async #refresh(goal: Cursor | null): Promise<void> {
    const isFresh = await this.#take(goal);
    // An edge that still hands out an older page is an outage like any other; the stream will say `reset` again.
    if (isFresh) this.follow();
    else this.#connection.again();
  }

  /** The ended page's glance at the server. */
  async #look(): Promise<void> {
    await this.#take(null);
    this.follow();
  }

  /** Whether the page now is the server's, having reached `goal`. */
  async #take(goal: Cursor | null): Promise<boolean> {
    const arrived = await takeFresh(this.around.main, this.around.load, goal);
    this.#welcome(arrived ?? []);
    return arrived !== null;
  }

  #welcome(posts: readonly Element[]): void {
    for (const post of posts) showArrival(post, this.around.arrival);
    this.#announcer.arrived(posts);
  }
}
