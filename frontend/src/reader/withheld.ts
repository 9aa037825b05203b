/**
 * Withheld: pictures that are not loaded until they are asked for, for readers who want little data used. (READER PE8)
 * Knows that browsers look at a lazy picture's address only after the page was drawn, so it is taken away before.
 * Does not know who wants little data (`thrift.ts`).
 */

import { WITHHELD } from "./differences";
import type { Sayings } from "./sayings";

// What was asked for once is not taken away again.
const asked = new WeakSet<Element>();

const ADDRESSES = ["src", "srcset"] as const;

/** Withholds the pictures in `root` that the first window does not show. */
export function withhold(root: ParentNode, height: number, sayings: Sayings): void {
  for (const image of root.querySelectorAll<HTMLImageElement>("img[loading=lazy]")) {
    if (image.complete && image.naturalWidth) continue;
    const box = image.getBoundingClientRect();
    const isInSight = box.height > 0 && box.top < height;
    const holder = image.closest<HTMLElement>("a, .embed");
    if (!holder || isInSight || asked.has(image) || holder.hasAttribute(WITHHELD)) continue;
    for (const each of parts(image)) set(each, "data-", "");
    holder.setAttribute(WITHHELD, sayings.say("showPicture"));
  }
}

/** Shows a picture when it is pressed. */
export function showOnPress(page: Document): void {
  page.addEventListener(
    "click",
    (event) => {
      const holder = event.target instanceof Element ? event.target.closest(`[${WITHHELD}]`) : null;
      if (!holder) return;
      event.preventDefault();
      event.stopPropagation();
      release(holder);
    },
    { capture: true },
  );
}

/** Lets all pictures in `root` load. */
export function releaseAll(root: ParentNode): void {
  for (const holder of root.querySelectorAll(`[${WITHHELD}]`)) release(holder);
}

function release(holder: Element): void {
  holder.removeAttribute(WITHHELD);
  for (const image of holder.querySelectorAll("img")) asked.add(image);
  for (const image of holder.querySelectorAll("img")) for (const each of parts(image)) set(each, "", "data-");
}

function parts(image: Element): readonly Element[] {
  return [...(image.closest("picture")?.querySelectorAll("source") ?? []), image];
}

/** Moves the addresses of `element` from the names that begin with `from` to those that begin with `to`. */
function set(element: Element, to: string, from: string): void {
  for (const name of ADDRESSES) {
    const address = element.getAttribute(from + name);
    if (address === null) continue;
    element.removeAttribute(from + name);
    element.setAttribute(to + name, address);
  }
}
