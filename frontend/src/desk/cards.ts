/**
 * Cards: what an address alone on a line will look like, shown under the text while it is written.
 * Knows which paragraphs say an address and nothing else. Asks once for each.
 */

import type { Node } from "@tiptap/pm/model";
import type { Ask } from "./asking";
import { fragmentOf } from "./trusted";

const ADDRESS = /^https?:\/\/[^\s/]+\S*$/;

/** The addresses that stand alone in a paragraph of the top level, each once. */
export function addressesIn(doc: Node): string[] {
  const found = doc.children
    .filter((each) => each.type.name === "paragraph" && each.childCount === 1 && each.firstChild?.isText)
    .map((each) => each.textContent.trim())
    .filter((each) => ADDRESS.test(each));
  return [...new Set(found)];
}

export class Cards {
  readonly #known = new Map<string, HTMLElement>();

  constructor(
    private readonly place: HTMLElement,
    private readonly blog: string,
    private readonly ask: Ask,
  ) {}

  show(addresses: readonly string[]): void {
    const cards = addresses.map((each) => this.#card(each));
    if (
      cards.some((each, at) => this.place.children[at] !== each) ||
      this.place.childElementCount > cards.length
    )
      this.place.replaceChildren(...cards);
    this.place.hidden = !cards.length;
  }

  #card(address: string): HTMLElement {
    const known = this.#known.get(address);
    if (known) return known;
    const card = this.place.ownerDocument.createElement("div");
    card.className = "card";
    card.textContent = `Looking at ${address}`;
    this.#known.set(address, card);
    void this.#look(address, card);
    return card;
  }

  async #look(address: string, card: HTMLElement): Promise<void> {
    const asked = new URLSearchParams({ address, blog: this.blog });
    const answer = await this.ask("GET", `/desk/embed?${asked}`);
    if (answer?.status === 200 && typeof answer.tree.html === "string") {
      card.replaceChildren(fragmentOf(answer.tree.html, card.ownerDocument));
      return;
    }
    // It is asked for again when it is written again.
    this.#known.delete(address);
    card.textContent = answer
      ? "Readers get the link."
      : "There is no connection: the card is shown when it is back.";
  }
}
