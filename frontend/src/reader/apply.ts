/**
 * Applying a frame: what one revision does to an open page, in order and once. (Law 2)
 * Knows the operations, and that a frame seen before changes nothing while one that skips is a gap.
 * Does not know how frames come; `tests/laws/open_page.py` is the same thing as a model.
 */

import { type Cursor, cursorText, parseCursor } from "./cursor";
import type { Change, Frame, PostChange } from "./frame";
import { become, becomeWithin } from "./kept";
import { insert, itemsOf, listOf, orderOf } from "./list";
import { rootOf } from "./root";
import { openAround, reach } from "./runs";
import { elementOf } from "./trusted";

/** What became of a frame; `arrived` are the posts the page did not have. `gap` and `stale` ask for a fresh page. */
export type Outcome =
  | { readonly is: "applied"; readonly arrived: readonly Element[] }
  | { readonly is: "known" | "gap" | "stale" };

/** The place the page says it is at, or null on a page that is not live. */
export function placeOf(main: Element): Cursor | null {
  return parseCursor(main.getAttribute("data-live"));
}

/** Does what `frame` says to the page around `main`, if it is the next one. */
export function applyFrame(main: HTMLElement, frame: Frame): Outcome {
  const here = placeOf(main);
  if (!here || frame.seq > here.seq + 1) return { is: "gap" };
  if (frame.seq <= here.seq) return { is: "known" };
  // Nothing of a frame that asks for a fresh page is applied: the fresh one has all of it.
  if (frame.changes.some((change) => change.op === "reload")) return { is: "stale" };
  const arrived: Element[] = [];
  for (const change of frame.changes) {
    const post = applyChange(main, change);
    if (post) arrived.push(post);
  }
  main.setAttribute("data-live", cursorText({ epoch: here.epoch, seq: frame.seq }));
  return { is: "applied", arrived };
}

/** Carries out one change; the answer is a post that was not there before. */
function applyChange(main: HTMLElement, change: Change): Element | null {
  switch (change.op) {
    case "title":
      // On another's page the title is theirs.
      if (rootOf(main) === main.ownerDocument) main.ownerDocument.title = change.text;
      return null;
    case "remove":
      removePost(main, change.post);
      return null;
    case "place":
    case "replace":
      if (!("region" in change)) return putPost(main, change);
      replaceRegion(main, change.region, change.html);
      return null;
    case "reload":
      return null;
  }
}

function replaceRegion(main: HTMLElement, name: string, html: string): void {
  const region = main.querySelector(`[data-region="${CSS.escape(name)}"]`);
  const fresh = region && elementOf(`<div>${html}</div>`, main.ownerDocument);
  if (!fresh) return;
  becomeWithin(region, fresh);
  if (name === "state") main.setAttribute("data-state", coverageIn(region) ?? main.dataset.state ?? "");
}

function coverageIn(region: Element): string | undefined {
  const words = region.querySelector(".state")?.classList ?? [];
  return [...words].find((word) => word.startsWith("state-"))?.slice("state-".length);
}

function putPost(main: HTMLElement, change: PostChange): Element | null {
  const list = listOf(main);
  const item = elementOf(change.html, main.ownerDocument);
  if (!list || !item) return null;
  openAround(main, change.order);
  const items = itemsOf(list);
  const present = items.find((each) => orderOf(each) === change.order);
  if (present) {
    become(present, item);
    return null;
  }
  const oldest = items.at(-1);
  const belongs = !list.hasAttribute("data-older") || !oldest || change.order > orderOf(oldest);
  if (change.op !== "place" || !belongs) return null;
  insert(list, item);
  return item;
}

function removePost(main: HTMLElement, post: string): void {
  const item = reach(main, post);
  const after = item?.nextSibling;
  if (after?.nodeType === Node.TEXT_NODE) after.remove();
  item?.remove();
}
