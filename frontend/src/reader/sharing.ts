/**
 * Sharing: hands a post's address to whatever the device shares with, or else to the clipboard. (READER TI3)
 * Knows that the link leads to the post where neither is to be had.
 */

import { pageOf, type Root } from "./root";
import { sayingsIn } from "./sayings";

/** How long it is said that the address was copied. */
export const SAID_FOR_MS = 4_000;

const SAID = "data-said";

/** What of the browser is needed; phones have `share`, secure pages have a clipboard. */
export interface Sharer {
  readonly share?: (what: { title: string; url: string }) => Promise<void>;
  readonly clipboard?: { writeText(text: string): Promise<void> };
}

/** Gives the posts' share links life. */
export function shareOnPress(root: Root, browser: Sharer = navigator): void {
  root.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a.share") : null;
    const isPlain = event instanceof MouseEvent && !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (!link || !isPlain || !(browser.share || browser.clipboard)) return;
    event.preventDefault();
    void share(link, root, browser);
  });
}

async function share(link: HTMLAnchorElement, root: Root, browser: Sharer): Promise<void> {
  const heading = link.closest(".post")?.querySelector("h1, h2, h3")?.textContent?.trim();
  try {
    if (browser.share) await browser.share({ title: heading || pageOf(root).title, url: link.href });
    else await copy(link, root, browser);
  } catch (problem) {
    // Whoever thinks better of it wants nothing else to happen.
    if ((problem as { name?: string }).name !== "AbortError")
      pageOf(root).defaultView?.location.assign(link.href);
  }
}

async function copy(link: HTMLAnchorElement, root: Root, browser: Sharer): Promise<void> {
  await browser.clipboard?.writeText(link.href);
  const copied = sayingsIn(root).say("copied");
  const region = root.querySelector("#announcer");
  link.setAttribute(SAID, copied);
  if (region) region.textContent = copied;
  setTimeout(() => link.removeAttribute(SAID), SAID_FOR_MS);
}
