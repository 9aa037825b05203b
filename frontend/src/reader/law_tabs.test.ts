// @vitest-environment happy-dom
// Law 2 for a browser with several tabs: whatever dies, freezes or is cut, every tab shows what a newcomer sees.

import { describe, expect, it } from "vitest";
import { Arrivals } from "./arrivals";
import { LivePage } from "./live";
import { Neighbourhood, Tab } from "./neighbourhood";
import { Newsroom } from "./newsroom";
import { mainOf, pageOf, seen } from "./scenery";
import { HandClock, settled } from "./stage";
import { type Below, numbers } from "./story";

const TABS = 5;
const TURNS = 60;
const STORIES = 20;

/** Longer than any pause, patience, silence or stretch of steps that a fault may have left behind. */
const CALM_MS = 1_800_000;

interface Open {
  readonly tab: Tab;
  readonly page: Document;
  readonly live: LivePage;
  /** Every place the page was at, in the order it was there. */
  readonly places: number[];
  isHidden: boolean;
  isAway: boolean;
  /** The place at which it was last compared with a newcomer's. */
  compared: number | undefined;
}

class World {
  // What a newcomer sees, made once for each place: the documents of a test stay in memory until it is over.
  readonly #fresh = new Map<number, string>();
  readonly clock = new HandClock();
  readonly around = new Neighbourhood(this.clock);
  readonly newsroom = new Newsroom(this.clock);
  open: Open[] = [];

  constructor(private readonly below: Below) {}

  add(): void {
    const tab = new Tab(this.around);
    const page = new DOMParser().parseFromString(this.newsroom.page(), "text/html");
    const main = mainOf(page);
    const live = new LivePage({
      main,
      neighbours: tab,
      connect: (address) => this.newsroom.connect(address, tab),
      fetch: (address, signal) => this.newsroom.step(address, signal, tab),
      load: () => this.newsroom.load(tab),
      clock: tab,
      chance: () => this.below(1_000) / 1_000,
      arrivals: new Arrivals(mainOf(page), () => false),
      isThrifty: () => false,
      arrival: { isStill: () => true },
      device: { isOffline: () => false, timeOfDay: () => "" },
    });
    this.open.push({
      tab,
      page,
      live,
      places: placesOf(main),
      isHidden: false,
      isAway: false,
      compared: undefined,
    });
    live.follow();
  }

  /** Lets time pass in short stretches, so that promises are heard at about their time. */
  async pass(milliseconds: number, stretch: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += stretch) {
      this.clock.pass(stretch);
      await settled();
    }
  }

  /** Something happens. */
  turn(): void {
    const some = this.open[this.below(this.open.length)];
    const faults: (() => void)[] = [
      () => this.newsroom.cut(),
      () => this.flip("isDown"),
      () => this.flip("isHeldBack"),
      () => {
        this.newsroom.stale = this.below(3);
      },
      () => this.kill(some),
      () => some && this.putAway(some, !some.isAway),
      () => some?.tab.freeze(),
      () => some?.tab.thaw(),
      () => some && this.show(some, some.isHidden),
      () => this.open.length < TABS && this.add(),
    ];
    if (this.below(3)) this.newsroom.publish(this.below);
    else faults[this.below(faults.length)]?.();
  }

  /** What a newcomer sees who finds the blog at `seq`. */
  fresh(seq: number): string {
    const known = this.#fresh.get(seq) ?? seen(pageOf(this.newsroom.at(seq)));
    this.#fresh.set(seq, known);
    return known;
  }

  /** The server and the way to it are well again, and nobody is told. */
  heal(): void {
    this.newsroom.isDown = false;
    this.newsroom.isHeldBack = false;
    this.newsroom.stale = 0;
  }

  /** Tabs that were put away, hidden or frozen are no longer so. */
  wake(): void {
    for (const each of this.open) {
      each.tab.thaw();
      if (each.isAway) this.putAway(each, false);
      if (each.isHidden) this.show(each, true);
    }
  }

  /** Waits until whatever went wrong is over, and judges; then once more after something new. */
  async judge(): Promise<void> {
    await this.pass(CALM_MS, 1_000);
    this.compare();
    this.newsroom.publish(this.below);
    await this.pass(60_000, 100);
    this.compare();
  }

  /** Compares all that somebody can be looking at. */
  compare(): void {
    for (const each of this.open) {
      if (!each.tab.isAwake || each.isAway || each.isHidden) continue;
      expect(seen(each.page)).toBe(this.fresh(this.newsroom.head));
      expect(each.page.querySelector("#connection")?.getAttribute("data-connection")).toBe("live");
    }
  }

  flip(fault: "isDown" | "isHeldBack"): void {
    this.newsroom[fault] = !this.newsroom[fault];
  }

  show(open: Open, isShown: boolean): void {
    open.isHidden = !isShown;
    open.tab.run(() => (isShown ? open.live.back() : open.live.hidden()));
  }

  /** The page goes into the browser's cache, or comes back from there. */
  putAway(open: Open, isAway: boolean): void {
    open.tab.run(() => {
      open.isAway = isAway;
      if (isAway) open.live.leave();
      else open.live.follow(true);
    });
  }

  kill(open: Open | undefined): void {
    if (!open || this.open.length === 1) return;
    open.tab.die();
    // The browser closes what the tab held.
    open.live.leave();
    this.open = this.open.filter((each) => each !== open);
  }
}

/** Watches where a page says it is: a frame applied twice, or out of order, would say so twice, or go back. */
function placesOf(main: HTMLElement): number[] {
  const places: number[] = [];
  const set = main.setAttribute.bind(main);
  main.setAttribute = (name: string, value: string): void => {
    if (name === "data-live") places.push(Number(value.split("-")[1]));
    set(name, value);
  };
  return places;
}

function placeOf(open: Open): number {
  return Number(mainOf(open.page).getAttribute("data-live")?.split("-")[1]);
}

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((each, n) => n === 0 || each > (numbers[n - 1] ?? 0));
}

describe("law 2 over tabs", () => {
  it.each(
    Array.from({ length: STORIES }, (_, seed) => seed),
  )("all see what a newcomer sees, story %i", async (seed) => {
    const below = numbers(seed * 7_919);
    const world = new World(below);
    for (let n = 0; n < 3; n += 1) world.add();
    for (let turn = 0; turn < TURNS; turn += 1) {
      world.turn();
      await world.pass([50, 1_000, 10_000, 60_000][below(4)] ?? 0, [25, 500, 2_000][below(3)] ?? 25);
      for (const each of world.open) {
        expect(isRising(each.places)).toBe(true);
        if (each.places.at(-1) !== each.compared) expect(seen(each.page)).toBe(world.fresh(placeOf(each)));
        each.compared = each.places.at(-1);
      }
    }
    world.heal();
    await world.judge();
    world.wake();
    await world.judge();
    expect(world.newsroom.streams).toBe(1);
  });
});
