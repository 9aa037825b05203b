/**
 * Offers: a list at the cursor of what can stand in the place of what was just typed.
 * Knows the keys of a list (ARIA 1.2, combobox with a listbox). Does not know what is offered.
 */

import { Extension } from "@tiptap/core";
import type { ResolvedPos } from "@tiptap/pm/model";
import { type EditorState, Plugin, type Transaction } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";

export interface Asked {
  readonly from: number;
  readonly to: number;
  readonly sought: string;
  /** What was typed stays in some way; "" where it is a sign alone. */
  readonly words: string;
}

export interface Source<Found> {
  readonly name: string;
  /** The ids of the list, and of its options before their number. */
  readonly list: string;
  readonly option: string;
  readonly label: string;
  /** What is asked for with what stands before the cursor, if anything is. */
  asked(place: ResolvedPos): Asked | null;
  /** Null: it cannot be had now. */
  find(asked: Asked): Promise<readonly Found[] | null>;
  lead(found: Found): string;
  words(found: Found): string;
  /** What the list says when nothing fits; null has it say nothing. */
  nothing(asked: Asked): string | null;
  readonly missing: string;
  told(count: number): string;
  say(words: string): void;
  chosen(asked: Asked, found: Found, state: EditorState): Transaction;
}

export function offers<Found>(source: Source<Found>): Extension {
  return Extension.create({
    name: source.name,
    // Before Enter means a new paragraph.
    priority: 2000,
    addProseMirrorPlugins: () => {
      let list: OfferList<Found> | null = null;
      return [
        new Plugin({
          view: (view) => {
            list = new OfferList(view, source);
            return list;
          },
          props: {
            handleKeyDown: (_, event) => list?.key(event) ?? false,
            handleDOMEvents: { blur: () => list?.close() },
          },
        }),
      ];
    },
  });
}

class OfferList<Found> {
  readonly #list: HTMLElement;
  #asked: Asked | null = null;
  #offers: readonly Found[] = [];
  #at = 0;
  /** Where somebody said they want no offer. */
  #declined = -1;

  constructor(
    private readonly view: EditorView,
    private readonly source: Source<Found>,
  ) {
    this.#list = view.dom.ownerDocument.createElement("ul");
    this.#list.className = "offers";
    this.#list.id = source.list;
    this.#list.hidden = true;
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", source.label);
    // The list is pressed without the text losing the focus.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => this.#pressed(event));
    view.dom.after(this.#list);
    view.dom.setAttribute("aria-autocomplete", "list");
  }

  update(view: EditorView, before: EditorState): void {
    if (view.state.doc.eq(before.doc) && view.state.selection.eq(before.selection)) return;
    const { selection } = view.state;
    const asked = selection.empty && view.hasFocus() ? this.source.asked(selection.$from) : null;
    if (selection.from <= this.#declined) this.#declined = -1;
    if (!asked || asked.from === this.#declined) {
      this.close();
      return;
    }
    if (asked.to !== this.#asked?.to || asked.sought !== this.#asked.sought) void this.#ask(asked);
  }

  destroy(): void {
    this.#list.remove();
  }

  close(): void {
    this.#asked = null;
    this.#offers = [];
    // Another list may be open at the same text.
    if (!this.#list.hidden) {
      this.view.dom.removeAttribute("aria-activedescendant");
      this.view.dom.removeAttribute("aria-controls");
    }
    this.#list.hidden = true;
    this.#list.replaceChildren();
  }

  /** Whether the key was meant for the list. */
  key(event: KeyboardEvent): boolean {
    if (this.#list.hidden || event.ctrlKey || event.metaKey || event.altKey) return false;
    const { length } = this.#offers;
    if (event.key === "Escape") {
      this.#declined = this.#asked?.from ?? -1;
      this.close();
    } else if (!length) return false;
    else if (event.key === "ArrowDown") this.#mark((this.#at + 1) % length);
    else if (event.key === "ArrowUp") this.#mark((this.#at + length - 1) % length);
    else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.#at);
    else return false;
    return true;
  }

  async #ask(asked: Asked): Promise<void> {
    this.#asked = asked;
    const found = await this.source.find(asked);
    // Meanwhile something else was typed.
    if (this.#asked !== asked) return;
    this.#offers = found ?? [];
    const nothing = this.source.nothing(asked);
    // Whoever types what could be a sign may mean none.
    if (!this.#offers.length && nothing === null) return this.close();
    this.#show(found === null ? this.source.missing : (nothing ?? ""));
  }

  #show(nothing: string): void {
    const owner = this.#list.ownerDocument;
    const items = this.#offers.map((offer, at) => {
      const item = owner.createElement("li");
      item.id = `${this.source.option}-${at}`;
      item.setAttribute("role", "option");
      const time = owner.createElement("b");
      time.textContent = this.source.lead(offer);
      item.append(time, ` ${this.source.words(offer)}`);
      return item;
    });
    if (!items.length) {
      const none = owner.createElement("li");
      none.className = "none";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = nothing;
      items.push(none);
    }
    this.#list.replaceChildren(...items);
    this.#list.hidden = false;
    this.view.dom.setAttribute("aria-controls", this.#list.id);
    this.#put();
    if (this.#offers.length) this.#mark(0);
    this.source.say(this.#offers.length ? this.source.told(this.#offers.length) : nothing);
  }

  #put(): void {
    const around = this.view.dom.parentElement?.getBoundingClientRect();
    const caret = this.view.coordsAtPos(this.#asked?.from ?? 0);
    if (!around) return;
    this.#list.style.top = `${caret.bottom - around.top + 4}px`;
    const widest = Math.max(0, around.width - this.#list.offsetWidth);
    this.#list.style.left = `${Math.min(Math.max(0, caret.left - around.left), widest)}px`;
  }

  #mark(at: number): void {
    this.#at = at;
    [...this.#list.children].forEach((item, place) => {
      item.setAttribute("aria-selected", String(place === at));
      if (place === at) item.scrollIntoView({ block: "nearest" });
    });
    this.view.dom.setAttribute("aria-activedescendant", `${this.source.option}-${at}`);
  }

  #pressed(event: Event): void {
    const item = (event.target as Element).closest("li[id]");
    if (item) this.#choose([...this.#list.children].indexOf(item));
  }

  #choose(at: number): void {
    const offer = this.#offers[at];
    const asked = this.#asked;
    if (!offer || !asked) return;
    this.close();
    this.view.dispatch(this.source.chosen(asked, offer, this.view.state).scrollIntoView());
    this.view.focus();
  }
}
