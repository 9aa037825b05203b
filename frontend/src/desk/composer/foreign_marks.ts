/**
 * Foreign marks: whether words that come from another program are bold, slanted or linked.
 * Knows elements, and the styles programs write instead of them.
 */

import { styleOf } from "./harmless";
export interface Marks {
  readonly strong: boolean;
  readonly em: boolean;
  readonly href: string;
}

export const PLAIN: Marks = { strong: false, em: false, href: "" };

/** The marks of what is in `element`, given those around it. */
export function restyled(element: Element, outer: Marks): Marks {
  const name = element.localName;
  // The weight of a heading is the heading's; of the words in it nothing is stressed.
  const isHeading = /^h[1-6]$|^th$/.test(name);
  const around = isHeading ? { ...outer, strong: false } : outer;
  return {
    strong: weight(element) ?? (name === "strong" || name === "b" || around.strong),
    em: slant(element) ?? (name === "em" || name === "i" || name === "cite" || around.em),
    href: name === "a" ? address(element) || around.href : around.href,
  };
}

function propertyOf(element: Element, property: string): string | undefined {
  const style = styleOf(element);
  return new RegExp(`(?:^|;)\\s*${property}\\s*:\\s*([^;]+)`, "i").exec(style)?.[1]?.trim().toLowerCase();
}

function weight(element: Element): boolean | null {
  const found = propertyOf(element, "font-weight");
  if (!found || /inherit|initial|unset/.test(found) || /^(h[1-6]|th)$/.test(element.localName)) return null;
  return /bold/.test(found) || Number.parseInt(found, 10) >= 600;
}

function slant(element: Element): boolean | null {
  const found = propertyOf(element, "font-style");
  return found && !/inherit|initial|unset/.test(found) ? /italic|oblique/.test(found) : null;
}

/** Where a link leads, if that can be written: another page, or somebody's mail. */
function address(link: Element): string {
  const href = (link.getAttribute("href") ?? "").trim();
  let found: URL;
  try {
    found = new URL(href);
  } catch {
    return "";
  }
  // Google's documents lead through its own address.
  const through = /(^|\.)google\.[a-z.]+$/.test(found.hostname) && found.pathname === "/url";
  const behind = through ? found.searchParams.get("q") : null;
  if (behind && /^https?:/.test(behind)) return behind;
  return /^(https?|mailto):$/.test(found.protocol) ? href : "";
}
