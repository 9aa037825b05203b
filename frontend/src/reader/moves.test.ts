import { describe, expect, it } from "vitest";
import { keyed, SWIPE_PX, stepped, swiped } from "./moves";

const first = { at: 0, count: 3, isRightToLeft: false };
const last = { ...first, at: 2 };
const arabic = { ...first, isRightToLeft: true };
const from = { x: 200, y: 300 };

describe("keys", () => {
  it.each([
    ["ArrowRight", 1, 0, 2],
    ["ArrowLeft", 2, 1, 1],
    ["Home", 0, 0, 0],
    ["End", 2, 2, 2],
    ["ArrowUp", null, null, null],
    ["Tab", null, null, null],
  ])("%s", (key, atFirst, atLast, inArabic) => {
    expect(keyed(first, key)).toBe(atFirst);
    expect(keyed(last, key)).toBe(atLast);
    expect(keyed(arabic, key)).toBe(inArabic);
  });

  it("lead nowhere where there is nothing", () => {
    const nothing = { ...first, count: 0 };
    expect([keyed(nothing, "ArrowRight"), keyed(nothing, "End"), stepped(nothing, -1)]).toEqual([0, 0, 0]);
  });
});

describe("a swipe", () => {
  it("goes on to the left, and to the right where words run from there", () => {
    expect(swiped(first, from, { x: 100, y: 310 })).toBe(1);
    expect(swiped(first, from, { x: 300, y: 310 })).toBe(2);
    expect(swiped(arabic, from, { x: 100, y: 310 })).toBe(2);
    expect(swiped(arabic, from, { x: 300, y: 310 })).toBe(1);
  });

  it("is none when it is short, or rather goes down", () => {
    expect(swiped(first, from, { x: from.x - SWIPE_PX + 1, y: 300 })).toBe(0);
    expect(swiped(first, from, { x: from.x - SWIPE_PX, y: 300 })).toBe(1);
    expect(swiped(first, from, { x: 100, y: 401 })).toBe(0);
  });
});
