/**
 * New post: the composer of a blog's page. Keeps what is typed, sends what is published, and tells how far it is.
 * Knows the order of things: kept before sent, and the next post can be begun at once.
 */

import type { Clock } from "../reader/clock";
import type { Ask } from "./asking";
import type { Bylines } from "./bylines";
import { saysNothing } from "./content";
import { Drafting, type Saved } from "./drafting";
import type { ComposerForm } from "./form";
import { Moments } from "./moments";
import { Outbox } from "./outbox";
import { type Act, OutgoingList } from "./outgoing";
import { WRITES } from "./presence";
import type { Parcel, Shelf } from "./shelf";
import type { Tab } from "./tab";
import { TakingUp } from "./taking_up";

const TICK_MS = 500;
/** Those that are live are shown for a while, the newest of them. */
const SENT_SHOWN = 3;

/** Fingers that press twice do so within this. */
const PRESSED_TWICE_MS = 2_000;

const SAVED: Readonly<Record<Saved, string>> = {
  nothing: "",
  here: "Kept in this browser",
  both: "Saved as a draft",
  "signed-out": "You are signed out. What you write is kept in this browser.",
};

export interface Around {
  readonly ask: Ask;
  readonly clock: Clock;
  readonly shelf: Shelf;
  readonly tab: Tab;
  readonly bylines: Bylines;
  /** Remembers for as long as the tab lives; null where that cannot be. */
  readonly session: Storage | null;
  newId(): string;
  /** The places where it is told how far each post is. */
  readonly told: { readonly list: HTMLElement; readonly region: HTMLElement; readonly kept: HTMLElement };
}

export class NewPost {
  readonly drafting: Drafting;
  readonly taking: TakingUp;
  readonly outbox: Outbox;
  readonly #moments: Moments;
  readonly #list: OutgoingList;
  readonly #person: string;
  #parcels: readonly Parcel[] = [];
  #publishedAt = Number.NEGATIVE_INFINITY;
  /** Over once it is known which draft the words in the form are. */
  #taken: Promise<void> = Promise.resolve();

  constructor(
    private readonly form: ComposerForm,
    private readonly around: Around,
  ) {
    const { dataset } = form.form;
    this.#person = dataset.person ?? "";
    this.#moments = new Moments(around.clock, dataset.zone || "UTC");
    this.drafting = new Drafting(
      {
        ...around,
        person: this.#person,
        blog: form.blog,
        now: Date.now,
        content: () => form.content(),
      },
      {
        saved: (how) => {
          around.told.kept.textContent = SAVED[how];
          const writes = how === "nothing" ? "" : this.drafting.draft.id;
          form.form.ownerDocument.body.dispatchEvent(new CustomEvent(WRITES, { detail: writes }));
          if (how !== "nothing") this.taking.remember();
        },
        lost: () =>
          form.notice.say(
            "lost",
            "This browser does not keep what you write. Do not close the page before it is live.",
          ),
        newer: (content, version) => this.taking.newer(content, version),
        refused: (sentence) => form.notice.say("save", sentence),
      },
    );
    this.taking = new TakingUp(form, this.drafting, { ...around, person: this.#person });
    this.outbox = new Outbox(
      {
        ...around,
        chance: Math.random,
        person: this.#person,
        isOffline: () => !navigator.onLine,
        alone: (name, act) => around.tab.alone(name, act),
      },
      {
        changed: () => {
          void this.refresh();
          around.tab.tell({ word: "parcels" });
        },
        refused: (draft, sentence) => void this.taking.back(draft, sentence || "Taken back. It is not live."),
        heard: (now) => this.#moments.heard(now),
      },
    );
    const { list, region } = around.told;
    this.#list = new OutgoingList(list, region, this.#moments, (parcel, act) => void this.#act(parcel, act));
    const tick = (): void => {
      this.#show();
      around.clock.after(TICK_MS, tick);
    };
    tick();
  }

  /** Takes up what was being written, and sends what is left. */
  async begin(asked: string | null): Promise<void> {
    this.#taken = this.taking.begin(asked);
    await this.#taken;
    await this.outbox.begin();
  }

  /** A key was pressed somewhere in the form. */
  changed(): void {
    this.drafting.changed();
  }

  async publish(how: { at?: string | null; hold?: boolean; submit?: boolean } = {}): Promise<void> {
    const { form } = this;
    await this.#taken;
    if (form.media.isUnderWay) {
      form.notice.refuse(
        "publish",
        "A file is still being uploaded. Publish when it is there, or cancel it.",
      );
      return;
    }
    const content = form.content();
    if (saysNothing(content)) {
      // A second press for what is on its way already.
      if (this.around.clock.now() - this.#publishedAt < PRESSED_TWICE_MS) return;
      form.notice.refuse("publish", "Write something first.");
      form.focus();
      return;
    }
    const { id, blog, person, version, saved: upon, base, tried = [] } = await this.drafting.keep();
    const ours = base ? [base, ...tried] : tried;
    const order = Math.max(0, ...(await this.outbox.parcels()).map((each) => each.order)) + 1;
    const rest = { due: null, post: null, out: null, said: "", heard: 0 };
    const { at = null, hold = false, submit = false } = how;
    // From here on the words are the parcel's.
    await this.outbox.add({
      draft: id,
      blog,
      person,
      version,
      content,
      at,
      hold,
      upon,
      ours,
      submit,
      order,
      state: "sending",
      ...rest,
    });
    this.around.bylines.remember(content.bylines);
    form.notice.unsay("publish");
    this.#publishedAt = this.around.clock.now();
    await this.taking.blank();
    form.focus();
  }

  /** "Save draft" was pressed. */
  async save(): Promise<void> {
    const { notice } = this.form;
    await this.#taken;
    if (saysNothing(this.form.content())) notice.say("save", "Write something first.");
    else if (await this.drafting.save()) {
      const another = {
        words: "Start a new post",
        act: () => void this.taking.blank().then(() => this.form.focus()),
      };
      notice.say("save", "Saved as a draft. You find it in the queue, on any device.", [another]);
    } else notice.say("save", "Kept in this browser. It is saved at the server when there is a connection.");
  }

  /** Schedules for what clocks in the blog's zone show as `local`. */
  async schedule(local: string): Promise<void> {
    const at = this.#moments.moment(local);
    if (at) await this.publish({ at });
    else this.form.notice.refuse("publish", "Say when it is to go out.");
  }

  /** What a field for the moment shows of `at`, which is the server's. */
  local(at: string): string {
    return this.#moments.local(at);
  }

  /** Readers were given something: it may be what was waited for. */
  told(): void {
    if (this.#parcels.some((each) => each.state !== "sent" && each.state !== "sending"))
      void this.outbox.look();
  }

  async refresh(): Promise<void> {
    const all = (await this.outbox.parcels()).filter((each) => each.blog === this.form.blog);
    const sent = all.filter((each) => each.state === "sent");
    for (const old of sent.slice(0, -SENT_SHOWN)) await this.around.shelf.unpack(old.draft);
    const shown = new Set(sent.slice(-SENT_SHOWN));
    this.#parcels = all.filter((each) => each.state !== "sent" || shown.has(each));
    this.#list.know(this.#parcels);
    this.#show();
  }

  #show(): void {
    const trouble = this.outbox.trouble.get(this.form.blog) ?? "";
    this.#list.show(this.#parcels.map((parcel) => ({ parcel, trouble })));
  }

  async #act(parcel: Parcel, act: Act): Promise<void> {
    if (act === "dismiss") await this.outbox.dismiss(parcel);
    else if (act === "take-back") {
      if (!(await this.outbox.takeBack(parcel)))
        this.form.notice.refuse("act", "It is being sent this very moment. Try again.");
    } else {
      const sentence = await this.outbox.act(parcel, act);
      if (sentence) this.form.notice.refuse("act", sentence);
    }
  }
}
