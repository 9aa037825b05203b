/**
 * A fresh page: the one we are on, as the server has it now, put in place of what stands here.
 * Knows what of a page a frame cannot carry: everything in `main`, its attributes, title, language and pager.
 * Does not know when one is wanted.
 */

import { placeOf } from "./apply";
import { arrivedSince } from "./arrival";
import { type Cursor, hasReached } from "./cursor";
import { becomeWithin } from "./kept";
import { isTurned, listOf, turn } from "./list";
import { keepingPlace } from "./place";
import { rootOf } from "./root";
import { documentOf } from "./trusted";

export type Load = () => Promise<string>;

// While a page is fetched no frame is taken, so a fetch that hangs would be silence for good.
const LOAD_PATIENCE_MS = 30_000;

/** The page at `address`, checked with the server. Rejects when it cannot be had. */
export async function loadPage(address: string): Promise<string> {
  const signal = AbortSignal.timeout(LOAD_PATIENCE_MS);
  const answer = await fetch(address, { cache: "no-cache", headers: { Accept: "text/html" }, signal });
  if (!answer.ok) throw new Error(`The page answered ${answer.status}.`);
  return answer.text();
}

/** Who is told just before the page changes, and what has come before it is shown. */
export interface Told {
  before(): void;
  after(posts: readonly Element[]): void;
}

/**
 * Puts the server's page in place of `main`'s, the answer is what has come, or
 * null when none that reached `goal` was had.
 */
export async function takeFresh(
  main: HTMLElement,
  load: Load,
  goal: Cursor | null,
  told: Told,
): Promise<readonly Element[] | null> {
  const fresh = await load().then(
    (html) => freshMain(html, goal),
    () => null,
  );
  const there = fresh && placeOf(fresh);
  if (!fresh || !there) return null;
  const here = placeOf(main);
  if (here && hasReached(here, there)) return [];
  const arrived = arrivedSince(main);
  told.before();
  return keepingPlace(rootOf(main), () => {
    swap(main, fresh);
    const posts = arrived();
    told.after(posts);
    return posts;
  });
}

/** The `main` of the page in `html` if it can be followed and has reached `goal`; an edge may hand out an older one. */
function freshMain(html: string, goal: Cursor | null): HTMLElement | null {
  const main = documentOf(html).querySelector<HTMLElement>("main[data-live]");
  const place = main && placeOf(main);
  return place && (!goal || hasReached(place, goal)) ? main : null;
}

/** Makes the page around `main` the one around `fresh`. */
function swap(main: HTMLElement, fresh: HTMLElement): void {
  if (rootOf(main) === main.ownerDocument) swapPage(main, fresh.ownerDocument);
  for (const { name, value } of fresh.attributes) main.setAttribute(name, value);
  // The reader's own controls stay: one of them may have the focus.
  const tools = main.querySelector(".tools");
  if (tools) fresh.querySelector(".tools")?.replaceWith(tools);
  const list = listOf(fresh);
  if (list) turn(list, isTurned(listOf(main) ?? list));
  becomeWithin(main, fresh);
}

/** What of the page stands around `main`. */
function swapPage(main: HTMLElement, source: Document): void {
  const page = main.ownerDocument;
  page.title = source.title;
  page.documentElement.lang = source.documentElement.lang;
  page.documentElement.dir = source.documentElement.dir;
  page.querySelector("#sayings")?.remove();
  const sayings = source.querySelector("#sayings");
  if (sayings) page.head.append(sayings);
  const pager = source.querySelector("body > .pager");
  page.querySelector("body > .pager")?.remove();
  if (pager) main.after("\n", pager);
}
