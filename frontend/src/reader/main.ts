/**
 * The reader page's script: gives a live page the browser's own parts. Without it the page is whole, only not live.
 */

import { browserClock } from "./clock";
import { loadPage } from "./fresh";
import { LivePage } from "./live";

const main = document.querySelector<HTMLElement>("main[data-live][data-stream]");
if (main) start(main);

function start(main: HTMLElement): void {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const live = new LivePage({
    main,
    connect: (address) => new EventSource(address),
    load: () => loadPage(location.pathname),
    clock: browserClock,
    chance: Math.random,
    arrival: { isStill: () => still.matches },
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") live.hidden();
    else void live.back();
  });
  addEventListener("online", () => void live.back());
  addEventListener("pagehide", () => live.leave());
  addEventListener("pageshow", (event) => {
    if (event.persisted) live.follow();
  });
  live.follow();
}
