/**
 * The list: the desk's posts follow the readers' own stream, row by row.
 * Knows which posts a frame touched; the rows themselves are the server's, asked for with the rights of whoever looks.
 * Does not know what a row looks like, nor what stands beside the list.
 */

import { browserClock, type Clock } from "../reader/clock";
import type { Ears, Wire } from "../reader/connection";
import { type Cursor, parseCursor } from "../reader/cursor";
import type { Frame } from "../reader/frame";
import { insert, orderOf } from "../reader/list";
import { browserNeighbours, type Neighbours } from "../reader/neighbours";
import { fetchStep } from "../reader/steps";
import { Tabs } from "../reader/tabs";
import { elementsOf } from "./trusted";

/** What touches several posts at once is asked for at once. */
export const TOGETHER_MS = 100;

/** A page that has just been opened may take this long to connect before anything is said of it. */
export const FIRST_MS = 4_000;

const LOST = "The connection is lost. What you write is kept; the list catches up when it is back.";

/** The HTML of rows, or null when it cannot be had now. */
export type FetchRows = (posts: readonly string[]) => Promise<string | null>;

export class List implements Ears {
  readonly #tabs: Tabs;
  readonly #waiting = new Set<string>();
  #at: Cursor | null;
  #cancel: () => void = () => {};
  #cancelLost: (() => void) | null = null;
  #wasAlive = false;

  /** `told` is given each frame that was new; `say` the state of the connection in words. */
  constructor(
    private readonly rows: HTMLElement,
    wire: Wire,
    neighbours: Neighbours | null,
    private readonly clock: Clock,
    private readonly fetch: FetchRows,
    private readonly hooks: { told(frame: Frame): void; say(words: string): void },
    at: Cursor | null,
  ) {
    this.#at = at;
    this.#tabs = new Tabs(wire, neighbours, this);
  }

  follow(): void {
    this.#tabs.follow();
  }

  leave(): void {
    this.#tabs.leave();
  }

  place(): Cursor | null {
    return this.#at;
  }

  alive(): void {
    this.#wasAlive = true;
    this.#cancelLost?.();
    this.hooks.say("");
  }

  /** What has not been had yet is not lost: a page that opens says nothing before it has had its time. */
  lost(): void {
    if (this.#wasAlive) this.hooks.say(LOST);
    else this.#cancelLost ??= this.clock.after(FIRST_MS, () => this.hooks.say(LOST));
  }

  frame(frame: Frame | null, at: Cursor | null): void {
    if (at && this.#at?.epoch === at.epoch && at.seq <= this.#at.seq) return;
    this.#at = at ?? this.#at;
    if (!frame) return;
    for (const change of frame.changes) if ("post" in change) this.#waiting.add(change.post);
    for (const change of frame.changes)
      if ("region" in change && change.region === "pinned") this.#askForPinned();
    this.#later();
    this.hooks.told(frame);
  }

  /** Frames do not lead here: every row that is shown is asked for again. */
  reset(at: Cursor | null): void {
    this.#at = at;
    for (const row of this.rows.children) this.#waiting.add(row.getAttribute("data-post") ?? "");
    this.#later();
    this.#tabs.again();
  }

  ended(): void {
    this.leave();
    this.hooks.say("The blog has ended.");
  }

  #askForPinned(): void {
    for (const flag of this.rows.querySelectorAll("[data-pinned]"))
      this.#waiting.add(flag.getAttribute("data-post") ?? "");
  }

  #later(): void {
    this.#cancel();
    this.#cancel = this.clock.after(TOGETHER_MS, () => void this.#ask());
  }

  async #ask(): Promise<void> {
    const posts = [...this.#waiting].filter(Boolean);
    if (!posts.length) return;
    this.#waiting.clear();
    const html = await this.fetch(posts);
    if (html === null) {
      for (const post of posts) this.#waiting.add(post);
      this.#cancel = this.clock.after(TOGETHER_MS * 20, () => void this.#ask());
      return;
    }
    const fresh = new Map(
      elementsOf(html, this.rows.ownerDocument).map((row) => [row.getAttribute("data-post"), row]),
    );
    for (const post of posts) this.#place(post, fresh.get(post));
  }

  #place(post: string, row: Element | undefined): void {
    const old = this.rows.querySelector(`:scope > [data-post="${post}"]`);
    if (!row) old?.remove();
    // Whoever is within a row keeps it until they are out of it.
    else if (old?.contains(this.rows.ownerDocument.activeElement)) this.#whenLeft(old, post);
    else if (old) old.replaceWith(row);
    else if (this.#belongs(row)) insert(this.rows, row);
  }

  /** Whether a row has its place on this page: posts that are left out before or after it stand on other pages. */
  #belongs(row: Element): boolean {
    const orders = [...this.rows.children].map(orderOf);
    const [first, last] = [orders[0], orders.at(-1)];
    if (first === undefined || last === undefined) return true;
    const isNewer = orderOf(row) > first && "newer" in this.rows.dataset;
    return !isNewer && !(orderOf(row) < last && "older" in this.rows.dataset);
  }

  #whenLeft(row: Element, post: string): void {
    row.addEventListener(
      "focusout",
      () => {
        this.#waiting.add(post);
        this.#later();
      },
      { once: true },
    );
  }
}

/** Has the list of a blog's page follow its stream; null where there is none. `told` is given each new frame. */
export function followList(owner: Document, told: (frame: Frame) => void): List | null {
  const main = owner.querySelector<HTMLElement>("main[data-desk-blog][data-cursor]");
  const rows = main?.querySelector<HTMLElement>("#rows");
  const words = main?.querySelector<HTMLElement>("#connection");
  if (!main || !rows || !words) return null;
  const blog = main.dataset.deskBlog ?? "";
  const wire: Wire = {
    stream: `/live/${blog}/stream`,
    connect: (address) => new EventSource(address),
    fetch: fetchStep,
    clock: browserClock,
    chance: Math.random,
  };
  const say = (text: string): void => {
    if (words.textContent !== text) words.textContent = text;
  };
  const at = parseCursor(main.dataset.cursor ?? "");
  const list = new List(rows, wire, browserNeighbours(), browserClock, rowsOf(blog), { told, say }, at);
  list.follow();
  return list;
}

function rowsOf(blog: string): FetchRows {
  return async (posts) => {
    const asked = new URLSearchParams(posts.map((post) => ["post", post]));
    try {
      const answer = await fetch(`/desk/blogs/${blog}/rows?${asked}`, {
        headers: { Accept: "text/html", "HX-Request": "true" },
      });
      return answer.ok ? await answer.text() : null;
    } catch {
      return null;
    }
  };
}
