/**
 * The reader page's script: gives a live page the browser's own parts. Without it the page is whole, only not live.
 */

import { browserClock } from "./clock";
import { loadPage } from "./fresh";
import { openPictures } from "./gallery";
import { LivePage } from "./live";
import { browserNeighbours } from "./neighbours";
import { fetchStep } from "./steps";

const main = document.querySelector<HTMLElement>("main[data-live][data-stream]");
if (main) start(main);
openPictures(document);

function start(main: HTMLElement): void {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const live = new LivePage({
    main,
    neighbours: browserNeighbours(),
    connect: (address) => new EventSource(address),
    fetch: fetchStep,
    load: () => loadPage(location.pathname),
    clock: browserClock,
    chance: Math.random,
    arrival: { isStill: () => still.matches },
    device: { isOffline: () => !navigator.onLine, timeOfDay },
  });
  const look = (): void => (document.visibilityState === "hidden" ? live.hidden() : live.back());
  document.addEventListener("visibilitychange", look);
  // A frozen page would keep the lead and do nothing with it. (Page Lifecycle; Chromium alone)
  document.addEventListener("freeze", () => live.sleep());
  addEventListener("online", () => live.network());
  addEventListener("offline", () => live.network());
  addEventListener("pagehide", () => live.leave());
  addEventListener("pageshow", (event) => {
    if (event.persisted) live.follow(true);
  });
  live.follow();
  if (document.visibilityState === "hidden") live.hidden();
}

function timeOfDay(ago: number): string {
  const time = new Date(Date.now() - ago);
  return time.toLocaleTimeString(document.documentElement.lang || undefined, { timeStyle: "short" });
}
