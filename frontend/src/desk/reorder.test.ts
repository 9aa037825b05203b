// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { Reorder } from "./reorder";

const line = (name: string, at: number): string =>
  `<li><button type="button" data-handle hidden>::</button><input name="point" value="${name}">
   <button value="up:${at}" data-up>Up</button><button value="down:${at}" data-down>Down</button>
   <button value="delete:${at}">Delete</button></li>`;

function staged(names = "abc") {
  document.body.innerHTML = `<form><ol>${[...names].map(line).join("")}</ol></form>`;
  const list = document.querySelector("ol") as HTMLElement;
  const said: string[] = [];
  const moves: string[] = [];
  const order = (): string => [...list.querySelectorAll("input")].map((each) => each.value).join("");
  new Reorder(list, { moved: () => void moves.push(order()), say: (words) => void said.push(words) });
  // As if every line were 100 px high: happy-dom lays nothing out.
  for (const each of list.children)
    each.getBoundingClientRect = () => {
      const top = [...list.children].indexOf(each) * 100;
      return { top, height: 100 } as DOMRect;
    };
  list.setPointerCapture = () => {};
  list.releasePointerCapture = () => {};
  list.hasPointerCapture = () => true;
  const handle = (name: string): HTMLElement =>
    list.querySelector(`input[value=${name}]`)?.parentElement?.querySelector("[data-handle]") as HTMLElement;
  const press = (name: string, key: string): boolean =>
    handle(name).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const point = (type: string, at: Element, clientY: number, pointerId = 1, button = 0): void => {
    at.dispatchEvent(new PointerEvent(type, { clientY, pointerId, button, bubbles: true, cancelable: true }));
  };
  const click = (name: string, which: string): void =>
    list.querySelector<HTMLElement>(`input[value=${name}] ~ ${which}`)?.click();
  return { list, said, moves, order, handle, press, point, click };
}

test("with a script the handles are there", () => {
  expect(staged().handle("a").hidden).toBe(false);
});

test("arrow keys on a handle move its line, which keeps the focus and says where it is", () => {
  const { press, order, moves, said, handle } = staged();
  expect(press("a", "ArrowDown")).toBe(false);
  expect(order()).toBe("bac");
  expect(document.activeElement).toBe(handle("a"));
  expect(said.at(-1)).toBe("“a” is line 2 of 3.");
  press("a", "End");
  press("a", "Home");
  press("c", "ArrowUp");
  expect(moves).toEqual(["bac", "bca", "abc", "acb"]);
});

test("at an end a line stays, and nothing is saved", () => {
  const { press, order, moves } = staged();
  press("a", "ArrowUp");
  press("c", "ArrowDown");
  expect([order(), moves]).toEqual(["abc", []]);
});

test("other keys, and keys in the fields, are left alone", () => {
  const { list, press, order } = staged();
  expect(press("a", "x")).toBe(true);
  const typed = new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true, cancelable: true });
  expect(list.querySelector("input")?.dispatchEvent(typed)).toBe(true);
  expect(order()).toBe("abc");
});

test("buttons move a line without sending the form, and know their new place", () => {
  const { list, click, order, moves } = staged();
  let sent = 0;
  list.closest("form")?.addEventListener("submit", () => {
    sent += 1;
  });
  click("b", "[data-down]");
  expect([order(), moves, sent]).toEqual(["acb", ["acb"], 0]);
  const buttons = [...list.querySelectorAll<HTMLButtonElement>("button[value]")];
  expect(buttons.map((each) => `${each.value}${each.disabled ? "!" : ""}`)).toEqual([
    ...["up:0!", "down:0", "delete:0"],
    ...["up:1", "down:1", "delete:1"],
    ...["up:2", "down:2!", "delete:2"],
  ]);
  // The button that was pressed can do no more, so the focus goes to the one beside it.
  expect((document.activeElement as HTMLButtonElement).value).toBe("up:2");
});

test("a line is dragged by its handle and saved where it is dropped", () => {
  const { list, handle, point, order, moves } = staged();
  point("pointerdown", handle("a"), 50);
  point("pointermove", list, 160);
  expect([order(), moves]).toEqual(["bac", []]);
  expect(list.querySelector(".is-held input")?.getAttribute("value")).toBe("a");
  point("pointermove", list, 280);
  point("pointerup", list, 280);
  expect([order(), moves]).toEqual(["bca", ["bca"]]);
  expect(list.querySelector(".is-held")).toBeNull();
  point("pointermove", list, 10);
  expect(order()).toBe("bca");
});

test("a drag that is broken off leaves everything as it was", () => {
  for (const end of ["Escape", "pointercancel"]) {
    const { list, handle, point, press, order, moves } = staged();
    point("pointerdown", handle("c"), 250);
    point("pointermove", list, 10);
    expect(order()).toBe("cab");
    if (end === "Escape") press("c", "Escape");
    else point("pointercancel", list, 10);
    expect([order(), moves]).toEqual(["abc", []]);
  }
});

test("a second finger and other buttons drag nothing", () => {
  const { list, handle, point, order } = staged();
  point("pointerdown", handle("a"), 50, 1, 2);
  point("pointermove", list, 280);
  expect(order()).toBe("abc");
  point("pointerdown", handle("a"), 50);
  point("pointermove", list, 280, 2);
  expect(order()).toBe("abc");
});
