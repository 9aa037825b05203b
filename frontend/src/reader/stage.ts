/**
 * The stage tests play on: a clock moved by hand, streams that say what they are told, a page like the server's.
 * Knows the shape of the page (`blog.html.j2`); no test waits for anything.
 */

import type { Clock } from "./clock";
import type { Source } from "./connection";
import { LivePage } from "./live";

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

export const EPOCH = "velmora2";

/** The regions in page order; `related` stands below the posts. */
export const REGIONS = ["head", "state", "key-points", "reporting", "pinned", "related"] as const;
export type RegionName = (typeof REGIONS)[number];

/** What a page shows: posts are the items by order key. */
export interface Shown {
  readonly seq: number;
  readonly title: string;
  readonly regions: Readonly<Record<RegionName, string>>;
  readonly posts: ReadonlyMap<string, string>;
  readonly isCut?: boolean;
}

export const NOTHING: Shown = {
  seq: 1,
  title: "Storm over Harrowgate",
  regions: {
    head: "<h1>Storm</h1>",
    state: stateHtml("live"),
    "key-points": "",
    reporting: "",
    pinned: "",
    related: "",
  },
  posts: new Map(),
};

export function stateHtml(coverage: string): string {
  return `<p class="state state-${coverage}"><strong>${coverage}</strong></p>`;
}

export function order(minute: number, post: string): string {
  return `2031-04-05T06:${String(minute).padStart(2, "0")}:00.000000Z/${post}`;
}

export function itemHtml(post: string, key: string, headline: string): string {
  return `<li data-post="${post}" data-order="${key}"><article id="post-${post}" class="post"><h3 id="post-${post}-h">${headline}</h3></article></li>`;
}

/** The page as the server writes it. */
export function pageHtml(shown: Shown): string {
  const region = (name: RegionName): string => `\n<div data-region="${name}">${shown.regions[name]}</div>`;
  const coverage = /state-(\w+)/.exec(shown.regions.state)?.[1] ?? "";
  const keys = [...shown.posts.keys()].sort().reverse();
  const items = keys.map((key) => `\n${shown.posts.get(key)}`).join("");
  return `<!doctype html><html lang="en"><head><title>${shown.title}</title></head><body>
<main id="content" class="live" data-live="${EPOCH}-${shown.seq}" data-stream="/live/storm/stream" data-state="${coverage}">${REGIONS.slice(0, 5).map(region).join("")}
<section class="stream"><ol id="posts" class="posts"${shown.isCut ? " data-older" : ""}>${items}
</ol></section>${region("related")}
</main>
<p id="connection" class="connection" hidden></p>
<p id="announcer" class="unseen" role="status"></p>
</body></html>`;
}

/** A document holding that page. */
export function pageOf(shown: Shown): Document {
  return new DOMParser().parseFromString(pageHtml(shown), "text/html");
}

export function mainOf(page: Document): HTMLElement {
  const main = page.querySelector("main");
  if (!main) throw new Error("The page has no main.");
  return main;
}

/** A live page with everything it needs. */
export class Stage {
  readonly clock = new HandClock();
  readonly sources: SpokenSource[] = [];
  readonly page: Document;
  readonly live: LivePage;
  /** What the server answers; null is no answer. */
  served: string | null = null;
  loads = 0;
  luck = 0.5;

  constructor(shown: Shown = NOTHING) {
    this.page = pageOf(shown);
    this.live = new LivePage({
      main: mainOf(this.page),
      connect: (address) => {
        const source = new SpokenSource(address);
        this.sources.push(source);
        return source;
      },
      load: () => {
        this.loads += 1;
        return this.served === null ? Promise.reject(new Error("no answer")) : Promise.resolve(this.served);
      },
      clock: this.clock,
      chance: () => this.luck,
      arrival: { isStill: () => false },
    });
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
