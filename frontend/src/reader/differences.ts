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
  { on: "details", attribute: "open", why: "is for the reader to say" },
];

/** Given to a post that has just come and taken away when its animation is over. */
export const ARRIVED = "arrived";

/** Classes that come and go by themselves. */
export const PASSING_CLASSES: readonly string[] = [ARRIVED];

/** A copy of `main` without what may differ. */
export function withoutDifferences(main: Element): Element {
  const copy = main.cloneNode(true) as Element;
  for (const { on, attribute } of DIFFERENT_ATTRIBUTES) {
    for (const each of [copy, ...copy.querySelectorAll(on)])
      if (each.matches(on)) each.removeAttribute(attribute);
  }
  for (const name of PASSING_CLASSES) {
    for (const each of copy.querySelectorAll(`.${name}`)) {
      each.classList.remove(name);
      if (!each.classList.length) each.removeAttribute("class");
    }
  }
  return copy;
}
