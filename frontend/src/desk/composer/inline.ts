/**
 * The inside of the composer's paragraphs, as the editor knows it: text, breaks, pictures, and how text is marked.
 * Does not know how a document is read or written.
 */

import { Mark, Node } from "@tiptap/core";
import { reader } from "./reader";

type Attributes = Record<string, unknown>;

/** An attribute of ours, kept on the element under `name`. */
const kept = (key: string, name: string) => ({
  default: "",
  parseHTML: (element: HTMLElement) => element.getAttribute(name) ?? "",
  renderHTML: (attributes: Attributes) => (attributes[key] ? { [name]: String(attributes[key]) } : {}),
});

const counted = (key: string) => ({
  default: 0,
  parseHTML: (element: HTMLElement) => Number(element.getAttribute(`data-${key}`) ?? 0),
  renderHTML: (attributes: Attributes) =>
    attributes[key] ? { [`data-${key}`]: String(attributes[key]) } : {},
});

/**
 * `level` says how deep a mark stands among those of the same words, so that marks nest as they did when they were read;
 * `turn` tells two apart that touch and would otherwise be one.
 */
const PLACE = () => ({ level: counted("level"), turn: counted("turn") });

const CHAR = () => ({
  char: {
    default: "*",
    parseHTML: (element: HTMLElement) => (element.getAttribute("data-char") === "_" ? "_" : "*"),
    renderHTML: ({ char }: Attributes) => (char === "_" ? { "data-char": "_" } : {}),
  },
});

export const Text = Node.create({ name: "text", group: "inline" });

export const HardBreak = Node.create({
  name: "hardBreak",
  group: "inline",
  inline: true,
  selectable: false,
  linebreakReplacement: true,
  parseHTML: () => [{ tag: "br" }],
  renderHTML: () => ["br"],
  renderText: () => "\n",
});

/** A line end that readers see as a space. */
export const SoftBreak = Node.create({
  name: "softBreak",
  group: "inline",
  inline: true,
  selectable: false,
  parseHTML: () => [{ tag: "span[data-soft]", priority: 60 }],
  renderHTML: () => ["span", { "data-soft": "" }, " "],
  renderText: () => " ",
});

/** A character that is meant where, or as, it would not be read: white space at an edge, an accent that would join. */
export const Spelled = Node.create({
  name: "spelled",
  group: "inline",
  inline: true,
  selectable: false,
  addAttributes: () => ({
    char: {
      default: " ",
      parseHTML: (element: HTMLElement) => charOf(Number(element.getAttribute("data-spelled"))),
      renderHTML: ({ char }: Attributes) => ({ "data-spelled": String(String(char).codePointAt(0)) }),
    },
  }),
  parseHTML: () => [{ tag: "span[data-spelled]", priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes, " "],
  renderText: ({ node }) => String(node.attrs.char),
});

function charOf(number: number): string {
  return number > 0 && number <= 0x10ffff ? String.fromCodePoint(number) : " ";
}

/** A link that has an address and no words. */
export const BlankLink = Node.create({
  name: "blankLink",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({ href: kept("href", "data-blank"), title: kept("title", "title") }),
  parseHTML: () => [{ tag: "span[data-blank]", priority: 60 }],
  renderHTML: ({ node, HTMLAttributes }) => [
    "span",
    { "data-blank": "", ...HTMLAttributes, class: "blank-link" },
    node.attrs.href,
  ],
});

/** A picture, a film or a sound: what it is says its address. */
export const Medium = Node.create({
  name: "medium",
  group: "inline",
  inline: true,
  atom: true,
  draggable: true,
  addAttributes: () => ({
    src: kept("src", "data-medium"),
    alt: kept("alt", "data-alt"),
    title: kept("title", "data-title"),
  }),
  parseHTML: () => [{ tag: "span[data-medium]", priority: 60 }],
  renderHTML: ({ node, HTMLAttributes }) => ["span", HTMLAttributes, node.attrs.alt || node.attrs.src],
});

/** Null lets the rule hold: what the parser takes for no address becomes no link. */
function isLink(element: HTMLElement): null | false {
  const href = element.getAttribute("data-href") ?? element.getAttribute("href") ?? "";
  return reader.validateLink(href) ? null : false;
}

export const Link = Mark.create({
  name: "link",
  inclusive: false,
  // A bare address within a link's words is a link in it: so our parser reads it, on the server too.
  excludes: "",
  priority: 1000,
  addAttributes: () => ({
    href: {
      default: "",
      parseHTML: (element: HTMLElement) =>
        element.getAttribute("data-href") ?? element.getAttribute("href") ?? "",
      // What stands in the editor leads nowhere by itself; the address is shown when one comes near.
      renderHTML: ({ href }: Attributes) => ({ "data-href": String(href), title: String(href) }),
    },
    title: kept("title", "data-title"),
    auto: {
      default: false,
      parseHTML: (element: HTMLElement) => element.hasAttribute("data-auto"),
      renderHTML: ({ auto }: Attributes) => (auto ? { "data-auto": "" } : {}),
    },
    ...PLACE(),
  }),
  parseHTML: () => [
    { tag: "a[data-href]", getAttrs: isLink },
    { tag: "a[href]", getAttrs: isLink },
  ],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
});

export const Strong = Mark.create({
  name: "strong",
  excludes: "",
  priority: 900,
  addAttributes: () => ({ ...CHAR(), ...PLACE() }),
  parseHTML: () => [{ tag: "strong" }, { tag: "b" }],
  renderHTML: ({ HTMLAttributes }) => ["strong", HTMLAttributes, 0],
});

export const Em = Mark.create({
  name: "em",
  excludes: "",
  priority: 800,
  addAttributes: () => ({ ...CHAR(), ...PLACE() }),
  parseHTML: () => [{ tag: "em" }, { tag: "i" }],
  renderHTML: ({ HTMLAttributes }) => ["em", HTMLAttributes, 0],
});

export const CodeWords = Mark.create({
  name: "code",
  priority: 700,
  code: true,
  parseHTML: () => [{ tag: "code" }, { tag: "kbd" }, { tag: "samp" }],
  renderHTML: () => ["code", 0],
});
