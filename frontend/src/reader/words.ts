/**
 * Words of the page about itself: how far it can be trusted just now, and that posts have come. (READER AX2, AX3)
 * Knows when to speak and how seldom; the two places are in the page from the start.
 * Does not know connections or frames.
 */

import type { Clock } from "./clock";
import { rootOf } from "./root";
import { type Sayings, sayingsIn } from "./sayings";

/** An outage shorter than this is nobody's concern. */
export const OUTAGE_SHOWN_MS = 10_000;

/** How often the age of the last contact is written anew, while it is said in seconds and when in minutes. */
export const AGE_SHOWN_EVERY_MS = 10_000;
const MINUTE_MS = 60_000;

/** Screen readers are told at most this often; what comes in between is counted. */
export const ANNOUNCED_EVERY_MS = 20_000;

/** What only the device knows. */
export interface Device {
  isOffline(): boolean;
  /** The time of day, as its owner reads it, `ago` milliseconds ago. */
  timeOfDay(ago: number): string;
}

/**
 * The line that says that what is shown may be old. `data-connection` on it is `live`, `checking` or `lost`, from the
 * first moment on; words are there only when it has been `lost` for a while, and are no status region: they would be
 * read out every ten seconds.
 */
export class ConnectionLine {
  #cancel: (() => void) | null = null;
  #contactAt = 0;

  constructor(
    private readonly line: HTMLElement | null,
    private readonly clock: Clock,
    private readonly device: Device,
  ) {}

  /** What is shown may be old; the last contact was `ago` milliseconds ago. Said when it stays so. */
  lost(ago: number): void {
    this.#contactAt = this.clock.now() - ago;
    if (this.#cancel) return;
    this.#mark("checking");
    this.#cancel = this.clock.after(OUTAGE_SHOWN_MS, () => this.#tell());
  }

  /** What is shown is what there is. */
  found(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#mark("live");
    this.#show("");
  }

  /** Nothing is waited for: the reader has paused the page. */
  rest(): void {
    this.found();
    this.#mark("paused");
  }

  /** Says it anew at once if it is being said, as when the device finds itself without network. */
  again(): void {
    if (this.line && !this.line.hidden) this.#show(this.#words());
  }

  #tell(): void {
    this.#mark("lost");
    this.#show(this.#words());
    const ago = this.clock.now() - this.#contactAt;
    this.#cancel = this.clock.after(ago < MINUTE_MS ? AGE_SHOWN_EVERY_MS : MINUTE_MS, () => this.#tell());
  }

  #words(): string {
    if (!this.line) return "";
    const sayings = sayingsFor(this.line);
    const ago = this.clock.now() - this.#contactAt;
    return this.device.isOffline()
      ? sayings.say("offline", { time: this.device.timeOfDay(ago) })
      : sayings.lost(ago);
  }

  #mark(state: string): void {
    this.line?.setAttribute("data-connection", state);
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
  #isHushed = false;

  constructor(
    private readonly region: HTMLElement | null,
    private readonly clock: Clock,
  ) {}

  /** These posts have come. */
  arrived(posts: readonly Element[]): void {
    this.#waiting.push(...posts);
    if (!this.#isResting) this.#speak();
  }

  /** Says something of the page as a whole, at once: it happens once or twice in a blog's life. */
  say(words: string): void {
    if (this.region) this.region.textContent = words;
  }

  /** Says nothing of posts until `goOn`: the reader has paused the page. (READER AX1) */
  hush(): void {
    this.#isHushed = true;
  }

  /** What was left unsaid is said, as seldom as ever. */
  goOn(): void {
    this.#isHushed = false;
    if (!this.#isResting) this.#speak();
  }

  #speak(): void {
    this.#isResting = this.#waiting.length > 0 && !this.#isHushed;
    if (!this.#isResting) return;
    if (this.region) this.region.textContent = announcement(this.#waiting, sayingsFor(this.region));
    this.#waiting = [];
    this.clock.after(ANNOUNCED_EVERY_MS, () => this.#speak());
  }
}

/** "3 new updates", and the headline of one that the desk calls breaking. Never a body. */
function announcement(posts: readonly Element[], sayings: Sayings): string {
  const count = sayings.say("newUpdates", { n: posts.length });
  const breaking = posts.map((post) =>
    post.querySelector(".is-breaking > :is(h1, h2, h3)")?.textContent?.trim(),
  );
  const headline = breaking.find((each) => each);
  return headline ? `${count}. ${headline}` : count;
}

function sayingsFor(element: Element): Sayings {
  return sayingsIn(rootOf(element));
}
