/**
 * Outgoing: the list of what was published here and is on its way, with how far each has come, in words.
 * Knows what is said, and which buttons stand beside it. "Live" is said of what readers have alone.
 * Does not know how anything is sent.
 */

import type { Moments } from "./moments";
import type { Trouble } from "./outbox";
import type { Parcel } from "./shelf";

export type Act = "undo" | "take-back" | "release" | "dismiss";

const SECOND_MS = 1_000;
// An undo window is a matter of seconds; what is further off was scheduled.
const WINDOW_MS = 120_000;

const TROUBLES: Readonly<Record<Trouble, string>> = {
  "": "Sending",
  offline: "Not live yet: no connection. It goes out when there is one.",
  silent: "Not live yet: no connection to the server. It is tried again.",
  failing: "Not live yet: the server has a problem. It is tried again.",
  "signed-out": "Not live yet: you are signed out. Sign in, and it goes out.",
};

/** How far `parcel` has come. */
export function told(parcel: Parcel, trouble: Trouble, moments: Moments): string {
  switch (parcel.state) {
    case "sending":
      return TROUBLES[trouble];
    case "waiting":
      return waiting(parcel, moments);
    case "review":
      return parcel.submitted
        ? "Submitted: an editor reads it before readers do"
        : "Waiting for a second pair of eyes";
    case "held":
      return "Held: it does not go out before somebody releases it";
    case "sent":
      return `${parcel.out ? `Live ${moments.exact(parcel.out)}` : "Live"}${by(parcel)}`;
    case "refused":
      return parcel.said;
  }
}

function by(parcel: Parcel): string {
  return parcel.by ? `, published by ${parcel.by}` : "";
}

function waiting(parcel: Parcel, moments: Moments): string {
  if (parcel.said) return `Not live yet: ${parcel.said}`;
  if (!parcel.due) return "Going out";
  const rest = moments.until(parcel.due);
  if (rest !== null && rest <= 0) return "Going out";
  if (parcel.at || (rest !== null && rest > WINDOW_MS)) return `Scheduled for ${moments.time(parcel.due)}`;
  return rest === null ? "Goes out in a moment" : `Goes out in ${Math.ceil(rest / SECOND_MS)} s`;
}

/** The buttons beside `parcel`. */
export function acts(parcel: Parcel, trouble: Trouble, moments: Moments): readonly Act[] {
  if (parcel.state === "sending") return trouble ? ["take-back"] : [];
  if (parcel.state === "sent" || parcel.state === "refused") return ["dismiss"];
  if (parcel.state === "held") return ["release", "undo"];
  const rest = parcel.due ? moments.until(parcel.due) : null;
  return parcel.state === "waiting" && rest !== null && rest <= 0 ? [] : ["undo"];
}

const WORDS: Readonly<Record<Act, string>> = {
  undo: "Undo",
  "take-back": "Take back",
  release: "Release",
  dismiss: "Done",
};

export interface Shown {
  readonly parcel: Parcel;
  readonly trouble: Trouble;
}

export class OutgoingList {
  #said = "";

  /** `region` is read out when a state changes; seconds are not counted aloud. */
  constructor(
    private readonly list: HTMLElement,
    private readonly region: HTMLElement,
    private readonly moments: Moments,
    private readonly act: (parcel: Parcel, act: Act) => void,
  ) {}

  show(all: readonly Shown[]): void {
    const items = new Map([...this.list.children].map((each) => [each.getAttribute("data-draft"), each]));
    for (const { parcel, trouble } of all) {
      const item = items.get(parcel.draft) ?? this.#item(parcel);
      items.delete(parcel.draft);
      this.#tell(item as HTMLElement, parcel, trouble);
    }
    for (const gone of items.values()) gone.remove();
    this.list.hidden = !all.length;
    const said = all.map(({ parcel, trouble }) => aloud(parcel, trouble, this.moments)).join(". ");
    if (said !== this.#said) this.region.textContent = said;
    this.#said = said;
  }

  #item(parcel: Parcel): HTMLElement {
    const owner = this.list.ownerDocument;
    const item = owner.createElement("li");
    item.dataset.draft = parcel.draft;
    for (const name of ["what", "how", "deeds"]) {
      const part = owner.createElement(name === "deeds" ? "span" : "p");
      part.className = name;
      item.append(part);
    }
    this.list.append(item);
    return item;
  }

  #tell(item: HTMLElement, parcel: Parcel, trouble: Trouble): void {
    put(item.querySelector(".what"), titleOf(parcel));
    put(item.querySelector(".how"), told(parcel, trouble, this.moments));
    item.dataset.state = parcel.state === "sending" && trouble ? "stuck" : parcel.state;
    const wanted = acts(parcel, trouble, this.moments);
    const deeds = item.querySelector<HTMLElement>(".deeds");
    const known = wanted.join();
    if (!deeds || deeds.dataset.acts === `${known} ${trouble}`) return;
    deeds.dataset.acts = `${known} ${trouble}`;
    deeds.replaceChildren(...wanted.map((each) => this.#button(parcel.draft, each)));
    if (trouble === "signed-out" && parcel.state === "sending") deeds.prepend(signIn(item.ownerDocument));
  }

  #button(draft: string, act: Act): HTMLElement {
    const button = this.list.ownerDocument.createElement("button");
    button.type = "button";
    button.textContent = WORDS[act];
    button.dataset.act = act;
    button.addEventListener("click", () => {
      const parcel = this.#parcels.get(draft);
      if (parcel) this.act(parcel, act);
    });
    return button;
  }

  readonly #parcels = new Map<string, Parcel>();

  /** The parcels that buttons speak of. */
  know(all: readonly Parcel[]): void {
    this.#parcels.clear();
    for (const each of all) this.#parcels.set(each.draft, each);
  }
}

function put(place: Element | null, words: string): void {
  if (place && place.textContent !== words) place.textContent = words;
}

/** In a tab of its own: what is being written stays where it is. */
export function signIn(owner: Document): HTMLElement {
  const link = owner.createElement("a");
  link.href = "/desk/sign-in";
  link.target = "_blank";
  link.rel = "opener";
  link.className = "button";
  link.textContent = "Sign in";
  return link;
}

function aloud(parcel: Parcel, trouble: Trouble, moments: Moments): string {
  const words = told(parcel, trouble, moments);
  return `${titleOf(parcel)}: ${words.replace(/ in \d+ s$/, " in a few seconds")}`;
}

const TITLE_LENGTH = 60;

/** What somebody recognises it by. */
export function titleOf({ content }: Pick<Parcel, "content">): string {
  const words =
    content.headline ||
    content.body
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/[*_`#>\\]+/g, "")
      .replace(/\s+/g, " ")
      .trim();
  return words.length > TITLE_LENGTH ? `${words.slice(0, TITLE_LENGTH)}…` : words || "Post";
}
