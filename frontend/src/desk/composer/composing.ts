/**
 * Composing: from a body's text to the editor's document and back.
 * Knows that a document which was only read is written as it was, byte for byte (DESIGN 10.13), and sees to it that what
 * is written reads as what stands in the editor. Does not know the editor itself.
 */

import type { Node, Schema } from "@tiptap/pm/model";
import { closed } from "./closing";
import { opened } from "./opening";
import { read } from "./reading";
import { isRead } from "./rereading";
import type { Block, Inline } from "./tree";
import { write } from "./writing";

/** `body` as a document. */
export function documentOf(body: string, schema: Schema): Node {
  return opened(read(body), schema);
}

/** `document` as a body in normal form. */
export function bodyOf(document: Node): string {
  const apart = new Set<Block>();
  const blocks = closed(document).map((each) => faithful(each, apart));
  return write(blocks, (each) => apart.has(each));
}

/** Whether a body can stand in the editor: it comes out as it went in. */
export function isAtHome(body: string, schema: Schema): boolean {
  return bodyOf(documentOf(body, schema)) === body;
}

/** `block` so that it reads as it is; `apart` gets those that need telling emphasis apart. */
function faithful(block: Block, apart: Set<Block>): Block {
  if (block.type === "quote") return { ...block, blocks: block.blocks.map((each) => faithful(each, apart)) };
  if (block.type === "list") {
    const items = block.items.map((item) => item.map((each) => faithful(each, apart)));
    return { ...block, items };
  }
  if (block.type !== "paragraph" && block.type !== "heading") return block;
  if (isRead(block, false)) return block;
  if (isRead(block, true)) {
    apart.add(block);
    return block;
  }
  // Words are worth more than how they are said.
  return { ...block, children: plain(block.children) };
}

function plain(children: readonly Inline[]): Inline[] {
  return children.flatMap((each) => {
    if (each.type === "em" || each.type === "strong") return plain(each.children);
    return each.type === "link" ? [{ ...each, children: plain(each.children) }] : [each];
  });
}
