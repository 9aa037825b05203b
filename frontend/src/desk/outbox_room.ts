/**
 * The room tests of the outbox play in: a shelf in memory, a clock moved by hand, and a server that says what it is told to.
 * Does not know what becomes of a parcel.
 */

import { HandClock } from "../reader/stage";
import type { Answer } from "./asking";
import { NOTHING } from "./content";
import { Outbox } from "./outbox";
import { type Draft, PageShelf, type Parcel } from "./shelf";
import { inTurn } from "./tab";

type Reply = Answer | null;

export const NOW = "2031-04-05T13:02:07Z";
export const sent: Answer = { status: 200, tree: { state: "sent", post: "a", now: NOW } };
export const failing: Answer = { status: 503, tree: {} };

export function parcel(draft: string, order: number, more: Partial<Parcel> = {}): Parcel {
  const content = { ...NOTHING, body: draft };
  const rest = { due: null, post: null, out: null, said: "", heard: 0, at: null, hold: false };
  return {
    draft,
    blog: "ferry",
    person: "p",
    version: 3,
    content,
    order,
    state: "sending",
    ...rest,
    ...more,
  };
}

/** An outbox, a clock moved by hand, and a server that says what the test has it say, by path. */
export function room(replies: Record<string, Reply[]>, shelf = new PageShelf()) {
  const clock = new HandClock();
  const asked: string[] = [];
  const back: [Draft, string][] = [];
  const state = { isOffline: false };
  const outbox = new Outbox(
    {
      shelf,
      clock,
      chance: () => 0,
      person: "p",
      isOffline: () => state.isOffline,
      alone: inTurn(),
      ask: async (method, path, tree) => {
        const name = path.split("/drafts/")[1] ?? "";
        asked.push(
          `${method} ${name}${tree && "version" in (tree as object) ? ` ${(tree as Parcel).version}` : ""}`,
        );
        const queue = replies[`${method} ${name}`] ?? [];
        return (queue.length > 1 ? queue.shift() : queue[0]) ?? null;
      },
    },
    { changed: () => {}, refused: (draft, sentence) => back.push([draft, sentence]), heard: () => {} },
  );
  return {
    outbox,
    shelf,
    clock,
    asked,
    back,
    state,
    states: async () => (await shelf.parcels("p")).map((each) => each.state),
  };
}

export async function settle(): Promise<void> {
  for (let n = 0; n < 50; n += 1) await Promise.resolve();
}
