/**
 * The live page: joins connection, frames and fresh pages into one open page that stays true.
 * Knows what follows when a frame fits, when it does not, when coverage ends, and when the reader goes and comes back.
 * Does not know the browser's own parts; `main.ts` passes them in.
 */

import { Absence } from "./absence";
import { placeOf } from "./apply";
import { type Arrival, showArrival } from "./arrival";
import type { Arrivals } from "./arrivals";
import { Batch } from "./batch";
import type { Ears, Wire } from "./connection";
import type { Cursor } from "./cursor";
import type { Frame } from "./frame";
import { type Load, takeFresh } from "./fresh";
import { Glances } from "./glances";
import type { Neighbours } from "./neighbours";
import { rootOf } from "./root";
import { Tabs } from "./tabs";
import { type Came, takeFrames } from "./take";
import { Turns } from "./turns";
import { Announcer, ConnectionLine, type Device } from "./words";

export interface Surroundings extends Omit<Wire, "stream"> {
  readonly main: HTMLElement;
  readonly neighbours: Neighbours | null;
  readonly load: Load;
  readonly arrival: Arrival;
  readonly arrivals: Arrivals;
  readonly device: Device;
  /** Whether the reader wants little data to be used; asked each time. */
  readonly isThrifty: () => boolean;
}

/** A frame that asks for a fresh page reaches every reader at once; they fetch it over this long. */
export const RELOAD_SPREAD_MS = 2_000;

export class LivePage implements Ears {
  readonly #tabs: Tabs;
  readonly #glances: Glances;
  readonly #line: ConnectionLine;
  readonly #announcer: Announcer;
  readonly #turns: Turns;
  readonly #batch: Batch<Came>;
  readonly #absence: Absence;
  #isPaused = false;
  // The fall under way, if any: one that was overtaken by events comes to nothing.
  #fallen: object | null = null;
  #contactAt: number;

  constructor(private readonly around: Surroundings) {
    const { clock, main } = around;
    const root = rootOf(main);
    const wire: Wire = { ...around, stream: main.dataset.stream ?? "" };
    this.#contactAt = clock.now();
    this.#tabs = new Tabs(wire, around.neighbours, this);
    this.#glances = new Glances(wire, this, {
      hasEnded: () => this.#hasEnded,
      isThrifty: around.isThrifty,
      took: (gotOn) => this.#glanced(gotOn),
    });
    this.#line = new ConnectionLine(root.querySelector<HTMLElement>("#connection"), clock, around.device);
    this.#announcer = new Announcer(root.querySelector<HTMLElement>("#announcer"), clock);
    this.#turns = new Turns(main, this.#announcer, root.querySelector<HTMLElement>("#turn"));
    this.#batch = new Batch(clock, (came) => this.#take(came));
    this.#absence = new Absence(clock, () => this.leave());
  }

  /** Follows the blog from the page's place on; an ended one is only looked at now and then, like one that saves data. */
  follow(isDoubtful = false): void {
    this.#let();
    if (this.#isPaused) return;
    if (this.#hasEnded) this.ended();
    else if (this.around.isThrifty()) this.#lookInstead();
    else this.#tabs.follow(isDoubtful);
  }

  /** Holds nothing open any more, as when the page goes into the browser's cache. */
  leave(): void {
    this.#let();
    this.#tabs.leave();
  }

  /** Nothing comes, is counted or said until the reader wants it to. (READER AX1) */
  pause(): void {
    this.#isPaused = true;
    this.leave();
    this.#line.rest();
    this.#announcer.hush();
  }

  /** Goes on; what was missed is offered. */
  resume(): void {
    this.#isPaused = false;
    this.around.arrivals.resume();
    this.#announcer.goOn();
    this.follow(true);
  }

  hidden(): void {
    this.#absence.begin();
  }

  /** Nobody looks: lets go until the reader is back. */
  sleep(): void {
    this.#absence.sleep();
  }

  /** The reader is back: no more waiting, and nothing is `live` before it is known to be so. */
  back(): void {
    const isDoubtful = this.#absence.end();
    if (this.#isPaused) return;
    if (isDoubtful) this.lost(this.around.clock.now() - this.#contactAt);
    if (this.#hasEnded) this.#look();
    else if (!this.#fallen && (isDoubtful || !this.#tabs.isOpen)) this.follow(isDoubtful);
  }

  /** The device has found or lost its network. */
  network(): void {
    if (this.#isPaused) return;
    this.#line.again();
    if (!this.around.device.isOffline() && !this.#absence.isAsleep) this.#tabs.online();
  }

  /** Where the page is, with what it has been given and will show in a moment. */
  place(): Cursor | null {
    return this.#batch.last?.at ?? placeOf(this.around.main);
  }

  alive(): void {
    this.#batch.now();
    this.around.arrivals.caughtUp();
    this.#contactAt = this.around.clock.now();
    this.#line.found();
  }

  lost(ago: number): void {
    this.#line.lost(ago);
  }

  frame(frame: Frame | null, at: Cursor | null): void {
    if (!this.#fallen) this.#batch.add({ frame, at });
  }

  reset(at: Cursor | null): void {
    if (!this.#fallen) this.#fall(at, 0);
  }

  ended(): void {
    this.#looked();
  }

  get #hasEnded(): boolean {
    return this.around.main.dataset.state === "ended";
  }

  /** Such a page holds no stream: an ended one, and one that is to use little data. */
  get #onlyLooks(): boolean {
    return this.#hasEnded || this.around.isThrifty();
  }

  #take(came: readonly Came[]): void {
    const { arrived, mustWait, unfit } = takeFrames(this.around.main, this.around.arrivals, came);
    this.#welcome(arrived, mustWait);
    if (!unfit) return;
    const isAsked = unfit.frame?.changes.some(({ op }) => op === "reload");
    this.#fall(unfit.at, isAsked ? RELOAD_SPREAD_MS : 0);
  }

  /** Lets go of what was under way. */
  #let(): void {
    this.#batch.now();
    this.#fallen = null;
    this.#glances.stop();
  }

  /** Frames cannot go on from here: fetches the page, within `spread` milliseconds. */
  #fall(goal: Cursor | null, spread: number): void {
    this.#batch.clear();
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
    const { main, load, arrivals } = this.around;
    let mustWait = false;
    const arrived = await takeFresh(main, load, goal, {
      before: () => {
        mustWait = arrivals.mustWait();
      },
      after: (posts) => arrivals.came(posts, mustWait),
    });
    this.#welcome(arrived ?? [], mustWait);
    if (this.#fallen !== fall) return;
    this.#fallen = null;
    // An edge that still hands out an older page is an outage like any other; the stream will say `reset` again.
    if (arrived) this.follow();
    else this.#tabs.again();
  }

  /** One look at the server, now. */
  #look(): void {
    this.#let();
    this.#glances.look();
  }

  #lookInstead(): void {
    this.#tabs.leave();
    this.#look();
  }

  /** What a glance brought is taken at once. Whether to look on. */
  #glanced(gotOn: boolean): boolean {
    this.#batch.now();
    if (this.#fallen) return false;
    if (gotOn && this.#onlyLooks) return true;
    if (this.#onlyLooks) this.#looked();
    else this.follow();
    return false;
  }

  /** There is nothing more just now. */
  #looked(): void {
    this.#let();
    this.#tabs.leave();
    this.alive();
    this.#glances.later();
  }

  #welcome(posts: readonly Element[], mustWait: boolean): void {
    if (!mustWait) for (const post of posts) showArrival(post, this.around.arrival);
    this.#announcer.arrived(posts);
    this.#turns.look();
  }
}
