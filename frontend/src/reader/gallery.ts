/**
 * Gallery: a press on a picture shows it large, in the page. Without this script the same link opens the file.
 * Knows which presses are ours. What the viewer is made of comes when it is first needed.
 */

/** Listens for presses on pictures, those of posts that have yet to arrive included. */
export function openPictures(page: Document): void {
  page.addEventListener("click", (event) => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a.enlarge") : null;
    // A press that asks for a new tab or a download is the browser's.
    if (
      !link ||
      event.defaultPrevented ||
      event.button !== 0 ||
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey
    )
      return;
    event.preventDefault();
    import("./viewer").then(
      ({ view }) => view(link),
      () => location.assign(link.href),
    );
  });
}
