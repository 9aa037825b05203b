import { describe, expect, it } from "vitest";
import { hasReached, parseCursor } from "./cursor";
import { parseFrame } from "./frame";

function written(changes: unknown, rest: object = {}): string {
  return JSON.stringify({ v: 1, seq: 2, kind: "post_published", changes, ...rest });
}

describe("a frame", () => {
  it("is read with every operation there is", () => {
    const changes = [
      { op: "place", post: "p", order: "o", html: "<li>" },
      { op: "replace", post: "p", order: "o", html: "<li>" },
      { op: "replace", region: "head", html: "" },
      { op: "remove", post: "p" },
      { op: "title", text: "t" },
      { op: "reload" },
    ];
    expect(parseFrame(written(changes))).toEqual({ seq: 2, kind: "post_published", changes });
  });

  it.each([
    ["no JSON", "{"],
    ["null", "null"],
    ["another version", written([], { v: 2 })],
    ["a sequence that is no number", written([], { seq: "2" })],
    ["changes that are no list", written({})],
    ["an unknown operation", written([{ op: "paint", html: "" }])],
    ["a change without its html", written([{ op: "place", post: "p", order: "o" }])],
    ["one bad change among good ones", written([{ op: "reload" }, { op: "remove" }])],
  ])("is refused whole: %s", (_what, json) => {
    expect(parseFrame(json)).toBeNull();
  });
});

describe("a cursor", () => {
  it("is read back as written", () => {
    expect(parseCursor("velmora2-17")).toEqual({ epoch: "velmora2", seq: 17 });
    expect(parseCursor("velmora2-0")?.seq).toBe(0);
  });

  it.each([
    "",
    "velmora2",
    "velmora2-",
    "velmora2-01",
    "VELMORA2-1",
    "velmora-1",
    "velmora2-1000000000000000",
    null,
  ])("is not %s", (text) => {
    expect(parseCursor(text)).toBeNull();
  });

  it("has reached an equal or earlier place of its own history only", () => {
    const here = { epoch: "velmora2", seq: 5 };
    expect(hasReached(here, { epoch: "velmora2", seq: 5 })).toBe(true);
    expect(hasReached(here, { epoch: "velmora2", seq: 6 })).toBe(false);
    expect(hasReached(here, { epoch: "velmora3", seq: 1 })).toBe(false);
  });
});
