/**
 * Seen: tells the server that the page was in sight, and which posts were, so that views are counted behind any cache.
 * Knows that each is told once, after a moment in which somebody could see it, and that a browser which a program drives
 * tells nothing. Nothing is kept on the device, and nothing is sent but the ids of posts.
 * Does not know what is counted (`web/reader/seen.py`).
 */

import { browserClock, type Clock } from "./clock";
import { isHidden } from "./watching";

/** How long something has to be in sight. */
export const MOMENT_MS = 2_000;

/** Posts in one beacon. */
export const MOST = 60;

/** How much of a post has to be in sight, or of the window it has to fill. */
const HALF = 0.5;
const STEPS = 20;

export interface Sight {
  /** The ids of the posts that are in sight now. */
  posts(): readonly string[];
  isHidden(): boolean;
  send(address: string, said: string): void;
  readonly clock: Clock;
}

export class Seen {
  readonly #address: string;
  /** The post whose own page this is. */
  readonly #own: string;
  #isPageTold = false;
  readonly #told = new Set<string>();
  #waiting: string[] = [];
  #before: ReadonlySet<string> = new Set();
  #stop: (() => void) | null = null;

  constructor(
    main: HTMLElement,
    private readonly sight: Sight,
  ) {
    this.#address = main.dataset.seen ?? "";
    this.#own = main.dataset.post ?? "";
  }

  /** The page has come into sight, or has gone from it. */
  turned(): void {
    this.#stop?.();
    this.#stop = null;
    this.#before = new Set();
    if (this.sight.isHidden()) this.#tell();
    else this.#wait();
  }

  #wait(): void {
    this.#before = new Set(this.sight.posts());
    this.#stop = this.sight.clock.after(MOMENT_MS, () => {
      this.#look();
      this.#wait();
    });
  }

  /** A moment has passed, and the page was in sight all the while. */
  #look(): void {
    if (this.#own) this.#see(this.#own);
    else if (!this.#isPageTold) {
      this.#isPageTold = true;
      this.sight.send(this.#address, JSON.stringify({ page: true }));
    }
    for (const post of this.sight.posts()) if (this.#before.has(post)) this.#see(post);
    // A page of its own has one to tell; others tell what they have when they are left.
    if (this.#own || this.#waiting.length >= MOST) this.#tell();
  }

  #see(post: string): void {
    if (this.#told.has(post)) return;
    this.#told.add(post);
    this.#waiting.push(post);
  }

  #tell(): void {
    while (this.#waiting.length) {
      const posts = this.#waiting.splice(0, MOST);
      this.sight.send(this.#address, JSON.stringify({ posts }));
    }
  }
}

/** Tells of `main` from now on. */
export function tellSeen(main: HTMLElement, browser: Navigator = navigator): void {
  if (browser.webdriver) return;
  const seen = new Seen(main, {
    posts: postsIn(main),
    isHidden,
    send: (address, said) => void browser.sendBeacon(address, said),
    clock: browserClock,
  });
  document.addEventListener("visibilitychange", () => seen.turned());
  addEventListener("pagehide", () => seen.turned());
  seen.turned();
}

/** What looks after the list's posts, those that have yet to arrive included. */
function postsIn(main: HTMLElement): () => readonly string[] {
  const watched = new WeakSet<Element>();
  const inSight = new Set<HTMLElement>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio, intersectionRect, rootBounds } of entries) {
        const fills = rootBounds !== null && intersectionRect.height >= rootBounds.height * HALF;
        if (intersectionRatio >= HALF || fills) inSight.add(target as HTMLElement);
        else inSight.delete(target as HTMLElement);
      }
    },
    { threshold: Array.from({ length: STEPS + 1 }, (_, step) => step / STEPS) },
  );
  return () => {
    for (const item of main.querySelectorAll("#posts > li[data-post]"))
      if (!watched.has(item)) {
        watched.add(item);
        observer.observe(item);
      }
    const shown = [...inSight].filter((item) => item.isConnected);
    return shown.map((item) => item.dataset.post ?? "");
  };
}
