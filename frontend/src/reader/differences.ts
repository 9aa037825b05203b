/**
 * Differences: all that may tell a page that stayed open from one loaded a moment ago. (Law 2)
 * Knows attributes and classes; a comparison takes these away on both sides and must then find the same.
 * Nothing else may differ, save for posts that have since fallen off a fresh page.
 */

/** Attributes by the elements that bear them. */
export const DIFFERENT_ATTRIBUTES: readonly {
  readonly on: string;
  readonly attribute: string;
  readonly why: string;
}[] = [
  { on: "#posts", attribute: "data-older", why: "says what the page held when it was loaded" },
  { on: "video", attribute: "src", why: "is what a live stream is played from, piece by piece" },
  { on: "details", attribute: "open", why: "is for the reader to say" },
  { on: ".post", attribute: "data-since", why: "is the line where the reader stopped" },
  { on: ".stamp time", attribute: "data-ago", why: "goes with the time" },
  { on: ".share", attribute: "data-said", why: "says for a moment that the address was copied" },
  { on: ".post", attribute: "tabindex", why: "lets a post have the focus that the reader was led to" },
];

/** Given to a post that has just come and taken away when its animation is over. */
export const ARRIVED = "arrived";

/** Given to a post that waits until the reader asks for it. */
export const HELD = "held";

/** Given to a post that the reader has chosen not to see. */
export const LEFT_OUT = "left-out";

/** Says on a picture that has to be asked for how to; only pages of readers who save data bear it. */
export const WITHHELD = "data-withheld";

/** Given to an item that stands for posts far off. */
export const FOLDED = "folded";

/** Classes that come and go by themselves, or as the reader says. */
export const PASSING_CLASSES: readonly string[] = [ARRIVED, HELD, LEFT_OUT];

/** Elements whose inside is for the reader to say. */
export const FILLED_BY_READERS = ".frame, .tools, .call";

/** A copy of `main` without what may differ. */
export function withoutDifferences(main: Element): Element {
  const copy = main.cloneNode(true) as Element;
  for (const { on, attribute } of DIFFERENT_ATTRIBUTES) {
    for (const each of [copy, ...copy.querySelectorAll(on)])
      if (each.matches(on)) each.removeAttribute(attribute);
  }
  for (const each of copy.querySelectorAll(FILLED_BY_READERS)) each.replaceChildren();
  for (const name of PASSING_CLASSES) {
    for (const each of copy.querySelectorAll(`.${name}`)) dropClass(each, name);
  }
  return copy;
}

/** Takes a class away, and the attribute with the last one. */
export function dropClass(element: Element, name: string): void {
  element.classList.remove(name);
  if (!element.classList.length) element.removeAttribute("class");
}
