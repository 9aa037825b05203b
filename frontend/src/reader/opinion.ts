/**
 * Opinion: what a reader says of the page, and what others say.
 * Knows that a number made up at the first press tells this reader's vote from others: it is kept on this device, for this page
 * alone, before anything is sent, so that a vote whose answer was lost counts once.
 * Does not know how votes are counted; without this script the same forms do.
 */

import { type Sayings, sayingsIn } from "./sayings";
import { elementOf } from "./trusted";

const KEY_BYTES = 24;
const KEPT = "stoppress.vote";

/** What a reader has said, and under which number. */
interface Mine {
  readonly key: string;
  readonly stars?: number | null;
  readonly helpful?: boolean | null;
}

/** What the server says to a vote. */
export interface Counted {
  readonly stars: number | null;
  readonly helpful: boolean | null;
  readonly figures: string;
}

export interface Outside {
  /** The figures, or null when they cannot be had now. */
  figures(address: string): Promise<string | null>;
  /** What came of a vote; a sentence where it was refused, null when nobody answers. */
  vote(address: string, said: object): Promise<Counted | string | null>;
  readonly store: Storage | undefined;
  chance(bytes: number): Uint8Array;
}

export class Opinion {
  readonly #sayings: Sayings;
  readonly #votes: string;
  #mine: Mine | null;
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly section: HTMLElement,
    private readonly outside: Outside,
  ) {
    this.#sayings = sayingsIn(section.ownerDocument);
    this.#votes = section.dataset.votes ?? "";
    this.#mine = this.#kept();
  }

  /** Takes the forms over, and shows what others say. */
  async offer(): Promise<void> {
    this.section.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#say(wishOf(event));
    });
    this.section.querySelector(".back button")?.addEventListener("click", () => this.#say({ forget: true }));
    this.#mark();
    this.#tell();
    this.section.toggleAttribute("data-ready", true);
    const html = await this.outside.figures(this.section.dataset.figures ?? "");
    if (html !== null) this.#place(html);
  }

  /** One after the other, in the order of pressing. */
  #say(wish: object): void {
    this.#last = this.#last.then(() => this.#send(wish));
  }

  async #send(wish: object): Promise<void> {
    this.#mine ??= { key: keyOf(this.outside.chance(KEY_BYTES)) };
    this.#keep();
    const counted = await this.outside.vote(this.#votes, { key: this.#mine.key, ...wish });
    if (counted === null || typeof counted === "string") {
      this.#write(counted ?? this.#sayings.say("voteFailed"));
      return;
    }
    const { stars, helpful } = counted;
    const isNothing = stars === null && helpful === null;
    this.#mine = isNothing ? null : { key: this.#mine.key, stars, helpful };
    this.#keep();
    this.#mark();
    this.#tell();
    if (isNothing) this.#write(this.#sayings.say("votedBack"));
    this.#place(counted.figures);
  }

  /** Shows in the forms what this reader has said. */
  #mark(): void {
    for (const each of this.section.querySelectorAll<HTMLInputElement>("input[name=stars]"))
      each.checked = Number(each.value) === this.#mine?.stars;
    for (const each of this.section.querySelectorAll<HTMLButtonElement>("button[name=helpful]"))
      each.setAttribute("aria-pressed", String((each.value === "yes") === this.#mine?.helpful));
    const back = this.section.querySelector<HTMLElement>(".back");
    if (back) back.hidden = this.#said().length === 0;
  }

  #tell(): void {
    if (this.#said().length) this.#write(this.#said().join(" "));
  }

  #said(): string[] {
    const { stars, helpful } = this.#mine ?? {};
    const said = stars ? [this.#sayings.say("votedStars", { n: stars })] : [];
    if (helpful === true) said.push(this.#sayings.say("votedYes"));
    if (helpful === false) said.push(this.#sayings.say("votedNo"));
    return said;
  }

  #write(sentence: string): void {
    const region = this.section.querySelector(".yours");
    if (region) region.textContent = sentence;
  }

  #place(html: string): void {
    const place = this.section.querySelector(".figures");
    const made = elementOf(`<div class="figures">${html}</div>`, this.section.ownerDocument);
    if (place && made) place.replaceWith(made);
  }

  get #name(): string {
    return `${KEPT} ${this.#votes}`;
  }

  #kept(): Mine | null {
    try {
      const kept = Object(JSON.parse(this.outside.store?.getItem(this.#name) ?? "null")) as Partial<Mine>;
      return typeof kept.key === "string" ? { ...kept, key: kept.key } : null;
    } catch {
      return null;
    }
  }

  #keep(): void {
    try {
      if (this.#mine) this.outside.store?.setItem(this.#name, JSON.stringify(this.#mine));
      else this.outside.store?.removeItem(this.#name);
    } catch {
      // Nothing is kept then; as long as this page is open it is known whose vote it was.
    }
  }
}

function wishOf(event: SubmitEvent): object {
  const pressed = event.submitter;
  if (pressed instanceof HTMLButtonElement && pressed.name === "helpful") return { helpful: pressed.value };
  const chosen = (event.target as HTMLFormElement).querySelector<HTMLInputElement>("input:checked");
  return { stars: Number(chosen?.value) };
}

/** Bytes as text that stands in an address or a form as it is. */
function keyOf(bytes: Uint8Array): string {
  return Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
}

/** Gives the section of the page life. */
export function offerOpinion(section: HTMLElement, store: Storage | undefined): void {
  const outside: Outside = {
    figures: async (address) => {
      try {
        const answer = await fetch(address);
        return answer.ok ? await answer.text() : null;
      } catch {
        return null;
      }
    },
    vote: votedAt,
    store,
    chance: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  };
  void new Opinion(section, outside).offer();
}

async function votedAt(address: string, said: object): Promise<Counted | string | null> {
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(said) });
    const tree = (await answer.json()) as Counted & { readonly detail?: string };
    return answer.ok ? tree : (tree.detail ?? null);
  } catch {
    return null;
  }
}
