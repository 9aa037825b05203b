/**
 * Watching: tells the live page, and whoever minds where the reader is, what happens to the window and the device.
 * Knows the browser's events. Does not know what follows from them.
 */

import type { LivePage } from "./live";
import { rootOf } from "./root";

/** Whoever minds that the reader has moved. */
export interface Minding {
  moved(): void;
}

/** Listens for as long as the page lives; `minding` are told in this order. */
export function watch(main: HTMLElement, live: LivePage | null, minding: readonly Minding[]): void {
  let isDue = false;
  const moved = (): void => {
    isDue = false;
    for (const each of minding) each.moved();
  };
  const move = (): void => {
    if (!isDue) requestAnimationFrame(moved);
    isDue = true;
  };
  document.addEventListener("visibilitychange", () => {
    if (isHidden()) live?.hidden();
    else live?.back();
    moved();
  });
  // A frozen page would keep the lead and do nothing with it. (Page Lifecycle; Chromium alone)
  document.addEventListener("freeze", () => live?.sleep());
  addEventListener("online", () => live?.network());
  addEventListener("offline", () => live?.network());
  addEventListener("pagehide", () => live?.leave());
  addEventListener("pageshow", (event) => {
    if (event.persisted) live?.follow(true);
  });
  addEventListener("scroll", move, { passive: true });
  document.addEventListener("focusout", move);
  rootOf(main).querySelector(".tools")?.addEventListener("change", move);
}

export function isHidden(): boolean {
  return document.visibilityState === "hidden";
}

/** The time of day `ago` milliseconds ago, as the device's owner reads it. */
export function timeOfDay(ago: number): string {
  const time = new Date(Date.now() - ago);
  return time.toLocaleTimeString(document.documentElement.lang || undefined, { timeStyle: "short" });
}
