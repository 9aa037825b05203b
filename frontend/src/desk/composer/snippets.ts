/**
 * Snippets: a semicolon and a name become the text they stand for.
 * Knows what was typed. Does not know where the newsroom's snippets come from, nor the list (`offers.ts`).
 */

import type { Extension } from "@tiptap/core";
import { type Node, type ResolvedPos, Slice } from "@tiptap/pm/model";
import type { EditorState, Transaction } from "@tiptap/pm/state";
import { documentOf } from "./composing";
import { type Asked, offers } from "./offers";

export interface Snippet {
  readonly name: string;
  /** CommonMark. */
  readonly body: string;
}

/** All there are; null when they cannot be had now. */
export type AllSnippets = () => Promise<readonly Snippet[] | null>;

const SIGN = /(?:^|[\s(])(;([\p{L}\p{N}][\p{L}\p{N}_-]{0,39})?)$/u;
const LINE = 60;
const SHOWN = 80;

/** What is asked for with what stands before the cursor. */
export function askedAt(place: ResolvedPos): Asked | null {
  if (place.parent.type.spec.code) return null;
  const start = Math.max(0, place.parentOffset - LINE);
  const found = SIGN.exec(place.parent.textBetween(start, place.parentOffset, null, "\ufffc"));
  if (!found?.[1]) return null;
  return { from: place.pos - found[1].length, to: place.pos, sought: found[2] ?? "", words: "" };
}

/** Those whose name begins so, then those in which it stands; by name. */
export function fitting(all: readonly Snippet[], sought: string): Snippet[] {
  const name = sought.toLocaleLowerCase();
  const rank = (each: Snippet): number => each.name.toLocaleLowerCase().indexOf(name);
  return all
    .filter((each) => rank(each) >= 0)
    .sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}

/** The text in the place of what was typed: within the line where it is one, as blocks of its own where it is more. */
export function expanded(asked: Asked, body: string, state: EditorState): Transaction {
  const blocks = documentOf(body, state.schema).content;
  const only = blocks.childCount === 1 ? (blocks.firstChild as Node) : null;
  if (only?.type.name === "paragraph") return state.tr.replaceWith(asked.from, asked.to, only.content);
  return state.tr.replaceRange(asked.from, asked.to, new Slice(blocks, 0, 0));
}

export function snippets(all: AllSnippets, say: (words: string) => void): Extension {
  return offers<Snippet>({
    name: "snippets",
    list: "snippets",
    option: "snippet",
    label: "Snippets",
    asked: askedAt,
    find: async (asked) => {
      const found = await all();
      return found && fitting(found, asked.sought);
    },
    lead: (snippet) => `;${snippet.name}`,
    words: (snippet) => snippet.body.slice(0, SHOWN),
    // A semicolon is a semicolon, too.
    nothing: () => null,
    missing: "",
    told: (count) => `${count} ${count === 1 ? "snippet" : "snippets"}. Arrow keys choose, Enter takes one.`,
    say,
    chosen: (asked, snippet, state) => expanded(asked, snippet.body, state),
  });
}
