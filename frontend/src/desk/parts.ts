/**
 * Parts: pieces of a page that the server makes anew when something has changed, with the rights of whoever looks.
 * Knows that a part in which somebody is writing, holds a line or has chosen some, waits until they are out of it; and that what was open or
 * had the focus is so again.
 * Does not know what a part says.
 */

import type { Clock } from "../reader/clock";
import type { Ring } from "./stream";
import { elementsOf } from "./trusted";

/** What changes several times at once is asked for once. */
export const TOGETHER_MS = 150;
const AGAIN_MS = 3_000;

export type FetchPart = (address: string) => Promise<string | null>;

export class Part {
  #cancel: () => void = () => {};
  #isAsking = false;
  #isDue = false;

  /** `shown` is told of the part each time it is new. */
  constructor(
    private readonly place: HTMLElement,
    private readonly fetch: FetchPart,
    private readonly clock: Clock,
    private readonly shown: (place: HTMLElement) => void,
  ) {
    place.addEventListener("focusout", () => this.#isDue && this.soon());
    place.addEventListener("desk:ask", () => this.soon());
  }

  /** Whether this part shows what has changed. */
  concerns(ring: Ring | null): boolean {
    const { deskBlog, deskWhat } = this.place.dataset;
    return ring === null || (ring.blog === deskBlog && (deskWhat ?? "").split(" ").includes(ring.what));
  }

  soon(): void {
    this.#cancel();
    this.#cancel = this.clock.after(TOGETHER_MS, () => void this.#ask());
  }

  async #ask(): Promise<void> {
    this.#isDue = true;
    if (this.#isAsking || this.#isInUse()) return;
    this.#isDue = false;
    this.#isAsking = true;
    const html = await this.fetch(this.place.dataset.deskPart ?? "");
    this.#isAsking = false;
    if (html === null) this.#cancel = this.clock.after(AGAIN_MS, () => void this.#ask());
    else if (this.#isInUse()) this.#isDue = true;
    else {
      this.#show(html);
      if (this.#isDue) this.soon();
    }
  }

  #isInUse(): boolean {
    const focused = this.place.ownerDocument.activeElement;
    const isWriting = focused?.matches("input, textarea, select") === true && this.place.contains(focused);
    // What was typed and not yet sent is nobody's but whose it is; what is chosen, somebody is about to do something with.
    const isWritten = [...this.place.querySelectorAll("textarea")].some(
      (each) => each.value !== each.defaultValue,
    );
    return isWriting || isWritten || this.place.querySelector(".is-held, [data-picked]:checked") !== null;
  }

  #show(html: string): void {
    const owner = this.place.ownerDocument;
    const focused = this.place.contains(owner.activeElement) ? nameOf(owner.activeElement) : "";
    const open = new Set([...this.place.querySelectorAll("details[open] > summary")].map(nameOf));
    this.place.replaceChildren(...elementsOf(html, owner));
    for (const summary of this.place.querySelectorAll("details > summary"))
      if (open.has(nameOf(summary))) summary.parentElement?.setAttribute("open", "");
    this.shown(this.place);
    if (!focused) return;
    const controls = this.place.querySelectorAll<HTMLElement>("a, button, summary");
    [...controls].find((each) => nameOf(each) === focused && !each.hidden)?.focus();
  }
}

/** What tells a control from others, by the words that say what it is about. */
function nameOf(control: Element | null): string {
  return control?.getAttribute("aria-label") ?? control?.textContent?.trim() ?? "";
}
