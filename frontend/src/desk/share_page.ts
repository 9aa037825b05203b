/**
 * Share page: opens what was shared in the blog one wrote in last, and offers the others where that cannot be told.
 * Knows which blog that was. Does not know what becomes of a share in the composer (`shared.ts`).
 */

import { BrowserShares, nameOf } from "./shares";

const LAST = "stoppress-last-blog";

/** For the next share. */
export function rememberBlog(store: Storage | null, blog: string): void {
  try {
    store?.setItem(LAST, blog);
  } catch {
    // Then the next share asks.
  }
}

/** Where a share goes of itself, of the blogs that are offered; null asks. */
export function goesTo(last: string | null, offered: readonly string[]): string | null {
  if (last && offered.includes(last)) return last;
  return offered.length === 1 ? (offered[0] ?? null) : null;
}

/** Says what was shared, and opens it where it goes of itself. A page of another kind stays as it is. */
export async function offerShare(owner: Document): Promise<void> {
  const main = owner.querySelector<HTMLElement>("main[data-share]");
  const kept = main?.dataset.share;
  const place = main?.querySelector("[data-shared]");
  if (!main || !kept || !place) return;
  const links = [...main.querySelectorAll<HTMLAnchorElement>("a[data-blog]")];
  const share = await BrowserShares.open(indexedDB)
    .then((shares) => shares.find(kept))
    .catch(() => undefined);
  if (!share) {
    place.textContent = "What was shared is not kept in this browser any more. Share it again.";
    return;
  }
  place.textContent = nameOf(share);
  let last: string | null = null;
  try {
    last = localStorage.getItem(LAST);
  } catch {
    // It is asked for.
  }
  const blog = goesTo(
    last,
    links.map((each) => each.dataset.blog ?? ""),
  );
  const link = links.find((each) => each.dataset.blog === blog);
  if (link) location.replace(link.href);
}
