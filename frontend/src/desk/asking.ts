/**
 * Asking: how the script speaks to the desk's addresses, as JSON.
 * Knows the form token, which is another one after somebody has signed in anew, and that an answer may never come.
 * Does not know what is asked.
 */

export type Tree = Readonly<Record<string, unknown>>;

/** An answer, refusals included. */
export interface Answer {
  readonly status: number;
  readonly tree: Tree;
}

/** Null: nobody answered. */
export type Ask = (method: string, path: string, tree?: unknown) => Promise<Answer | null>;

/** Longer than a slow line needs, shorter than somebody's patience. */
const PATIENCE_MS = 15_000;

const FOREIGN_FORM = "foreign-form";

const SIGNED_OUT: Answer = { status: 401, tree: {} };

export interface Wire {
  fetch(path: string, options: RequestInit): Promise<Response>;
  /** The token as this page has it. */
  token(): string;
  /** Gives this page the token of a page loaded now. */
  setToken(token: string): void;
  /** Whose page this is. */
  person(): string;
}

export function asking(wire: Wire): Ask {
  return async (method, path, tree) => {
    const first = await once(wire, method, path, tree);
    if (first?.status !== 403 || first.tree.code !== FOREIGN_FORM) return first;
    // Somebody signed in anew since this page was loaded. What one person wrote is not sent as another's.
    return (await renew(wire)) ? once(wire, method, path, tree) : SIGNED_OUT;
  };
}

async function once(wire: Wire, method: string, path: string, tree: unknown): Promise<Answer | null> {
  const headers: Record<string, string> = { Accept: "application/json", "X-Form-Token": wire.token() };
  if (tree !== undefined) headers["Content-Type"] = "application/json";
  try {
    const answer = await wire.fetch(path, {
      method,
      headers,
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(tree !== undefined && { body: JSON.stringify(tree) }),
    });
    return { status: answer.status, tree: treeOf(await answer.text()) };
  } catch {
    return null;
  }
}

function treeOf(text: string): Tree {
  try {
    const found: unknown = JSON.parse(text);
    return found && typeof found === "object" ? (found as Tree) : {};
  } catch {
    return {};
  }
}

/** Takes the token of a page loaded now; whether there is one for this person. */
async function renew(wire: Wire): Promise<boolean> {
  try {
    const page = await (await wire.fetch("/desk", { headers: { Accept: "text/html" } })).text();
    const token = /<meta name="form-token" content="([^"]+)"/.exec(page)?.[1];
    const person = /<body[^>]* data-person="([^"]*)"/.exec(page)?.[1];
    if (!token || person !== wire.person()) return false;
    wire.setToken(token);
    return true;
  } catch {
    return false;
  }
}

/** What a refusal says. */
export function sentenceOf(answer: Answer | null): string {
  const said = answer?.tree.detail ?? answer?.tree.title;
  return typeof said === "string" ? said : "The server refused this without saying why.";
}

export function browserWire(owner: Document): Wire {
  const meta = owner.querySelector<HTMLMetaElement>('meta[name="form-token"]');
  return {
    fetch: (path, options) => fetch(path, options),
    token: () => meta?.content ?? "",
    person: () => owner.body.dataset.person ?? "",
    setToken: (token) => {
      if (meta) meta.content = token;
      for (const field of owner.querySelectorAll<HTMLInputElement>('input[name="form_token"]'))
        field.value = token;
    },
  };
}
