/**
 * Questions: keys and the count of what is chosen, in the list of what readers ask.
 * Knows that keys count only while a question has the focus, so that no letter typed elsewhere does anything (WCAG 2.1.4).
 * Does not know what a button does: it presses it.
 */

const PICK = "[data-picked]";

/** Gives the list within `place` keys. The list may come anew at any time. */
export function serveQuestions(owner: Document): void {
  const place = owner.querySelector<HTMLElement>("[data-questions]");
  if (!place) return;
  const tell = (): void => count(place);
  place.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.matches("[data-all]"))
      for (const each of picks(place)) each.checked = event.target.checked;
    tell();
  });
  place.addEventListener("keydown", (event) => press(place, event));
  new MutationObserver(tell).observe(place, { childList: true });
  tell();
}

function press(place: HTMLElement, event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  const row = target?.closest(".question");
  const isTyping = target?.matches("select, textarea, input:not([type=checkbox])") ?? true;
  if (!row || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = row.querySelector<HTMLInputElement>(PICK);
  if (event.key === "j" || event.key === "k") move(place, row, event.key === "j" ? 1 : -1);
  else if (event.key === "x" && box) {
    box.checked = !box.checked;
    count(place);
  } else if (event.key === "Enter") row.querySelector<HTMLAnchorElement>(".text a")?.click();
  else if (!act(place, box, event.key)) return;
  event.preventDefault();
}

/** Presses the button with this key, for what is chosen, or else for the question in focus. */
function act(place: HTMLElement, box: HTMLInputElement | null, key: string): boolean {
  const button = [...place.querySelectorAll<HTMLButtonElement>("button[data-key]")].find(
    (each) => each.dataset.key === key,
  );
  if (!button || !box) return false;
  if (!picks(place).some((each) => each.checked)) box.checked = true;
  button.click();
  return true;
}

function move(place: HTMLElement, row: Element, by: number): void {
  const boxes = picks(place);
  const at = boxes.findIndex((each) => row.contains(each));
  boxes[at + by]?.focus();
}

/** Says how many are chosen. */
function count(place: HTMLElement): void {
  const boxes = picks(place);
  const chosen = boxes.filter((each) => each.checked).length;
  const all = place.querySelector<HTMLInputElement>("[data-all]");
  const said = place.querySelector<HTMLElement>("[data-chosen]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    all.closest<HTMLElement>(".chooser")?.removeAttribute("hidden");
  }
  if (said) said.textContent = chosen ? `(${chosen} chosen)` : "";
}

function picks(place: HTMLElement): HTMLInputElement[] {
  return [...place.querySelectorAll<HTMLInputElement>(PICK)];
}
