/**
 * Published: the composer over a post that readers have, to edit or correct it. The form is sent as it is without script;
 * what is typed is kept until the server has taken it.
 */

import type { Clock } from "../reader/clock";
import { isSame, NOTHING } from "./content";
import { KEPT_AFTER_MS } from "./drafting";
import type { ComposerForm } from "./form";
import type { Draft, Shelf } from "./shelf";

export class PublishedPost {
  readonly #id: string;
  readonly #version: number;
  #cancel: () => void = () => {};

  constructor(
    private readonly form: ComposerForm,
    private readonly shelf: Shelf,
    private readonly clock: Clock,
  ) {
    const { dataset } = form.form;
    this.#id = `${dataset.composer}-${form.blog}-${dataset.post}`;
    this.#version = Number(dataset.version);
  }

  /** Offers what was typed and never saved. */
  async begin(): Promise<void> {
    const draft = await this.shelf.draft(this.#id);
    if (!draft || draft.person !== this.form.form.dataset.person) return;
    // The post has changed since: by this very edit, or by somebody else's.
    if (draft.saved !== this.#version || isSame(draft.content, this.form.content())) {
      await this.shelf.forget(this.#id);
      return;
    }
    this.form.notice.say("draft", "You changed this post before and did not save it.", [
      { words: "Take up what you wrote", act: () => this.#takeUp(draft) },
      { words: "Forget it", act: () => void this.#forget() },
    ]);
  }

  changed(): void {
    this.#cancel();
    this.#cancel = this.clock.after(KEPT_AFTER_MS, () => void this.keep());
  }

  async keep(): Promise<void> {
    this.#cancel();
    const { dataset } = this.form.form;
    const content = this.form.content();
    const rest = { version: this.#version, saved: this.#version, changed: Date.now() };
    // A blog's own name would have it taken up as a new post.
    const draft = {
      id: this.#id,
      blog: `published-${this.form.blog}`,
      person: dataset.person ?? "",
      content,
      ...rest,
    };
    if (!isSame(content, NOTHING)) await this.shelf.keep(draft);
  }

  #takeUp(draft: Draft): void {
    this.form.set(draft.content);
    this.form.notice.unsay("draft");
    this.form.focus();
  }

  async #forget(): Promise<void> {
    await this.shelf.forget(this.#id);
    this.form.notice.unsay("draft");
  }
}
