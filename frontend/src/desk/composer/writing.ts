/**
 * Writing: a tree as CommonMark, in normal form: the same bytes that `domain/writing.py` makes on the server.
 * Knows blocks, and what may stand on the next line. Does not know the editor.
 */

import { guarded, writtenInline } from "./sentences";
import type { Block, Inline, List } from "./tree";

const RULE = "_".repeat(70);

// Whether a block needs telling emphasis apart is its own affair: the others keep their bytes.
type Apart = (block: Block) => boolean;

/** The text that reads as `blocks`. */
export function write(blocks: readonly Block[], apart: Apart = () => false): string {
  return written(blocks, "\n\n", apart);
}

function written(blocks: readonly Block[], between: string, apart: Apart): string {
  let out = "";
  blocks.forEach((block, at) => {
    const before = blocks[at - 1];
    if (before) out += needsAGap(before, block) ? "\n\n" : between;
    out += one(block, listsBefore(blocks, at), apart);
  });
  return out;
}

function one(block: Block, before: number, apart: Apart): string {
  switch (block.type) {
    case "paragraph":
      return lines(block.children, apart(block));
    case "heading":
      return heading(block.level, block.children, apart(block));
    case "quote":
      return written(block.blocks, "\n\n", apart)
        .split("\n")
        .map((line) => (line ? `> ${line}` : ">"))
        .join("\n");
    case "list":
      return list(block, before, apart);
    case "code":
      return fence(block.about, block.content);
    case "rule":
      return RULE;
  }
}

function lines(children: readonly Inline[], apart: boolean): string {
  return writtenInline(children, apart).split("\n").map(guarded).join("\n");
}

function heading(level: number, children: readonly Inline[], apart: boolean): string {
  // Only a heading that is underlined can go over several lines.
  if (hasBreak(children)) return `${lines(children, apart)}\n${level === 1 ? "===" : "---"}`;
  const text = writtenInline(children, apart);
  return `${"#".repeat(level)} ${text.endsWith("#") ? `${text.slice(0, -1)}\\#` : text}`;
}

export function hasBreak(children: readonly Inline[]): boolean {
  return children.some(
    (each) => each.type === "soft" || each.type === "hard" || ("children" in each && hasBreak(each.children)),
  );
}

function fence(about: string, content: string): string {
  const char = about.includes("`") ? "~" : "`";
  const runs = (content.match(char === "~" ? /~+/g : /`+/g) ?? []).map((each) => each.length);
  const fence = char.repeat(Math.max(3, ...runs.map((each) => each + 1)));
  return `${fence}${about.startsWith(char) ? " " : ""}${about}\n${content}${fence}`;
}

function list(list: List, before: number, apart: Apart): string {
  const between = list.tight ? "\n" : "\n\n";
  const items = list.items.map((item) => written(item, between, apart));
  return items.map((item, at) => listItem(markerOf(list, before, items, at), item)).join(between);
}

function markerOf(list: List, before: number, items: readonly string[], at: number): string {
  const isOther = before % 2 === 1;
  if (list.ordered) {
    const number = String(list.start);
    return `${at ? "1".padStart(number.length, "0") : number}${isOther ? ")" : "."}`;
  }
  const marker = isOther ? "*" : "-";
  // "- - -" is a rule.
  return items.some((item) => isLikeARule(`${marker} ${item.split("\n", 1)[0]}`)) ? "+" : marker;
}

function isLikeARule(line: string): boolean {
  return /^((-[ \t]*){3,}|(\*[ \t]*){3,})$/.test(line);
}

function listItem(marker: string, text: string): string {
  const [first = "", ...rest] = text.split("\n");
  const indent = " ".repeat(marker.length + 1);
  return [first ? `${marker} ${first}` : marker, ...rest.map((line) => (line ? indent + line : ""))].join(
    "\n",
  );
}

/** How many lists of its kind stand before it with nothing between: neighbours need different markers. */
function listsBefore(blocks: readonly Block[], at: number): number {
  const own = blocks[at];
  let count = 0;
  for (let before = blocks[at - 1]; own?.type === "list"; before = blocks[at - 1 - count]) {
    if (before?.type !== "list" || before.ordered !== own.ordered) break;
    count += 1;
  }
  return count;
}

/** Whether `block` on the next line would be read as more of `before`. */
export function needsAGap(before: Block, block: Block): boolean {
  if (before.type === "quote" && block.type === "quote") return true;
  if (block.type === "heading") return hasBreak(block.children) && endsInWords(before);
  return block.type === "list" && before.type === "paragraph" && !interrupts(block);
}

function interrupts(list: List): boolean {
  return Boolean(list.items[0]?.length) && (!list.ordered || list.start === 1);
}

export function endsInWords(block: Block): boolean {
  if (block.type === "paragraph") return true;
  const inside =
    block.type === "quote" ? block.blocks : block.type === "list" ? block.items.at(-1) : undefined;
  const last = inside?.at(-1);
  return last !== undefined && endsInWords(last);
}
