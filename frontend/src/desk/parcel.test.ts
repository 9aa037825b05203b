import { describe, expect, test } from "vitest";
import type { Answer } from "./asking";
import { NOTHING } from "./content";
import { NOW, parcel, room, sent, settle } from "./outbox_room";

describe("a parcel", () => {
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
});
