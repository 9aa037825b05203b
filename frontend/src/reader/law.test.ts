// @vitest-environment happy-dom
// Law 2 for the script: a page that stayed open equals a fresh one, save for what differences.ts lists.
import { describe, expect, it } from "vitest";
import { applyFrame } from "./apply";
import { mainOf, NOTHING, order, pageOf, REGIONS, seen, stateHtml } from "./scenery";
import { next, numbers, put, tell } from "./story";

const STEPS = 40;

describe("law 2", () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))("staying equals arriving late, story %i", (seed) => {
    const below = numbers(seed);
    const page = pageOf(NOTHING);
    let shown = NOTHING;
    for (let n = 0; n < STEPS; n += 1) {
      const happening = next(shown, below);
      shown = happening.shown;
      const frame = { seq: shown.seq, kind: "any", changes: [happening.change] };
      expect(applyFrame(mainOf(page), frame).is).toBe("applied");
      expect(applyFrame(mainOf(page), frame).is).toBe("known");
      expect(seen(page)).toBe(seen(pageOf(shown)));
    }
  });

  it.each(REGIONS)("a frame without its change to %s is noticed", (region) => {
    const { shown } = tell(NOTHING, region, region === "state" ? stateHtml("paused") : "<p>New</p>");
    const page = pageOf(NOTHING);
    applyFrame(mainOf(page), { seq: 2, kind: "any", changes: [] });
    expect(seen(page)).not.toBe(seen(pageOf(shown)));
  });

  it("a class that passes leaves no trace", () => {
    const { shown } = put(NOTHING, order(1, "p1"), "place", "Post");
    const page = pageOf(shown);
    page.querySelector("#posts > li")?.classList.add("arrived");
    expect(seen(page)).toBe(seen(pageOf(shown)));
  });
});
