/**
 * Presence: this page says that it is open, and what is done on it; and the rows of the list say who is at work on them.
 * Knows that a page which is closed says so, that the next page in its tab says so once more, as browsers now and then lose
 * last words, and that a page which is killed need not: the desk notices.
 * Does not know who may know.
 */

import type { Clock } from "../reader/clock";

/** The composer holds another text than before; `detail` is the draft it writes, "" for nothing yet. */
export const WRITES = "desk:writes";

/** A part of the page is new. */
export const PART_SHOWN = "desk:part";

export const SAID_AGAIN_MS = 20_000;
/** What changes several times at once is said once. */
export const TOGETHER_MS = 300;

export interface Saying {
  readonly page: string;
  readonly doing: string;
  readonly thing: string;
}

/** What this tab remembers from one page to the next. */
export interface TabMemory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** The page that was left in this tab. One that is open is not in it, so that a copied tab takes nobody's place. */
export const LEFT = "desk:left";

/** Says something to the desk; `leaving`: as the last thing this page does. */
export type Say = (path: string, fields: Readonly<Record<string, string>>, leaving: boolean) => void;

export class Presence {
  #cancel: () => void = () => {};
  #doing: string;
  #thing: string;
  #left = "";
  readonly #path: string;

  constructor(
    private readonly place: HTMLElement,
    private readonly page: string,
    private readonly clock: Clock,
    private readonly say: Say,
    private readonly tab: TabMemory,
  ) {
    const { here = "", doing = "here", thing = "" } = place.dataset;
    this.#path = `/desk/blogs/${here}/here`;
    this.#doing = doing;
    this.#thing = thing;
  }

  begin(): void {
    this.#left = this.tab.getItem(LEFT) ?? "";
    this.tab.removeItem(LEFT);
    this.tell();
  }

  /** Says it now, and again and again as long as somebody may be there. */
  tell(): void {
    this.#cancel();
    this.#cancel = this.clock.after(SAID_AGAIN_MS, () => this.tell());
    // A page that is only looked at is left by looking at another; one that is written in is not.
    if (this.place.ownerDocument.visibilityState === "hidden" && this.#doing === "here") return;
    const left: Record<string, string> = this.#left ? { left: this.#left } : {};
    this.#left = "";
    this.say(this.#path, { page: this.page, doing: this.#doing, thing: this.#thing, ...left }, false);
  }

  /** The composer writes `draft` from now on, "" for nothing yet. */
  writes(draft: string): void {
    const doing = draft ? "writing" : "here";
    if (doing === this.#doing && draft === this.#thing) return;
    this.#doing = doing;
    this.#thing = draft;
    this.#askForOthers();
    this.#cancel();
    this.#cancel = this.clock.after(TOGETHER_MS, () => this.tell());
  }

  leave(): void {
    this.#cancel();
    this.tab.setItem(LEFT, this.page);
    this.say(this.#path, { page: this.page, leaving: "yes" }, true);
  }

  /** Whoever else has that draft open is told where it is written. */
  #askForOthers(): void {
    const others = this.place.ownerDocument.querySelector<HTMLElement>("[data-others]");
    if (!others) return;
    const asked = new URLSearchParams({ doing: this.#doing, thing: this.#thing });
    others.dataset.deskPart = `${others.dataset.others}?${asked}`;
    others.dispatchEvent(new Event("desk:ask"));
  }
}

/** Has each row of the list say who is at work on its post, as the part about who is here knows it. */
export function showLocks(owner: Document): void {
  const said = new Map(
    [...owner.querySelectorAll<HTMLElement>("[data-locked]")].map((each) => [
      each.dataset.locked,
      each.textContent ?? "",
    ]),
  );
  for (const place of owner.querySelectorAll<HTMLElement>("[data-lock]")) {
    const words = said.get(place.dataset.lock) ?? "";
    if (place.textContent !== words) place.textContent = words;
    place.hidden = !words;
  }
}
