/**
 * Harmless: HTML whose styles and event handlers are mere notes.
 * Knows that browsers look at them already while they read, even for a document that is never shown, and report each to the
 * page's policy.
 */

const WHOLE = /<(style|script)\b[^>]*>[\s\S]*?(<\/\1\s*>|$)/gi;
const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi;
const ACTIVE = /([\s"'/])(style|on[a-z]+)(?=\s*=)/gi;

/** `html` with `data-style` for `style`, and so on; without style sheets and scripts. */
export function harmless(html: string): string {
  return html.replace(WHOLE, "").replace(TAG, (tag) => tag.replace(ACTIVE, "$1data-$2"));
}

/** The style `element` had. */
export function styleOf(element: Element): string {
  return element.getAttribute("data-style") ?? "";
}
