/**
 * Gallery: puts pictures, films and sounds where a body can show them: in a paragraph of their own at the top level.
 * Several in one paragraph are a gallery.
 */

import type { Node } from "@tiptap/pm/model";
import type { EditorState, Transaction } from "@tiptap/pm/state";

/** Whether `node` is a paragraph of media and nothing else. */
export function isGallery(node: Node | null | undefined): boolean {
  if (node?.type.name !== "paragraph" || !node.childCount) return false;
  return node.children.every((each) => {
    const isBlank = each.isText && !each.text?.trim();
    return (
      each.type.name === "medium" ||
      each.type.name === "softBreak" ||
      each.type.name === "hardBreak" ||
      isBlank
    );
  });
}

/** The paragraph of the top level at `at`, the position before it, if `at` is in or right before one. */
function blockAt(doc: Node, at: number): { node: Node | null; before: number } {
  const place = doc.resolve(Math.min(at, doc.content.size));
  return place.depth
    ? { node: place.node(1), before: place.before(1) }
    : { node: place.nodeAfter ?? null, before: place.pos };
}

/** Puts `medium` at `at`: into the gallery there, into the empty paragraph there, or behind what stands there. */
export function withMedium(state: EditorState, at: number, medium: Node): { tr: Transaction; at: number } {
  const { tr, schema, doc } = state;
  const { node, before } = blockAt(doc, at);
  if (node && isGallery(node)) {
    const end = before + node.nodeSize - 1;
    return { tr: tr.insert(end, [schema.node("softBreak"), medium]), at: before + 1 };
  }
  const paragraph = schema.node("paragraph", null, [medium]);
  if (node?.type.name === "paragraph" && !node.content.size)
    return { tr: tr.replaceWith(before, before + node.nodeSize, paragraph), at: before + 1 };
  const behind = node ? before + node.nodeSize : before;
  return { tr: tr.insert(behind, paragraph), at: behind + 1 };
}

/** How many media have no words for those who cannot see them. */
export function withoutWords(doc: Node): number {
  let count = 0;
  doc.descendants((node) => {
    if (node.type.name === "medium" && String(node.attrs.src).startsWith("media:") && !node.attrs.alt.trim())
      count += 1;
  });
  return count;
}
