/**
 * The reader page's script: gives a live page the browser's own parts. Without it the page is whole, only not live.
 */

import { AGO_EVERY_MS, tellOwnTime } from "./ago";
import { Arrivals } from "./arrivals";
import { browserClock } from "./clock";
import { Folds } from "./folds";
import { isFollowed } from "./followed";
import { offerFrames } from "./frames";
import { loadPage } from "./fresh";
import { openPictures } from "./gallery";
import { fillIslands } from "./islands";
import { LivePage } from "./live";
import { browserNeighbours } from "./neighbours";
import { Newer } from "./newer";
import { offerQuestions } from "./questions";
import { type Choices, choicesAt, storeOf } from "./reading";
import { Returning } from "./returning";
import { sayingsIn } from "./sayings";
import { tellSeen } from "./seen";
import { shareOnPress } from "./sharing";
import { fetchStep } from "./steps";
import { playStreams } from "./streams";
import { isThrifty } from "./thrift";
import { Tools } from "./tools";
import { isHidden, timeOfDay, watch } from "./watching";
import { showOnPress } from "./withheld";

const main = document.querySelector<HTMLElement>("main[data-live][data-stream], main[data-still]");
if (main) start(main);
const older = document.querySelector<HTMLElement>("main[data-stream]:not([data-live])");
if (older) count(older);
shareOnPress(document);
showOnPress(document);
openPictures(document);
playStreams(document);
offerFrames(document);
offerQuestions(document, storeOf(document));
const seen = document.querySelector<HTMLElement>("main[data-seen]");
if (seen) tellSeen(seen);
askWhenNear(document.querySelector<HTMLElement>("[data-figures]"));
followWhenNear(document.querySelector<HTMLElement>("aside[data-follow]"));
fillIslands(document);
tellOwnTime(document, (time) => sayingsIn(document).say("yours", { time }));

function start(main: HTMLElement): void {
  const store = storeOf(document);
  const choices = choicesAt(new URL(location.href), store);
  const folds: Folds = new Folds(main, browserClock, () => tools.tell());
  const arrivals: Arrivals = new Arrivals(main, isHidden, () => {
    tools.tell();
    folds.later();
  });
  const tools = new Tools(main, () => arrivals, choices, {
    store,
    now: Date.now,
    address: () => new URL(location.href),
    height: () => innerHeight,
    isThrifty: () => choices.isThrifty || isThrifty(),
    say: (there) => history.replaceState(history.state, "", there),
  });
  const returning = new Returning(main, choices, store, browserClock, window);
  const live = "still" in main.dataset ? null : liveAt(main, arrivals, choices);
  tools.offer(live);
  returning.offer(tools);
  folds.listen(window);
  watch(main, live, [folds, arrivals, returning]);
  addEventListener("pagehide", () => returning.remember());
  document.addEventListener("visibilitychange", () => returning.remember());
  if (choices.isPaused) live?.pause();
  live?.follow();
  if (isHidden()) live?.hidden();
  const goOn = (): void => {
    if (!isHidden()) tools.tell();
    setTimeout(goOn, AGO_EVERY_MS);
  };
  goOn();
}

function liveAt(main: HTMLElement, arrivals: Arrivals, choices: Choices): LivePage {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  return new LivePage({
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
}

/** Most readers never come so far down: neither the script for it nor what others say is fetched before. */
function askWhenNear(section: HTMLElement | null): void {
  if (!section) return;
  const near = new IntersectionObserver(
    (seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
      near.disconnect();
      void import("./opinion").then(({ offerOpinion }) => offerOpinion(section, storeOf(document)));
    },
    { rootMargin: "400px" },
  );
  near.observe(section);
}

/** Whoever follows this story already is looked after at once; of others most never come so far down. */
function followWhenNear(section: HTMLElement | null): void {
  if (!section) return;
  const store = storeOf(document);
  const offer = (): void => {
    void import("./follow").then(({ offerFollow }) => offerFollow(section, store));
  };
  if (isFollowed(store, section.dataset.follow ?? "")) {
    offer();
    return;
  }
  const near = new IntersectionObserver(
    (seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
      near.disconnect();
      offer();
    },
    { rootMargin: "400px" },
  );
  near.observe(section);
}

/** An older page: only counts what is new. */
function count(main: HTMLElement): void {
  const place = main.querySelector(".newer .count");
  const sayings = sayingsIn(document);
  const wire = {
    stream: main.dataset.stream ?? "",
    connect: (address: string) => new EventSource(address),
    fetch: fetchStep,
    clock: browserClock,
    chance: Math.random,
  };
  const newer = new Newer(wire, browserNeighbours(), (count) => {
    if (place) place.textContent = count ? sayings.say("newUpdates", { n: count }) : "";
  });
  const look = (): void => (isHidden() ? newer.leave() : newer.follow());
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => newer.leave());
  addEventListener("pageshow", (event) => {
    if (event.persisted) look();
  });
  look();
}
