/**
 * Gallery: a press on a picture shows it large, in the page. Without this script the same link opens the file.
 * Knows which presses are ours. What the viewer is made of comes when it is first needed; until then the post may
 * have been rendered anew, so that where a picture stands is noted at once.
 */

/** Where a picture stands: a selector of its post or region, which of the pictures there it is, and its large file. */
export interface Spot {
  readonly place: string;
  readonly at: number;
  readonly address: string;
}

/** Listens for presses on pictures, those of posts that have yet to arrive included. */
export function openPictures(page: Document): void {
  page.addEventListener("click", (event) => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a.enlarge") : null;
    if (!link || event.defaultPrevented || isForTheBrowser(event)) return;
    event.preventDefault();
    const spot = spotOf(link);
    import("./viewer").then(
      ({ view }) => view(spot),
      () => location.assign(spot.address),
    );
  });
}

/** Where a link to a picture stands by now. */
export function spotOf(link: HTMLAnchorElement): Spot {
  const place = placeOf(link);
  const at = [...link.ownerDocument.querySelectorAll(`${place} a.enlarge`)].indexOf(link);
  return { place, at, address: link.href };
}

function placeOf(link: Element): string {
  const article = link.closest("article[id]");
  if (article) return `#${CSS.escape(article.id)}`;
  const region = link.closest<HTMLElement>("[data-region]");
  return region ? `[data-region="${CSS.escape(region.dataset.region ?? "")}"]` : "body";
}

/** A press that asks for a new tab, a window or a download. */
function isForTheBrowser(event: MouseEvent): boolean {
  return event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
}
