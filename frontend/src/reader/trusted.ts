/**
 * Trusted: the one way in which text becomes elements, through the Trusted Types policy `stoppress`.
 * Knows how to ask the browser; where Trusted Types are absent the text goes in as it is.
 * What is passed here must come from our own origin's page or stream, which the server has sanitised.
 */

interface Policy {
  createHTML(html: string): unknown;
}

interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(html: string): string }): Policy;
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
const policy: Policy | undefined = factory?.createPolicy("stoppress", { createHTML: (html) => html });

// TypeScript's DOM types know innerHTML as a string only; the browser wants the policy's own value.
function trusted(html: string): string {
  return (policy ? policy.createHTML(html) : html) as string;
}

/** The one element `html` is written as, or null. It belongs to a document without scripts until it is placed. */
export function elementOf(html: string, owner: Document): Element | null {
  const template = owner.createElement("template");
  template.innerHTML = trusted(html);
  return template.content.firstElementChild;
}

/** A whole page, as a document of its own in which nothing runs. */
export function documentOf(html: string): Document {
  return new DOMParser().parseFromString(trusted(html), "text/html");
}
