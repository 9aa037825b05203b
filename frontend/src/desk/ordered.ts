/**
 * Ordered: joins the lists of a page that can be put in order with what saves them, and with a button that undoes a move.
 * Knows the browser's own parts.
 */

import { browserClock } from "../reader/clock";
import { Reorder } from "./reorder";
import { Saving, type Send } from "./saving";

const send: Send = (address, fields) =>
  fetch(address || location.pathname, {
    method: "POST",
    body: fields,
    headers: { Accept: "application/json" },
    credentials: "same-origin",
  });

const earlier = new Map<string, readonly string[]>();

/** Lets every list of a page marked `data-reorder` be put in order; the form around it is sent aside. */
export function orderLists(owner: ParentNode): void {
  for (const form of owner.querySelectorAll<HTMLFormElement>("form[data-reorder-form]")) {
    const list = form.querySelector<HTMLElement>("[data-reorder]");
    const words = form.querySelector<HTMLElement>("[data-reorder-said]");
    if (!list) continue;
    const say = (text: string): void => {
      if (words) words.textContent = text;
    };
    const saving = new Saving(form, browserClock, send, say);
    const way = new WayBack(list, words, earlier, form.action, () => reorder.settle());
    const reorder = new Reorder(list, {
      moved: () => {
        way.offer();
        saving.soon();
      },
      say,
    });
  }
}

/**
 * The order before the last move, and the button that puts the lines back into it.
 * A list that the server makes anew with the same lines has the button again: `memory` is the page's.
 */
export class WayBack {
  readonly #button: HTMLButtonElement;
  #now: readonly string[];

  /** `key` tells a list from the others of the page; `settle` has to be called once lines are at other places. */
  constructor(
    private readonly list: HTMLElement,
    beside: HTMLElement | null,
    private readonly memory: Map<string, readonly string[]>,
    private readonly key: string,
    private readonly settle: () => void,
  ) {
    this.#now = this.#names();
    this.#button = list.ownerDocument.createElement("button");
    Object.assign(this.#button, { type: "button", className: "plain", textContent: "Undo the move" });
    this.#button.addEventListener("click", () => this.#back());
    (beside ?? list).after(this.#button);
    this.#show();
  }

  /** A line has moved. */
  offer(): void {
    this.memory.set(this.key, this.#now);
    this.#now = this.#names();
    this.#show();
  }

  #names(): string[] {
    return [...this.list.children].map(nameOf);
  }

  /** Whether it leads to another order of the same lines. */
  #show(): void {
    const before = this.memory.get(this.key) ?? [];
    const isSame = before.length === this.#now.length && before.every((each) => this.#now.includes(each));
    this.#button.hidden = !isSame || before.every((each, at) => each === this.#now[at]);
  }

  #back(): void {
    const before = this.memory.get(this.key) ?? [];
    const lines = [...this.list.children];
    lines.sort((one, other) => before.indexOf(nameOf(one)) - before.indexOf(nameOf(other)));
    this.list.append(...lines);
    this.settle();
  }
}

/** What a line says, wherever it stands. */
function nameOf(line: Element): string {
  return [...line.querySelectorAll("input")].map((each) => each.value).join("\n");
}
