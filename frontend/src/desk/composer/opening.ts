/**
 * Opening: a tree as the editor's document.
 * Knows how nested emphasis becomes marks that remember their place. Does not know text.
 */

import type { Mark, Node, Schema } from "@tiptap/pm/model";
import { lostIfBare } from "./spelling";
import type { Block, Inline, List } from "./tree";

/** The document that says `blocks`. */
export function opened(blocks: readonly Block[], schema: Schema): Node {
  return schema.node("doc", null, filled(blocks, schema));
}

/** A place for blocks is never empty in the editor: one has to be able to write there. */
function filled(blocks: readonly Block[], schema: Schema): Node[] {
  const all = blocks.map((each) => blockNode(each, schema));
  return all.length ? all : [schema.node("paragraph")];
}

function blockNode(block: Block, schema: Schema): Node {
  switch (block.type) {
    case "paragraph":
      return schema.node("paragraph", null, inlineNodes(block.children, schema));
    case "heading":
      return schema.node("heading", { level: block.level }, inlineNodes(block.children, schema));
    case "quote":
      return schema.node("quote", null, filled(block.blocks, schema));
    case "list":
      return listNode(block, schema);
    case "code": {
      const text = withoutLastEnd(block.content);
      return schema.node("codeBlock", { about: block.about }, text ? [schema.text(text)] : []);
    }
    case "rule":
      return schema.node("rule");
  }
}

function listNode(list: List, schema: Schema): Node {
  const items = list.items.map((item) => schema.node("item", null, filled(item, schema)));
  const { tight, start } = list;
  return list.ordered
    ? schema.node("orderedList", { tight, start }, items)
    : schema.node("bulletList", { tight }, items);
}

/** Lines as one text; that of code without any line and of one empty line differ. */
function withoutLastEnd(content: string): string {
  return /^\n*$/.test(content) ? content : content.replace(/\n$/, "");
}

/** What `withoutLastEnd` was made of. */
export function withLastEnd(text: string): string {
  return /^\n*$/.test(text) ? text : `${text}\n`;
}

export function inlineNodes(children: readonly Inline[], schema: Schema): Node[] {
  const leaves = new Leaves(schema);
  leaves.add(children, { atStart: true, atEnd: true });
  return leaves.all;
}

/** Whether white space at the ends would be skipped when read. */
interface Edges {
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

class Leaves {
  readonly all: Node[] = [];
  #open: readonly Mark[] = [];

  constructor(private readonly schema: Schema) {}

  add(children: readonly Inline[], edges: Edges): void {
    children.forEach((each, at) => {
      const before = children[at - 1]?.type;
      const after = children[at + 1]?.type;
      this.#add(each, {
        atStart: at ? before === "soft" || before === "hard" : edges.atStart,
        atEnd: at < children.length - 1 ? after === "soft" : edges.atEnd,
      });
    });
  }

  #add(inline: Inline, edges: Edges): void {
    switch (inline.type) {
      case "text":
        this.#text(inline.text, edges);
        return;
      case "code":
        this.all.push(this.schema.text(inline.text, [...this.#open, this.schema.mark("code")]));
        return;
      case "em":
      case "strong":
        this.#within(inline.type, { char: inline.char }, inline.children, true);
        return;
      case "link": {
        const { href, title, auto } = inline;
        if (inline.children.length) this.#within("link", { href, title, auto }, inline.children, false);
        else this.#leaf("blankLink", { href, title });
        return;
      }
      case "image":
        this.#leaf("medium", { src: inline.src, alt: inline.alt, title: inline.title });
        return;
      case "soft":
        this.#leaf("softBreak");
        return;
      case "hard":
        this.#leaf("hardBreak");
        return;
    }
  }

  #within(type: string, attrs: object, children: readonly Inline[], isEdge: boolean): void {
    const outside = this.#open;
    const place = { ...attrs, level: outside.length };
    const touched = this.all.at(-1)?.marks ?? [];
    const same = this.schema.mark(type, { ...place, turn: 0 });
    const turn = same.isInSet(touched) ? 1 : 0;
    this.#open = [...outside, this.schema.mark(type, { ...place, turn })];
    this.add(children, { atStart: isEdge, atEnd: isEdge });
    this.#open = outside;
  }

  #text(text: string, edges: Edges): void {
    const chars = [...text];
    const meant = lostIfBare(chars);
    const last = chars.length - 1;
    if (edges.atStart && /^[ \t]/.test(text)) meant.add(0);
    if (edges.atEnd && /[ \t]$/.test(text)) meant.add(last);
    let bare = "";
    const end = (): void => {
      if (bare) this.all.push(this.schema.text(bare, this.#open));
      bare = "";
    };
    chars.forEach((char, at) => {
      if (!meant.has(at)) {
        bare += char;
        return;
      }
      end();
      this.#leaf("spelled", { char });
    });
    end();
  }

  #leaf(type: string, attrs?: object): void {
    this.all.push(this.schema.node(type, attrs, undefined, this.#open));
  }
}
