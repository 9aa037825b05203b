/**
 * Returning: watches how far the reader comes, and offers to go on from there when they are back. (READER PL6)
 * Knows when to look; the browser remembers, and nothing is sent.
 */

import type { Clock } from "./clock";
import { SHOWN } from "./list";
import type { Choices } from "./reading";
import { reach } from "./runs";
import { sayingsIn } from "./sayings";
import { leadTo, offerReturn } from "./since";
import { missedSince, rememberedStop, rememberStop, type Stop, stopIn } from "./stopped";
import type { Tools } from "./tools";

/** How long after the last movement it is written down; browsers refuse a page that does so all the time. */
export const LOOKED_AFTER_MS = 1_000;

export class Returning {
  #stop: Stop | null;
  #cancel: () => void = () => {};

  constructor(
    private readonly main: HTMLElement,
    private readonly choices: Choices,
    private readonly store: Storage | undefined,
    private readonly clock: Clock,
    private readonly window: Window,
  ) {
    this.#stop = rememberedStop(this.#path, window.history, store);
  }

  /** Offers a reader who was here before to go on from there. */
  offer(tools: Tools): void {
    const stop = this.#stop;
    const place = this.main.ownerDocument.querySelector<HTMLElement>("#missed");
    if (!stop || !place) return;
    const missed = missedSince(stop, this.main);
    const first = this.main.querySelector<HTMLElement>(SHOWN);
    if (!missed.posts.length && first?.dataset.post === stop.post) return;
    tools.stoppedAt(stop);
    const sayings = sayingsIn(this.main.ownerDocument);
    offerReturn(place, stop, missed, sayings, () => this.#goOn(stop));
  }

  /** The reader has moved. */
  moved(): void {
    this.#cancel();
    this.#cancel = this.clock.after(LOOKED_AFTER_MS, () => this.remember());
  }

  /** Writes down how far they are. */
  remember(): void {
    const { window } = this;
    const before = this.#stop;
    const stop = stopIn(this.main.ownerDocument, before);
    if (!stop || (before?.newest === stop.newest && before.post === stop.post)) return;
    this.#stop = stop;
    rememberStop(this.#path, stop, window.history, this.store, this.choices.isRemembering);
  }

  #goOn(stop: Stop): void {
    const item = reach(this.main, stop.post);
    if (item) leadTo(item, true);
    // It is older than what this page shows.
    else this.window.location.href = `${this.#path}/p/${encodeURIComponent(stop.post)}`;
  }

  get #path(): string {
    return this.window.location.pathname;
  }
}
