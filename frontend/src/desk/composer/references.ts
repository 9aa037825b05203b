/**
 * References: offers posts of the same blog to link, when somebody types "see 9.41am" or "/".
 * Knows what was typed and the keys of a list (ARIA 1.2, combobox with a listbox). Does not know how posts are found.
 */

import { Extension } from "@tiptap/core";
import type { ResolvedPos } from "@tiptap/pm/model";
import { type EditorState, Plugin } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";

export interface Offer {
  readonly id: string;
  /** As readers see it. */
  readonly time: string;
  readonly exact: string;
  readonly heading: string;
}

/** Posts for what is sought; null when they cannot be had now. */
export type Find = (sought: string) => Promise<readonly Offer[] | null>;

export interface Asked {
  readonly from: number;
  readonly to: number;
  readonly sought: string;
  /** What was typed stays and becomes the link; else the link says where it leads. */
  readonly words: string;
}

const TIME = String.raw`\d{1,2}(?:[.:h]\d{2})(?::\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.|Uhr)?|\d{1,2}\s?(?:am|pm)`;
const SEE = new RegExp(
  String.raw`(?:^|[\s(\[])(see\s+(?:our\s+|my\s+|the\s+)?(${TIME})(?:\s+posts?)?)$`,
  "i",
);
const SLASH = /(?:^|\s)\/([^/\n]{0,40})$/;

const LINE = 120;

/** What is asked for with what stands before the cursor, if anything is. */
export function askedAt(place: ResolvedPos): Asked | null {
  const { link } = place.doc.type.schema.marks;
  // What is a link already needs none.
  if (place.parent.type.spec.code || link?.isInSet(place.nodeBefore?.marks ?? [])) return null;
  const start = Math.max(0, place.parentOffset - LINE);
  const text = place.parent.textBetween(start, place.parentOffset, null, "\ufffc");
  const see = SEE.exec(text);
  if (see?.[1] && see[2]) return asked(place, see[1], see[2], see[1]);
  const slash = SLASH.exec(text);
  return slash ? asked(place, `/${slash[1]}`, slash[1] ?? "", "") : null;
}

function asked(place: ResolvedPos, typed: string, sought: string, words: string): Asked {
  return { from: place.pos - typed.length, to: place.pos, sought: sought.trim(), words };
}

/** What the link says. */
export function wordsFor(asked: Asked, offer: Offer): string {
  if (!asked.words) return `see ${offer.time} post`;
  return /\bposts?$/i.test(asked.words) ? asked.words : `${asked.words.trimEnd()} post`;
}

export function references(find: Find, say: (words: string) => void): Extension {
  return Extension.create({
    name: "references",
    // Before Enter means a new paragraph.
    priority: 2000,
    addProseMirrorPlugins: () => {
      let list: OfferList | null = null;
      return [
        new Plugin({
          view: (view) => {
            list = new OfferList(view, find, say);
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

class OfferList {
  readonly #list: HTMLElement;
  #asked: Asked | null = null;
  #offers: readonly Offer[] = [];
  #at = 0;
  /** Where somebody said they want no offer. */
  #declined = -1;

  constructor(
    private readonly view: EditorView,
    private readonly find: Find,
    private readonly say: (words: string) => void,
  ) {
    this.#list = view.dom.ownerDocument.createElement("ul");
    this.#list.className = "offers";
    this.#list.id = "offers";
    this.#list.hidden = true;
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", "Posts to link");
    // The list is pressed without the text losing the focus.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => this.#pressed(event));
    view.dom.after(this.#list);
    view.dom.setAttribute("aria-autocomplete", "list");
    view.dom.setAttribute("aria-controls", this.#list.id);
  }

  update(view: EditorView, before: EditorState): void {
    if (view.state.doc.eq(before.doc) && view.state.selection.eq(before.selection)) return;
    const { selection } = view.state;
    const asked = selection.empty && view.hasFocus() ? askedAt(selection.$from) : null;
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
    this.#list.hidden = true;
    this.#list.replaceChildren();
    this.view.dom.removeAttribute("aria-activedescendant");
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
    const found = await this.find(asked.sought);
    // Meanwhile something else was typed.
    if (this.#asked !== asked) return;
    this.#offers = found ?? [];
    // Whoever writes "see 9.41" may mean no post at all.
    if (!this.#offers.length && asked.words) return this.close();
    this.#show(found === null ? "Posts cannot be had just now" : "No post found");
  }

  #show(nothing: string): void {
    const owner = this.#list.ownerDocument;
    const items = this.#offers.map((offer, at) => {
      const item = owner.createElement("li");
      item.id = `offer-${at}`;
      item.setAttribute("role", "option");
      const time = owner.createElement("b");
      time.textContent = offer.time;
      item.append(time, ` ${offer.heading}`);
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
    this.#put();
    if (this.#offers.length) this.#mark(0);
    this.say(
      this.#offers.length
        ? `${this.#offers.length} posts to link. Arrow keys choose, Enter takes one.`
        : nothing,
    );
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
    this.view.dom.setAttribute("aria-activedescendant", `offer-${at}`);
  }

  #pressed(event: Event): void {
    const item = (event.target as Element).closest("li[id]");
    if (item) this.#choose([...this.#list.children].indexOf(item));
  }

  #choose(at: number): void {
    const offer = this.#offers[at];
    const asked = this.#asked;
    const { state } = this.view;
    const { link } = state.schema.marks;
    if (!offer || !asked || !link) return;
    const words = state.schema.text(wordsFor(asked, offer), [link.create({ href: `post:${offer.id}` })]);
    this.close();
    this.view.dispatch(
      state.tr.replaceWith(asked.from, asked.to, words).removeStoredMark(link).scrollIntoView(),
    );
    this.view.focus();
  }
}
