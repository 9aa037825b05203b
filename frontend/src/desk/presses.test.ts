// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { pressByKeys } from "./presses";

function composer(buttons: string) {
  document.body.innerHTML = `<form><p contenteditable="true">Words</p>${buttons}</form>`;
  const form = document.querySelector("form") as HTMLFormElement;
  const pressed: string[] = [];
  form.addEventListener("click", (event) => pressed.push((event.target as HTMLElement).textContent ?? ""));
  pressByKeys(form);
  const press = (code: string, more: object = {}): boolean =>
    (form.querySelector("p") as HTMLElement).dispatchEvent(
      new KeyboardEvent("keydown", {
        code,
        altKey: true,
        shiftKey: true,
        bubbles: true,
        cancelable: true,
        ...more,
      }),
    );
  return { form, pressed, press };
}

const ALL =
  '<p class="acts"><button type="button" value="hold">Hold</button></p><button type="button" class="tool-preview">Preview</button>';

test("a key presses the button that is its own, and writes nothing", () => {
  const { form, pressed, press } = composer(ALL);
  expect(press("KeyH")).toBe(false);
  expect(press("KeyP")).toBe(false);
  expect(pressed).toEqual(["Hold", "Preview"]);
  expect(form.querySelector("[value=hold]")?.getAttribute("aria-keyshortcuts")).toBe("Alt+Shift+H");
});

test("other keys, and those of buttons that are not there, are left alone", () => {
  const { pressed, press } = composer('<button type="button" class="tool-preview">Preview</button>');
  expect(press("KeyH")).toBe(true);
  expect(press("KeyX")).toBe(true);
  expect(press("KeyP", { ctrlKey: true })).toBe(true);
  expect(press("KeyP", { shiftKey: false })).toBe(true);
  expect(pressed).toEqual([]);
});

test("the time to go out at has the focus when its place unfolds", () => {
  const { form, press } = composer(
    '<details class="later"><summary>Schedule</summary><input name="at"></details>',
  );
  press("KeyS");
  expect(form.querySelector("details")?.open).toBe(true);
  expect(document.activeElement).toBe(form.querySelector("input"));
});
