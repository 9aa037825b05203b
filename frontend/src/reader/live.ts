/**
 * The live page: joins connection, frames and fresh pages into one open page that stays true.
 * Knows what follows when a frame fits, when it does not, when coverage ends, and when the reader goes and comes back.
 * Does not know the browser's own parts; `main.ts` passes them in.
 */

import { applyFrame, type Outcome, placeOf } from "./apply";
import { type Arrival, showArrival } from "./arrival";
import { type Ears, hearStep, stepAddress, type Wire } from "./connection";
import type { Cursor } from "./cursor";
import type { Frame } from "./frame";
import { type Load, takeFresh } from "./fresh";
import type { Neighbours } from "./neighbours";
import { keepingPlace } from "./place";
import { type Step, Steps } from "./steps";
import { Tabs } from "./tabs";
import { Announcer, ConnectionLine, type Device } from "./words";

export interface Surroundings extends Omit<Wire, "stream"> {
  readonly main: HTMLElement;
  readonly neighbours: Neighbours | null;
  readonly load: Load;
  readonly arrival: Arrival;
  readonly device: Device;
}

/** How often an ended page is looked at again. */
export const LOOK_EVERY_MS = 600_000;

/** A frame that asks for a fresh page reaches every reader at once; they fetch it over this long. */
export const RELOAD_SPREAD_MS = 2_000;

/** Hidden for longer than this, a stream may have died in the machine's sleep without a word. */
export const DOUBTFUL_AFTER_MS = 60_000;

/** Hidden for this long, a page holds nothing open any more; later, browsers slow the timers of hidden pages down. */
export const HIDDEN_MS = 300_000;

export class LivePage implements Ears {
  readonly #tabs: Tabs;
  readonly #glance: Steps;
  readonly #line: ConnectionLine;
  readonly #announcer: Announcer;
  #cancelLook: (() => void) | null = null;
  #cancelSleep: () => void = () => {};
  #hiddenAt: number | null = null;
  #isAsleep = false;
  // The fall under way, if any: one that was overtaken by events comes to nothing.
  #fallen: object | null = null;
  #contactAt: number;

  constructor(private readonly around: Surroundings) {
    const { clock, chance, main } = around;
    const page = main.ownerDocument;
    const wire: Wire = { ...around, stream: main.dataset.stream ?? "" };
    this.#contactAt = clock.now();
    this.#tabs = new Tabs(wire, around.neighbours, this);
    this.#glance = new Steps(around.fetch, clock, chance, {
      stepAddress: () => stepAddress(wire.stream, this.place()),
      took: (step) => this.#glanced(step),
      failed: () => this.#lookLater(),
    });
    this.#line = new ConnectionLine(page.querySelector("#connection"), clock, around.device);
    this.#announcer = new Announcer(page.querySelector("#announcer"), clock);
  }

  /** Follows the blog from the page's place on; an ended one is only looked at now and then. */
  follow(isDoubtful = false): void {
    this.#let();
    if (this.#hasEnded) this.ended();
    else this.#tabs.follow(isDoubtful);
  }

  /** Holds nothing open any more, as when the page goes into the browser's cache. */
  leave(): void {
    this.#let();
    this.#tabs.leave();
  }

  hidden(): void {
    const { clock } = this.around;
    this.#hiddenAt = clock.now();
    this.#cancelSleep();
    this.#cancelSleep = clock.after(HIDDEN_MS, () => this.sleep());
  }

  /** Nobody looks: lets go until the reader is back. */
  sleep(): void {
    this.#isAsleep = true;
    this.leave();
  }

  /** The reader is back: no more waiting, and nothing is `live` before it is known to be so. */
  back(): void {
    const { clock } = this.around;
    const away = this.#hiddenAt === null ? 0 : clock.now() - this.#hiddenAt;
    const isDoubtful = this.#isAsleep || away >= DOUBTFUL_AFTER_MS;
    this.#isAsleep = false;
    this.#hiddenAt = null;
    this.#cancelSleep();
    if (isDoubtful) this.lost(clock.now() - this.#contactAt);
    if (this.#hasEnded) this.#look();
    else if (!this.#fallen && (isDoubtful || !this.#tabs.isOpen)) this.follow(isDoubtful);
  }

  /** The device has found or lost its network. */
  network(): void {
    this.#line.again();
    if (!this.around.device.isOffline() && !this.#isAsleep) this.#tabs.online();
  }

  place(): Cursor | null {
    return placeOf(this.around.main);
  }

  alive(): void {
    this.#contactAt = this.around.clock.now();
    this.#line.found();
  }

  lost(ago: number): void {
    this.#line.lost(ago);
  }

  frame(frame: Frame | null, at: Cursor | null): void {
    if (this.#fallen) return;
    const place = this.place();
    const fits = frame && (!at || !place || at.epoch === place.epoch);
    const outcome: Outcome = fits
      ? keepingPlace(this.around.main.ownerDocument, () => applyFrame(this.around.main, frame))
      : { is: "gap" };
    if (outcome.is === "applied") this.#welcome(outcome.arrived);
    else if (outcome.is !== "known") this.#fall(at, outcome.is === "stale" ? RELOAD_SPREAD_MS : 0);
  }

  reset(at: Cursor | null): void {
    if (!this.#fallen) this.#fall(at, 0);
  }

  ended(): void {
    this.#let();
    this.#tabs.leave();
    this.alive();
    this.#lookLater();
  }

  get #hasEnded(): boolean {
    return this.around.main.dataset.state === "ended";
  }

  /** Lets go of what was under way. */
  #let(): void {
    this.#fallen = null;
    this.#glance.stop();
    this.#cancelLook?.();
    this.#cancelLook = null;
  }

  /** Frames cannot go on from here: fetches the page, within `spread` milliseconds. */
  #fall(goal: Cursor | null, spread: number): void {
    this.#let();
    this.#tabs.rest();
    const fall = {};
    this.#fallen = fall;
    const refresh = (): void => void this.#refresh(goal, fall);
    if (spread) this.around.clock.after(this.around.chance() * spread, refresh);
    else refresh();
  }

  async #refresh(goal: Cursor | null, fall: object): Promise<void> {
    if (this.#fallen !== fall) return;
    const arrived = await takeFresh(this.around.main, this.around.load, goal);
    this.#welcome(arrived ?? []);
    if (this.#fallen !== fall) return;
    this.#fallen = null;
    // An edge that still hands out an older page is an outage like any other; the stream will say `reset` again.
    if (arrived) this.follow();
    else this.#tabs.again();
  }

  /** The ended page's glance at the server. */
  #look(): void {
    this.#let();
    this.#glance.walk();
  }

  #lookLater(): void {
    this.#cancelLook = this.around.clock.after(LOOK_EVERY_MS, () => this.#look());
  }

  #glanced(step: Step): boolean {
    const gotOn = hearStep(step, this);
    if (this.#fallen) return false;
    if (gotOn && this.#hasEnded) return true;
    this.follow();
    return false;
  }

  #welcome(posts: readonly Element[]): void {
    for (const post of posts) showArrival(post, this.around.arrival);
    this.#announcer.arrived(posts);
  }
}
