/**
 * Reading: CommonMark as a tree.
 * Knows the parser's tokens. Does not know the editor.
 */

import type { Token } from "markdown-it";
import { reader } from "./reader";
import type { Block, Inline, List } from "./tree";

/** What `text` says. */
export function read(text: string): Block[] {
  // Without the line end, code that is not closed would lose that of its last line.
  const tokens = new Walk(reader.parse(`${text}\n`, {}));
  return blocks(tokens, "");
}

/** Tokens in order, each looked at once. */
class Walk {
  #at = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  next(): Token | undefined {
    this.#at += 1;
    return this.tokens[this.#at - 1];
  }
}

/** All up to the token of type `end`. */
function blocks(tokens: Walk, end: string): Block[] {
  const out: Block[] = [];
  for (let token = tokens.next(); token && token.type !== end; token = tokens.next()) {
    const block = blockOf(token, tokens);
    // A paragraph of nothing but spaces is none.
    if (block && !(block.type === "paragraph" && !block.children.length)) out.push(block);
  }
  return out;
}

function blockOf(token: Token, tokens: Walk): Block | null {
  switch (token.type) {
    case "paragraph_open":
      return { type: "paragraph", children: sentences(tokens) };
    case "heading_open":
      return { type: "heading", level: Number(token.tag.slice(1)), children: sentences(tokens) };
    case "blockquote_open":
      return { type: "quote", blocks: blocks(tokens, "blockquote_close") };
    case "bullet_list_open":
    case "ordered_list_open":
      return list(token, tokens);
    case "fence":
    case "code_block":
      return { type: "code", about: trimmed(token.info), content: token.content };
    case "hr":
      return { type: "rule" };
    default:
      return null;
  }
}

/** The inside of a paragraph or heading, whose end is passed over. */
function sentences(tokens: Walk): Inline[] {
  const inside = tokens.next();
  tokens.next();
  return inline(new Walk(inside?.children ?? []), "");
}

function list(open: Token, tokens: Walk): List {
  const ordered = open.type === "ordered_list_open";
  const items: Block[][] = [];
  let tight = true;
  for (let token = tokens.next(); token?.type === "list_item_open"; token = tokens.next()) {
    const inside = itemOf(tokens);
    if (
      inside.some((each) => each.type === "paragraph_open" && each.level === token?.level + 1 && !each.hidden)
    )
      tight = false;
    items.push(blocks(new Walk(inside), ""));
  }
  return { type: "list", ordered, start: Number(open.attrGet("start") ?? 1), tight, items };
}

function itemOf(tokens: Walk): Token[] {
  const inside: Token[] = [];
  let depth = 1;
  for (let token = tokens.next(); token; token = tokens.next()) {
    if (token.type === "list_item_open") depth += 1;
    if (token.type === "list_item_close") depth -= 1;
    if (!depth) break;
    inside.push(token);
  }
  return inside;
}

function inline(tokens: Walk, end: string): Inline[] {
  const out: Inline[] = [];
  for (let token = tokens.next(); token && token.type !== end; token = tokens.next()) {
    const last = out.at(-1);
    const found = inlineOf(token, tokens);
    if (found.type !== "text") out.push(found);
    else if (last?.type === "text") out[out.length - 1] = { type: "text", text: last.text + found.text };
    else if (found.text) out.push(found);
  }
  return out;
}

function inlineOf(token: Token, tokens: Walk): Inline {
  switch (token.type) {
    case "em_open":
    case "strong_open": {
      const type = token.type === "em_open" ? "em" : "strong";
      const char = token.markup.startsWith("_") ? "_" : "*";
      return { type, char, children: inline(tokens, `${type}_close`) };
    }
    case "link_open":
      return {
        type: "link",
        href: attribute(token, "href"),
        title: attribute(token, "title"),
        auto: token.info === "auto",
        children: inline(tokens, "link_close"),
      };
    case "image":
      return {
        type: "image",
        src: attribute(token, "src"),
        alt: words(token.children ?? []),
        title: attribute(token, "title"),
      };
    case "code_inline":
      return { type: "code", text: token.content };
    case "softbreak":
      return { type: "soft" };
    case "hardbreak":
      return { type: "hard" };
    default:
      return { type: "text", text: token.content };
  }
}

function attribute(token: Token, name: string): string {
  return String(token.attrGet(name) ?? "");
}

/** What tokens say without any markup; a break is a line feed. */
function words(tokens: readonly Token[]): string {
  return tokens
    .map((each) => {
      if (each.type === "softbreak" || each.type === "hardbreak") return "\n";
      return words(each.children ?? []) || each.content;
    })
    .join("");
}

function trimmed(about: string): string {
  return about.replace(
    /^[\t\n\f\r \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+|[\t\n\f\r \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+$/g,
    "",
  );
}
