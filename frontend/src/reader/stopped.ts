/**
 * Stopped: how far the reader had come when they left, and what has happened since. (READER PL6)
 * Knows that the entry of this visit in the browser's history remembers it by itself, and that the device does so from
 * one visit to the next only if the reader wants it; nothing of it is ever sent.
 * Does not know what is said about it.
 */

import { itemsOf, listOf, orderOf, SHOWN } from "./list";

/** The newest post that the page showed, by its order, and the one that was being read. */
export interface Stop {
  readonly newest: string;
  readonly post: string;
  readonly time: string;
}

/**
 * What one has missed: posts and key events, newest first, and the key points about any of them, as links; `isMore` says
 * that there are older ones off this page.
 */
export interface Missed {
  readonly posts: readonly HTMLElement[];
  readonly keyEvents: readonly HTMLElement[];
  readonly keyPoints: readonly HTMLAnchorElement[];
  readonly isMore: boolean;
}

const KEPT = "stoppress.stopped";

/** Of so many blogs the device remembers it. */
export const KEPT_MOST = 50;

/** How far the reader is now; null while no post was in sight, since then nothing has been read. */
export function stopIn(page: Document, before: Stop | null): Stop | null {
  const height = page.defaultView?.innerHeight ?? 0;
  const shown = [...page.querySelectorAll<HTMLElement>(SHOWN)];
  const inSight = shown.filter((each) => {
    const { top, bottom } = each.getBoundingClientRect();
    return each.dataset.post && bottom > height * READ_BELOW && top < height * SEEN_ABOVE;
  });
  const [first] = inSight;
  if (!first) return before;
  const newest = [before?.newest ?? "", ...shown.map(orderOf)].sort().at(-1) ?? "";
  const time = first.querySelector(".stamp time")?.textContent ?? "";
  return { newest, post: first.dataset.post ?? "", time };
}

/** One reads what stands between these parts of the window; what only peeps in was not read. */
const READ_BELOW = 0.25;
const SEEN_ABOVE = 0.75;

/** What stands on the page that is newer than `stop`. */
export function missedSince(stop: Stop, main: ParentNode): Missed {
  const list = listOf(main);
  const items = list ? itemsOf(list) : [];
  const posts = items.filter((each) => orderOf(each) > stop.newest);
  return {
    posts,
    keyEvents: posts.filter((each) => each.querySelector(".is-key")),
    keyPoints: pointsAbout(posts, main),
    isMore: posts.length > 0 && posts.length === items.length && (list?.hasAttribute("data-older") ?? false),
  };
}

function pointsAbout(posts: readonly Element[], main: ParentNode): HTMLAnchorElement[] {
  const paths = new Set(posts.map((each) => each.querySelector(".stamp a")?.getAttribute("href")));
  return [...main.querySelectorAll<HTMLAnchorElement>(".key-points a[href]")].filter((each) =>
    paths.has(each.getAttribute("href")),
  );
}

/** What the browser remembers for `path`. */
export function rememberedStop(path: string, history: History, store: Storage | undefined): Stop | null {
  return stopOf((history.state as { stopped?: unknown } | null)?.stopped) ?? stopOf(keptIn(store)[path]);
}

/** Has the browser remember it; the device only if the reader `isRemembering`. */
export function rememberStop(
  path: string,
  stop: Stop,
  history: History,
  store: Storage | undefined,
  isRemembering: boolean,
): void {
  history.replaceState({ ...(history.state as object | null), stopped: stop }, "");
  if (!isRemembering) return;
  const kept = Object.entries(keptIn(store)).filter(([name]) => name !== path);
  try {
    store?.setItem(KEPT, JSON.stringify(Object.fromEntries([...kept.slice(1 - KEPT_MOST), [path, stop]])));
  } catch {
    // Then it is remembered for this visit alone.
  }
}

/** Has the device forget how far one has read, of every blog. */
export function forgetStops(store: Storage | undefined): void {
  try {
    store?.removeItem(KEPT);
  } catch {
    // Where nothing may be written, nothing is kept.
  }
}

function keptIn(store: Storage | undefined): Record<string, unknown> {
  try {
    return Object(JSON.parse(store?.getItem(KEPT) ?? "{}")) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function stopOf(tree: unknown): Stop | null {
  const { newest, post, time } = Object(tree) as Record<string, unknown>;
  const isOne = typeof newest === "string" && typeof post === "string" && typeof time === "string";
  return isOne ? { newest, post, time } : null;
}
