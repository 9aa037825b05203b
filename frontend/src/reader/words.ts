/**
 * Words of the page about itself: that the connection is lost, and that posts have come. (READER AX2, AX3)
 * Knows when to speak and how seldom; the two places are in the page from the start.
 * Does not know connections or frames.
 */

import type { Clock } from "./clock";

export const LOST = "Connection lost. New posts will appear when it is back.";

/** An outage shorter than this is nobody's concern. */
export const OUTAGE_SHOWN_MS = 10_000;

/** Screen readers are told at most this often; what comes in between is counted. */
export const ANNOUNCED_EVERY_MS = 20_000;

/** The line that says the connection is lost. */
export class ConnectionLine {
  #cancel: (() => void) | null = null;

  constructor(
    private readonly line: HTMLElement | null,
    private readonly clock: Clock,
  ) {}

  /** The connection is gone; said when it stays so. */
  lost(): void {
    this.#cancel ??= this.clock.after(OUTAGE_SHOWN_MS, () => this.#show(LOST));
  }

  /** The connection is back. */
  found(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#show("");
  }

  #show(words: string): void {
    if (!this.line) return;
    this.line.textContent = words;
    this.line.hidden = words === "";
  }
}

/** The polite region that says what has come. */
export class Announcer {
  #waiting: Element[] = [];
  #isResting = false;

  constructor(
    private readonly region: HTMLElement | null,
    private readonly clock: Clock,
  ) {}

  /** These posts have come. */
  arrived(posts: readonly Element[]): void {
    this.#waiting.push(...posts);
    if (!this.#isResting) this.#speak();
  }

  #speak(): void {
    this.#isResting = this.#waiting.length > 0;
    if (!this.#isResting) return;
    if (this.region) this.region.textContent = announcement(this.#waiting);
    this.#waiting = [];
    this.clock.after(ANNOUNCED_EVERY_MS, () => this.#speak());
  }
}

/** "1 new post: HEADLINE", or how many. Never a body. */
export function announcement(posts: readonly Element[]): string {
  if (posts.length !== 1) return `${posts.length} new posts`;
  const heading = posts[0]?.querySelector("article > :is(h1, h2, h3):not(.unseen)");
  const words = heading?.textContent?.trim();
  return words ? `1 new post: ${words}` : "1 new post";
}
