/**
 * Drafting: the one draft this tab writes, kept in the browser as it is typed and at the server when it rests.
 * Knows versions, and that another tab or another device may have the same draft.
 * Does not know the form, nor what becomes of a draft that is sent.
 */

import type { Clock } from "../reader/clock";
import { type Answer, type Ask, sentenceOf } from "./asking";
import { type Content, isSame, NOTHING, saysNothing } from "./content";
import type { Draft, Shelf } from "./shelf";
import type { Tab } from "./tab";

/** After the last key, and at most so long after the first that is not kept. */
export const KEPT_AFTER_MS = 150;
export const KEPT_WITHIN_MS = 450;

/** The server's copy comes when the keys rest. */
export const SAVED_AFTER_MS = 2_000;
const SAVED_AGAIN_MS = 15_000;

/** Of so many savings that nobody answered the words are remembered: the server may have them. */
const TRIED = 40;

export type Saved = "nothing" | "here" | "both" | "signed-out";

export interface Ears {
  /** How safe the words are. */
  saved(how: Saved): void;
  /** The browser keeps nothing. */
  lost(): void;
  /** The server has newer words of this draft, by somebody or from another device. */
  newer(content: Content, version: number): void;
  /** The server will not have it. */
  refused(sentence: string): void;
}

export interface Around {
  readonly shelf: Shelf;
  readonly ask: Ask;
  readonly clock: Clock;
  readonly tab: Tab;
  readonly person: string;
  readonly blog: string;
  newId(): string;
  now(): number;
  /** The words as they stand in the form. */
  content(): Content;
}

/** What the server has of a draft, in a refusal that says it is newer. */
export function storedOf(answer: Answer): { readonly content?: Content; readonly version?: number } {
  return (answer.tree.stored ?? {}) as { content?: Content; version?: number };
}

export const lockOf = (draft: string): string => `stoppress-draft-${draft}`;

export class Drafting {
  #draft: Draft;
  #firstAt: number | null = null;
  #cancelKeep: () => void = () => {};
  #cancelSave: () => void = () => {};
  #isStopped = false;
  #saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly around: Around,
    private readonly ears: Ears,
  ) {
    this.#draft = this.#blank();
    // Somebody may type before anything else is known; no other tab is to take up what they wrote.
    void around.tab.hold(lockOf(this.#draft.id));
  }

  get draft(): Draft {
    return this.#draft;
  }

  /** Writes `draft` from now on, or a new one. */
  async take(draft?: Draft): Promise<void> {
    this.#rest();
    this.around.tab.release(lockOf(this.#draft.id));
    this.#draft = draft ?? this.#blank();
    this.#isStopped = false;
    await this.around.tab.hold(lockOf(this.#draft.id));
    const { version, saved } = this.#draft;
    this.ears.saved(saysNothing(this.#draft.content) ? "nothing" : version === saved ? "both" : "here");
    if (version > saved && !saysNothing(this.#draft.content)) this.#saveLater(SAVED_AFTER_MS);
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Another tab writes it now, or nobody: nothing more is kept from here. */
  stop(): void {
    this.#rest();
    this.#isStopped = true;
  }

  /** A key was pressed. */
  changed(): void {
    if (this.#isStopped) return;
    const { clock } = this.around;
    this.#firstAt ??= clock.now();
    const rest = this.#firstAt + KEPT_WITHIN_MS - clock.now();
    this.#cancelKeep();
    this.#cancelKeep = clock.after(Math.max(0, Math.min(KEPT_AFTER_MS, rest)), () => void this.keep());
  }

  /** Keeps the words as they stand. */
  async keep(): Promise<Draft> {
    this.#cancelKeep();
    this.#firstAt = null;
    const content = this.around.content();
    if (this.#isStopped || isSame(content, this.#draft.content)) return this.#draft;
    const draft: Draft = {
      ...this.#draft,
      content,
      version: this.#draft.version + 1,
      changed: this.around.now(),
    };
    this.#draft = draft;
    this.ears.saved(saysNothing(content) ? "nothing" : "here");
    try {
      if (saysNothing(content) && !draft.saved) await this.around.shelf.forget(draft.id);
      else await this.around.shelf.keep(draft);
    } catch {
      this.ears.lost();
    }
    this.#saveLater(SAVED_AFTER_MS);
    return draft;
  }

  /** Sends the server its copy now; whether it has it. */
  async save(): Promise<boolean> {
    this.#cancelSave();
    await this.keep();
    this.#saving = this.#saving.then(() => this.#save());
    await this.#saving;
    return this.#draft.saved === this.#draft.version;
  }

  /** Goes on from what the server has in `version`, whoever wrote it. */
  upon(base: Content, version: number): void {
    const draft = { ...this.#draft, version: Math.max(version, this.#draft.version) + 1 };
    this.#draft = { ...draft, saved: version, base, tried: [] };
    void this.around.shelf.keep(this.#draft).catch(() => this.ears.lost());
    this.#saveLater(0);
  }

  #blank(): Draft {
    const { person, blog } = this.around;
    return { id: this.around.newId(), person, blog, content: NOTHING, version: 0, saved: 0, changed: 0 };
  }

  #rest(): void {
    this.#cancelKeep();
    this.#cancelSave();
    this.#firstAt = null;
  }

  #saveLater(milliseconds: number): void {
    this.#cancelSave();
    this.#cancelSave = this.around.clock.after(milliseconds, () => {
      this.#saving = this.#saving.then(() => this.#save());
    });
  }

  async #save(): Promise<void> {
    const draft = this.#draft;
    if (this.#isStopped || draft.saved === draft.version) return;
    if (saysNothing(draft.content) && !draft.saved) return;
    const { ask, blog } = this.around;
    const { version, content, saved: upon } = draft;
    // Should the answer be lost, the server has these words all the same, and they are nobody else's.
    this.#draft = { ...draft, tried: [...(draft.tried ?? []), content].slice(-TRIED) };
    const answer = await ask("PUT", `/desk/blogs/${blog}/drafts/${draft.id}`, { version, content, upon });
    // Meanwhile it was sent, or another was begun.
    if (this.#draft.id !== draft.id || this.#isStopped) return;
    await this.#heard(answer, version, content);
  }

  async #heard(answer: Answer | null, version: number, tried: Content): Promise<void> {
    if (!answer || answer.status >= 500 || answer.status === 429) this.#saveLater(SAVED_AGAIN_MS);
    else if (answer.status === 401) {
      this.ears.saved("signed-out");
      this.#saveLater(SAVED_AGAIN_MS);
    } else if (answer.status === 409 && answer.tree.code === "draft-newer") {
      const stored = storedOf(answer);
      const content = stored.content ?? NOTHING;
      const { base, tried: before = [], content: now } = this.#draft;
      const isOurs = [base, ...before, now].some((each) => each && isSame(each, content));
      if (isOurs) this.upon(content, stored.version ?? version);
      else this.ears.newer(content, stored.version ?? version);
    } else if (answer.status >= 400) this.ears.refused(sentenceOf(answer));
    else {
      this.#draft = { ...this.#draft, saved: version, base: tried, tried: [] };
      await this.around.shelf.keep(this.#draft).catch(() => this.ears.lost());
      if (this.#draft.version === version) this.ears.saved("both");
    }
  }
}
