// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { parseCursor } from "../reader/cursor";
import { HandClock, SpokenSource } from "../reader/stage";
import { FIRST_MS, List } from "./list";
import "./trusted";

const row = (post: string, order: string, text = post): string =>
  `<li data-post="${post}" data-order="${order}"><p>${text}</p><a href="#">Edit</a></li>`;

function desk() {
  document.body.innerHTML = `<ol id="rows">${row("b", "2")}${row("a", "1")}</ol>`;
  const rows = document.querySelector<HTMLElement>("#rows") as HTMLElement;
  const clock = new HandClock();
  const sources: SpokenSource[] = [];
  const asked: string[][] = [];
  const served = new Map<string, string>();
  const said: string[] = [];
  const state = { isDown: false };
  const wire = {
    stream: "/live/ferry/stream",
    connect: (address: string) => {
      const source = new SpokenSource(address);
      sources.push(source);
      return source;
    },
    fetch: async () => null,
    clock,
    chance: () => 0.5,
  };
  const fetch = async (posts: readonly string[]): Promise<string | null> => {
    if (state.isDown) return null;
    asked.push([...posts]);
    return posts.map((post) => served.get(post) ?? "").join("");
  };
  const hooks = { told: () => {}, say: (words: string) => void said.push(words) };
  const list = new List(rows, wire as never, null, clock, fetch, hooks, parseCursor("velmora2-5"));
  list.follow();
  const frame = (seq: number, ...changes: object[]): void => {
    const data = JSON.stringify({ v: 1, seq, kind: "any", changes });
    sources.at(-1)?.say("revision", data, `velmora2-${seq}`);
  };
  const settle = async (): Promise<void> => {
    clock.pass(100);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  };
  const order = (): (string | null)[] => [...rows.children].map((each) => each.getAttribute("data-post"));
  return { rows, asked, served, said, state, frame, settle, order, sources, clock };
}

const place = (post: string): object => ({ op: "place", post, order: "3", html: "<li></li>" });

test("what a frame touched is asked for once, and stands where it belongs", async () => {
  const { served, asked, frame, settle, order } = desk();
  served.set("c", row("c", "3"));
  frame(6, place("c"), { op: "replace", post: "c", order: "3", html: "<li></li>" });
  await settle();
  expect(asked).toEqual([["c"]]);
  expect(order()).toEqual(["c", "b", "a"]);
});

test("a post that stands on an older page does not come to the end of this one, nor a new one to an older page", async () => {
  const { rows, served, frame, settle, order } = desk();
  served.set("z", row("z", "0"));
  served.set("c", row("c", "3"));
  rows.toggleAttribute("data-older", true);
  frame(6, place("z"), place("c"));
  await settle();
  expect(order()).toEqual(["c", "b", "a"]);
  rows.toggleAttribute("data-newer", true);
  served.set("d", row("d", "4"));
  served.set("b", row("b", "2", "new words"));
  frame(7, place("d"), place("b"));
  await settle();
  expect(order()).toEqual(["c", "b", "a"]);
  expect(rows.querySelector("[data-post=b] p")?.textContent).toBe("new words");
});

test("a page that has just been opened does not say that its connection is lost", () => {
  const { said, sources, clock, frame } = desk();
  expect(said).toEqual([]);
  sources.at(-1)?.say("open");
  frame(5, place("b"));
  clock.pass(FIRST_MS);
  expect(said.filter(Boolean)).toEqual([]);
  sources.at(-1)?.say("error");
  expect(said.at(-1)).toContain("lost");
});

test("a page that never connects says so after a while", () => {
  const { said, clock } = desk();
  clock.pass(FIRST_MS - 1);
  expect(said.filter(Boolean)).toEqual([]);
  clock.pass(1);
  expect(said.at(-1)).toContain("lost");
});

test("what the server has no row for goes", async () => {
  const { frame, settle, order } = desk();
  frame(6, { op: "remove", post: "b" });
  await settle();
  expect(order()).toEqual(["a"]);
});

test("a frame that is known already asks for nothing", async () => {
  const { asked, frame, settle } = desk();
  frame(5, place("c"));
  await settle();
  expect(asked).toEqual([]);
});

test("rows that cannot be had are asked for again", async () => {
  const { served, asked, state, frame, settle, order, clock } = desk();
  served.set("c", row("c", "3"));
  state.isDown = true;
  frame(6, place("c"));
  await settle();
  state.isDown = false;
  clock.pass(2_000);
  await settle();
  expect(asked).toEqual([["c"]]);
  expect(order()).toEqual(["c", "b", "a"]);
});

test("a row in which somebody is stays until they leave it", async () => {
  const { rows, served, frame, settle } = desk();
  served.set("b", row("b", "2", "new words"));
  rows.querySelector<HTMLElement>("[data-post=b] a")?.focus();
  frame(6, { op: "replace", post: "b", order: "2", html: "<li></li>" });
  await settle();
  expect(rows.querySelector("[data-post=b] p")?.textContent).toBe("b");
  rows.querySelector<HTMLElement>("[data-post=b] a")?.blur();
  await settle();
  expect(rows.querySelector("[data-post=b] p")?.textContent).toBe("new words");
});
