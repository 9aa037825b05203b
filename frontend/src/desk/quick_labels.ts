/**
 * Quick labels: one press, or one key, sets the post's label.
 * Knows that they are the list of labels in another form: whatever sets that shows here, too.
 */

/** Keys for the first labels: Alt and Shift with a digit, 0 for none. */
const KEYED = 9;

export function offerLabels(form: HTMLFormElement, changed: () => void): void {
  const select = form.elements.namedItem("label") as HTMLSelectElement | null;
  const writing = form.querySelector(".writing");
  if (!select || !writing) return;
  const owner = form.ownerDocument;
  const place = Object.assign(owner.createElement("div"), { className: "quick-labels" });
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", "What the post is");
  const options = [...select.options].filter((each) => each.value);
  const buttons = options.map((option, at) => {
    const button = Object.assign(owner.createElement("button"), { type: "button", textContent: option.text });
    if (at < KEYED) {
      button.title = `${option.text} (Alt+Shift+${at + 1})`;
      button.setAttribute("aria-keyshortcuts", `Alt+Shift+${at + 1}`);
    }
    // A press leaves the cursor in the text.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => set(select.value === option.value ? "" : option.value));
    return button;
  });
  const tell = (): void => {
    options.forEach((option, at) => {
      buttons[at]?.setAttribute("aria-pressed", String(option.value === select.value));
    });
  };
  const set = (value: string): void => {
    select.value = value;
    tell();
    changed();
  };
  place.append(...buttons);
  writing.after(place);
  form.addEventListener("change", tell);
  form.addEventListener("keydown", (event) => {
    const digit = /^Digit(\d)$/.exec(event.code)?.[1];
    if (!digit || !event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
    const option = options[Number(digit) - 1];
    if (digit !== "0" && !option) return;
    event.preventDefault();
    set(option?.value ?? "");
  });
  form.addEventListener("composer:told", tell);
  tell();
}
