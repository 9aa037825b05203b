/**
 * The reader page's script: gives a live page the browser's own parts. Without it the page is whole, only not live.
 */

import { AGO_EVERY_MS, tellOwnTime } from "./ago";
import { Arrivals } from "./arrivals";
import { browserClock } from "./clock";
import { offerFrames } from "./frames";
import { loadPage } from "./fresh";
import { openPictures } from "./gallery";
import { LivePage } from "./live";
import { browserNeighbours } from "./neighbours";
import { choicesAt, storeOf } from "./reading";
import { Returning } from "./returning";
import { sayingsIn } from "./sayings";
import { fetchStep } from "./steps";
import { playStreams } from "./streams";
import { isThrifty } from "./thrift";
import { Tools } from "./tools";

const main = document.querySelector<HTMLElement>("main[data-live][data-stream]");
if (main) start(main);
openPictures(document);
playStreams(document);
offerFrames(document);
tellOwnTime(document, (time) => sayingsIn(document.documentElement.lang).yours(time));

function start(main: HTMLElement): void {
  const store = storeOf(document);
  const choices = choicesAt(new URL(location.href), store);
  const arrivals: Arrivals = new Arrivals(main, isHidden, () => tools.tell());
  const tools = new Tools(main, () => arrivals, choices, {
    store,
    now: Date.now,
    address: () => new URL(location.href),
    say: (there) => history.replaceState(history.state, "", there),
  });
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
    arrivals,
    device: { isOffline: () => !navigator.onLine, timeOfDay },
    isThrifty: () => choices.isThrifty || isThrifty(),
  });
  const returning = new Returning(main, choices, store, browserClock, window);
  tools.offer(live);
  returning.offer(tools);
  watch(live, arrivals, returning);
  if (choices.isPaused) live.pause();
  live.follow();
  if (isHidden()) live.hidden();
  const goOn = (): void => {
    if (!isHidden()) tools.tell();
    setTimeout(goOn, AGO_EVERY_MS);
  };
  goOn();
}

function watch(live: LivePage, arrivals: Arrivals, returning: Returning): void {
  const look = (): void => {
    if (isHidden()) live.hidden();
    else live.back();
    arrivals.moved();
    returning.remember();
  };
  document.addEventListener("visibilitychange", look);
  // A frozen page would keep the lead and do nothing with it. (Page Lifecycle; Chromium alone)
  document.addEventListener("freeze", () => live.sleep());
  addEventListener("online", () => live.network());
  addEventListener("offline", () => live.network());
  addEventListener("pagehide", () => {
    returning.remember();
    live.leave();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) live.follow(true);
  });
  let isMoving = false;
  const moved = (): void => {
    isMoving = false;
    arrivals.moved();
    returning.moved();
  };
  const move = (): void => {
    if (!isMoving) requestAnimationFrame(moved);
    isMoving = true;
  };
  addEventListener("scroll", move, { passive: true });
  document.addEventListener("focusout", move);
}

function isHidden(): boolean {
  return document.visibilityState === "hidden";
}

function timeOfDay(ago: number): string {
  const time = new Date(Date.now() - ago);
  return time.toLocaleTimeString(document.documentElement.lang || undefined, { timeStyle: "short" });
}
