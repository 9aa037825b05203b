/**
 * Content: what a post says, as the desk's addresses take it.
 * Does not know where it is written, kept or sent.
 */

export interface Byline {
  readonly name: string;
  readonly role: string;
  readonly place: string;
  readonly author: string;
}

export interface Claim {
  readonly status: "unverified" | "confirmed";
  readonly attribution: string;
}

export interface Content {
  readonly headline: string;
  /** CommonMark in normal form. */
  readonly body: string;
  readonly label: string | null;
  readonly bylines: readonly Byline[];
  readonly key_event: boolean;
  readonly pin: boolean;
  readonly claim: Claim | null;
}

export const NOTHING: Content = {
  headline: "",
  body: "",
  label: null,
  bylines: [],
  key_event: false,
  pin: false,
  claim: null,
};

/** Whether there is nothing to read in it. */
export function saysNothing(content: Content): boolean {
  return !content.headline.trim() && !content.body.trim();
}

export function isSame(one: Content, other: Content): boolean {
  return JSON.stringify(one, KEYS) === JSON.stringify(other, KEYS);
}

// In one order, whoever made the object.
const KEYS = [...Object.keys(NOTHING), "name", "role", "place", "author", "status", "attribution"];

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
const ID_LENGTH = 26;

/** A name for a draft, of 128 bits of chance and two more. */
export function newDraftId(random: (bytes: Uint8Array) => Uint8Array): string {
  return [...random(new Uint8Array(ID_LENGTH))].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
