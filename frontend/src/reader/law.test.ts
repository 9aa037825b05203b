// @vitest-environment happy-dom
// Law 2 for the script: a page that stayed open equals a fresh one, save for what differences.ts lists.
import { describe, expect, it } from "vitest";
import { applyFrame } from "./apply";
import { withoutDifferences } from "./differences";
import type { Change } from "./frame";
import {
  itemHtml,
  mainOf,
  NOTHING,
  order,
  pageOf,
  REGIONS,
  type RegionName,
  type Shown,
  stateHtml,
} from "./scenery";

const STEPS = 40;

/** The same numbers for the same seed (Park and Miller, 1988). */
function numbers(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

interface Step {
  readonly shown: Shown;
  readonly change: Change;
}

/** What may happen next to a blog as it stands, and the page the server would write of it. */
function step(shown: Shown, below: (below: number) => number): Step {
  const seq = shown.seq + 1;
  const keys = [...shown.posts.keys()];
  const key = keys[below(Math.max(keys.length, 1))];
  const kind = below(5);
  if (kind === 1 && key) return put(shown, key, "replace", `Edited at ${seq}`);
  if (kind === 2 && key) {
    const posts = new Map(shown.posts);
    posts.delete(key);
    return { shown: { ...shown, seq, posts }, change: { op: "remove", post: key.split("/")[1] ?? "" } };
  }
  if (kind === 3) {
    const name = REGIONS[below(REGIONS.length)] ?? "head";
    return tell(
      shown,
      name,
      name === "state" ? stateHtml(below(2) ? "live" : "paused") : `<p>Said at ${seq}</p>`,
    );
  }
  if (kind === 4)
    return { shown: { ...shown, seq, title: `T${seq}` }, change: { op: "title", text: `T${seq}` } };
  return put(shown, order(below(60), `p${seq}`), "place", `Post ${seq}`);
}

function put(shown: Shown, key: string, op: "place" | "replace", headline: string): Step {
  const post = key.split("/")[1] ?? "";
  const html = itemHtml(post, key, headline);
  const posts = new Map(shown.posts).set(key, html);
  return { shown: { ...shown, seq: shown.seq + 1, posts }, change: { op, post, order: key, html } };
}

function tell(shown: Shown, region: RegionName, html: string): Step {
  const regions = { ...shown.regions, [region]: html };
  return { shown: { ...shown, seq: shown.seq + 1, regions }, change: { op: "replace", region, html } };
}

function seen(page: Document): string {
  return `${page.title}\n${withoutDifferences(mainOf(page)).outerHTML}`;
}

describe("law 2", () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))("staying equals arriving late, story %i", (seed) => {
    const below = numbers(seed);
    const page = pageOf(NOTHING);
    let shown = NOTHING;
    for (let n = 0; n < STEPS; n += 1) {
      const next = step(shown, below);
      shown = next.shown;
      const frame = { seq: shown.seq, kind: "any", changes: [next.change] };
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
