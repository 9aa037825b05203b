/**
 * Pieces: elements the script makes itself, where the server has none.
 */

/** An element with a class. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  kind: string,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.className = kind;
  return made;
}

/** A button that is called by its label; the sheet draws its sign. */
export function button(kind: string, label: string, press: () => void): HTMLButtonElement {
  const made = element("button", kind);
  made.type = "button";
  made.setAttribute("aria-label", label);
  made.addEventListener("click", press);
  return made;
}
