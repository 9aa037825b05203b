/**
 * Blocks of the composer's document, as the editor knows them: what CommonMark has, and nothing else.
 * Does not know how a document is read or written.
 */

import { Node } from "@tiptap/core";

const NUMBER = (attribute: string, usual: number) => ({
  default: usual,
  parseHTML: (element: HTMLElement) => {
    const found = Number.parseInt(element.getAttribute(attribute) ?? "", 10);
    return found >= 0 && found < 1_000_000_000 ? found : usual;
  },
  renderHTML: (attributes: Record<string, unknown>) => ({ [attribute]: String(attributes[attribute]) }),
});

// A list without its mark of our own comes from elsewhere: there lists are tight.
const TIGHT = {
  default: true,
  parseHTML: (element: HTMLElement) => !element.hasAttribute("data-loose"),
  renderHTML: ({ tight }: Record<string, unknown>) => (tight ? {} : { "data-loose": "" }),
};

export const Body = Node.create({ name: "doc", topNode: true, content: "block+" });

export const Paragraph = Node.create({
  name: "paragraph",
  group: "block",
  content: "inline*",
  // First of all blocks: it is what is made where any would do.
  priority: 1000,
  parseHTML: () => [{ tag: "p" }],
  renderHTML: () => ["p", 0],
});

export const Heading = Node.create({
  name: "heading",
  group: "block",
  content: "inline*",
  defining: true,
  addAttributes: () => ({ level: { default: 2, rendered: false } }),
  parseHTML: () => [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level } })),
  renderHTML: ({ node }) => [`h${node.attrs.level}`, 0],
});

export const Quote = Node.create({
  name: "quote",
  group: "block",
  content: "block+",
  defining: true,
  parseHTML: () => [{ tag: "blockquote" }],
  renderHTML: () => ["blockquote", 0],
});

export const BulletList = Node.create({
  name: "bulletList",
  group: "block list",
  content: "item+",
  addAttributes: () => ({ tight: TIGHT }),
  parseHTML: () => [{ tag: "ul" }],
  renderHTML: ({ HTMLAttributes }) => ["ul", HTMLAttributes, 0],
});

export const OrderedList = Node.create({
  name: "orderedList",
  group: "block list",
  content: "item+",
  addAttributes: () => ({ tight: TIGHT, start: NUMBER("start", 1) }),
  parseHTML: () => [{ tag: "ol" }],
  renderHTML: ({ HTMLAttributes }) => ["ol", HTMLAttributes, 0],
});

export const Item = Node.create({
  name: "item",
  content: "block+",
  defining: true,
  parseHTML: () => [{ tag: "li" }],
  renderHTML: () => ["li", 0],
});

export const Code = Node.create({
  name: "codeBlock",
  group: "block",
  content: "text*",
  marks: "",
  code: true,
  defining: true,
  addAttributes: () => ({
    about: {
      default: "",
      parseHTML: (element) => element.getAttribute("data-about") ?? "",
      renderHTML: ({ about }) => (about ? { "data-about": about } : {}),
    },
  }),
  parseHTML: () => [{ tag: "pre", preserveWhitespace: "full" }],
  renderHTML: ({ HTMLAttributes }) => ["pre", HTMLAttributes, ["code", 0]],
});

export const Rule = Node.create({
  name: "rule",
  group: "block",
  parseHTML: () => [{ tag: "hr" }],
  renderHTML: () => ["hr"],
});
