/**
 * Preview: what is being written, as readers will see it: the server's HTML under the readers' own sheets, in a tree of
 * its own where the desk's rules do not reach.
 */

import { scoped } from "../embed/sheet";
import type { Clock } from "../reader/clock";
import { type Ask, sentenceOf } from "./asking";
import type { Content } from "./content";
import { fragmentOf } from "./trusted";

const SHOWN_AFTER_MS = 500;

const GROUND =
  ":host { display: block; background: var(--paper); color: var(--ink); font: var(--body) / 1.55 var(--serif); " +
  "container-type: inline-size; overflow-wrap: break-word; } ol { margin: 0; padding: 0; list-style: none; }";

export class Preview {
  readonly #root: ShadowRoot;
  readonly #body: HTMLElement;
  #isStyled = false;
  #cancel: () => void = () => {};
  #asked = 0;

  constructor(
    private readonly place: HTMLElement,
    private readonly sheets: readonly string[],
    private readonly blog: string,
    private readonly ask: Ask,
    private readonly clock: Clock,
    private readonly content: () => Content,
  ) {
    const host = place.ownerDocument.createElement("div");
    this.#root = host.attachShadow({ mode: "open" });
    this.#body = place.ownerDocument.createElement("ol");
    this.#root.append(this.#body);
    place.append(host);
  }

  get isShown(): boolean {
    return !this.place.hidden;
  }

  toggle(): void {
    this.place.hidden = !this.place.hidden;
    if (this.isShown) void this.#look().then(() => this.place.scrollIntoView?.({ block: "nearest" }));
  }

  changed(): void {
    this.#cancel();
    if (this.isShown) this.#cancel = this.clock.after(SHOWN_AFTER_MS, () => void this.#look());
  }

  async #look(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    await this.#style();
    const answer = await this.ask("POST", `/desk/blogs/${this.blog}/preview`, this.content());
    // A later one is on its way.
    if (asked !== this.#asked) return;
    const { ownerDocument } = this.place;
    if (answer?.status === 200 && typeof answer.tree.html === "string")
      this.#show(fragmentOf(answer.tree.html, ownerDocument));
    else this.#body.textContent = answer ? sentenceOf(answer) : "There is no connection just now.";
  }

  /** What is pressed there must not lead away from what is being written. */
  #show(fragment: DocumentFragment): void {
    for (const link of fragment.querySelectorAll("a")) {
      link.target = "_blank";
      link.rel = "noopener";
    }
    this.#body.replaceChildren(fragment);
  }

  async #style(): Promise<void> {
    if (this.#isStyled) return;
    this.#isStyled = true;
    try {
      const texts = await Promise.all(this.sheets.map(async (each) => (await fetch(each)).text()));
      this.#root.adoptedStyleSheets = [...texts.map(scoped), GROUND].map((text) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        return sheet;
      });
    } catch {
      this.#isStyled = false;
    }
  }
}
