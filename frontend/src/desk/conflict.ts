/**
 * Conflict: the panel with two texts of the same post, and what somebody chooses there, in the composer.
 * Knows that a text which was changed by hand since is not replaced unasked. The server puts texts together and makes the
 * panel; without script the same panel is a form.
 */

import type { Ask } from "./asking";
import { type Content, isSame } from "./content";
import type { ComposerForm } from "./form";
import { elementsOf } from "./trusted";

/** What two made of the same text; null: nobody knows what that was. */
export interface Texts {
  readonly base: Content | null;
  readonly theirs: Content;
  readonly mine: Content;
}

const PARAGRAPH = "take-";
const FIELD = "field-";

export class ConflictPanel {
  #panel: HTMLElement | null = null;
  #texts: Texts | null = null;
  /** What the composer held when both were put together last. */
  #put: Content | null = null;

  constructor(
    private readonly form: ComposerForm,
    private readonly ask: Ask,
  ) {}

  /** Takes over the panel that came with the page, if there is one. */
  take(): void {
    const panel = this.form.form.ownerDocument.querySelector<HTMLElement>("#conflict[data-merging]");
    if (panel) this.#place(panel, JSON.parse(panel.dataset.merging ?? "") as Texts);
  }

  /** Shows both texts, and puts into the composer what they are put together to. Whether it could be had. */
  async putTogether(texts: Texts): Promise<boolean> {
    const found = await this.#merged(texts, {});
    const [panel] = found ? elementsOf(found.panel, this.form.form.ownerDocument) : [];
    if (!found || !panel) return false;
    this.close();
    this.form.form.before(panel);
    this.form.set(found.content);
    this.#place(panel, texts);
    panel.focus();
    return true;
  }

  close(): void {
    this.#panel?.remove();
    this.#panel = null;
    this.#texts = null;
  }

  #place(panel: HTMLElement, texts: Texts): void {
    this.#panel = panel;
    this.#texts = texts;
    this.#put = this.form.content();
    // A choice shows at once.
    for (const each of panel.querySelectorAll<HTMLElement>("[data-without-script]")) each.hidden = true;
    panel.addEventListener("change", () => void this.#choose());
  }

  async #choose(): Promise<void> {
    const { notice } = this.form;
    const panel = this.#panel;
    if (!panel || !this.#texts) return;
    const found = await this.#merged(this.#texts, choicesIn(panel));
    if (panel !== this.#panel) return;
    if (!found) return notice.say("merge", "The desk cannot be reached just now. Choose again in a moment.");
    const put = (): void => {
      this.form.set(found.content);
      this.#put = this.form.content();
      notice.unsay("merge");
      this.form.form.dispatchEvent(new Event("input"));
    };
    if (this.#put && isSame(this.#put, this.form.content())) put();
    else
      notice.say("merge", "You have changed the text since. Putting it together again replaces that.", [
        { words: "Put it together again", act: put },
        { words: "Leave it", act: () => notice.unsay("merge") },
      ]);
  }

  async #merged(texts: Texts, chosen: object): Promise<{ content: Content; panel: string } | null> {
    const answer = await this.ask("POST", `/desk/blogs/${this.form.blog}/merge`, { ...texts, ...chosen });
    if (answer?.status !== 200) return null;
    return { content: answer.tree.content as Content, panel: String(answer.tree.panel) };
  }
}

/** What is chosen: of paragraphs by their place among the conflicts, of fields by name. */
function choicesIn(panel: HTMLElement): { paragraphs: Tree; fields: Tree } {
  const chosen = [...panel.querySelectorAll<HTMLInputElement>("input:checked")];
  const of = (kind: string): Tree =>
    Object.fromEntries(
      chosen
        .filter((each) => each.name.startsWith(kind))
        .map((each) => [each.name.slice(kind.length), each.value]),
    );
  return { paragraphs: of(PARAGRAPH), fields: of(FIELD) };
}

type Tree = Record<string, string>;
