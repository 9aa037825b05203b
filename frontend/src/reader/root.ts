/**
 * Root: the tree in which a live page stands, a document of ours or the shadow tree of an element on another's page.
 * Knows what to ask of which. Does not know what stands in it.
 */

export type Root = Document | ShadowRoot;

export function rootOf(element: Element): Root {
  return element.getRootNode() as Root;
}

export function pageOf(root: Root): Document {
  return root instanceof ShadowRoot ? root.ownerDocument : root;
}

/** The height of the window, in pixels. */
export function windowHeight(root: Root): number {
  return pageOf(root).defaultView?.innerHeight ?? 0;
}

/** The language of what stands in `element`. */
export function languageOf(element: Element | null): string {
  return (
    element?.closest("[lang]")?.getAttribute("lang") ?? element?.ownerDocument.documentElement.lang ?? ""
  );
}
