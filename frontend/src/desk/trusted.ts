/**
 * Trusted: the desk's one Trusted Types policy, named `default`, through which the editor writes as well.
 * Knows that only HTML passes, from our own server or the editor's clipboard; scripts and their addresses never.
 * Import it before anything that writes.
 */

interface Policy {
  createHTML(html: string): unknown;
}

interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(html: string): string }): Policy;
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;

// Without rules for scripts, every string that would become one is refused (Trusted Types §4.2).
const policy = factory?.createPolicy("default", { createHTML: (html) => html });

function trusted(html: string): string {
  return (policy ? policy.createHTML(html) : html) as string;
}

/** What `html` is written as. It belongs to a document without scripts until it is placed. */
export function fragmentOf(html: string, owner: Document): DocumentFragment {
  const template = owner.createElement("template");
  template.innerHTML = trusted(html);
  return template.content;
}

/** The elements `html` is written as. */
export function elementsOf(html: string, owner: Document): HTMLElement[] {
  return [...fragmentOf(html, owner).children] as HTMLElement[];
}
