/**
 * Live parts: joins the parts of a page that change by themselves with the desk's stream.
 * Knows the browser's own pieces.
 */

import { browserClock } from "../reader/clock";
import { sayNotices } from "./bell";
import { countDown, sayTimes } from "./countdown";
import { followCounts } from "./counts";
import { orderLists } from "./ordered";
import { Part } from "./parts";
import { PART_SHOWN } from "./presence";
import { DeskStream } from "./stream";

/** Keeps every `data-desk-part` of a page as it is by now, and its counts; a page without either costs nothing. */
export function followDesk(owner: Document): void {
  followCounts(owner, partAt, browserClock);
  const places = [...owner.querySelectorAll<HTMLElement>("[data-desk-part]")];
  if (!places.length) return;
  const heard = sayNotices(owner);
  const shown = (place: HTMLElement): void => {
    heard(place);
    orderLists(place);
    sayTimes(place, browserClock);
    owner.body.dispatchEvent(new CustomEvent(PART_SHOWN, { detail: place }));
  };
  const parts = places.map((place) => new Part(place, partAt, browserClock, shown));
  const words = owner.querySelector<HTMLElement>("[data-desk-said]");
  const stream = new DeskStream((address) => new EventSource(address), browserClock, Math.random, {
    rang: (ring) => {
      for (const part of parts) if (part.concerns(ring)) part.soon();
      const isOurs = ring === null || places.some((place) => place.dataset.deskBlog === ring.blog);
      // The composer looks how far its posts are.
      if (isOurs && (ring?.what ?? "drafts") === "drafts")
        owner.body.dispatchEvent(new CustomEvent("desk:drafts"));
    },
    say: (text) => {
      if (words && words.textContent !== text) words.textContent = text;
    },
  });
  stream.follow();
  // A page that has nothing live but the bell listens while somebody sees it.
  if (places.every((place) => place.dataset.deskWhat === "notices")) {
    if (owner.visibilityState === "hidden") stream.rest();
    owner.addEventListener("visibilitychange", () =>
      owner.visibilityState === "hidden" ? stream.rest() : stream.resume(),
    );
  }
  // What the composer has just sent shows at once, even while the stream is away.
  owner.body.addEventListener("desk:queue", () => {
    for (const part of parts) part.soon();
  });
  for (const [at, place] of places.entries()) if ("deskLoad" in place.dataset) parts[at]?.soon();
  countDown(owner, browserClock);
}

async function partAt(address: string): Promise<string | null> {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html", "HX-Request": "true" } });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}
