/**
 * Foreign: HTML from other programs, as HTML that says no more than paragraphs, lists, links and emphasis.
 * Knows Word, Google Docs and web pages. Fonts, colours, comments, headings, tables, pictures and scripts are left behind; their
 * words stay.
 * Does not know the editor.
 */

import { fragmentOf } from "../trusted";
import { type Marks, PLAIN, restyled } from "./foreign_marks";
import { harmless, styleOf } from "./harmless";
import { type WordItem, wordItem, wordLists } from "./word_lists";

/** A stretch of words, or a whole block. */
type Out = { readonly run: string } | { readonly block: string } | { readonly item: WordItem };

const BREAK = "<br>";

// Nothing in these is something somebody wanted to paste; pictures come as files or not at all.
const LEFT_BEHIND = new Set(
  (
    "audio base button canvas datalist del embed head iframe img input link map meta noscript object picture script " +
    "select source style svg math template textarea title video xml"
  ).split(" "),
);

const BLOCKS = new Set(
  (
    "address article aside blockquote body caption center details dd div dl dt fieldset figcaption figure footer form h1 h2 " +
    "h3 h4 h5 h6 header hr html li main nav p section summary"
  ).split(" "),
);

/** `html` as HTML of the few elements above. */
export function simplified(html: string, owner: Document): string {
  return asBlocks(inside(fragmentOf(harmless(html), owner), PLAIN)).join("");
}

function inside(parent: ParentNode & Node, marks: Marks): Out[] {
  return [...parent.childNodes].flatMap((child) => {
    if (child instanceof Text) return words(child, marks);
    return child instanceof Element ? element(child, marks) : [];
  });
}

function element(element: Element, outer: Marks): Out[] {
  const name = element.localName;
  if (LEFT_BEHIND.has(name) || isUnseen(element)) return [];
  if (name === "br") return isPageEnd(element) ? [] : [{ run: BREAK }];
  if (name === "pre") return [{ block: `<p>${preserved(element.textContent ?? "")}</p>` }];
  const marks = restyled(element, outer);
  if (name === "ul" || name === "ol") return [{ block: list(element, marks) }];
  if (name === "table") return rows(element, marks);
  if (name === "q") return [{ run: "“" }, ...inside(element, marks), { run: "”" }];
  if (!BLOCKS.has(name)) return inside(element, marks);
  const item = wordItem(element);
  if (item) return [{ item: { ...item, html: asBlocks(inside(element, marks)).join("") } }];
  return asBlocks(inside(element, marks)).map((block) => ({ block }));
}

function isUnseen(element: Element): boolean {
  const style = styleOf(element);
  return (
    element.hasAttribute("hidden") ||
    /display:\s*none|mso-hide:\s*all|mso-list:\s*ignore|mso-element:\s*(comment|footnote)-list/i.test(
      style,
    ) ||
    // The marks of a comment, and what it says.
    /^(mso(comanchor|comoff|comtxt)|MsoCommentReference|MsoCommentText)/i.test(element.className) ||
    /^cmnt/.test(element.id)
  );
}

function isPageEnd(element: Element): boolean {
  return /page-break|mso-special-character/i.test(styleOf(element));
}

function words(text: Text, marks: Marks): Out[] {
  // What stands between words and cannot break is meant; at an edge it is what programs put for a space.
  const plain = text.data.replace(/[ \t\r\n\f]+/g, " ").replace(/(?<![^\s])\u00a0|\u00a0(?![^\s])/g, " ");
  return plain ? [{ run: marked(escaped(plain), marks) }] : [];
}

function preserved(text: string): string {
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => escaped(line))
    .join(BREAK);
}

function marked(html: string, marks: Marks): string {
  let out = html;
  if (marks.em) out = `<em>${out}</em>`;
  if (marks.strong) out = `<strong>${out}</strong>`;
  return marks.href ? `<a href="${escaped(marks.href)}">${out}</a>` : out;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function list(element: Element, marks: Marks): string {
  const items: string[] = [];
  for (const child of element.children) {
    if (child.localName === "li") items.push(asBlocks(inside(child, restyled(child, marks))).join(""));
    // Google Docs puts a list of the next level beside its item, not into it.
    else if (child.localName === "ul" || child.localName === "ol")
      items[Math.max(0, items.length - 1)] = (items.at(-1) ?? "") + list(child, marks);
  }
  const html = items
    .filter((each) => each)
    .map((each) => `<li>${each}</li>`)
    .join("");
  const start = Number.parseInt(element.getAttribute("start") ?? "1", 10);
  const name = element.localName;
  return html && `<${name}${name === "ol" && start > 1 ? ` start="${start}"` : ""}>${html}</${name}>`;
}

/** Each row is a paragraph; a cell with blocks in it is those blocks. */
function rows(table: Element, marks: Marks): Out[] {
  return [...table.querySelectorAll("tr, caption")].flatMap((row): Out[] => {
    if (row.closest("table") !== table) return [];
    const cells = row.localName === "tr" ? [...row.children] : [row];
    const told = cells
      .map((cell) => asBlocks(inside(cell, restyled(cell, marks))))
      .filter((each) => each.length);
    if (told.some((each) => each.length > 1 || !each[0]?.startsWith("<p>")))
      return told.flat().map((block) => ({ block }));
    const line = told.map((each) => each.join("").replace(/^<p>|<\/p>$/g, "")).join(" – ");
    return line ? [{ block: `<p>${line}</p>` }] : [];
  });
}

/** Runs that touch become a paragraph, and Word's items that follow one another lists; two breaks are one's end. */
function asBlocks(all: readonly Out[]): string[] {
  const out: string[] = [];
  let runs: string[] = [];
  let items: WordItem[] = [];
  const end = (): void => {
    out.push(...paragraphs(runs), ...wordLists(items));
    runs = [];
    items = [];
  };
  for (const each of all) {
    if ("run" in each) {
      // White space between two blocks ends nothing.
      if (items.length && !each.run.trim()) continue;
      if (items.length) end();
      runs.push(each.run);
    } else if ("item" in each) {
      if (runs.length) end();
      items.push(each.item);
    } else {
      end();
      out.push(each.block);
    }
  }
  end();
  return out.filter(Boolean);
}

function paragraphs(runs: readonly string[]): string[] {
  return runs
    .join("")
    .split(/(?:\s*<br>\s*){2,}/)
    .map((each) => each.replace(/^(\s|<br>)+|(\s|<br>)+$/g, ""))
    .filter((each) => each.replace(/<[^>]*>|[\s\u00a0]/g, ""))
    .map((each) => `<p>${each}</p>`);
}
