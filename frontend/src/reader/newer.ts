/**
 * Newer: an older page says how many posts have come since it was opened, and never gains one. (READER PL10)
 * Knows only that posts come and go; it follows the blog like any page of it, so one connection serves all tabs.
 * Does not know what a post looks like.
 */

import type { Ears, Wire } from "./connection";
import type { Cursor } from "./cursor";
import type { Frame } from "./frame";
import type { Neighbours } from "./neighbours";
import { Tabs } from "./tabs";

export class Newer implements Ears {
  readonly #tabs: Tabs;
  readonly #posts = new Set<string>();
  #at: Cursor | null = null;

  /** `told` is given the number of posts that have come. */
  constructor(
    wire: Wire,
    neighbours: Neighbours | null,
    private readonly told: (count: number) => void,
  ) {
    this.#tabs = new Tabs(wire, neighbours, this);
  }

  /** Counts from where it left off; the first time, from now on. */
  follow(): void {
    this.#tabs.follow();
  }

  /** Holds nothing open any more. */
  leave(): void {
    this.#tabs.leave();
  }

  place(): Cursor | null {
    return this.#at;
  }

  alive(): void {}

  lost(): void {}

  frame(frame: Frame | null, at: Cursor | null): void {
    // The page knows the frame a doubtful stream repeats.
    if (at && this.#at?.epoch === at.epoch && at.seq <= this.#at.seq) return;
    this.#at = at ?? this.#at;
    for (const change of frame?.changes ?? []) {
      if (change.op === "place" && "post" in change) this.#posts.add(change.post);
      if (change.op === "remove") this.#posts.delete(change.post);
    }
    this.told(this.#posts.size);
  }

  /** Asked for no place, the server says where the blog is. */
  reset(at: Cursor | null): void {
    const isFirst = this.#at === null;
    this.#at = at;
    if (isFirst) this.#tabs.follow();
    else this.#tabs.again();
  }

  ended(): void {
    this.leave();
  }
}
