/**
 * Reading: how the reader wants this page, by their own choice alone.
 * Knows the choices, that the address says those which concern what is shown, and that the device keeps the others.
 * Storage is written only when a choice is made. (READER PL7, AX1, EM6)
 */

import { dropClass, LEFT_OUT } from "./differences";
import { itemsOf, listOf, turn } from "./list";

/** What is left when one asks for it; the words for each stand in the page. */
const ONLY: Readonly<Record<string, string>> = {
  key: ".is-key",
  analysis: ".is-analysis",
  film: ".is-watch, video, .frame",
};

/** The names of what one can ask for. */
export const CHOICES: readonly string[] = Object.keys(ONLY);

/** Whether a post is one of those that `only` asks for. */
export function matches(item: Element, only: string): boolean {
  const wanted = ONLY[only];
  return wanted === undefined || item.querySelector(wanted) !== null;
}

export interface Choices {
  /** The oldest post first. */
  isOldestFirst: boolean;
  /** A name of `ONLY`, or "" for all. */
  only: string;
  isPaused: boolean;
  /** Remember on this device how far one has read. */
  isRemembering: boolean;
  /** Use little data. */
  isThrifty: boolean;
}

const KEPT = "stoppress.reading";
const KEPT_CHOICES = ["isOldestFirst", "isPaused", "isRemembering", "isThrifty"] as const;

/** The choices as the address and the device have them. */
export function choicesAt(address: URL, store: Storage | undefined): Choices {
  const kept = keptIn(store);
  const order = address.searchParams.get("order");
  const only = address.searchParams.get("only") ?? "";
  return {
    isOldestFirst: order ? order === "oldest" : kept.isOldestFirst === true,
    only: Object.hasOwn(ONLY, only) ? only : "",
    isPaused: kept.isPaused === true,
    isRemembering: kept.isRemembering === true,
    isThrifty: kept.isThrifty === true,
  };
}

/** Has the device keep the choices; those that are as for everybody leave nothing behind. */
export function keepChoices(choices: Choices, store: Storage | undefined): void {
  const chosen = KEPT_CHOICES.filter((name) => choices[name]);
  try {
    if (chosen.length)
      store?.setItem(KEPT, JSON.stringify(Object.fromEntries(chosen.map((each) => [each, true]))));
    else store?.removeItem(KEPT);
  } catch {
    // Nothing is kept then; for this page it holds.
  }
}

/** `address` with what concerns the posts that are shown. */
export function addressWith(choices: Choices, address: URL): URL {
  const there = new URL(address);
  const say = (name: string, value: string): void => {
    if (value) there.searchParams.set(name, value);
    else there.searchParams.delete(name);
  };
  say("order", choices.isOldestFirst ? "oldest" : "");
  say("only", choices.only);
  return there;
}

/** Shows the posts of `main` as chosen; the answer is how many that hides. */
export function arrange(main: ParentNode, choices: Choices): number {
  const list = listOf(main);
  if (!list) return 0;
  turn(list, choices.isOldestFirst);
  let hidden = 0;
  for (const item of itemsOf(list)) {
    const [all, wanted] = counts(item, choices.only);
    hidden += all - wanted;
    if (wanted === 0) item.classList.add(LEFT_OUT);
    else if (item.classList.contains(LEFT_OUT)) dropClass(item, LEFT_OUT);
  }
  return hidden;
}

/** How many posts an item stands for, and how many of them `only` asks for. */
function counts(item: Element, only: string): readonly [number, number] {
  const folded = item.getAttribute("data-posts")?.split(" ").length;
  if (folded === undefined) return [1, matches(item, only) ? 1 : 0];
  return [folded, only ? Number(item.getAttribute(`data-${only}`)) : folded];
}

/** The device's storage, or undefined where it lets nobody have it. */
export function storeOf(page: Document): Storage | undefined {
  try {
    return page.defaultView?.localStorage;
  } catch {
    return undefined;
  }
}

function keptIn(store: Storage | undefined): Record<string, unknown> {
  try {
    return Object(JSON.parse(store?.getItem(KEPT) ?? "{}")) as Record<string, unknown>;
  } catch {
    return {};
  }
}
