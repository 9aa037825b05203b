/**
 * Islands: pieces of the page that have addresses of their own, fetched when somebody comes near.
 * Knows that a place stays as the server wrote it, with its link, where nothing can be had, and that a page does not name
 * itself among others.
 * Does not know what is in them; the server makes it.
 */

import { elementOf } from "./trusted";

export interface IslandOutside {
  /** What stands there now, or null when it cannot be had. */
  fetch(address: string): Promise<string | null>;
}

/** Fills one place. */
export async function fillIsland(place: HTMLElement, outside: IslandOutside): Promise<void> {
  const html = await outside.fetch(place.dataset.island ?? "");
  const island = place.querySelector(".island");
  const made = html === null ? null : elementOf(`<div class="island">${html}</div>`, place.ownerDocument);
  if (!island || !made) return;
  const own = place.closest<HTMLElement>("[data-besides]")?.dataset.besides;
  for (const link of made.querySelectorAll("li > a")) {
    if (own !== undefined && link.getAttribute("href") === own) link.parentElement?.remove();
  }
  if (made.querySelector("ol")?.children.length === 0) return;
  if (made.childElementCount === 0) return;
  island.replaceWith(made);
  place.hidden = false;
  place.toggleAttribute("data-filled", true);
}

/** Fills every place of the page, each when it is near. */
export function fillIslands(owner: Document): void {
  const outside: IslandOutside = { fetch: fetched };
  const near = new IntersectionObserver(
    (seen) => {
      for (const { isIntersecting, target } of seen) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        const places = target.matches("[data-island]")
          ? [target]
          : [...target.querySelectorAll("[data-island]")];
        for (const place of places) void fillIsland(place as HTMLElement, outside);
      }
    },
    { rootMargin: "400px" },
  );
  // What is hidden is near nothing: the section around it is looked at.
  for (const each of owner.querySelectorAll("aside[data-island], aside[data-besides]")) near.observe(each);
}

async function fetched(address: string): Promise<string | null> {
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}
