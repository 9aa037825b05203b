/**
 * Row: the pictures of one post, in order, as they stand on the page by now.
 * Knows that a post may be revised or taken back while its pictures are looked at. (Law 10)
 * Does not know how a picture is shown.
 */

/** What is shown of one picture. `near` is the file the page shows already, "" when it has none yet. */
export interface Picture {
  readonly link: HTMLAnchorElement;
  readonly address: string;
  readonly near: string;
  readonly alt: string;
  readonly words: readonly Node[];
}

/** The pictures that stand at `place` now. */
export function pictures(page: ParentNode, place: string): Picture[] {
  const links = page.querySelectorAll<HTMLAnchorElement>(`${place} a.enlarge`);
  return [...links].map((link) => {
    const image = link.querySelector("img");
    const words = link.parentElement?.querySelector("figcaption")?.cloneNode(true).childNodes ?? [];
    const near = image?.complete ? image.currentSrc : "";
    return { link, address: link.href, near, alt: image?.alt ?? "", words: [...words] };
  });
}

/**
 * Where in `row` the picture is that was at `address`, as its n-th if it is there several times; -1 if it is gone.
 * Better files of a medium have other names.
 */
export function indexOf(row: readonly Picture[], address: string, at = 0): number {
  const medium = mediumOf(address);
  const isIt = (each: Picture | undefined): boolean => !!each && mediumOf(each.address) === medium;
  return isIt(row[at]) ? at : row.findIndex(isIt);
}

function mediumOf(address: string): string {
  return address.slice(0, address.lastIndexOf("/"));
}
