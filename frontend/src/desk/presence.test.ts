// @vitest-environment happy-dom

import { beforeEach, expect, test } from "vitest";
import { HandClock } from "../reader/stage";
import { LEFT, Presence, SAID_AGAIN_MS, showLocks, TOGETHER_MS } from "./presence";

const said: [string, Record<string, string>, boolean][] = [];

function page(attributes = ""): { presence: Presence; clock: HandClock } {
  document.body.innerHTML = `<section data-here="ferry" ${attributes}></section>
    <div data-others="/desk/blogs/ferry/presence/others"></div>`;
  const clock = new HandClock();
  const place = document.querySelector<HTMLElement>("section");
  if (!place) throw new Error("no place");
  const say = (path: string, fields: Readonly<Record<string, string>>, leaving: boolean): void => {
    said.push([path, { ...fields }, leaving]);
  };
  return { presence: new Presence(place, "a", clock, say, sessionStorage), clock };
}

function hide(state: "hidden" | "visible"): void {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
}

beforeEach(() => {
  said.length = 0;
  sessionStorage.clear();
  hide("visible");
});

test("a page says that it is open, again and again, and that it is closed", () => {
  const { presence, clock } = page('data-doing="editing" data-thing="p1"');
  presence.begin();
  clock.pass(SAID_AGAIN_MS);
  presence.leave();
  clock.pass(SAID_AGAIN_MS);
  const here = ["/desk/blogs/ferry/here", { page: "a", doing: "editing", thing: "p1" }, false];
  expect(said).toEqual([here, here, ["/desk/blogs/ferry/here", { page: "a", leaving: "yes" }, true]]);
});

test("the next page in a tab says which one was left, once, and a copied tab says nothing of an open one", () => {
  sessionStorage.setItem(LEFT, "before");
  const { presence, clock } = page();
  presence.begin();
  clock.pass(SAID_AGAIN_MS);
  expect(said.map(([, fields]) => fields.left)).toEqual(["before", undefined]);
  page().presence.begin();
  expect(said.at(-1)?.[1].left).toBeUndefined();
  presence.leave();
  page().presence.begin();
  expect(said.at(-1)?.[1].left).toBe("a");
});

test("a page that nobody looks at says nothing, unless somebody writes in it", () => {
  hide("hidden");
  const { presence, clock } = page();
  presence.begin();
  clock.pass(SAID_AGAIN_MS);
  expect(said).toEqual([]);
  presence.writes("draft-1");
  clock.pass(TOGETHER_MS);
  clock.pass(SAID_AGAIN_MS);
  expect(said.map(([, fields]) => fields.thing)).toEqual(["draft-1", "draft-1"]);
});

test("what is written is said once it is another, and who else writes it is asked for", () => {
  const { presence, clock } = page();
  const others = document.querySelector<HTMLElement>("[data-others]");
  let asked = 0;
  others?.addEventListener("desk:ask", () => {
    asked += 1;
  });
  presence.writes("");
  expect(asked).toBe(0);
  for (let n = 0; n < 3; n += 1) presence.writes("draft-1");
  clock.pass(TOGETHER_MS);
  expect(said).toHaveLength(1);
  expect([asked, others?.dataset.deskPart]).toEqual([
    1,
    "/desk/blogs/ferry/presence/others?doing=writing&thing=draft-1",
  ]);
  presence.writes("");
  clock.pass(TOGETHER_MS);
  expect(said.at(-1)?.[1]).toEqual({ page: "a", doing: "here", thing: "" });
});

test("rows say who is at work on them, and no longer when nobody is", () => {
  document.body.innerHTML = `<div id="part"><span data-locked="p1">Ada is editing this</span></div>
    <p data-lock="p1" hidden></p><p data-lock="p2">Ben is editing this</p>`;
  showLocks(document);
  const places = [...document.querySelectorAll<HTMLElement>("[data-lock]")];
  expect(places.map((each) => [each.textContent, each.hidden])).toEqual([
    ["Ada is editing this", false],
    ["", true],
  ]);
});
