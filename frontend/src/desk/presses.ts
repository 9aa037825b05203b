/**
 * Presses: keys that press the composer's buttons, for hands that do not leave the keyboard.
 * Knows which key is whose. Does not know what the buttons do; where there is none, its key does nothing.
 */

/** By the key's place, as Alt makes other letters of them on a Mac. */
const PRESSED: Readonly<Record<string, string>> = {
  KeyH: '.acts button[value="hold"]',
  KeyP: ".tool-preview",
  KeyS: "details.later > summary",
};

/** Has Alt, Shift and a letter press what is its own within `form`. */
export function pressByKeys(form: HTMLElement): void {
  for (const [code, which] of Object.entries(PRESSED))
    form.querySelector(which)?.setAttribute("aria-keyshortcuts", `Alt+Shift+${code.slice(-1)}`);
  form.addEventListener("keydown", (event) => {
    if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
    const button = form.querySelector<HTMLElement>(PRESSED[event.code] ?? ":not(*)");
    if (!button) return;
    event.preventDefault();
    button.click();
    const later = button.closest("details");
    if (later?.open) later.querySelector<HTMLInputElement>("input")?.focus();
  });
}
