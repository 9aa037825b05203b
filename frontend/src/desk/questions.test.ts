// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { serveQuestions } from "./questions";

const ROW = (id: string): string =>
  `<li class="question"><input type="checkbox" data-picked value="${id}"><p class="text"><a href="#${id}">${id}</a></p></li>`;
let pressed: string[];

beforeEach(() => {
  pressed = [];
  document.body.innerHTML = `<input id="search"><div data-questions><form>
<p class="chooser" hidden><input type="checkbox" data-all><span data-chosen></span></p>
<button type="button" data-key="r">Reject</button><select id="who"></select>
<ul>${["a", "b", "c"].map(ROW).join("")}</ul></form></div>`;
  document.querySelector("button")?.addEventListener("click", () => {
    pressed.push(
      boxes()
        .filter((each) => each.checked)
        .map((each) => each.value)
        .join(""),
    );
  });
  serveQuestions(document);
});

const boxes = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>("[data-picked]")];
const key = (on: Element | null | undefined, name: string, more: KeyboardEventInit = {}): void => {
  on?.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));
};

describe("keys", () => {
  it("go down and up, choose, and do what is asked to what is chosen", () => {
    boxes()[0]?.focus();
    key(boxes()[0], "j");
    expect(document.activeElement).toBe(boxes()[1]);
    key(boxes()[1], "k");
    expect(document.activeElement).toBe(boxes()[0]);
    key(boxes()[0], "k");
    expect(document.activeElement).toBe(boxes()[0]);
    key(boxes()[0], "x");
    key(boxes()[2], "x");
    expect(document.querySelector("[data-chosen]")?.textContent).toBe("(2 chosen)");
    key(boxes()[1], "r");
    expect(pressed).toEqual(["ac"]);
  });

  it("do it to the question in focus where none is chosen", () => {
    key(document.querySelectorAll(".text a")[1], "r");
    expect(pressed).toEqual(["b"]);
  });

  it("do nothing elsewhere, nor with a modifier, nor where no button has them", () => {
    key(document.querySelector("#search"), "r");
    key(document.querySelector("#who"), "r");
    key(boxes()[0], "r", { ctrlKey: true });
    key(boxes()[0], "z");
    expect(pressed).toEqual([]);
    expect(boxes().some((each) => each.checked)).toBe(false);
  });
});

describe("choosing all", () => {
  it("is offered where there is a script, and counts", () => {
    const all = document.querySelector<HTMLInputElement>("[data-all]");
    expect(document.querySelector(".chooser")?.hasAttribute("hidden")).toBe(false);
    if (all) all.checked = true;
    all?.dispatchEvent(new Event("change", { bubbles: true }));
    expect(boxes().every((each) => each.checked)).toBe(true);
    expect(document.querySelector("[data-chosen]")?.textContent).toBe("(3 chosen)");
  });
});
