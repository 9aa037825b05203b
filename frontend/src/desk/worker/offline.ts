/**
 * Offline: what the desk shows while there is no connection: what this browser keeps, and what becomes of it.
 * Knows one page without private words and its sheet, kept when the worker was installed, and counts what waits.
 */

import { BrowserShares } from "../shares";

const PAGE = "/desk/offline";
const KEPT = "stoppress-offline";
const SHEET = /<link rel="stylesheet" href="(\/[^"]+)"/g;
/** The comment in the page that the counts stand in for. */
const PLACE = "<!-- kept -->";

export class Offline {
  constructor(
    private readonly caches: CacheStorage,
    private readonly ask: (address: string) => Promise<Response>,
    private readonly factory: IDBFactory,
  ) {}

  /** Keeps the page and its sheet as they are by now, and nothing else. */
  async prepare(): Promise<void> {
    const answer = await this.ask(PAGE);
    if (!answer.ok) throw new Error(`The page for offline cannot be had: ${answer.status}`);
    await this.caches.delete(KEPT);
    const kept = await this.caches.open(KEPT);
    const html = await answer.clone().text();
    await kept.put(PAGE, answer);
    for (const [, address = ""] of html.matchAll(SHEET)) {
      const sheet = await this.ask(address);
      if (sheet.ok) await kept.put(address, sheet);
    }
  }

  async page(): Promise<Response> {
    const kept = await this.caches.match(PAGE);
    if (!kept) return Response.error();
    const html = (await kept.text()).replace(PLACE, toldOf(await this.#counts()));
    // The headers it was kept with hold its policy.
    return new Response(html, { status: 503, headers: kept.headers });
  }

  async sheet(request: Request): Promise<Response> {
    return (await this.caches.match(request)) ?? Response.error();
  }

  async #counts(): Promise<Counts> {
    try {
      const shares = await BrowserShares.open(this.factory);
      const shared = (await shares.all()).length;
      shares.close();
      return { posts: await this.#posts(), shared };
    } catch {
      return { posts: 0, shared: 0 };
    }
  }

  /** How many posts wait to be sent. The stores are the page's (`shelf.ts`): where it has made none yet, none are made. */
  #posts(): Promise<number> {
    return new Promise((counted) => {
      const asked = this.factory.open("stoppress-desk");
      asked.onupgradeneeded = () => asked.transaction?.abort();
      asked.onerror = () => counted(0);
      asked.onsuccess = () => {
        const base = asked.result;
        const all = base.transaction("parcels").objectStore("parcels").getAll();
        all.onerror = () => counted(0);
        all.onsuccess = () => {
          const waiting = (all.result as { state: string }[]).filter((each) => each.state === "sending");
          base.close();
          counted(waiting.length);
        };
      };
    });
  }
}

export interface Counts {
  /** Posts that were published here and are not sent. */
  readonly posts: number;
  readonly shared: number;
}

/** HTML that says what is kept. It is made of numbers and our own words. */
export function toldOf({ posts, shared }: Counts): string {
  const lines = [];
  if (posts === 1)
    lines.push(
      "One post that you published is not live yet. It is kept in this browser, and goes out when there is a connection and a blog’s page is open.",
    );
  else if (posts)
    lines.push(
      `${posts} posts that you published are not live yet. They are kept in this browser, and go out when there is a connection and a blog’s page is open.`,
    );
  if (shared)
    lines.push(
      shared === 1
        ? "One thing that you shared is kept. The composer offers it when there is a connection."
        : `${shared} things that you shared are kept. The composer offers them when there is a connection.`,
    );
  if (!lines.length) lines.push("Nothing of yours waits to be sent from this browser.");
  return lines.map((each) => `<p>${each}</p>`).join("");
}
