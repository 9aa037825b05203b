/**
 * Figure: a medium in the editor, with what is said of it: words for those who cannot see it, caption, credit.
 * Knows that the first two stand in the body and the credit with the medium. Does not know how files are sent.
 */

import type { Node } from "@tiptap/pm/model";
import type { EditorView, NodeView } from "@tiptap/pm/view";
import { idOf, type Medium } from "./media";

export interface Known {
  /** What is known of a medium; null when it cannot be had now. */
  medium(id: string): Promise<Medium | null>;
  setCredit(id: string, credit: string): void;
}

let count = 0;

export class Figure implements NodeView {
  readonly dom: HTMLElement;
  readonly #shown: HTMLElement;
  readonly #alt: HTMLInputElement;
  readonly #caption: HTMLInputElement;
  readonly #credit: HTMLInputElement;

  constructor(
    private node: Node,
    private readonly view: EditorView,
    private readonly place: () => number | undefined,
    private readonly known: Known,
  ) {
    const owner = view.dom.ownerDocument;
    this.dom = owner.createElement("span");
    this.dom.className = "figure";
    this.dom.setAttribute("role", "group");
    this.dom.contentEditable = "false";
    this.#shown = owner.createElement("span");
    this.#shown.className = "shown";
    this.#alt = field(owner, "What it shows, for those who cannot see it");
    this.#caption = field(owner, "Caption");
    this.#credit = field(owner, "Credit");
    const remove = owner.createElement("button");
    remove.type = "button";
    remove.className = "plain";
    remove.textContent = "Remove";
    remove.addEventListener("click", () => this.#remove());
    const words = owner.createElement("span");
    words.className = "words";
    for (const each of [this.#alt, this.#caption, this.#credit])
      if (each.parentElement) words.append(each.parentElement);
    words.append(remove);
    this.dom.append(this.#shown, words);
    this.#alt.addEventListener("input", () => this.#say({ alt: this.#alt.value }));
    this.#caption.addEventListener("input", () => this.#say({ title: this.#caption.value }));
    this.#fill();
    void this.#look();
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type || node.attrs.src !== this.node.attrs.src) return false;
    this.node = node;
    this.#fill();
    return true;
  }

  /** What is typed into the fields is theirs, not the editor's. */
  stopEvent(event: Event): boolean {
    return event.target instanceof HTMLInputElement || event.target instanceof HTMLButtonElement;
  }

  ignoreMutation(): boolean {
    return true;
  }

  selectNode(): void {
    this.dom.classList.add("is-selected");
  }

  deselectNode(): void {
    this.dom.classList.remove("is-selected");
  }

  #fill(): void {
    const { alt, title } = this.node.attrs;
    if (this.#alt.value !== alt) this.#alt.value = alt;
    if (this.#caption.value !== title) this.#caption.value = title;
    this.dom.classList.toggle("is-untold", !alt.trim());
    this.dom.setAttribute("aria-label", alt ? `Medium: ${alt}` : "Medium without words");
  }

  #say(attrs: object): void {
    const at = this.place();
    if (at === undefined) return;
    this.view.dispatch(this.view.state.tr.setNodeMarkup(at, undefined, { ...this.node.attrs, ...attrs }));
  }

  #remove(): void {
    const at = this.place();
    if (at === undefined) return;
    this.view.dispatch(this.view.state.tr.delete(at, at + this.node.nodeSize));
    this.view.focus();
  }

  async #look(): Promise<void> {
    const id = idOf(this.node.attrs.src);
    const credit = this.#credit.parentElement;
    if (!id) {
      this.#shown.textContent = "A picture from elsewhere: readers get its words alone.";
      if (credit) credit.hidden = true;
      return;
    }
    const medium = await this.known.medium(id);
    this.#credit.value = medium?.credit ?? "";
    this.#credit.addEventListener("change", () => this.known.setCredit(id, this.#credit.value));
    this.#show(medium);
  }

  #show(medium: Medium | null): void {
    if (medium?.shown) {
      const image = this.dom.ownerDocument.createElement("img");
      image.alt = "";
      image.src = medium.shown;
      this.#shown.replaceChildren(image);
    } else
      this.#shown.textContent =
        medium?.problem || KINDS[medium?.kind ?? ""] || "It cannot be shown just now.";
  }
}

const KINDS: Readonly<Record<string, string>> = { picture: "Picture", film: "Film", audio: "Sound" };

function field(owner: Document, words: string): HTMLInputElement {
  count += 1;
  const label = owner.createElement("label");
  const input = owner.createElement("input");
  input.id = `figure-field-${count}`;
  label.htmlFor = input.id;
  label.append(words, input);
  // One presses Enter to be done with a field, not to send the post.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) event.preventDefault();
  });
  return input;
}
