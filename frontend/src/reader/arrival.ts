/**
 * Arrivals: which posts are new to this page, and the mark they bear for a moment.
 * Knows that motion is not for everyone (READER AX11).
 * Does not know what a frame is.
 */

import { ARRIVED } from "./differences";

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
    post.classList.remove(ARRIVED);
    if (!post.classList.length) post.removeAttribute("class");
    post.removeEventListener("animationend", over);
    post.removeEventListener("animationcancel", over);
  };
  post.addEventListener("animationend", over);
  post.addEventListener("animationcancel", over);
}

/** Remembers the posts of `main`; the answer lists those that have come on top since. */
export function arrivedSince(main: Element): () => readonly Element[] {
  const newest = orders(main)[0]?.order ?? "";
  return () =>
    orders(main)
      .filter(({ order }) => order > newest)
      .map(({ item }) => item);
}

function orders(main: Element): readonly { item: Element; order: string }[] {
  return [...main.querySelectorAll("#posts > li")].map((item) => ({
    item,
    order: item.getAttribute("data-order") ?? "",
  }));
}
