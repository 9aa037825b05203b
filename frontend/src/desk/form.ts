/**
 * Form: the composer's form with its editor in the place of the plain field.
 * Knows what stands in it, and gives it as content. Does not know what becomes of that.
 */

import type { Node } from "@tiptap/pm/model";
import type { Clock } from "../reader/clock";
import type { Ask } from "./asking";
import { addressesIn, Cards } from "./cards";
import { bodyOf, isAtHome } from "./composer/composing";
import { BodyEditor } from "./composer/editor";
import { withoutWords } from "./composer/gallery";
import { pasting } from "./composer/pasting";
import { Places } from "./composer/places";
import { type Offer, references } from "./composer/references";
import { snippets } from "./composer/snippets";
import { showTools, toolsOf } from "./composer/toolbar";
import type { Content } from "./content";
import { listKeys } from "./dialogs";
import { Fields } from "./fields";
import { askForLink } from "./linking";
import { figures, MediaDesk } from "./media_desk";
import { Notice } from "./notice";
import { Preview } from "./preview";
import { offerLabels } from "./quick_labels";
import { Ready, unfilled } from "./ready";
import { useTemplate } from "./templates";

export interface Around {
  readonly ask: Ask;
  readonly clock: Clock;
  token(): string;
  changed(): void;
}

/** Nobody is asked about an address that is still being typed. */
const CARDS_AFTER_MS = 400;

/** The form says something else than before, whoever made it. */
export const TOLD = "composer:told";

export class ComposerForm {
  readonly fields: Fields;
  readonly notice: Notice;
  readonly preview: Preview;
  readonly media: MediaDesk;
  readonly ready: Ready;
  readonly blog: string;
  /** What stood in it when the page came. */
  readonly came: Content;
  /** The rich text by itself. */
  readonly rich: BodyEditor;
  readonly #plain: HTMLTextAreaElement;
  readonly #box: HTMLElement;
  readonly #cards: Cards;
  readonly #warning: HTMLElement;
  #cancelCards: () => void = () => {};
  /** A body the editor cannot hold is written as plain text. */
  #isPlain = false;

  constructor(
    readonly form: HTMLFormElement,
    private readonly around: Around,
  ) {
    const owner = form.ownerDocument;
    const part = (name: string, className: string): HTMLElement =>
      Object.assign(owner.createElement(name), { className });
    this.blog = form.dataset.blog ?? "";
    this.fields = new Fields(form);
    this.ready = new Ready(this.blog, around.ask, Date.now);
    this.notice = new Notice(part("div", "notices"));
    this.#plain = form.elements.namedItem("body") as HTMLTextAreaElement;
    this.#box = part("div", "editor");
    this.#warning = part("p", "warning");
    this.#warning.setAttribute("role", "status");
    const uploads = part("ul", "uploads");
    const cards = part("div", "cards body");
    const tools = part("div", "tools");
    const foot = part("div", "foot");
    const preview = part("section", "preview");
    // Readers see it on a page of the blog's language.
    Object.assign(preview, { lang: form.dataset.language ?? "", dir: form.dataset.runs ?? "" });
    preview.setAttribute("aria-label", "Preview");
    for (const each of [uploads, cards, preview]) each.hidden = true;
    this.#plain.after(this.#box, uploads, cards, this.#warning);
    form.querySelector(".writing")?.after(foot);
    offerLabels(form, () => this.#changed());
    foot.append(tools, ...form.querySelectorAll(":scope > .acts"));
    form.prepend(this.notice.place);
    // Where whoever asked for it looks, and not below everything else.
    foot.after(preview);
    this.media = new MediaDesk(uploads, around, () => this.rich.editor);
    this.rich = new BodyEditor(this.#box, {
      label: "Post",
      extensions: [
        Places,
        figures(this.media),
        pasting((files, at) => this.media.take(files, at)),
        references(
          (sought) => this.#posts(sought),
          (words) => this.notice.whisper(words),
        ),
        snippets(
          () => this.ready.snippets(),
          (words) => this.notice.whisper(words),
        ),
      ],
      changed: () => this.#changed(),
      covered: () => Math.max(0, (visualViewport?.height ?? innerHeight) - foot.getBoundingClientRect().top),
    });
    this.#cards = new Cards(cards, this.blog, around.ask);
    const sheets = (form.dataset.sheets ?? "").split(" ").filter(Boolean);
    this.preview = new Preview(preview, sheets, this.blog, around.ask, around.clock, () => this.content());
    this.#showTools(tools);
    form.addEventListener("input", (event) => {
      if (!this.#box.contains(event.target as HTMLElement)) this.#changed();
    });
    this.#open(this.#plain.value);
    this.came = this.content();
  }

  get editor() {
    return this.rich.editor;
  }

  get body(): string {
    return this.#isPlain ? this.#plain.value : this.rich.body;
  }

  content(): Content {
    return { ...this.fields.get(), body: this.body };
  }

  set(content: Content): void {
    this.fields.set(content);
    this.#open(content.body);
    this.preview.changed();
  }

  /** Begins anew with `body`. */
  open(body: string): void {
    this.#open(body);
  }

  /** Adds plain words at the end, a paragraph each. */
  write(words: readonly string[]): void {
    if (this.#isPlain) this.#plain.value = [this.#plain.value, ...words].filter(Boolean).join("\n\n");
    else this.rich.append(words);
    this.#changed();
  }

  /** Adds blocks at the end. */
  add(blocks: readonly Node[]): void {
    if (this.#isPlain) this.write([bodyOf(this.editor.schema.node("doc", null, blocks))]);
    else {
      this.rich.add(blocks);
      this.#changed();
    }
  }

  focus(): void {
    if (this.#isPlain) this.#plain.focus();
    else this.editor.commands.focus("end", { scrollIntoView: false });
  }

  /** Whether it can be written in. */
  allow(isAllowed: boolean): void {
    this.editor.setEditable(isAllowed, false);
    this.#plain.readOnly = !isAllowed;
    for (const each of this.form.querySelectorAll<HTMLButtonElement>(".acts button"))
      each.disabled = !isAllowed;
  }

  /** Puts the body where a form without script has it. */
  fill(): void {
    this.#plain.value = this.body;
  }

  #open(body: string): void {
    this.#isPlain = !isAtHome(body, this.editor.schema);
    this.#plain.hidden = !this.#isPlain;
    this.#box.hidden = this.#isPlain;
    this.#plain.value = body;
    if (!this.#isPlain) this.rich.open(body);
    this.#told();
  }

  #changed(): void {
    this.#told();
    this.preview.changed();
    this.around.changed();
  }

  #told(): void {
    const { doc } = this.editor.state;
    this.#cancelCards();
    const shown = (): void => this.#cards.show(this.#isPlain ? [] : addressesIn(this.editor.state.doc));
    this.#cancelCards = this.around.clock.after(CARDS_AFTER_MS, shown);
    const count = this.#isPlain ? 0 : withoutWords(doc);
    const words = count
      ? `${count === 1 ? "One picture has" : `${count} pictures have`} no words for those who cannot see it.`
      : "";
    const open = unfilled(`${this.fields.get().headline}\n${this.body}`);
    const told = [words, open.length ? `Still to be filled in: ${open.join(", ")}.` : ""]
      .filter(Boolean)
      .join(" ");
    if (this.#warning.textContent !== told) this.#warning.textContent = told;
    this.form.dispatchEvent(new Event(TOLD));
  }

  async #posts(sought: string): Promise<Offer[] | null> {
    const query = new URLSearchParams({ q: sought });
    const answer = await this.around.ask("GET", `/desk/blogs/${this.blog}/posts?${query}`);
    return answer?.status === 200 ? ((answer.tree.posts ?? []) as Offer[]) : null;
  }

  #showTools(place: HTMLElement): void {
    const owner = this.form.ownerDocument;
    const tools = toolsOf(this.editor, {
      take: (files) => this.media.take(files, null),
      askForLink: () => void this.askForLink(),
      useTemplate: () => void useTemplate(this, this.ready),
      showPreview: () => this.preview.toggle(),
      isPreviewShown: () => this.preview.isShown,
      showShortcuts: () => listKeys(owner, isMac()),
    });
    showTools(place, tools, this.editor);
  }

  /** Asks where the selected words, or the link the cursor is in, should lead. */
  askForLink(): Promise<void> {
    return askForLink(this.editor);
  }
}

export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}
