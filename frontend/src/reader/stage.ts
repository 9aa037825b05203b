/**
 * The stage tests play on: a clock moved by hand, and streams that say what they are told; no test waits for anything.
 * Does not know what stands on a page (`scenery.ts`).
 */

import { Arrivals } from "./arrivals";
import type { Clock } from "./clock";
import { LivePage } from "./live";
import type { Neighbours } from "./neighbours";
import { EPOCH, mainOf, NOTHING, pageOf, type Shown } from "./scenery";
import type { Source } from "./stream";

/** A clock that stands still until it is moved. */
export class HandClock implements Clock {
  #now = 0;
  #due: { at: number; act: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, act: () => void): () => void {
    const entry = { at: this.#now + milliseconds, act };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((each) => each !== entry);
    };
  }

  /** Lets time pass, doing what falls due in order. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = this.#due.filter((each) => each.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#due = this.#due.filter((each) => each !== next);
      this.#now = next.at;
      next.act();
    }
    this.#now = end;
  }
}

/** A stream whose words the test speaks. */
export class SpokenSource implements Source {
  isClosed = false;
  readonly #ears = new Map<string, (event: MessageEvent<string>) => void>();

  constructor(readonly address: string) {}

  addEventListener(event: string, heard: (event: MessageEvent<string>) => void): void {
    this.#ears.set(event, heard);
  }

  close(): void {
    this.isClosed = true;
  }

  say(event: string, data = "", lastEventId = ""): void {
    this.#ears.get(event)?.({ data, lastEventId } as MessageEvent<string>);
  }
}

/** A step that was asked for, which the test answers. */
export class AskedStep {
  isCalledOff = false;
  #settle: { give: (text: string) => void; refuse: () => void } | null = null;
  readonly answer: Promise<string>;

  constructor(
    readonly address: string,
    signal: AbortSignal,
  ) {
    this.answer = new Promise((give, refuse) => {
      this.#settle = { give, refuse: () => refuse(new Error("no step")) };
    });
    signal.addEventListener("abort", () => {
      this.isCalledOff = true;
      this.#settle?.refuse();
    });
  }

  /** Answers with frames that hold `changes`, leading to `to`; what is not said is as in an answer without news. */
  async bring(to: number, changes: readonly object[] = [], more: object = {}): Promise<void> {
    const frames = changes.map((change, n) => ({
      v: 1,
      seq: to - changes.length + 1 + n,
      kind: "any",
      changes: [change],
    }));
    const told = { final: false, ended: false, reset: false, ...more };
    this.#settle?.give(JSON.stringify({ v: 1, from: "", to: `${EPOCH}-${to}`, frames, ...told }));
    await settled();
  }

  async fail(): Promise<void> {
    this.#settle?.refuse();
    await settled();
  }
}

/** A live page with everything it needs. */
export class Stage {
  readonly sources: SpokenSource[] = [];
  readonly steps: AskedStep[] = [];
  readonly page: Document;
  readonly live: LivePage;
  readonly arrivals: Arrivals;
  isHidden = false;
  isThrifty = false;
  /** What the server answers; null is no answer. */
  served: string | null = null;
  loads = 0;
  luck = 0.5;
  isOffline = false;

  constructor(
    shown: Shown = NOTHING,
    neighbours: Neighbours | null = null,
    readonly clock: HandClock = new HandClock(),
    pageClock: Clock = clock,
  ) {
    this.page = pageOf(shown);
    this.arrivals = new Arrivals(mainOf(this.page), () => this.isHidden);
    this.live = new LivePage({
      main: mainOf(this.page),
      arrivals: this.arrivals,
      isThrifty: () => this.isThrifty,
      neighbours,
      connect: (address) => {
        const source = new SpokenSource(address);
        this.sources.push(source);
        return source;
      },
      fetch: (address, signal) => {
        const step = new AskedStep(address, signal);
        this.steps.push(step);
        return step.answer;
      },
      load: () => {
        this.loads += 1;
        return this.served === null ? Promise.reject(new Error("no answer")) : Promise.resolve(this.served);
      },
      clock: pageClock,
      chance: () => this.luck,
      arrival: { isStill: () => false },
      device: { isOffline: () => this.isOffline, timeOfDay: (ago) => `minus ${ago} ms` },
    });
  }

  get step(): AskedStep {
    const last = this.steps.at(-1);
    if (!last) throw new Error("No step was asked for.");
    return last;
  }

  /** Streams that are open or being opened. */
  get open(): readonly SpokenSource[] {
    return this.sources.filter((each) => !each.isClosed);
  }

  get place(): string | null {
    return mainOf(this.page).getAttribute("data-live");
  }

  get state(): string | null {
    return this.page.querySelector("#connection")?.getAttribute("data-connection") ?? null;
  }

  get source(): SpokenSource {
    const last = this.sources.at(-1);
    if (!last) throw new Error("Nothing was connected.");
    return last;
  }

  /** Sends a frame as the server would. */
  send(seq: number, changes: readonly object[], epoch = EPOCH): void {
    const frame = JSON.stringify({ v: 1, seq, kind: "post_published", changes });
    this.source.say("revision", frame, `${epoch}-${seq}`);
  }

  text(selector: string): string {
    return this.page.querySelector(selector)?.textContent ?? "";
  }

  headlines(): string[] {
    return [...this.page.querySelectorAll("#posts > li h3")].map((each) => each.textContent ?? "");
  }
}

/** Lets promises that are already settled be heard. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
}
