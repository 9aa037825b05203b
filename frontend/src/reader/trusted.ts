/**
 * Trusted: the one way in which text becomes elements or the address of a script, through the Trusted Types policy `stoppress`.
 * Knows how to ask the browser; where Trusted Types are absent the text goes in as it is.
 * What is passed here must come from our own origin's page or stream, which the server has sanitised.
 */

/** Where the server hands out the worker that shows alerts: the one address of a script that passes. */
export const WORKER_PATH = "/worker.js";

interface Policy {
  createHTML(html: string): unknown;
  createScriptURL(address: string): unknown;
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
const policy: Policy | undefined = policyOf(factory);

/** Another's page may name the policies it allows, and ours not be among them: then it decides what may be written. */
function policyOf(factory: PolicyFactory | undefined): Policy | undefined {
  try {
    return factory?.createPolicy("stoppress", {
      createHTML: (html) => html,
      createScriptURL: (address) => (address === WORKER_PATH ? address : null),
    });
  } catch {
    return undefined;
  }
}

// On our own pages addresses are right as they are.
let home = "";

/** On another's page: addresses without a host are those of `origin`. */
export function comeFrom(origin: string): void {
  home = origin;
}

function brought<Tree extends ParentNode>(tree: Tree): Tree {
  if (!home) return tree;
  for (const name of ["href", "src", "poster", "data-stream"])
    for (const each of tree.querySelectorAll(`[${name}^="/"]:not(script)`))
      each.setAttribute(name, home + each.getAttribute(name));
  for (const each of tree.querySelectorAll("[srcset]")) {
    const all = each.getAttribute("srcset") ?? "";
    each.setAttribute("srcset", all.replace(/(^|,\s*)(\/)/g, `$1${home}$2`));
  }
  return tree;
}

// TypeScript's DOM types know innerHTML as a string only; the browser wants the policy's own value.
function trusted(html: string): string {
  return (policy ? policy.createHTML(html) : html) as string;
}

/** The one element `html` is written as, or null. It belongs to a document without scripts until it is placed. */
export function elementOf(html: string, owner: Document): Element | null {
  const template = owner.createElement("template");
  template.innerHTML = trusted(html);
  return brought(template.content).firstElementChild;
}

/** A whole page, as a document of its own in which nothing runs. */
export function documentOf(html: string): Document {
  return brought(new DOMParser().parseFromString(trusted(html), "text/html"));
}

/** The worker's address, as the browser wants it. */
export function workerAddress(): string {
  return (policy ? policy.createScriptURL(WORKER_PATH) : WORKER_PATH) as string;
}
