/**
 * Word's lists: paragraphs that only say in their style that they are items.
 * Knows that style, and the mark written before the words.
 */

import { styleOf } from "./harmless";
export interface WordItem {
  readonly level: number;
  /** Which list it belongs to, as Word names it. */
  readonly list: string;
  readonly ordered: boolean;
  readonly start: number;
  readonly html: string;
}

/** What `element` is an item of, if it is one. */
export function wordItem(element: Element): WordItem | null {
  const style = styleOf(element);
  const found = /mso-list:\s*(l\d+)\s+level(\d+)(?:\s+(lfo\d+))?/i.exec(style);
  if (!found) return null;
  const mark = markOf(element);
  const number = /^\(?(\d+|[a-z]{1,3})[.)]/i.exec(mark)?.[1];
  return {
    level: Number(found[2]),
    list: `${found[1]} ${found[3] ?? ""}`,
    ordered: number !== undefined,
    start: Number.parseInt(number ?? "1", 10) || 1,
    html: "",
  };
}

function markOf(element: Element): string {
  for (const each of element.querySelectorAll("[data-style]"))
    if (/mso-list:\s*ignore/i.test(styleOf(each)))
      return (each.textContent ?? "").replace(/[\s\u00a0]+/g, "");
  return "";
}

/** `items`, which follow one another, as lists within lists. */
export function wordLists(items: readonly WordItem[]): string[] {
  const out: string[] = [];
  for (let at = 0; at < items.length; ) {
    const [html, next] = oneList(items, at);
    out.push(html);
    at = next;
  }
  return out;
}

/** The list that begins at `at`, and where what comes after it begins. */
function oneList(items: readonly WordItem[], at: number): [string, number] {
  const first = items[at];
  if (!first) return ["", at + 1];
  let html = "";
  let next = at;
  for (let item = items[next]; item && belongs(item, first); item = items[next]) {
    let inside = item.html;
    next += 1;
    for (let deeper = items[next]; deeper && deeper.level > first.level; deeper = items[next]) {
      const [nested, end] = oneList(items, next);
      inside += nested;
      next = end;
    }
    html += inside && `<li>${inside}</li>`;
  }
  const name = first.ordered ? "ol" : "ul";
  const start = first.ordered && first.start > 1 ? ` start="${first.start}"` : "";
  return [html && `<${name}${start}>${html}</${name}>`, next];
}

function belongs(item: WordItem, first: WordItem): boolean {
  return item.level === first.level && item.ordered === first.ordered && item.list === first.list;
}
