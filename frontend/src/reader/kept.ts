/**
 * Kept: what is shown or plays already stays so when what is around it is rendered anew.
 * Knows that an element made anew is empty until its file is decoded again, which is seen as a flash, and that a film
 * or a sound stops when it is taken out of the page, be it for a moment.
 * Whoever has opened a transcript goes on reading it.
 * Does not know why something was rendered anew; in the end all is as the fresh one has it. (Law 2)
 */

const PLAYERS = "video, audio";

/** Makes `old`, which stands in the page, what `fresh` is; `fresh` is used up. */
export function become(old: Element, fresh: Element): void {
  alike(old, fresh);
  becomeWithin(old, fresh);
}

/** The same for what is inside alone. */
export function becomeWithin(old: Element, fresh: Element): void {
  const shown = [...old.querySelectorAll("img")];
  const opened = new Set([...old.querySelectorAll("details[open]")].map((each) => each.textContent));
  align(old, fresh);
  keepPictures(shown, old);
  for (const each of old.querySelectorAll("details")) if (opened.has(each.textContent)) each.open = true;
}

/** Goes through both side by side; only what leads to a player of both stays where it stands. */
function align(old: Element, fresh: Element): void {
  if (!playersOf(old).size || !playersOf(fresh).size) {
    old.replaceChildren(...fresh.childNodes);
    return;
  }
  let next: Node | null = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const same: Element | null = counterpart(next, child);
    if (!same) {
      old.insertBefore(child, next);
      continue;
    }
    while (next && next !== same) next = dropped(next);
    next = same.nextSibling;
    alike(same, child as Element);
    if (!same.matches(PLAYERS)) align(same, child as Element);
    // Other sources would be another film: `counterpart` has seen to that.
    else if (same.innerHTML !== (child as Element).innerHTML) same.replaceChildren(...child.childNodes);
  }
  while (next) next = dropped(next);
}

/** The first from `from` on that stands for the same as `child` and has a player in common with it. */
function counterpart(from: Node | null, child: Node): Element | null {
  if (!(child instanceof Element)) return null;
  const players = playersOf(child);
  if (!players.size) return null;
  for (let each = from; each; each = each.nextSibling) {
    if (!(each instanceof Element) || nameOf(each) !== nameOf(child)) continue;
    for (const player of playersOf(each)) if (players.has(player)) return each;
  }
  return null;
}

function dropped(node: Node): Node | null {
  const next = node.nextSibling;
  node.parentNode?.removeChild(node);
  return next;
}

function nameOf(element: Element): string {
  const names = [element.localName, element.id];
  for (const name of ["data-post", "data-region"]) names.push(element.getAttribute(name) ?? "");
  return names.join(" ");
}

/** What plays in `element`, itself included, by kind and files. */
function playersOf(element: Element): Set<string> {
  const all = [...element.querySelectorAll(PLAYERS)];
  if (element.matches(PLAYERS)) all.push(element);
  return new Set(all.map(filesOf));
}

function filesOf(player: Element): string {
  const files = [player, ...player.querySelectorAll("source")].map((each) => each.getAttribute("src") ?? "");
  return `${player.localName} ${files.join(" ")}`;
}

/** Puts pictures that were `shown` in the place of those with the same file in `now`. */
function keepPictures(shown: HTMLImageElement[], now: Element): void {
  for (const image of now.querySelectorAll("img")) {
    const at = shown.findIndex(
      (each) => !now.contains(each) && each.getAttribute("src") === image.getAttribute("src"),
    );
    const [kept] = at < 0 ? [] : shown.splice(at, 1);
    if (!kept) continue;
    alike(kept, image);
    image.replaceWith(kept);
  }
}

/** Gives `kept` the attributes of `fresh`, in their order. */
function alike(kept: Element, fresh: Element): void {
  const wanted = [...fresh.attributes];
  for (const { name } of [...kept.attributes]) if (!fresh.hasAttribute(name)) kept.removeAttribute(name);
  const isInOrder = [...kept.attributes].every(({ name }, at) => wanted[at]?.name === name);
  for (const { name, value } of wanted) {
    // A file that is named again is loaded again.
    if (!isInOrder && name !== "src") kept.removeAttribute(name);
    if (kept.getAttribute(name) !== value) kept.setAttribute(name, value);
  }
}
