/**
 * Counts: the dashboard's "readers now", asked for again from time to time.
 * Knows that what comes is a handful of pieces, each with the id of the one whose place it takes.
 * Does not know what they count.
 */

import type { Clock } from "../reader/clock";
import type { FetchPart } from "./parts";
import { elementsOf } from "./trusted";

export const COUNT_EVERY_MS = 15_000;

/** Keeps the counts of a page as they are by now, for as long as somebody sees it. */
export function followCounts(owner: Document, fetch: FetchPart, clock: Clock): void {
  const address = owner.querySelector<HTMLElement>("[data-desk-counts]")?.dataset.deskCounts;
  if (!address) return;
  const look = async (): Promise<void> => {
    const html = owner.visibilityState === "hidden" ? null : await fetch(address);
    for (const fresh of html === null ? [] : elementsOf(html, owner))
      owner.getElementById(fresh.id)?.replaceWith(fresh);
    clock.after(COUNT_EVERY_MS, () => void look());
  };
  clock.after(COUNT_EVERY_MS, () => void look());
}
