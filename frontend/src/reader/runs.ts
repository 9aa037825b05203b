/**
 * Runs: posts that are far off, folded into one item of the list that keeps their room and their words. (READER PE4)
 * Knows how a run is written: its posts' HTML stands in a comment, outside the script's memory, and their words where a
 * search in the page finds them. What stands in the page says all of it, so there is nothing to get out of step.
 * Does not know which posts are far off (`folds.ts`).
 */

import { dropClass, FOLDED, HELD, LEFT_OUT } from "./differences";
import { insert, itemsOf, listOf, orderOf } from "./list";
import { CHOICES, matches } from "./reading";
import type { Sayings } from "./sayings";
import { elementOf } from "./trusted";

/** The posts an item stands for. */
export function namesIn(item: Element): readonly string[] {
  return (item.getAttribute("data-posts") ?? item.getAttribute("data-post") ?? "").split(" ");
}

export function isRun(item: Element): boolean {
  return item.classList.contains(FOLDED);
}

/** Folds posts that stand side by side, newest first, into one item `height` pixels high. */
export function fold(items: readonly HTMLElement[], height: number, sayings: Sayings): void {
  const [newest] = items;
  const oldest = items.at(-1);
  if (!newest || !oldest) return;
  const page = newest.ownerDocument;
  const run = page.createElement("li");
  run.className = FOLDED;
  if (newest.classList.contains(HELD)) run.classList.add(HELD);
  run.dataset.order = orderOf(newest);
  run.dataset.until = orderOf(oldest);
  run.dataset.posts = items.map((each) => each.dataset.post).join(" ");
  for (const name of CHOICES)
    run.setAttribute(`data-${name}`, String(items.filter((each) => matches(each, name)).length));
  run.style.blockSize = `${height}px`;
  run.append(
    control(page, sayings.say("unfold", { n: items.length })),
    words(page, items),
    htmlOf(page, items),
  );
  for (const each of items.slice(1)) {
    if (each.nextSibling?.nodeType === Node.TEXT_NODE) each.nextSibling.remove();
    each.remove();
  }
  newest.replaceWith(run);
}

function control(page: Document, label: string): HTMLElement {
  const button = page.createElement("button");
  button.type = "button";
  button.textContent = label;
  return button;
}

function words(page: Document, items: readonly HTMLElement[]): HTMLElement {
  const found = page.createElement("div");
  found.setAttribute("hidden", "until-found");
  found.textContent = items.map((each) => each.textContent).join("\n");
  return found;
}

function htmlOf(page: Document, items: readonly HTMLElement[]): Comment {
  const copies = items.map((each) => each.cloneNode(true) as HTMLElement);
  for (const each of copies) for (const name of [HELD, LEFT_OUT]) dropClass(each, name);
  return page.createComment(copies.map((each) => each.outerHTML).join("\n"));
}

/** Puts the posts of a run back in its place; the answer lists them, newest first. */
export function unfold(run: Element): readonly HTMLElement[] {
  const list = run.parentElement;
  const kept = [...run.childNodes].find((each) => each.nodeType === Node.COMMENT_NODE)?.nodeValue ?? "";
  const all = elementOf(`<ol>${kept}</ol>`, run.ownerDocument);
  const items = [...(all?.children ?? [])] as HTMLElement[];
  const after = run.nextSibling;
  if (after?.nodeType === Node.TEXT_NODE) after.remove();
  run.remove();
  for (const each of items) {
    if (run.classList.contains(HELD)) each.classList.add(HELD);
    if (list) insert(list, each);
  }
  return items;
}

/** The item of a post, out of its run if it is in one. */
export function reach(main: ParentNode, post: string): HTMLElement | null {
  const item = itemWith(main, (each) => namesIn(each).includes(post));
  if (!item || !isRun(item)) return item;
  return unfold(item).find((each) => each.dataset.post === post) ?? null;
}

/** Opens the run in which a post of this order stands, or would. */
export function openAround(main: ParentNode, order: string): void {
  const run = itemWith(
    main,
    (each) => order <= orderOf(each) && order >= (each.dataset.until ?? orderOf(each)),
  );
  if (run && isRun(run)) unfold(run);
}

function itemWith(main: ParentNode, isIt: (item: HTMLElement) => boolean): HTMLElement | null {
  const list = listOf(main);
  return (list && itemsOf(list).find(isIt)) ?? null;
}
