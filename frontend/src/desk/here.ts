/**
 * Here: gives presence the browser's own parts.
 */

import { browserClock } from "../reader/clock";
import { newDraftId } from "./content";
import { LEFT, PART_SHOWN, Presence, type Say, showLocks, type TabMemory, WRITES } from "./presence";

/** Has a page of a blog say that it is open, and what is done on it. */
export function beHere(owner: Document): void {
  const place = owner.querySelector<HTMLElement>("[data-here]");
  if (!place) return;
  const page = newDraftId((bytes) => crypto.getRandomValues(bytes));
  const presence = new Presence(place, page, browserClock, sayer(owner), tabMemory());
  presence.begin();
  owner.body.addEventListener(WRITES, (event) => presence.writes((event as CustomEvent<string>).detail));
  owner.body.addEventListener(PART_SHOWN, (event) => {
    if ((event as CustomEvent<HTMLElement>).detail.id === "presence") showLocks(owner);
  });
  owner.addEventListener("visibilitychange", () => {
    if (owner.visibilityState === "visible") presence.tell();
  });
  addEventListener("pagehide", () => presence.leave());
  // A page that comes back out of the browser's memory is open again.
  addEventListener("pageshow", (event) => event.persisted && presence.tell());
}

/** The tab's own storage, or none where the browser keeps nothing. */
function tabMemory(): TabMemory {
  try {
    sessionStorage.getItem(LEFT);
    return sessionStorage;
  } catch {
    return { getItem: () => null, setItem: () => {}, removeItem: () => {} };
  }
}

function sayer(owner: Document): Say {
  return (path, fields, leaving) => {
    const token = owner.querySelector<HTMLMetaElement>('meta[name="form-token"]')?.content ?? "";
    const body = new URLSearchParams({ ...fields, form_token: token });
    // What a page says while it is closed has to outlive it.
    if (leaving) navigator.sendBeacon(path, body);
    else void fetch(path, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => {});
  };
}
