// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { offerLabels } from "./quick_labels";
import { chooseSeveral } from "./several";
import "./trusted";

const row = (name: string): string =>
  `<li data-post="${name}"><input type="checkbox" name="post" value="${name}"></li>`;

function bar(): HTMLElement {
  return document.querySelector<HTMLElement>("#several") as HTMLElement;
}

function box(name: string): HTMLInputElement {
  return document.querySelector<HTMLInputElement>(`[value="${name}"]`) as HTMLInputElement;
}

const turn = (): Promise<void> => new Promise((rested) => setTimeout(rested));

describe("several posts", () => {
  beforeEach(() => {
    document.body.innerHTML = `<form id="several" data-several="rows"><button>Go</button></form><ol id="rows">${["a", "b", "c", "d"].map(row).join("")}</ol>`;
    chooseSeveral(document);
  });

  function chosen(): string[] {
    return ["a", "b", "c", "d"].filter((name) => box(name)?.checked);
  }

  it("have a bar as long as one is chosen", () => {
    expect(bar().hidden).toBe(true);
    box("b").click();
    expect(bar().hidden).toBe(false);
    expect(bar().textContent).toContain("One post chosen");
    [...bar().querySelectorAll("button")].at(-1)?.click();
    expect(bar().hidden).toBe(true);
    expect(chosen()).toEqual([]);
  });

  it("are chosen in between by Shift", () => {
    box("b").click();
    box("d").dispatchEvent(new MouseEvent("click", { bubbles: true, shiftKey: true }));
    expect(["b", "c"].map((name) => box(name).checked)).toEqual([true, true]);
    expect(box("a").checked).toBe(false);
  });

  it("stay chosen when the server makes a row anew, and not when it is gone", async () => {
    box("b").click();
    box("c").click();
    const fresh = document.createElement("ol");
    fresh.innerHTML = row("b");
    box("b").parentElement?.replaceWith(fresh.children[0] as Element);
    await turn();
    expect(chosen()).toEqual(["b", "c"]);
    box("c").parentElement?.remove();
    await turn();
    expect(bar().textContent).toContain("One post chosen");
  });
});

describe("quick labels", () => {
  beforeEach(() => {
    document.body.innerHTML =
      '<form><select name="label"><option value="">None</option><option value="breaking">Breaking</option><option value="watch">Watch</option></select><div class="writing"><textarea></textarea></div></form>';
  });

  function labels() {
    const form = document.querySelector("form") as HTMLFormElement;
    let changes = 0;
    offerLabels(form, () => {
      changes += 1;
    });
    const select = form.elements.namedItem("label") as HTMLSelectElement;
    const on = (): string[] =>
      [...form.querySelectorAll('[aria-pressed="true"]')].map((each) => each.textContent ?? "");
    const key = (code: string, keys: KeyboardEventInit = { altKey: true, shiftKey: true }): void => {
      form
        .querySelector("textarea")
        ?.dispatchEvent(new KeyboardEvent("keydown", { code, bubbles: true, ...keys }));
    };
    return { form, select, on, key, changes: () => changes };
  }

  it("set the label by one press, and take it away by another", () => {
    const { form, select, on, changes } = labels();
    const [breaking] = form.querySelectorAll<HTMLButtonElement>(".quick-labels button");
    breaking?.click();
    expect([select.value, on(), changes()]).toEqual(["breaking", ["Breaking"], 1]);
    breaking?.click();
    expect([select.value, on(), changes()]).toEqual(["", [], 2]);
  });

  it("set it by one key, whatever letter stands on it", () => {
    const { select, key } = labels();
    key("Digit2");
    expect(select.value).toBe("watch");
    key("Digit3");
    key("Digit1", { altKey: true });
    key("Digit1", { altKey: true, shiftKey: true, ctrlKey: true });
    expect(select.value).toBe("watch");
    key("Digit0");
    expect(select.value).toBe("");
  });

  it("show what the list of labels says, whoever set it", () => {
    const { form, select, on } = labels();
    select.value = "watch";
    form.dispatchEvent(new Event("composer:told"));
    expect(on()).toEqual(["Watch"]);
  });
});
