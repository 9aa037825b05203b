/**
 * The list of posts: its items by their order, whichever way round it stands. (READER PL7)
 * Knows the server's way of writing it, so that a page which stayed open equals a fresh one. (Law 2)
 * Does not know why a post comes or goes.
 */

import { HELD, LEFT_OUT } from "./differences";

/** The items that are shown; the others take no room. */
export const SHOWN = `#posts > li:not(.${HELD}, .${LEFT_OUT})`;

/** Says that the oldest post stands first. */
const TURNED = "data-turned";

export function listOf(main: ParentNode): HTMLElement | null {
  return main.querySelector("#posts");
}

/** The items of `list`, newest first. */
export function itemsOf(list: Element): HTMLElement[] {
  const items = [...list.children] as HTMLElement[];
  return isTurned(list) ? items.reverse() : items;
}

/** The key an item is sorted by. Keys are ASCII, so comparing code units is the server's order. */
export function orderOf(item: Element): string {
  return item.getAttribute("data-order") ?? "";
}

export function isTurned(list: Element): boolean {
  return list.hasAttribute(TURNED);
}

/** Puts `item` where it belongs. The line end after each item is the one the server writes. */
export function insert(list: Element, item: Element): void {
  const order = orderOf(item);
  const goesBefore = isTurned(list)
    ? (each: Element): boolean => orderOf(each) > order
    : (each: Element): boolean => orderOf(each) < order;
  const next = [...list.children].find(goesBefore) ?? null;
  list.insertBefore(item, next);
  list.insertBefore(list.ownerDocument.createTextNode("\n"), next);
}

/** Has the oldest post stand first, or the newest. */
export function turn(list: Element, isOldestFirst: boolean): void {
  if (isTurned(list) === isOldestFirst) return;
  const items = [...list.children].reverse();
  list.toggleAttribute(TURNED, isOldestFirst);
  list.replaceChildren("\n", ...items.flatMap((item) => [item, "\n"]));
}
