/**
 * Trusted: the desk's one Trusted Types policy, named `default`, through which the editor writes as well.
 * Knows that only HTML passes, from our own server or the editor's clipboard, and the address of our own worker; no other
 * address of a script does, nor a script.
 * Import it before anything that writes.
 */

/** Where the server hands out the desk's service worker. */
export const WORKER_PATH = "/desk/worker.js";

interface Policy {
  createHTML(html: string): unknown;
}

interface Rules {
  createHTML(html: string): string;
  /** Null refuses. */
  createScriptURL(address: string): string | null;
}

interface PolicyFactory {
  createPolicy(name: string, rules: Rules): Policy;
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;

// Without a rule for scripts, every string that would become one is refused (Trusted Types §4.2).
const policy = factory?.createPolicy("default", {
  createHTML: (html) => html,
  createScriptURL: (address) => (address === WORKER_PATH ? address : null),
});

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
