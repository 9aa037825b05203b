/**
 * Kept: pictures that are shown already stay what they are when their post is rendered anew.
 * Knows that an element made anew is empty until its file is decoded again, which is seen as a flash.
 * Does not know why the post was rendered anew; what stands in it is the fresh one's in every attribute. (Law 2)
 */

/** Puts the pictures of `old` in the place of those of `fresh` with the same file. Both are of one document. */
export function keepPictures(old: Element, fresh: Element): void {
  const shown = [...old.querySelectorAll("img")];
  for (const image of fresh.querySelectorAll("img")) {
    const at = shown.findIndex((each) => each.getAttribute("src") === image.getAttribute("src"));
    const [kept] = at < 0 ? [] : shown.splice(at, 1);
    if (!kept) continue;
    alike(kept, image);
    image.replaceWith(kept);
  }
}

function alike(kept: Element, fresh: Element): void {
  for (const { name } of [...kept.attributes]) if (!fresh.hasAttribute(name)) kept.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (kept.getAttribute(name) !== value) kept.setAttribute(name, value);
}
