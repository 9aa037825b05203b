/**
 * The sheet of the element: the page's own, made to hold inside a shadow tree.
 * Knows what stands for the page there. Does not know what the rules say.
 */

/** The page's rules, with the host element in the place of the page, and its width in that of the window. */
export function scoped(text: string): string {
  return text
    .replace(/(^|[{},;\s/])(:root|html|body)(?=[\s{,:[])/g, "$1:host")
    .replace(/@media(?=\s*\((min-width|width))/g, "@container");
}

/**
 * What differs on another's page: nothing lies over it, and what needs more of the page's script is left out. A host's
 * rules reach the element itself and what is inherited from it, so everything begins anew one step further in.
 */
export const OWN_RULES = `
:host { display: block !important; container-type: inline-size; background: none; }
:host([hidden]) { display: none !important; }
[part="blog"] { all: initial; display: block; background: var(--paper); color: var(--ink); font: var(--body) / 1.55 var(--serif); overflow-wrap: break-word; }
.live { padding-block: 1rem; padding-inline: var(--edge); }
.notices { position: sticky; inset-block-end: 1rem; }
.embed .load, .tools details { display: none; }
`;
