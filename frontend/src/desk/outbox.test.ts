import { describe, expect, test } from "vitest";
import { failing, NOW, parcel, room, sent, settle } from "./outbox_room";
import { PageShelf } from "./shelf";

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
