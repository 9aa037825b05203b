/**
 * Stories tests tell: what may happen to a blog next, by chance, and the page the server would write of it.
 * Knows the same numbers for the same seed.
 */

import type { Change } from "./frame";
import { itemHtml, order, REGIONS, type RegionName, type Shown, stateHtml } from "./scenery";

export type Below = (below: number) => number;

/** The same numbers for the same seed (Park and Miller, 1988). */
export function numbers(seed: number): Below {
  let state = seed + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

export interface Happening {
  readonly shown: Shown;
  readonly change: Change;
}

/** What may happen next to a blog as it stands, and the page the server would write of it. */
export function next(shown: Shown, below: Below): Happening {
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

export function put(shown: Shown, key: string, op: "place" | "replace", headline: string): Happening {
  const post = key.split("/")[1] ?? "";
  const html = itemHtml(post, key, headline);
  const posts = new Map(shown.posts).set(key, html);
  return { shown: { ...shown, seq: shown.seq + 1, posts }, change: { op, post, order: key, html } };
}

export function tell(shown: Shown, region: RegionName, html: string): Happening {
  const regions = { ...shown.regions, [region]: html };
  return { shown: { ...shown, seq: shown.seq + 1, regions }, change: { op: "replace", region, html } };
}
