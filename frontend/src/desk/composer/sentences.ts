/**
 * Sentences: the inside of a paragraph or heading as CommonMark, in normal form.
 * Knows emphasis, links, pictures, code, breaks, and what a line may not begin with, as `domain/sentences.py` does.
 * Does not know the block it stands in.
 */

import { reader } from "./reader";
import { destination, isPunctuation, isWhite, lostIfBare, spelled, title } from "./spelling";
import type { Inline, Link } from "./tree";

type Piece =
  | { readonly type: "text"; readonly chars: readonly string[]; readonly byNumbers: Set<number> }
  /** Where emphasis begins or ends. */
  | { readonly type: "mark"; readonly char: "*" | "_"; readonly count: number; readonly opens: boolean }
  /** What is written already, and begins and ends with punctuation. */
  | { readonly type: "solid"; readonly written: string; readonly opensLink: boolean }
  | { readonly type: "soft" | "hard" };

type Text = Extract<Piece, { type: "text" }>;
type Mark = Extract<Piece, { type: "mark" }>;

const MAIL = "mailto:";

/**
 * What `children` say; one line for each break and one more.
 * `apart` gives emphasis within emphasis the other character, so that none is taken for the end of another.
 */
export function writtenInline(children: readonly Inline[], apart = false): string {
  const flat = joined(pieces(children));
  const all = apart ? toldApart(flat) : flat;
  spellEdges(all);
  while (spellBesideMarks(all));
  return all.map((piece, at) => written(piece, all[at + 1])).join("");
}

function written(piece: Piece, following: Piece | undefined): string {
  switch (piece.type) {
    case "text":
      return spelled(piece.chars, piece.byNumbers, following?.type === "solid" && following.opensLink);
    case "mark":
      return piece.char.repeat(piece.count);
    case "solid":
      return piece.written;
    case "hard":
      return "\\\n";
    case "soft":
      return "\n";
  }
}

function* pieces(children: readonly Inline[]): Generator<Piece> {
  for (const each of children) {
    if (each.type === "text") yield { type: "text", chars: [...each.text], byNumbers: new Set() };
    else if (each.type === "em" || each.type === "strong") {
      const mark = { type: "mark", char: each.char, count: each.type === "em" ? 1 : 2 } as const;
      yield { ...mark, opens: true };
      yield* pieces(each.children);
      yield { ...mark, opens: false };
    } else if (each.type === "link") yield* link(each);
    else if (each.type === "code") yield solid(code(each.text));
    else if (each.type === "image") {
      const alt = [...each.alt];
      yield solid(`![${spelled(alt, lostIfBare(alt))}](${destination(each.src)}${title(each.title)})`);
    } else yield { type: each.type };
  }
}

function solid(text: string, opensLink = false): Piece {
  return { type: "solid", written: text, opensLink };
}

function* link(link: Link): Generator<Piece> {
  const bare = bareAddress(link);
  if (bare !== null) {
    yield solid(`<${bare}>`, true);
    return;
  }
  yield solid("[", true);
  yield* pieces(link.children);
  yield solid(`](${destination(link.href)}${title(link.title)})`);
}

/** What stands in angle brackets, if that is how the link is written and it still reads so. */
function bareAddress(link: Link): string | null {
  const [only, more] = link.children;
  if (!link.auto || link.title || more || only?.type !== "text") return null;
  const isMail = link.href.startsWith(MAIL) && !only.text.startsWith(MAIL);
  const bare = isMail ? link.href.slice(MAIL.length) : link.href;
  return reader.normalizeLinkText(bare) === only.text ? bare : null;
}

function code(text: string): string {
  const runs = (text.match(/`+/g) ?? []).map((each) => each.length);
  if (runs.length) {
    const fence = "`".repeat(Math.max(...runs) + 1);
    return `${fence} ${text} ${fence}`;
  }
  return /^ .* $/s.test(text) && /[^ ]/.test(text) ? `\` ${text} \`` : `\`${text}\``;
}

function joined(pieces: Iterable<Piece>): Piece[] {
  const out: Piece[] = [];
  let chars: string[] = [];
  const end = (): void => {
    if (chars.length) out.push({ type: "text", chars, byNumbers: lostIfBare(chars) });
    chars = [];
  };
  for (const piece of pieces) {
    if (piece.type === "text") chars.push(...piece.chars);
    else {
      end();
      out.push(piece);
    }
  }
  end();
  return out;
}

function toldApart(pieces: readonly Piece[]): Piece[] {
  const open: ("*" | "_")[] = [];
  let closed = "";
  return pieces.map((piece) => {
    if (piece.type !== "mark") {
      closed = "";
      return piece;
    }
    if (piece.opens) open.push((open.at(-1) ?? closed) === "*" ? "_" : "*");
    const char = open.at(-1) ?? "*";
    if (!piece.opens) closed = open.pop() ?? "";
    return { ...piece, char };
  });
}

/** White space at the edge of a line is skipped when read, and beside emphasis it leaves a mere asterisk. */
function spellEdges(pieces: readonly Piece[]): void {
  pieces.forEach((piece, at) => {
    if (piece.type !== "text") return;
    const before = pieces[at - 1];
    const after = pieces[at + 1];
    const isFirst = !before || isBreak(before) || (before.type === "mark" && before.opens);
    const isLast = !after || after.type === "soft" || (after.type === "mark" && !after.opens);
    const last = piece.chars.length - 1;
    if (isFirst && isWhite(piece.chars[0] ?? "")) piece.byNumbers.add(0);
    if (isLast && isWhite(piece.chars[last] ?? "")) piece.byNumbers.add(last);
  });
}

function isBreak(piece: Piece): boolean {
  return piece.type === "soft" || piece.type === "hard";
}

/** Spells a letter that keeps emphasis beside it from beginning or ending; whether there was one. */
function spellBesideMarks(pieces: readonly Piece[]): boolean {
  let found = false;
  for (let start = 0, end = 0; start < pieces.length; start = end) {
    const run = runAt(pieces, start);
    end = start + Math.max(1, run.length);
    const before = pieces[start - 1];
    const after = pieces[end];
    const left = before?.type === "text" ? kind(before, before.chars.length - 1) : edge(before, false);
    const right = after?.type === "text" ? kind(after, 0) : edge(after, true);
    for (const mark of run) {
      const isWord = mark.char === "_";
      if (mark.opens && left === "letter" && (isWord || right === "punctuation"))
        found = spell(before as Text, (before as Text).chars.length - 1) || found;
      else if (!mark.opens && right === "letter" && (isWord || left === "punctuation"))
        found = spell(after as Text, 0) || found;
    }
  }
  return found;
}

/** Marks of the same character that touch, from `start` on. */
function runAt(pieces: readonly Piece[], start: number): Mark[] {
  const run: Mark[] = [];
  for (let at = start; ; at += 1) {
    const piece = pieces[at];
    if (piece?.type !== "mark" || (run[0] && run[0].char !== piece.char)) return run;
    run.push(piece);
  }
}

function spell(text: Text, at: number): boolean {
  const isNew = !text.byNumbers.has(at);
  text.byNumbers.add(at);
  return isNew;
}

type Kind = "white" | "punctuation" | "letter";

function kind(text: Text, at: number): Kind {
  const char = text.chars[at] ?? "";
  if (text.byNumbers.has(at) || isPunctuation(char)) return "punctuation";
  return isWhite(char) ? "white" : "letter";
}

function edge(piece: Piece | undefined, isAfter: boolean): Kind {
  if (!piece || piece.type === "soft") return "white";
  return piece.type === "hard" && !isAfter ? "white" : "punctuation";
}

/** `line` of a paragraph, so that it begins no other block. */
export function guarded(line: string): string {
  if (/^(#{1,6}([ \t]|$)|[-*+]([ \t]|$)|>|~~~)/.test(line)) return `\\${line}`;
  if (/^((-[ \t]*){3,}|-+[ \t]*|=+[ \t]*)$/.test(line)) return `\\${line}`;
  return line.replace(/^([0-9]+)([.)])(?=[ \t]|$)/, "$1\\$2");
}
