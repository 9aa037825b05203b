/**
 * References: offers posts of the same blog to link, when somebody types "see 9.41am" or "/".
 * Knows what was typed, and what the link says. Does not know how posts are found, nor the list (`offers.ts`).
 */

import type { Extension } from "@tiptap/core";
import type { ResolvedPos } from "@tiptap/pm/model";
import { type Asked, offers } from "./offers";

export interface Offer {
  readonly id: string;
  /** As readers see it. */
  readonly time: string;
  readonly exact: string;
  readonly heading: string;
}

/** Posts for what is sought; null when they cannot be had now. */
export type Find = (sought: string) => Promise<readonly Offer[] | null>;

const TIME = String.raw`\d{1,2}(?:[.:h]\d{2})(?::\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.|Uhr)?|\d{1,2}\s?(?:am|pm)`;
const SEE = new RegExp(
  String.raw`(?:^|[\s(\[])(see\s+(?:our\s+|my\s+|the\s+)?(${TIME})(?:\s+posts?)?)$`,
  "i",
);
const SLASH = /(?:^|\s)\/([^/\n]{0,40})$/;

const LINE = 120;

/** What is asked for with what stands before the cursor, if anything is. */
export function askedAt(place: ResolvedPos): Asked | null {
  const { link } = place.doc.type.schema.marks;
  // What is a link already needs none.
  if (place.parent.type.spec.code || link?.isInSet(place.nodeBefore?.marks ?? [])) return null;
  const start = Math.max(0, place.parentOffset - LINE);
  const text = place.parent.textBetween(start, place.parentOffset, null, "\ufffc");
  const see = SEE.exec(text);
  if (see?.[1] && see[2]) return asked(place, see[1], see[2], see[1]);
  const slash = SLASH.exec(text);
  return slash ? asked(place, `/${slash[1]}`, slash[1] ?? "", "") : null;
}

function asked(place: ResolvedPos, typed: string, sought: string, words: string): Asked {
  return { from: place.pos - typed.length, to: place.pos, sought: sought.trim(), words };
}

/** What the link says. */
export function wordsFor(asked: Asked, offer: Offer): string {
  if (!asked.words) return `see ${offer.time} post`;
  return /\bposts?$/i.test(asked.words) ? asked.words : `${asked.words.trimEnd()} post`;
}

export function references(find: Find, say: (words: string) => void): Extension {
  return offers<Offer>({
    name: "references",
    list: "offers",
    option: "offer",
    label: "Posts to link",
    asked: askedAt,
    find: (asked) => find(asked.sought),
    lead: (offer) => offer.time,
    words: (offer) => offer.heading,
    nothing: (asked) => (asked.words ? null : "No post found"),
    missing: "Posts cannot be had just now",
    told: (count) => `${count} posts to link. Arrow keys choose, Enter takes one.`,
    say,
    chosen: (asked, offer, state) => {
      const { link } = state.schema.marks;
      if (!link) return state.tr;
      const words = state.schema.text(wordsFor(asked, offer), [link.create({ href: `post:${offer.id}` })]);
      return state.tr.replaceWith(asked.from, asked.to, words).removeStoredMark(link);
    },
  });
}
