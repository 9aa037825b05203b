/**
 * Spelling: how characters are written in CommonMark so that they stand for themselves.
 * Knows which ones are escaped and which are spelled by number, as `domain/spelling.py` on the server does.
 * Does not know what stands before or after a text.
 */

import { reader } from "./reader";

const WHITE = /^[\t\n\f\r \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]$/;
const PUNCTUATION = /^[\p{P}\p{S}]$/u;
const REFERENCE = /&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});/y;
const ESCAPABLE = /^[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]$/;

// What `domain/cleaning.py` takes out or makes a line end, and the line end itself.
const LOST = /^(?!\t)[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]$/u;

export function isWhite(char: string): boolean {
  return WHITE.test(char);
}

/** Punctuation or a symbol, as CommonMark means it. */
export function isPunctuation(char: string): boolean {
  return PUNCTUATION.test(char);
}

function isLetter(char: string): boolean {
  return char !== "" && !isWhite(char) && !isPunctuation(char);
}

function byNumber(char: string): string {
  return `&#${char.codePointAt(0)};`;
}

/** Where in `text` characters stand that cleaning, or reading it as lines, would take away or join. */
export function lostIfBare(text: readonly string[]): Set<number> {
  const found = new Set<number>();
  text.forEach((char, at) => {
    if (LOST.test(char)) found.add(at);
  });
  const whole = text.join("");
  if (whole.normalize("NFC") === whole) return found;
  let bare = "";
  text.forEach((char, at) => {
    const longer = bare + char;
    if (!found.has(at) && longer.normalize("NFC") === longer) bare = longer;
    else {
      found.add(at);
      bare = "";
    }
  });
  return found;
}

/**
 * `text`, by characters, so that it reads as it is; those `byNumbers` as references.
 * `beforeLink` says that a link follows at once, which a "!" would make a picture.
 */
export function spelled(text: readonly string[], byNumbers: ReadonlySet<number>, beforeLink = false): string {
  let out = "";
  let start = 0;
  for (const at of [...byNumbers].sort((a, b) => a - b)) {
    out += escaped(text.slice(start, at)) + byNumber(text[at] ?? "");
    start = at + 1;
  }
  const rest = text.slice(start);
  out += escaped(rest);
  return beforeLink && rest.at(-1) === "!" ? `${out.slice(0, -1)}\\!` : out;
}

function escaped(text: readonly string[]): string {
  const brackets = looseBrackets(text);
  return text.map((char, at) => (brackets.has(at) || isActive(text, at) ? `\\${char}` : char)).join("");
}

function isActive(text: readonly string[], at: number): boolean {
  const char = text[at] ?? "";
  if (char === "\\" || char === "`") return true;
  const after = text[at + 1] ?? "";
  if (char === "<") return after !== " ";
  if (char === "&") return isReference(text.slice(at, at + 34).join(""), 0);
  if (char !== "*" && char !== "_") return false;
  const before = text[at - 1] ?? "";
  if (isWhite(before) && isWhite(after)) return false;
  return char === "*" || !(isLetter(before) && isLetter(after));
}

/** Whether a character reference begins at `at`. */
function isReference(text: string, at: number): boolean {
  REFERENCE.lastIndex = at;
  const [found] = REFERENCE.exec(text) ?? [];
  return found !== undefined && (found[1] === "#" || reader.utils.unescapeAll(found) !== found);
}

/** Brackets that could belong to a link: all but pairs that hold none, and that no ":" or "(" follows. */
function looseBrackets(text: readonly string[]): Set<number> {
  const loose = new Set<number>();
  let start = -1;
  text.forEach((char, at) => {
    if (char === "[") {
      if (start >= 0) loose.add(start);
      start = at;
    } else if (char === "]") {
      const after = text[at + 1];
      if (start < 0) loose.add(at);
      else if (after === ":" || after === "(") loose.add(start).add(at);
      start = -1;
    }
  });
  return start < 0 ? loose : loose.add(start);
}

/** `address` as a link's or a picture's destination. */
export function destination(address: string): string {
  const written = address.replace(/&/g, (_, at: number) => (isReference(address, at) ? "\\&" : "&"));
  return !written || /[ ()]/.test(written) ? `<${written}>` : written;
}

/** What stands behind the destination: a space and `text` in quotation marks, or nothing. */
export function title(text: string): string {
  if (!text) return "";
  const chars = [...text];
  const numbers = lostIfBare(chars);
  return ` "${chars.map((char, at) => (numbers.has(at) ? byNumber(char) : quoted(chars, at))).join("")}"`;
}

function quoted(text: readonly string[], at: number): string {
  const char = text[at] ?? "";
  const after = text[at + 1];
  const isEscape = char === "\\" && (after === undefined || ESCAPABLE.test(after));
  const isTaken = char === "&" && isReference(text.slice(at, at + 34).join(""), 0);
  return char === '"' || isEscape || isTaken ? `\\${char}` : char;
}
