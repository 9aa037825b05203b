/**
 * Sayings: all that the script itself says to readers; everything else on the page the server has said.
 * Knows the sentences in English, and where a page in another language carries its own (`render/sayings.py` writes them).
 * Does not know when anything is said.
 */

import { languageOf, pageOf, type Root } from "./root";
import ENGLISH from "./sayings.json";

type Told = typeof ENGLISH;
type Name = keyof Told;
/** A sentence, or its forms by plural category (CLDR). */
type Saying = string | Readonly<Record<string, string>>;

/** What a sentence speaks of, by the name in its braces. */
type Of = Readonly<Record<string, string | number>>;

const MINUTE_S = 60;
const HOUR_S = 3_600;

export class Sayings {
  readonly #plurals: Intl.PluralRules;

  constructor(
    private readonly told: Readonly<Partial<Record<Name, Saying>>>,
    language: string,
  ) {
    this.#plurals = pluralsOf(told === ENGLISH ? "en" : language);
  }

  /** A sentence; `of.n` decides among the forms of one that depends on a number. */
  say(name: Name, of: Of = {}): string {
    const saying: Saying = this.told[name] ?? ENGLISH[name];
    const text = typeof saying === "string" ? saying : this.#form(saying, Number(of.n));
    return text.replace(/\{(\w+)\}/g, (whole, each: string) => String(of[each] ?? whole));
  }

  #form(forms: Readonly<Record<string, string>>, count: number): string {
    return forms[this.#plurals.select(count)] ?? forms.other ?? "";
  }

  /** The connection is lost; the last contact was `ago` milliseconds ago. */
  lost(ago: number): string {
    const seconds = Math.round(ago / 1_000);
    if (seconds < MINUTE_S) return this.say("lost", { age: this.say("seconds", { n: seconds }) });
    const isHours = seconds >= HOUR_S;
    const n = Math.floor(seconds / (isHours ? HOUR_S : MINUTE_S));
    return this.say("lost", { age: this.say(isHours ? "hours" : "minutes", { n }) });
  }

  /** What has come since the reader left, who was reading the post of `time`: so many posts, or more, among them so many key events. */
  missed(time: string, posts: number, isMore: boolean, keyEvents: number): string {
    if (posts === 0) return this.say("wasReading", { time });
    const all = this.say("newPosts", { n: posts });
    const events = keyEvents ? this.say("keyEvents", { n: keyEvents }) : "";
    const what = events ? this.say("amongThem", { posts: all, events }) : all;
    return this.say(isMore ? "missedMore" : "missed", { time, posts: what });
  }
}

/** The sayings of the page in `root`. */
export function sayingsIn(root: Root): Sayings {
  const block = root.querySelector("#sayings");
  const first = root.querySelector("[data-region], main") ?? pageOf(root).documentElement;
  return new Sayings(block ? told(block.textContent ?? "") : ENGLISH, languageOf(first));
}

function told(json: string): Partial<Record<Name, Saying>> {
  try {
    return Object(JSON.parse(json)) as Partial<Record<Name, Saying>>;
  } catch {
    return ENGLISH;
  }
}

function pluralsOf(language: string): Intl.PluralRules {
  try {
    return new Intl.PluralRules(language);
  } catch {
    return new Intl.PluralRules("en");
  }
}
