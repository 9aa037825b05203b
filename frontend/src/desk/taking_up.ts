/**
 * Taking up: which words stand in the composer, and why: those of before, of another tab, another device, or taken back.
 * Knows that nothing typed is ever replaced unasked. Does not know how anything is kept or sent.
 */

import type { Clock } from "../reader/clock";
import type { Ask } from "./asking";
import type { Bylines } from "./bylines";
import { ConflictPanel } from "./conflict";
import { type Content, isSame, NOTHING, saysNothing } from "./content";
import { type Drafting, lockOf } from "./drafting";
import type { ComposerForm } from "./form";
import type { Way } from "./notice";
import { titleOf } from "./outgoing";
import type { Draft, Shelf } from "./shelf";
import type { Tab } from "./tab";

const TAKEN_UP = "Taken up where you left it.";
const MORE = "There is more that you wrote and did not publish.";

/** Twice what a tab needs to keep what was typed last. */
const HANDED_OVER_MS = 300;

export interface Around {
  readonly clock: Clock;
  readonly ask: Ask;
  readonly shelf: Shelf;
  readonly tab: Tab;
  readonly bylines: Bylines;
  readonly person: string;
  /** Remembers for as long as the tab lives; null where that cannot be. */
  readonly session: Storage | null;
}

export class TakingUp {
  readonly panel: ConflictPanel;

  constructor(
    private readonly form: ComposerForm,
    private readonly drafting: Drafting,
    private readonly around: Around,
  ) {
    this.panel = new ConflictPanel(form, around.ask);
  }

  /** What was being written, here or in `asked`. */
  async begin(asked: string | null): Promise<void> {
    const { shelf, tab, session } = this.around;
    const left = this.#left();
    const known = left ? ((await shelf.draft(left.id))?.version ?? 0) : 0;
    // One that is kept in no version was published meanwhile, unless it had only just been begun.
    if (left && left.version > known && (known || left.version === 1)) await shelf.keep(left);
    const name = asked ?? session?.getItem(this.#key());
    const draft = name
      ? ((await shelf.draft(name)) ?? (asked ? await this.#fromServer(asked) : undefined))
      : undefined;
    if (draft && draft.person === this.around.person) {
      if (!(await tab.hold(lockOf(draft.id)))) {
        this.form.set(draft.content);
        this.#elsewhere(draft, "This post is being written in another tab of this browser.");
      } else if (asked && isSame(draft.content, this.form.came)) await this.#goOn(draft);
      else {
        // The page came with older words of what was asked for.
        if (asked && isSame(this.form.content(), this.form.came)) this.form.set(NOTHING);
        await this.#open(draft, TAKEN_UP);
      }
      return;
    }
    const held = await tab.held();
    const others = (await shelf.drafts(this.form.blog, this.around.person))
      .filter((each) => !held.has(lockOf(each.id)) && !saysNothing(each.content))
      .sort((one, other) => other.changed - one.changed);
    if (others[0]) await this.#open(others[0], others[1] ? `${TAKEN_UP} ${MORE}` : TAKEN_UP, others.slice(1));
    else if (saysNothing(this.form.content())) await this.blank();
    else this.drafting.changed();
  }

  /** An empty form, for the next post. */
  async blank(): Promise<void> {
    const blank = { ...NOTHING, bylines: this.around.bylines.last() };
    // A form that is blank already keeps its cursor, and what was pressed for the words to come.
    if (!isSame(this.form.content(), blank)) this.form.set(blank);
    await this.drafting.take();
    this.panel.close();
    this.form.notice.unsay("save");
    this.remember();
  }

  /** What was sent is words again. */
  async back(draft: Draft, sentence: string): Promise<void> {
    if (saysNothing(this.form.content())) {
      this.form.set(draft.content);
      await this.drafting.take(draft);
      this.form.notice.refuse("draft", sentence);
      this.form.focus();
    } else this.#offer([draft], `“${titleOf(draft)}”: ${sentence}`);
  }

  /** The server has other words of this draft. */
  newer(content: Content, version: number): void {
    const { notice } = this.form;
    const { id, base } = this.drafting.draft;
    const both = async (): Promise<void> => {
      // What was typed until this moment is mine.
      const mine = this.form.content();
      const isShown = await this.panel.putTogether({ base: base ?? null, theirs: content, mine });
      if (!isShown) return notice.say("newer", "The desk cannot be reached just now. Try again.", [way]);
      if (this.drafting.draft.id !== id) return this.panel.close();
      notice.unsay("newer");
      this.drafting.upon(content, version);
      this.drafting.changed();
    };
    const way = { words: "See both, put together", act: () => void both() };
    notice.say("newer", "This draft was changed elsewhere since. What you wrote is kept in this browser.", [
      way,
    ]);
  }

  /** Another tab took `name`. */
  seized(name: string): void {
    if (name !== lockOf(this.drafting.draft.id)) return;
    const { draft } = this.drafting;
    void this.drafting.keep().then(() => this.drafting.stop());
    this.#elsewhere(draft, "This post is being written in another tab now.");
  }

  /** For a reload of this tab. */
  remember(): void {
    try {
      this.around.session?.setItem(this.#key(), this.drafting.draft.id);
    } catch {
      // Then a reload finds it among what is kept.
    }
  }

  /** Writes down the last words before the page is gone: what is begun in the browser's store may not be ended. */
  leave(): void {
    if (this.drafting.isStopped) return;
    void this.drafting.keep();
    try {
      this.around.session?.setItem(this.#leftKey(), JSON.stringify(this.drafting.draft));
    } catch {
      // Then what was kept half a second ago has to do.
    }
  }

  /** The last words before a reload, if there are any the browser's store has not. */
  #left(): Draft | null {
    const { session } = this.around;
    try {
      const left = JSON.parse(session?.getItem(this.#leftKey()) ?? "null") as Draft | null;
      session?.removeItem(this.#leftKey());
      return left?.person === this.around.person && !saysNothing(left.content) ? left : null;
    } catch {
      return null;
    }
  }

  #leftKey(): string {
    return `stoppress-left-${this.form.blog}`;
  }

  async #fromServer(id: string): Promise<Draft | undefined> {
    const { blog } = this.form;
    const answer = await this.around.ask("GET", `/desk/blogs/${blog}/drafts/${id}`);
    if (answer?.status !== 200) {
      this.form.notice.say("draft", "That draft cannot be had just now.");
      return undefined;
    }
    const version = Number(answer.tree.version);
    const content = answer.tree.content as Content;
    const saved = { version, saved: version, content, base: content };
    return { id, blog, person: this.around.person, ...saved, changed: Date.now() };
  }

  /** Goes on writing `draft`, unless something was typed meanwhile. */
  async #open(draft: Draft, words: string, others: readonly Draft[] = []): Promise<void> {
    if (!saysNothing(this.form.content())) {
      this.around.tab.release(lockOf(draft.id));
      const told = [draft, ...others].filter((each) => !saysNothing(each.content));
      if (told.length) this.#offer(told, MORE);
      this.drafting.changed();
      return;
    }
    this.form.allow(true);
    this.form.set(draft.content);
    await this.drafting.take(draft);
    this.remember();
    // A post whose words were deleted again is as good as a new one.
    if (saysNothing(draft.content) && !others.length) this.form.notice.unsay("draft");
    else this.form.notice.say("draft", words, [this.#another(), ...this.#ways(others)]);
  }

  /** The page came with the words of `draft`. What was typed since belongs to it. */
  async #goOn(draft: Draft): Promise<void> {
    const meanwhile = this.drafting.draft.id;
    this.form.allow(true);
    await this.drafting.take(draft);
    await this.around.shelf.forget(meanwhile);
    this.remember();
    this.form.notice.say("draft", TAKEN_UP, [this.#another()]);
    this.drafting.changed();
  }

  #another(): Way {
    return { words: "Start a new post", act: () => void this.blank().then(() => this.form.focus()) };
  }

  #offer(drafts: readonly Draft[], words: string): void {
    this.form.notice.say("draft", words, this.#ways(drafts));
  }

  #ways(drafts: readonly Draft[]): Way[] {
    return drafts.map((each) => ({ words: `Take up “${titleOf(each)}”`, act: () => void this.#swap(each) }));
  }

  async #swap(draft: Draft): Promise<void> {
    await this.drafting.keep();
    const known = (await this.around.shelf.draft(draft.id)) ?? draft;
    this.form.set(NOTHING);
    await this.#open(known, TAKEN_UP);
    this.form.focus();
  }

  #elsewhere(draft: Draft, words: string): void {
    this.form.allow(false);
    const here = async (): Promise<void> => {
      await this.around.tab.seize(lockOf(draft.id));
      // The other tab keeps its last words now.
      await new Promise<void>((rested) => this.around.clock.after(HANDED_OVER_MS, rested));
      const known = (await this.around.shelf.draft(draft.id)) ?? draft;
      this.form.set(NOTHING);
      await this.#open(known, "You write it here now.");
      this.form.focus();
    };
    const anew = async (): Promise<void> => {
      this.form.allow(true);
      await this.blank();
      this.form.focus();
    };
    this.form.notice.say("elsewhere", words, [
      { words: "Write it here", act: () => void here() },
      { words: "Start a new post", act: () => void anew() },
    ]);
  }

  #key(): string {
    return `stoppress-draft-${this.form.blog}`;
  }
}
