/**
 * Leaving: what lies over the page is closed by the browser's back button, and the page stays.
 * Knows an entry of the history that is there as long as something lies over the page, and that a browser which goes
 * back from it would scroll to where the page was before, while posts may have come above since. (READER PL1)
 * Does not know what lies there.
 */

const MARK = "over";

/** Calls `close` when the reader goes back. The answer is to be called when it has closed, for whatever reason. */
export function closingOnBack(close: () => void): () => void {
  const usual = history.scrollRestoration;
  history.scrollRestoration = "manual";
  history.pushState({ [MARK]: true }, "");
  addEventListener("popstate", close);
  // The browser scrolls after it has told of the step back.
  const settle = (): void => void requestAnimationFrame(() => restore(usual));
  return () => {
    removeEventListener("popstate", close);
    if (!history.state?.[MARK]) return settle();
    addEventListener("popstate", settle, { once: true });
    history.back();
  };
}

function restore(usual: ScrollRestoration): void {
  // Something may lie over the page again by now.
  if (!history.state?.[MARK]) history.scrollRestoration = usual;
}
