/**
 * Outbox: what was published here and has to reach the server, however bad the network is.
 * Knows that a parcel is kept before it is sent, is sent again until the server has answered, never twice as another one (the
 * draft and its version are its name), and in order within a blog.
 * Does not know how any of it is shown, what an answer makes of a parcel (`parcel.ts`), nor that there are other tabs: `alone` sees to it that one of them sends.
 */

import type { Chance, Clock } from "../reader/clock";
import { type Answer, type Ask, sentenceOf } from "./asking";
import { isSame } from "./content";
import { storedOf } from "./drafting";
import { draftAgain, nowIn, parcelAs, pathOf, returnedIn } from "./parcel";
import type { Draft, Parcel, Shelf } from "./shelf";

/** Why a parcel is still here: the words are `outgoing.ts`'s. */
export type Trouble = "" | "offline" | "silent" | "failing" | "signed-out";

export interface Ears {
  /** Something is otherwise; everything is asked anew. */
  changed(): void;
  /** The server will not have it: it goes back to whoever wrote it. */
  refused(draft: Draft, sentence: string): void;
  /** The server's clock, in milliseconds, as an answer just said it. */
  heard(now: number): void;
}

export interface Around {
  readonly shelf: Shelf;
  readonly ask: Ask;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly person: string;
  isOffline(): boolean;
  /** Runs `act` while no other tab runs one of the same name. */
  alone(name: string, act: () => Promise<void>): Promise<void>;
}

/** Tries come at random within a span that doubles up to the longest. */
const FIRST_SPAN_MS = 1_000;
const LONGEST_SPAN_MS = 30_000;

/** When the server is asked again what became of a parcel that it has. */
const LOOK_AFTER_DUE_MS = 300;
const LOOK_AGAIN_MS = 2_000;
const LOOK_SELDOM_MS = 15_000;

/** What is live is told for a while after a reload, and in other tabs. */
const SENT_SHOWN_MS = 60_000;

// Too early, too many, and what only says that the server is not itself.
const PASSING = new Set([408, 425, 429]);

export class Outbox {
  /** By blog: what keeps its parcels here. */
  readonly trouble = new Map<string, Trouble>();
  readonly #sending = new Set<string>();
  readonly #looking = new Map<string, () => void>();
  #wake: (() => void)[] = [];

  constructor(
    private readonly around: Around,
    private readonly ears: Ears,
  ) {}

  parcels(): Promise<Parcel[]> {
    return this.around.shelf.parcels(this.around.person);
  }

  /** Sends what is left from before, and goes on looking after what the server has. */
  async begin(): Promise<void> {
    for (const parcel of await this.parcels()) {
      if (parcel.state === "sending") void this.#send(parcel.blog);
      else if (parcel.state !== "sent") this.#lookLater(parcel, LOOK_AFTER_DUE_MS);
      else if (Date.now() - parcel.heard > SENT_SHOWN_MS) await this.around.shelf.unpack(parcel.draft);
    }
    this.ears.changed();
  }

  /** Keeps `parcel` and sends it. When this is fulfilled it cannot be lost any more. */
  async add(parcel: Parcel): Promise<void> {
    await this.around.shelf.pack(parcel);
    this.ears.changed();
    void this.#send(parcel.blog);
  }

  /** Tries at once, as when the network is back or somebody has signed in. */
  again(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }

  /** Asks at once what became of what the server has. */
  async look(): Promise<void> {
    for (const parcel of await this.parcels())
      if (["waiting", "review", "held"].includes(parcel.state)) void this.#look(parcel.draft);
  }

  /** Something that somebody presses beside a parcel. The answer is a sentence where the server will not. */
  async act(parcel: Parcel, act: "undo" | "release" | "hold"): Promise<string> {
    const answer = await this.around.ask("POST", `${pathOf(parcel)}/${act}`, {});
    if (!answer) return "There is no connection just now. Try again.";
    if (answer.status >= 400) return sentenceOf(answer);
    if (act === "undo") await this.#unpack(parcel, "", answer);
    else await this.#heard(parcel, answer);
    return "";
  }

  /** Takes a parcel back that has not reached the server. Whether it could be. */
  async takeBack(parcel: Parcel): Promise<boolean> {
    const now = (await this.parcels()).find((each) => each.draft === parcel.draft);
    if (now?.state !== "sending" || this.#sending.has(parcel.draft)) return false;
    await this.#unpack(now);
    return true;
  }

  async dismiss(parcel: Parcel): Promise<void> {
    await this.around.shelf.unpack(parcel.draft);
    this.ears.changed();
  }

  /** The parcel's words go back to whoever wrote them. */
  async #unpack(parcel: Parcel, sentence = "", answer: Answer | null = null): Promise<void> {
    const draft = draftAgain(parcel, answer, Date.now());
    await this.around.shelf.unpack(parcel.draft, draft);
    this.#looking.get(parcel.draft)?.();
    this.ears.refused(draft, sentence);
    this.ears.changed();
  }

  async #send(blog: string): Promise<void> {
    const name = `stoppress-outbox-${this.around.person}-${blog}`;
    await this.around.alone(name, async () => {
      for (let tries = 0; ; tries += 1) {
        const next = (await this.parcels()).find((each) => each.blog === blog && each.state === "sending");
        if (!next) break;
        const trouble = await this.#try(next);
        this.trouble.set(blog, trouble);
        this.ears.changed();
        if (trouble) await this.#rest(tries);
        else tries = -1;
      }
      this.trouble.delete(blog);
    });
  }

  /** Resting ends early when `again` is called. */
  #rest(tries: number): Promise<void> {
    const span = Math.min(LONGEST_SPAN_MS, FIRST_SPAN_MS * 2 ** Math.min(tries, 10));
    return new Promise((rested) => {
      const cancel = this.around.clock.after(span * (0.5 + this.around.chance() / 2), rested);
      this.#wake.push(() => {
        cancel();
        rested();
      });
    });
  }

  async #try(parcel: Parcel): Promise<Trouble> {
    const { version, content, at, hold, submit = false, upon = null } = parcel;
    this.#sending.add(parcel.draft);
    const tree = { version, content, at, hold, submit, upon };
    const answer = await this.around.ask("POST", `${pathOf(parcel)}/send`, tree);
    this.#sending.delete(parcel.draft);
    if (!answer) return this.around.isOffline() ? "offline" : "silent";
    if (answer.status === 401) return "signed-out";
    if (answer.status >= 500 || PASSING.has(answer.status)) return "failing";
    if (answer.status >= 400) {
      if (answer.tree.code === "draft-newer") await this.#newer(parcel, answer);
      else await this.#unpack(parcel, sentenceOf(answer));
    } else await this.#heard(parcel, answer);
    return "";
  }

  /** The server has other words of it: ours, and only the answer was lost, or somebody else's, who must not be written over. */
  async #newer(parcel: Parcel, answer: Answer): Promise<void> {
    const { content, version = parcel.version } = storedOf(answer);
    const isOurs = content && parcel.ours?.some((each) => isSame(each, content));
    if (isOurs && version !== parcel.upon) {
      const later = Math.max(parcel.version, version + 1);
      await this.around.shelf.change({ ...parcel, version: later, upon: version });
    } else await this.#unpack(parcel, sentenceOf(answer));
  }

  async #look(draft: string): Promise<void> {
    const parcel = (await this.parcels()).find((each) => each.draft === draft);
    if (!parcel || parcel.state === "sending" || parcel.state === "sent") return;
    const answer = await this.around.ask("GET", pathOf(parcel));
    if (answer?.status === 200) await this.#heard(parcel, answer);
    else this.#lookLater(parcel, LOOK_AGAIN_MS);
  }

  /** Keeps what the server said of `parcel`. */
  async #heard(parcel: Parcel, answer: Answer): Promise<void> {
    const now = nowIn(answer);
    if (now) this.ears.heard(Date.parse(now));
    const returned = returnedIn(answer);
    if (returned?.is === "draft") await this.#unpack(parcel, returned.sentence, answer);
    else if (returned) await this.dismiss(parcel);
    else await this.#keep(parcelAs(parcel, answer, Date.now()), now);
  }

  async #keep(parcel: Parcel, now: string | null): Promise<void> {
    await this.around.shelf.change(parcel);
    this.ears.changed();
    if (parcel.state !== "sent") this.#lookLater(parcel, this.#untilDue(parcel, now));
  }

  #untilDue(parcel: Parcel, now: string | null): number {
    if (parcel.state !== "waiting") return LOOK_SELDOM_MS;
    const rest = parcel.due && now ? Date.parse(parcel.due) - Date.parse(now) : 0;
    return rest > 0 ? Math.min(rest + LOOK_AFTER_DUE_MS, LOOK_SELDOM_MS) : LOOK_AGAIN_MS;
  }

  #lookLater(parcel: Parcel, milliseconds: number): void {
    this.#looking.get(parcel.draft)?.();
    const cancel = this.around.clock.after(milliseconds, () => void this.#look(parcel.draft));
    this.#looking.set(parcel.draft, cancel);
  }
}
