/**
 * Tools: the reader's controls, from the choices they make to what they see of it. (READER AX1, PL5, PL6, PL7)
 * Knows the controls the server wrote into the page, and says in them how things stand.
 * Does not know the server; what is asked of the connection is asked of `live`.
 */

import { tellAgo } from "./ago";
import type { Arrivals } from "./arrivals";
import { isTurned, itemsOf, listOf } from "./list";
import { keepingPlace } from "./place";
import { addressWith, arrange, type Choices, keepChoices } from "./reading";
import { languageOf, type Root, rootOf } from "./root";
import { isRun, namesIn, unfold } from "./runs";
import { type Sayings, sayingsIn } from "./sayings";
import { leadTo, markStop } from "./since";
import { forgetStops, type Stop } from "./stopped";
import { releaseAll, withhold } from "./withheld";

/** What of the page follows the server. */
export interface Following {
  pause(): void;
  resume(): void;
  follow(): void;
}

/** The reader's browser, as far as it is needed here. */
export interface Browser {
  readonly store: Storage | undefined;
  /** Milliseconds since 1970. */
  now(): number;
  /** Of the window, in pixels. */
  height(): number;
  isThrifty(): boolean;
  address(): URL;
  /** Has the address say `there`, without going anywhere. */
  say(there: URL): void;
}

export class Tools {
  readonly #root: Root;
  #live: Following | null = null;
  #stop: Stop | null = null;

  constructor(
    private readonly main: HTMLElement,
    private readonly arrivals: () => Arrivals,
    private readonly choices: Choices,
    private readonly browser: Browser,
  ) {
    this.#root = rootOf(main);
  }

  /** Gives the controls life. */
  offer(live: Following | null): void {
    this.#live = live;
    for (const name of ["order", "only"])
      this.#listen(`.tools [name=${name}]`, "change", () => this.#arranged());
    this.#listen(".tools [name=remember]", "change", () => this.#kept());
    this.#listen(".tools [name=thrifty]", "change", () => this.#kept());
    this.#listen(".tools .pause", "click", () => this.#paused());
    this.#listen("#news .show", "click", () => this.#show());
    this.#listen("#news .top", "click", () => this.#toTheTop());
    this.#setControls();
    this.tell();
  }

  /** The line where the reader stopped is drawn after `stop` from now on. */
  stoppedAt(stop: Stop): void {
    this.#stop = stop;
    this.tell();
  }

  /** Says how things stand. To be called whenever posts have come, gone or changed. */
  tell(): void {
    const left = arrange(this.main, this.choices);
    this.#write(".tools .hides", left ? this.#sayings.say("hides", { n: left }) : "");
    const { count } = this.arrivals();
    this.#write("#news .show", count ? this.#sayings.say("newUpdates", { n: count }) : "");
    const news = this.#find("#news");
    if (news) news.hidden = count === 0;
    if (this.browser.isThrifty()) withhold(this.main, this.browser.height(), this.#sayings);
    if (!this.choices.isPaused) tellAgo(this.main, languageOf(this.main), this.browser.now());
    markStop(this.main, this.#stop, this.#sayings);
  }

  get #sayings(): Sayings {
    return sayingsIn(this.#root);
  }

  #setControls(): void {
    const { choices } = this;
    this.#set("order", choices.isOldestFirst ? "oldest" : "newest");
    this.#set("only", choices.only);
    this.#check("remember", choices.isRemembering);
    this.#check("thrifty", choices.isThrifty);
    this.#sayPaused();
  }

  #arranged(): void {
    this.choices.isOldestFirst = this.#value("order") === "oldest";
    this.choices.only = this.#value("only");
    keepChoices(this.choices, this.browser.store);
    this.browser.say(addressWith(this.choices, this.browser.address()));
    keepingPlace(this.#root, () => this.tell());
  }

  #kept(): void {
    this.choices.isRemembering = this.#isChecked("remember");
    this.choices.isThrifty = this.#isChecked("thrifty");
    keepChoices(this.choices, this.browser.store);
    if (!this.choices.isRemembering) forgetStops(this.browser.store);
    if (!this.browser.isThrifty()) releaseAll(this.main);
    this.tell();
    this.#live?.follow();
  }

  #paused(): void {
    this.choices.isPaused = !this.choices.isPaused;
    keepChoices(this.choices, this.browser.store);
    this.#sayPaused();
    if (this.choices.isPaused) this.#live?.pause();
    else this.#live?.resume();
  }

  #sayPaused(): void {
    const { isPaused } = this.choices;
    this.#find(".tools .pause")?.setAttribute("aria-pressed", String(isPaused));
    this.#write(".tools .paused", isPaused ? this.#sayings.say("paused") : "");
  }

  /** Leads to the oldest post that waited; the line says where the reader had been before. */
  #show(): void {
    const oldest = this.#oldestOf(this.arrivals().waiting.at(-1));
    const list = listOf(this.main);
    const items = list ? itemsOf(list) : [];
    const before = oldest && items[items.indexOf(oldest) + 1];
    if (before) this.#stop = { newest: before.dataset.order ?? "", post: namesIn(before)[0] ?? "", time: "" };
    this.arrivals().show();
    if (oldest) leadTo(oldest, list !== null && isTurned(list));
  }

  #oldestOf(item: HTMLElement | undefined): HTMLElement | undefined {
    return item && isRun(item) ? unfold(item).at(-1) : item;
  }

  #toTheTop(): void {
    const newest = this.arrivals().waiting[0];
    this.arrivals().show();
    if (newest) leadTo(newest, true);
  }

  #listen(selector: string, event: string, act: () => void): void {
    this.#find(selector)?.addEventListener(event, act);
  }

  #find(selector: string): HTMLElement | null {
    return this.#root.querySelector(selector);
  }

  #write(selector: string, words: string): void {
    const place = this.#find(selector);
    if (place && place.textContent !== words) place.textContent = words;
  }

  #value(name: string): string {
    return this.#root.querySelector<HTMLSelectElement>(`.tools [name=${name}]`)?.value ?? "";
  }

  #set(name: string, value: string): void {
    const chosen = this.#root.querySelector<HTMLSelectElement>(`.tools [name=${name}]`);
    if (chosen) chosen.value = value;
  }

  #isChecked(name: string): boolean {
    return this.#root.querySelector<HTMLInputElement>(`.tools [name=${name}]`)?.checked ?? false;
  }

  #check(name: string, isChecked: boolean): void {
    const box = this.#root.querySelector<HTMLInputElement>(`.tools [name=${name}]`);
    if (box) box.checked = isChecked;
  }
}
