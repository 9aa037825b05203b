import { describe, expect, test } from "vitest";
import { HandClock } from "../reader/stage";
import type { Answer } from "./asking";
import { NOTHING } from "./content";
import { Outbox } from "./outbox";
import { type Draft, PageShelf, type Parcel } from "./shelf";
import { inTurn } from "./tab";

type Reply = Answer | null;

const NOW = "2031-04-05T13:02:07Z";
const sent: Answer = { status: 200, tree: { state: "sent", post: "a", now: NOW } };
const failing: Answer = { status: 503, tree: {} };

function parcel(draft: string, order: number, more: Partial<Parcel> = {}): Parcel {
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
function room(replies: Record<string, Reply[]>, shelf = new PageShelf()) {
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

async function settle(): Promise<void> {
  for (let n = 0; n < 50; n += 1) await Promise.resolve();
}

describe("a parcel", () => {
  test("is kept before it is sent, and its draft is gone", async () => {
    const { outbox, shelf } = room({});
    await shelf.keep({ ...parcel("a", 1), id: "a", changed: 0, saved: 0 });
    await outbox.add(parcel("a", 1));
    expect(await shelf.draft("a")).toBeUndefined();
    expect((await shelf.parcels("p")).map((each) => each.draft)).toEqual(["a"]);
  });

  test("is live when the server says so", async () => {
    const { outbox, shelf } = room({ "POST a/send": [sent] });
    await outbox.add(parcel("a", 1));
    await settle();
    expect(await shelf.parcels("p")).toMatchObject([{ state: "sent", post: "a", out: NOW }]);
  });

  test("is submitted, and told who published it, or is words again with a note", async () => {
    const review: Answer = { status: 200, tree: { state: "review", submitted: true, now: NOW } };
    const live: Answer = { status: 200, tree: { ...sent.tree, published_by: "Edda" } };
    const note = { decided_by: "Odo", note: "Who says so?" };
    const content = { ...NOTHING, body: "b" };
    const draft = { state: "draft", version: 4, content, problem: "", now: NOW };
    const returned: Answer = { status: 200, tree: { ...draft, ...note } };
    const { outbox, shelf, back } = room({
      "POST a/send": [review],
      "GET a": [live],
      "POST b/send": [review],
      "GET b": [returned],
    });
    await outbox.add(parcel("a", 1, { submit: true }));
    await outbox.add(parcel("b", 2, { submit: true }));
    await settle();
    expect(await shelf.parcels("p")).toMatchObject([
      { state: "review", submitted: true },
      { state: "review" },
    ]);
    await outbox.look();
    await settle();
    expect(await shelf.parcels("p")).toMatchObject([{ state: "sent", by: "Edda" }]);
    // The server has these words as they are: nothing has to be said to it before they are changed.
    expect(back).toMatchObject([[{ id: "b", version: 4, saved: 4 }, "Returned by Odo: Who says so?"]]);
  });

  test("is sent again as the same until somebody answers", async () => {
    const { outbox, asked, clock, states } = room({ "POST a/send": [null, failing, null, sent] });
    await outbox.add(parcel("a", 1));
    await settle();
    for (let n = 0; n < 3; n += 1) {
      expect(await states()).toEqual(["sending"]);
      clock.pass(60_000);
      await settle();
    }
    expect(asked).toEqual(Array(4).fill("POST a/send 3"));
    expect(await states()).toEqual(["sent"]);
  });

  test("goes out after those before it, whatever is answered first", async () => {
    const { outbox, asked, clock } = room({
      "POST a/send": [null, sent],
      "POST b/send": [sent],
      "POST c/send": [sent],
    });
    for (const [at, name] of ["a", "b", "c"].entries()) await outbox.add(parcel(name, at));
    await settle();
    expect(asked).toEqual(["POST a/send 3"]);
    clock.pass(60_000);
    await settle();
    expect(asked.slice(1)).toEqual(["POST a/send 3", "POST b/send 3", "POST c/send 3"]);
  });

  test("does not wait for another blog's", async () => {
    const { outbox, asked } = room({ "POST a/send": [null], "POST b/send": [sent] });
    await outbox.add(parcel("a", 1));
    await outbox.add(parcel("b", 2, { blog: "storm" }));
    await settle();
    expect(asked).toContain("POST b/send 3");
  });

  test("waits longer after each try, and not at all once the network is back", async () => {
    const { outbox, asked, clock } = room({ "POST a/send": [null] });
    await outbox.add(parcel("a", 1));
    await settle();
    const gaps: number[] = [];
    for (let n = 0; n < 7; n += 1) {
      const before = asked.length;
      const start = clock.now();
      while (asked.length === before) {
        clock.pass(500);
        await settle();
      }
      gaps.push(clock.now() - start);
    }
    expect(gaps).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    const before = asked.length;
    outbox.again();
    await settle();
    expect(asked.length).toBe(before + 1);
  });

  test("stays where somebody has to sign in, and goes out afterwards", async () => {
    const { outbox, states, back } = room({ "POST a/send": [{ status: 401, tree: {} }, sent] });
    await outbox.add(parcel("a", 1));
    await settle();
    expect(outbox.trouble.get("ferry")).toBe("signed-out");
    expect(back).toEqual([]);
    outbox.again();
    await settle();
    expect(await states()).toEqual(["sent"]);
    expect(outbox.trouble.get("ferry")).toBeUndefined();
  });

  test.each([
    [true, "offline"],
    [false, "silent"],
  ])("says why it is still here, offline %s", async (isOffline, trouble) => {
    const { outbox, state } = room({});
    state.isOffline = isOffline;
    await outbox.add(parcel("a", 1));
    await settle();
    expect(outbox.trouble.get("ferry")).toBe(trouble);
  });

  test("that is refused is words again with the sentence, one version on, and lets the next go", async () => {
    const { outbox, back, states } = room({
      "POST a/send": [{ status: 422, tree: { detail: "The body is too long." } }],
      "POST b/send": [sent],
    });
    await outbox.add(parcel("a", 1));
    await outbox.add(parcel("b", 2));
    await settle();
    expect(back).toMatchObject([[{ id: "a", version: 4, content: { body: "a" } }, "The body is too long."]]);
    expect(await states()).toEqual(["sent"]);
  });

  test("that somebody else has changed since is words again, and does not write over theirs", async () => {
    const theirs = { ...NOTHING, body: "theirs" };
    const newer = {
      status: 409,
      tree: { code: "draft-newer", detail: "A newer version.", stored: { version: 9, content: theirs } },
    };
    const { outbox, back } = room({ "POST a/send": [newer] });
    await outbox.add(parcel("a", 1, { upon: 2 }));
    await settle();
    expect(back).toMatchObject([
      [{ id: "a", version: 4, saved: 2, content: { body: "a" } }, "A newer version."],
    ]);
  });

  test("that the server has an older version of ours of is sent again upon that", async () => {
    const ours = { ...NOTHING, body: "half of a" };
    const newer = { status: 409, tree: { code: "draft-newer", stored: { version: 9, content: ours } } };
    const { outbox, asked, states } = room({ "POST a/send": [newer, sent] });
    await outbox.add(parcel("a", 1, { upon: 2, ours: [ours] }));
    await settle();
    expect(asked).toEqual(["POST a/send 3", "POST a/send 10"]);
    expect(await states()).toEqual(["sent"]);
  });

  test("in its undo window is looked after until it is out", async () => {
    const waiting = { status: 200, tree: { state: "waiting", due_at: "2031-04-05T13:02:15Z", now: NOW } };
    const { outbox, asked, clock, states } = room({ "POST a/send": [waiting], "GET a": [waiting, sent] });
    await outbox.add(parcel("a", 1));
    await settle();
    expect(await states()).toEqual(["waiting"]);
    clock.pass(8_000);
    await settle();
    expect(asked.filter((each) => each === "GET a")).toEqual([]);
    for (let n = 0; n < 30; n += 1) {
      clock.pass(500);
      await settle();
    }
    expect(asked.filter((each) => each === "GET a")).toHaveLength(2);
    expect(await states()).toEqual(["sent"]);
  });

  test("is words again after Undo", async () => {
    const waiting = { status: 200, tree: { state: "waiting", due_at: "2031-04-05T13:02:15Z", now: NOW } };
    const undone = { status: 200, tree: { state: "draft", now: NOW } };
    const { outbox, back, states, shelf } = room({ "POST a/send": [waiting], "POST a/undo": [undone] });
    await outbox.add(parcel("a", 1));
    await settle();
    const [kept] = await shelf.parcels("p");
    if (!kept) throw new Error("no parcel");
    expect(await outbox.act(kept, "undo")).toBe("");
    expect(back).toMatchObject([[{ id: "a", version: 4 }, ""]]);
    expect(await states()).toEqual([]);
    expect(await shelf.draft("a")).toMatchObject({ version: 4 });
  });

  test("that nobody has yet can be taken back", async () => {
    const { outbox, back, shelf } = room({});
    await outbox.add(parcel("a", 1));
    await settle();
    const [kept] = await shelf.parcels("p");
    if (!kept) throw new Error("no parcel");
    expect(await outbox.takeBack(kept)).toBe(true);
    expect(back).toHaveLength(1);
  });

  test("left from before is sent when the page begins, and what is live is cleared away", async () => {
    const shelf = new PageShelf();
    await shelf.pack(parcel("old", 1, { state: "sent" }));
    await shelf.pack(parcel("a", 2));
    await shelf.pack(parcel("foreign", 3, { person: "q" }));
    const { outbox, asked } = room({ "POST a/send": [sent] }, shelf);
    await outbox.begin();
    await settle();
    expect(asked).toEqual(["POST a/send 3"]);
    expect((await shelf.parcels("p")).map((each) => each.draft)).toEqual(["a"]);
  });
});
