/**
 * Closing: the editor's document as a tree.
 * Knows how marks nest, and what a person leaves behind who presses keys: empty paragraphs, spaces at the ends of lines, bold
 * spaces. Nothing of that is in a document that was only read. Does not know text.
 */

import type { Mark, Node } from "@tiptap/pm/model";
import { withLastEnd } from "./opening";
import { settled } from "./settling";
import type { Block, Inline, List } from "./tree";
import { endsInWords, needsAGap } from "./writing";

/** What `node`, a document or a block that holds blocks, says. */
export function closed(node: Node): Block[] {
  return node.children.flatMap((child) => blockOf(child) ?? []);
}

// Only headings of these levels can have lines.
const UNDERLINED = 2;

function blockOf(node: Node): Block | null {
  switch (node.type.name) {
    case "paragraph": {
      const children = inlineOf(node);
      return children.length ? { type: "paragraph", children } : null;
    }
    case "heading": {
      const level = Number(node.attrs.level);
      return { type: "heading", level, children: inlineOf(node, level > UNDERLINED) };
    }
    case "quote":
      return { type: "quote", blocks: closed(node) };
    case "bulletList":
    case "orderedList":
      return listOf(node);
    case "codeBlock":
      return { type: "code", about: node.attrs.about, content: withLastEnd(node.textContent) };
    case "rule":
      return { type: "rule" };
    default:
      throw new Error(`no block: ${node.type.name}`);
  }
}

function listOf(node: Node): List {
  const items = node.children.map(closed);
  const isTight = Boolean(node.attrs.tight) && !items.some(needsRoom);
  return {
    type: "list",
    ordered: node.type.name === "orderedList",
    start: Number(node.attrs.start ?? 1),
    // A list of no paragraphs is tight to its readers, whatever stands between.
    tight: isTight || !items.some((item) => item.some((each) => each.type === "paragraph")),
    items,
  };
}

/** Whether two blocks of an item would run together without an empty line. */
function needsRoom(item: readonly Block[]): boolean {
  return item.some((block, at) => {
    const before = item[at - 1];
    return before && (block.type === "paragraph" ? endsInWords(before) : needsAGap(before, block));
  });
}

interface Leaf {
  readonly inline: Inline;
  readonly marks: readonly Mark[];
}

function inlineOf(node: Node, isOneLine = false): Inline[] {
  const leaves = node.children.map((child) => leafOf(child, isOneLine));
  return settled(nested(leaves));
}

function leafOf(node: Node, isOneLine: boolean): Leaf {
  const marks = node.marks.filter((each) => each.type.name !== "code");
  return { inline: leafInline(node, isOneLine), marks };
}

function leafInline(node: Node, isOneLine: boolean): Inline {
  const { attrs } = node;
  switch (node.type.name) {
    case "text": {
      const isCode = node.marks.some((each) => each.type.name === "code");
      return { type: isCode ? "code" : "text", text: node.text ?? "" };
    }
    case "spelled":
      return { type: "text", text: attrs.char, spelled: true };
    case "medium":
      return { type: "image", src: attrs.src, alt: attrs.alt, title: attrs.title };
    case "blankLink":
      return { type: "link", href: attrs.href, title: attrs.title, auto: false, children: [] };
    default:
      if (isOneLine) return { type: "text", text: " " };
      return { type: node.type.name === "hardBreak" ? "hard" : "soft" };
  }
}

/** Leaves under the marks they share: what reaches furthest stands outside, and of those what stood outside. */
function nested(leaves: readonly Leaf[]): Inline[] {
  const out: Inline[] = [];
  for (let at = 0; at < leaves.length; ) {
    const leaf = leaves[at];
    if (!leaf) break;
    const outer = outermost(leaf.marks, leaves, at);
    if (!outer) {
      out.push(leaf.inline);
      at += 1;
      continue;
    }
    const inside = leaves.slice(at, outer.end).map((each) => ({
      inline: each.inline,
      marks: outer.mark.removeFromSet(each.marks),
    }));
    out.push(element(outer.mark, nested(inside)));
    at = outer.end;
  }
  return out;
}

function outermost(
  marks: readonly Mark[],
  leaves: readonly Leaf[],
  at: number,
): { mark: Mark; end: number } | null {
  let found: { mark: Mark; end: number } | null = null;
  for (const mark of marks) {
    let end = at + 1;
    while (leaves[end] && mark.isInSet(leaves[end]?.marks ?? [])) end += 1;
    const isOuter =
      !found || end > found.end || (end === found.end && mark.attrs.level < found.mark.attrs.level);
    if (isOuter) found = { mark, end };
  }
  return found;
}

function element(mark: Mark, children: readonly Inline[]): Inline {
  const { attrs } = mark;
  if (mark.type.name === "link")
    return { type: "link", href: attrs.href, title: attrs.title, auto: attrs.auto, children };
  return { type: mark.type.name === "em" ? "em" : "strong", char: attrs.char, children };
}
