/**
 * Settling: what a person made, as CommonMark can say it. What was read stays as it is.
 * Knows white space and breaks at the edges of lines and of emphasis. Does not know the editor.
 */

import { isRead } from "./rereading";
import type { Emphasis, Inline } from "./tree";

const CONTROLS = /(?!\t)[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

/** The inside of a block. */
export function settled(children: readonly Inline[]): Inline[] {
  return trimmed(loosened(children), true);
}

function loosened(children: readonly Inline[]): Inline[] {
  const out: Inline[] = [];
  for (const each of children.flatMap(freed)) {
    const last = out.at(-1);
    const both = last && joined(last, each);
    if (both) out[out.length - 1] = both;
    else out.push(each);
  }
  return out;
}

/** Two of the same kind that touch and are one to a reader; but not those that CommonMark can say are two. */
function joined(left: Inline, right: Inline): Inline | null {
  if (left.type === "text" && right.type === "text" && !left.spelled && !right.spelled)
    return { type: "text", text: left.text + right.text };
  if ((left.type !== "em" && left.type !== "strong") || left.type !== right.type) return null;
  return left.char === right.char && !isRead({ type: "paragraph", children: [left, right] }, false)
    ? { ...left, children: loosened([...left.children, ...right.children]) }
    : null;
}

/** Emphasis without white space or breaks at its edges, which are put outside; a link's inside settled. */
function freed(inline: Inline): Inline[] {
  if (inline.type === "text" && !inline.spelled) {
    const text = cleaned(inline.text);
    return text ? [{ type: "text", text }] : [];
  }
  if (inline.type === "link") return [{ ...inline, children: trimmed(loosened(inline.children), false) }];
  if (inline.type !== "em" && inline.type !== "strong") return [inline];
  return emphasis(inline, trimmed(loosened(inline.children), false));
}

function emphasis(outer: Emphasis, children: readonly Inline[]): Inline[] {
  const before: Inline[] = [];
  const after: Inline[] = [];
  let inside = [...children];
  for (let split = leading(inside[0]); split; split = leading(inside[0])) {
    before.push(split.outside);
    inside = [...split.rest, ...inside.slice(1)];
  }
  for (let split = trailing(inside.at(-1)); split; split = trailing(inside.at(-1))) {
    after.unshift(split.outside);
    inside = [...inside.slice(0, -1), ...split.rest];
  }
  return inside.length ? [...before, { ...outer, children: inside }, ...after] : [...before, ...after];
}

interface Split {
  readonly outside: Inline;
  readonly rest: readonly Inline[];
}

function leading(first: Inline | undefined): Split | null {
  if (first?.type === "soft") return { outside: first, rest: [] };
  const space = first?.type === "text" && !first.spelled ? /^[ \t]+/.exec(first.text)?.[0] : undefined;
  return first?.type === "text" && space ? split(first.text, space, first.text.slice(space.length)) : null;
}

function trailing(last: Inline | undefined): Split | null {
  if (last?.type === "soft" || last?.type === "hard") return { outside: last, rest: [] };
  const space = last?.type === "text" && !last.spelled ? /[ \t]+$/.exec(last.text)?.[0] : undefined;
  return last?.type === "text" && space ? split(last.text, space, last.text.slice(0, -space.length)) : null;
}

function split(_: string, space: string, rest: string): Split {
  return { outside: { type: "text", text: space }, rest: rest ? [{ type: "text", text: rest }] : [] };
}

/** Without white space that would be skipped when read, and without breaks that break nothing. */
function trimmed(children: readonly Inline[], isBlock: boolean): Inline[] {
  let all = children.filter((each, at) => each.type !== "soft" || !isBreak(children[at - 1]));
  while (isBlock && all[0]?.type === "soft") all = all.slice(1);
  const out = all.flatMap((each, at) => {
    if (each.type !== "text" || each.spelled) return [each];
    const before = all[at - 1];
    const after = all[at + 1];
    let { text } = each;
    if (before ? isBreak(before) : isBlock) text = text.replace(/^[ \t]+/, "");
    if (after ? after.type === "soft" : isBlock) text = text.replace(/[ \t]+$/, "");
    return text ? [{ type: "text", text } as const] : [];
  });
  if (!isBlock) return out;
  let end = out.length;
  while (end && isBreak(out[end - 1])) end -= 1;
  const kept = out.slice(0, end);
  // What was taken away may have stood between an edge and a break.
  return kept.length < children.length ? trimmed(kept, true) : kept;
}

/** As the server cleans every text; a line end is no more than a space here. */
function cleaned(text: string): string {
  return text
    .replace(/[\r\n\u2028\u2029]+/g, " ")
    .replace(CONTROLS, "")
    .normalize("NFC");
}

function isBreak(inline: Inline | undefined): boolean {
  return inline?.type === "soft" || inline?.type === "hard";
}
