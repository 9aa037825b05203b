/**
 * The reader's place: what they are looking at stays where it is while the page changes around it. (READER PL1, AX7)
 * Knows how to measure before, act, and correct afterwards; the sheet switches the browser's own anchoring off,
 * so that every browser does the same and none corrects twice.
 * Does not know what changes.
 */

import { SHOWN } from "./list";
import { pageOf, type Root, rootOf, windowHeight } from "./root";

/** Does `act` without moving what the reader reads, and without losing the focus they had in a piece that is made anew. */
export function keepingPlace<T>(root: Root, act: () => T): T {
  const anchors = anchorsIn(root);
  const focus = focusIn(root);
  const result = act();
  const moved = anchors.map((anchor) => movement(root, anchor)).find((distance) => distance !== null);
  if (moved) scrollOn(root, moved);
  focus?.();
  return result;
}

// Windows scroll by whole pixels: what was rounded off is owed to the next time, or a long day would add it up.
let owed = 0;

function scrollOn(root: Root, distance: number): void {
  const top = Math.round(distance + owed);
  owed += distance - top;
  pageOf(root).defaultView?.scrollBy({ top, behavior: "instant" });
}

interface Anchor {
  readonly post: string;
  readonly top: number;
}

// If the post at the eye line goes, the next one holds the place.
const ENOUGH = 3;

/** How far down the window people look when they read; the post there is the one that must not move. */
const EYE_LINE = 1 / 3;

/** The posts from the eye line down; none when the reader has not yet gone past the first, so that news is seen. */
function anchorsIn(root: Root): readonly Anchor[] {
  const items = [...root.querySelectorAll<HTMLElement>(SHOWN)];
  const first = items[0];
  if (!first || first.getBoundingClientRect().top >= 0) return [];
  const line = windowHeight(root) * EYE_LINE;
  const anchors: Anchor[] = [];
  for (const item of items) {
    if (item.dataset.post === undefined) continue;
    const { top, bottom } = item.getBoundingClientRect();
    if (bottom > line) anchors.push({ post: item.dataset.post, top });
    if (anchors.length === ENOUGH) break;
  }
  return anchors;
}

function movement(root: Root, anchor: Anchor): number | null {
  const item = root.querySelector(`#posts > li[data-post="${CSS.escape(anchor.post)}"]`);
  // What the reader has chosen not to see has no place.
  return item?.getClientRects().length ? item.getBoundingClientRect().top - anchor.top : null;
}

/** Windows scroll by whole pixels, posts are as high as their words. */
const ROUNDED = 1;

/**
 * Whether new posts of `list` would stand where the reader has been, and push away what they read now: they have gone
 * on from there, by more than `nearby` pixels. Where the oldest stands first, new ones come below the window.
 */
export function hasGonePast(list: Element, isTurned: boolean, nearby = 0): boolean {
  const items = [...rootOf(list).querySelectorAll(SHOWN)];
  const height = windowHeight(rootOf(list));
  if (isTurned) return (items.at(-1)?.getBoundingClientRect().bottom ?? 0) > height + nearby + ROUNDED;
  return (items[0]?.getBoundingClientRect().top ?? 0) < -nearby - ROUNDED;
}

/** What gives the focus back to the same link, if the element that had it is replaced. */
function focusIn(root: Root): (() => void) | null {
  const focused = root.activeElement;
  const home = focused?.closest("li[data-post], [data-region]");
  const href = focused?.getAttribute("href");
  if (!focused || !home || !href) return null;
  const where = home.matches("li")
    ? ["data-post", home.getAttribute("data-post")]
    : ["data-region", home.getAttribute("data-region")];
  const selector = `[${where[0]}="${CSS.escape(where[1] ?? "")}"] a[href="${CSS.escape(href)}"]`;
  return () => {
    if (!focused.isConnected) root.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  };
}
