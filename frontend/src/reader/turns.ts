/**
 * Turns: tells the readers of an open page, wherever on it they are, that coverage has ended or goes on elsewhere.
 * Knows where the page says it; in the fold it stands at the top, where most have gone past it.
 * Does not know why it has changed.
 */

import type { Announcer } from "./words";

const NOTES = "[data-region=state] :is(.ended-note, .continues-in)";

export class Turns {
  #known: string;

  constructor(
    private readonly main: HTMLElement,
    private readonly announcer: Announcer,
    private readonly place: HTMLElement | null,
  ) {
    this.#known = this.#words();
    place?.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("button")) place.hidden = true;
    });
  }

  /** The page has changed: says so if coverage took a turn. */
  look(): void {
    const words = this.#words();
    if (words === this.#known) return;
    this.#known = words;
    const text = this.place?.querySelector(".what");
    text?.replaceChildren(...this.#notes().map((each) => each.cloneNode(true)));
    if (this.place) this.place.hidden = words === "";
    if (words) this.announcer.say(words);
  }

  #notes(): Element[] {
    return [...this.main.querySelectorAll(NOTES)];
  }

  #words(): string {
    return this.#notes()
      .map((each) => each.textContent?.trim() ?? "")
      .join(" ");
  }
}
