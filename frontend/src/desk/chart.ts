/**
 * The charts: how many read a blog, and how often it is looked at, kept up to date while somebody looks.
 * Knows that the sentence and the table beside it say the same; all their words are the server's.
 * Does not know how a line is drawn: that is loaded when there is a chart, so that nothing else waits for it.
 */

import { browserClock, type Clock } from "../reader/clock";

/** Each process counts its readers about as often. */
export const AGAIN_MS = 15_000;

/** What `/desk/blogs/{slug}/readers` and `views` say. Times are seconds since 1970. */
export interface Crowd {
  readonly now: number;
  readonly sentence: string;
  readonly times: readonly number[];
  /** How many were counted at each of them. */
  readonly counts: readonly number[];
  /** Where the hours are, and what they are called. */
  readonly marks: readonly (readonly [number, string])[];
  readonly table: readonly (readonly [string, string])[];
}

export interface Plot {
  show(crowd: Crowd): void;
}

/** Draws into `place` from now on. */
export type Draw = (place: HTMLElement) => Plot;

export interface Outside {
  /** The numbers, or null when they cannot be had now. */
  fetch(): Promise<Crowd | null>;
  load(): Promise<Draw>;
  /** Whether somebody can see the page. */
  isSeen(): boolean;
  readonly clock: Clock;
}

export class Chart {
  #plot: Plot | null = null;

  constructor(
    private readonly section: HTMLElement,
    private readonly outside: Outside,
  ) {}

  async follow(): Promise<void> {
    if (this.outside.isSeen()) await this.#ask();
    this.outside.clock.after(AGAIN_MS, () => void this.follow());
  }

  async #ask(): Promise<void> {
    const crowd = await this.outside.fetch();
    if (!crowd) {
      this.#say("The numbers cannot be told now.");
      return;
    }
    this.#say(crowd.sentence);
    this.#tabulate(crowd);
    const place = this.section.querySelector<HTMLElement>(".chart");
    // Without its drawing the sentence and the table still say everything.
    if (place && !this.#plot)
      this.#plot = await this.outside.load().then(
        (draw) => draw(place),
        () => null,
      );
    this.#plot?.show(crowd);
  }

  #say(sentence: string): void {
    const words = this.section.querySelector(".sentence");
    if (words && words.textContent !== sentence) words.textContent = sentence;
  }

  #tabulate(crowd: Crowd): void {
    const rows = crowd.table.map(([since, count]) => {
      const row = this.section.ownerDocument.createElement("tr");
      const head = this.section.ownerDocument.createElement("th");
      head.scope = "row";
      head.textContent = since;
      const cell = this.section.ownerDocument.createElement("td");
      cell.textContent = count;
      row.append(head, cell);
      return row;
    });
    this.section.querySelector("tbody")?.replaceChildren(...rows);
  }
}

/** Keeps a page's charts up to date; a page without one costs nothing. */
export function followReaders(owner: Document): void {
  for (const section of owner.querySelectorAll<HTMLElement>("[data-readers]")) {
    const address = section.dataset.readers ?? "";
    void new Chart(section, {
      fetch: () => crowdAt(address),
      load: async () => (await import("./plot")).draw,
      isSeen: () => !owner.hidden,
      clock: browserClock,
    }).follow();
  }
}

async function crowdAt(address: string): Promise<Crowd | null> {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as Crowd) : null;
  } catch {
    return null;
  }
}
