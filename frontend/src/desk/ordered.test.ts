// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { WayBack } from "./ordered";
import { Reorder } from "./reorder";

const LINE = (name: string): string =>
  `<li><input value="${name}"><button type="button" data-down value="down:0">Down</button><button type="button" data-up value="up:0">Up</button></li>`;

describe("the way back from a move", () => {
  beforeEach(() => {
    memory.clear();
    document.body.innerHTML = `<ol>${["a", "b", "c"].map(LINE).join("")}</ol><p></p>`;
  });

  const memory = new Map<string, readonly string[]>();

  function room() {
    const list = document.querySelector("ol") as HTMLElement;
    let moves = 0;
    const way = new WayBack(list, document.querySelector("p"), memory, "points", () => reorder.settle());
    const reorder = new Reorder(list, {
      moved: () => {
        moves += 1;
        way.offer();
      },
      say: () => {},
    });
    const order = (): string => [...list.querySelectorAll("input")].map((each) => each.value).join("");
    const undo = [...document.querySelectorAll("button")].find(
      (each) => each.textContent === "Undo the move",
    );
    if (!undo) throw new Error("There is no button.");
    return { list, order, undo, moves: () => moves };
  }

  it("is offered once there is one, and a move like others: it is saved, and undone itself", () => {
    const { list, order, undo, moves } = room();
    expect(undo.hidden).toBe(true);
    list.querySelectorAll<HTMLButtonElement>("[data-down]")[0]?.click();
    expect([order(), undo.hidden, moves()]).toEqual(["bac", false, 1]);
    undo.click();
    expect([order(), moves()]).toEqual(["abc", 2]);
    undo.click();
    expect([order(), moves()]).toEqual(["bac", 3]);
  });

  it("leads past the last move alone", () => {
    const { list, order, undo } = room();
    list.querySelectorAll<HTMLButtonElement>("[data-down]")[0]?.click();
    list.querySelectorAll<HTMLButtonElement>("[data-down]")[1]?.click();
    expect(order()).toBe("bca");
    undo.click();
    expect(order()).toBe("bac");
    expect([...list.querySelectorAll("[data-up]")].map((each) => each.getAttribute("value"))).toEqual([
      "up:0",
      "up:1",
      "up:2",
    ]);
  });

  it("is there again when the server makes the same lines anew, and not for others", () => {
    const first = room();
    first.list.querySelectorAll<HTMLButtonElement>("[data-down]")[0]?.click();
    document.body.innerHTML = `<ol>${["b", "a", "c"].map(LINE).join("")}</ol><p></p>`;
    const again = room();
    expect(again.undo.hidden).toBe(false);
    again.undo.click();
    expect(again.order()).toBe("abc");
    document.body.innerHTML = `<ol>${["b", "a"].map(LINE).join("")}</ol><p></p>`;
    expect(room().undo.hidden).toBe(true);
  });
});
