/**
 * Row: the pictures of one post, in order, as they stand on the page by now.
 * Knows that a post may be revised or taken back while its pictures are looked at. (Law 10)
 * Does not know how a picture is shown.
 */

/** What is shown of one picture. */
export interface Picture {
  readonly link: HTMLAnchorElement;
  readonly address: string;
  readonly alt: string;
  readonly words: readonly Node[];
}

/** Where a picture stands: its post, or the region above all posts. */
export function standing(link: Element): string {
  const article = link.closest("article[id]");
  if (article) return `#${CSS.escape(article.id)}`;
  const region = link.closest<HTMLElement>("[data-region]");
  return region ? `[data-region="${CSS.escape(region.dataset.region ?? "")}"]` : "body";
}

/** The pictures that stand at `place` now. */
export function pictures(page: ParentNode, place: string): Picture[] {
  const links = page.querySelectorAll<HTMLAnchorElement>(`${place} a.enlarge`);
  return [...links].map((link) => ({
    link,
    address: link.href,
    alt: link.querySelector("img")?.alt ?? "",
    words: [...(link.parentElement?.querySelector("figcaption")?.cloneNode(true).childNodes ?? [])],
  }));
}

/** Where in `row` the picture is that was at `address`: better files of a medium have other names. -1 if it is gone. */
export function indexOf(row: readonly Picture[], address: string): number {
  const medium = mediumOf(address);
  return row.findIndex((each) => mediumOf(each.address) === medium);
}

function mediumOf(address: string): string {
  return address.slice(0, address.lastIndexOf("/"));
}
