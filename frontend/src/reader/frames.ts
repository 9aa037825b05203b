/**
 * Frames: what a provider shows of its own, loaded when the reader asks for it, and by itself where they have said so.
 * Knows that until then nobody learns of the reader, and that the choice stays on this device and can be taken back.
 * What a frame is made of was written into the page by our server, from the address alone.
 */

import { Choice } from "./choice";
import { sayingsIn } from "./sayings";
import { isThrifty } from "./thrift";

/** How far below the window a frame is that is loaded by itself. */
const NEAR = "200px";

/** Without a shape of its own a frame is this high, in pixels, and scrolls. */
const HIGH = 480;

/** Loads frames in `page` when asked, those of posts that have yet to arrive included. */
export function offerFrames(page: Document, choice = new Choice(page)): void {
  const near = new IntersectionObserver(
    (seen) => {
      for (const { target, isIntersecting } of seen) if (isIntersecting) loadQuietly(target as HTMLElement);
    },
    { rootMargin: NEAR },
  );
  const look = (): void => {
    if (!choice.any || isThrifty()) return;
    for (const place of page.querySelectorAll<HTMLElement>(".frame:empty"))
      if (choice.holds(place.dataset.provider)) near.observe(place.parentElement as Element);
  };
  page.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest(".load button") : null;
    const place = button?.closest(".embed")?.querySelector<HTMLElement>(".frame");
    if (place) load(place, choice).focus();
  });
  page.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    const place = box.closest<HTMLElement>(".frame");
    if (!place) return;
    choice.set(place.dataset.provider ?? "", place.dataset.title ?? "", box.checked);
    look();
  });
  function loadQuietly(embed: HTMLElement): void {
    near.unobserve(embed);
    const place = embed.querySelector<HTMLElement>(".frame:empty");
    if (!place || !choice.holds(place.dataset.provider)) return;
    const { top, height } = embed.getBoundingClientRect();
    load(place, choice);
    // What is above the window grows upwards: what is being read stays where it is. (READER PL3)
    if (top < 0) page.defaultView?.scrollBy({ top: embed.offsetHeight - height, behavior: "instant" });
  }
  new MutationObserver(look).observe(page.body, { childList: true, subtree: true });
  choice.changed = (provider) => {
    for (const box of page.querySelectorAll<HTMLInputElement>(".frame input"))
      if (box.closest<HTMLElement>(".frame")?.dataset.provider === provider)
        box.checked = choice.holds(provider);
  };
  look();
}

function load(place: HTMLElement, choice: Choice): HTMLIFrameElement {
  const { provider = "", title = "", frame: address = "", sandbox, allow, referrer } = place.dataset;
  const page = place.ownerDocument;
  const frame = page.createElement("iframe");
  // Before the address: what is loaded without a sandbox stays without one.
  frame.setAttribute("sandbox", sandbox ?? "");
  frame.setAttribute("allow", allow ?? "");
  frame.setAttribute("referrerpolicy", referrer ?? "no-referrer");
  const words = place.parentElement?.querySelector(".title")?.textContent;
  frame.title = words ? `${title}: ${words}` : title;
  shape(frame, Number(place.dataset.width), Number(place.dataset.height));
  frame.src = address;
  const box = page.createElement("input");
  box.type = "checkbox";
  box.checked = choice.holds(provider);
  const label = page.createElement("label");
  label.append(box, ` ${sayingsIn(page).say("always", { provider: title })}`);
  place.replaceChildren(frame, label);
  return frame;
}

function shape(frame: HTMLIFrameElement, width: number, height: number): void {
  if (width && height) frame.style.aspectRatio = `${width} / ${height}`;
  else frame.style.height = `${height || HIGH}px`;
  // Nothing held upright is higher than a screen.
  if (height > width) frame.style.maxWidth = `${Math.min(width || HIGH, HIGH)}px`;
}
