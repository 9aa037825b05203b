/**
 * The scenery tests play before: a page like the server's, with whatever posts and regions a test wants.
 * Knows the shape of `blog.html.j2`.
 */

import { withoutDifferences } from "./differences";

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
  readonly stream?: string;
  readonly epoch?: string;
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
<main id="content" class="live" data-live="${shown.epoch ?? EPOCH}-${shown.seq}" data-stream="${shown.stream ?? "/live/storm/stream"}" data-state="${coverage}">${REGIONS.slice(0, 5).map(region).join("")}
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

/** What is compared of a page that stayed open and a fresh one. (Law 2) */
export function seen(page: Document): string {
  return `${page.title}\n${withoutDifferences(mainOf(page)).outerHTML}`;
}
