/**
 * Arrival: which posts are new to this page, and the mark they bear for a moment.
 * Knows that motion is not for everyone (READER AX11).
 * Does not know what a frame is.
 */

import { ARRIVED, dropClass } from "./differences";
import { itemsOf, listOf, orderOf } from "./list";

/** Whether the reader has asked for less motion; asked each time, since they may change their mind. */
export interface Arrival {
  isStill(): boolean;
}

/** Marks a post that has just come; the mark goes when its animation is over. */
export function showArrival(post: Element, arrival: Arrival): void {
  if (arrival.isStill()) return;
  post.classList.add(ARRIVED);
  const over = (event: Event): void => {
    if (event.target !== post) return;
    dropClass(post, ARRIVED);
    post.removeEventListener("animationend", over);
    post.removeEventListener("animationcancel", over);
  };
  post.addEventListener("animationend", over);
  post.addEventListener("animationcancel", over);
}

/** Remembers the posts of `main`; the answer lists those that have come on top since. */
export function arrivedSince(main: Element): () => readonly Element[] {
  const newest = orderOf(items(main)[0] ?? main);
  return () => items(main).filter((item) => orderOf(item) > newest);
}

function items(main: Element): readonly Element[] {
  const list = listOf(main);
  return list ? itemsOf(list) : [];
}
