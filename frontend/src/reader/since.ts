/**
 * Since: the line where the reader stopped, the way back to it, and the offer to go there. (READER PL5, PL6)
 * Knows where it stands whichever way round the posts are.
 * Does not know how it was remembered.
 */

import { isTurned, itemsOf, listOf, orderOf } from "./list";
import { rootOf, windowHeight } from "./root";
import type { Sayings } from "./sayings";
import type { Missed, Stop } from "./stopped";

/** Of so many key points, and of so many key events, the offer speaks. */
export const KEY_EVENTS_MOST = 3;

const LINE = "data-since";

/** Draws the line between what was seen up to `stop` and what is newer; none where nothing is. */
export function markStop(main: ParentNode, stop: Stop | null, sayings: Sayings): void {
  const list = listOf(main);
  if (!list) return;
  const items = itemsOf(list);
  const at = stop ? items.findIndex((each) => orderOf(each) <= stop.newest) : -1;
  // It stands above the post it is drawn at.
  const item = at > 0 ? items[isTurned(list) ? at - 1 : at] : undefined;
  const post = item?.querySelector(".post") ?? null;
  for (const old of list.querySelectorAll(`[${LINE}]`)) if (old !== post) old.removeAttribute(LINE);
  const words = sayings.say("since");
  if (post && post.getAttribute(LINE) !== words) post.setAttribute(LINE, words);
}

/** Leads the reader to `item`: its head is in sight, or `isHeadFirst` not the line below it, and it has the focus. */
export function leadTo(item: HTMLElement, isHeadFirst: boolean): void {
  const post = item.querySelector<HTMLElement>(".post");
  const height = windowHeight(rootOf(item));
  const fits = item.getBoundingClientRect().height < height * 0.8;
  item.scrollIntoView({ block: fits && !isHeadFirst ? "end" : "start", behavior: "instant" });
  if (!post) return;
  post.tabIndex = -1;
  post.addEventListener("blur", () => post.removeAttribute("tabindex"), { once: true });
  post.focus({ preventScroll: true });
}

/** Offers to go back to `stop`; `go` leads there. */
export function offerReturn(
  place: HTMLElement,
  stop: Stop,
  missed: Missed,
  sayings: Sayings,
  go: () => void,
): void {
  const page = place.ownerDocument;
  const said = page.createElement("p");
  said.textContent = sayings.missed(stop.time, missed.posts.length, missed.isMore, missed.keyEvents.length);
  const events = page.createElement("ul");
  for (const link of missed.keyPoints.slice(0, KEY_EVENTS_MOST))
    events.append(line(link.href, link.textContent));
  for (const item of missed.keyEvents.slice(0, KEY_EVENTS_MOST)) events.append(eventLine(item));
  const choices = page.createElement("p");
  choices.append(
    pressed(page, sayings.say("goOn"), () => {
      place.hidden = true;
      go();
    }),
    pressed(page, sayings.say("dismiss"), () => {
      place.hidden = true;
    }),
  );
  place.replaceChildren(said, ...(events.children.length ? [events] : []), choices);
  place.hidden = false;
}

/** In the words of the page's own list: of a post without a headline it says what it says. */
function eventLine(item: HTMLElement): HTMLElement {
  const path = item.querySelector(".stamp a")?.getAttribute("href");
  const listed = [...rootOf(item).querySelectorAll(".key-events a")].find(
    (each) => each.getAttribute("href") === path,
  );
  const said = listed?.querySelector(":scope > span") ?? item.querySelector(".post > :is(h1, h2, h3)");
  const words = said?.textContent ?? "";
  return line(`#${item.querySelector(".post")?.id ?? ""}`, words);
}

function line(address: string, words: string): HTMLElement {
  const made = document.createElement("li");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = words;
  made.append(link);
  return made;
}

function pressed(page: Document, words: string, act: () => void): HTMLButtonElement {
  const button = page.createElement("button");
  button.type = "button";
  button.textContent = words;
  button.addEventListener("click", act);
  return button;
}
