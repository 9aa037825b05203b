// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { HandClock } from "../reader/stage";
import { Part, TOGETHER_MS } from "./parts";
import "./trusted";

function staged(inside: string) {
  document.body.innerHTML = `<div data-desk-part="/desk/part" data-desk-blog="ferry" data-desk-what="queue drafts">${inside}</div><button id="away">Away</button>`;
  const place = document.querySelector<HTMLElement>("[data-desk-part]") as HTMLElement;
  const clock = new HandClock();
  const asked: string[] = [];
  const served = { html: "<p>New</p>" as string | null };
  const shown: string[] = [];
  const fetch = async (address: string): Promise<string | null> => {
    asked.push(address);
    return served.html;
  };
  const part = new Part(place, fetch, clock, (each) => void shown.push(each.textContent ?? ""));
  const settle = async (milliseconds = TOGETHER_MS): Promise<void> => {
    clock.pass(milliseconds);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { place, part, asked, served, shown, settle };
}

test("a part is asked for once for all that changes at once, and shown", async () => {
  const { part, asked, shown, settle, place } = staged("<p>Old</p>");
  part.soon();
  part.soon();
  await settle();
  expect(asked).toEqual(["/desk/part"]);
  expect(shown).toEqual(["New"]);
  expect(place.innerHTML).toBe("<p>New</p>");
});

test("it concerns what it shows, of its own blog, and whatever may have been missed", () => {
  const { part } = staged("");
  expect(part.concerns({ blog: "ferry", what: "queue" })).toBe(true);
  expect(part.concerns({ blog: "ferry", what: "people" })).toBe(false);
  expect(part.concerns({ blog: "storm", what: "queue" })).toBe(false);
  expect(part.concerns(null)).toBe(true);
});

test("a part in which somebody writes waits until they are out of it", async () => {
  const { part, place, asked, settle } = staged(`<input value="half">`);
  place.querySelector("input")?.focus();
  part.soon();
  await settle();
  expect(asked).toEqual([]);
  document.querySelector<HTMLElement>("#away")?.focus();
  await settle();
  expect(place.innerHTML).toBe("<p>New</p>");
});

test("a note that was begun stays until it is sent, also when the hand is elsewhere", async () => {
  const { part, place, asked, settle } = staged("<textarea></textarea>");
  const note = place.querySelector("textarea") as HTMLTextAreaElement;
  note.value = "Who says so?";
  part.soon();
  await settle();
  expect(asked).toEqual([]);
  note.value = "";
  part.soon();
  await settle();
  expect(place.innerHTML).toBe("<p>New</p>");
});

test("who begins to write while it is asked for keeps what they write", async () => {
  const { part, place, settle } = staged(`<input value="half">`);
  part.soon();
  const settled = settle();
  place.querySelector("input")?.focus();
  await settled;
  expect(place.querySelector("input")).not.toBeNull();
});

test("a line that is held is not taken out of the hand", async () => {
  const { part, asked, settle } = staged(`<ol><li class="is-held">A</li></ol>`);
  part.soon();
  await settle();
  expect(asked).toEqual([]);
});

test("what was open stays open, and who was on a button is on it again", async () => {
  const inside = `<details><summary>Read it: A</summary>A</details><details><summary>Read it: B</summary>B</details><button aria-label="Move A">x</button>`;
  const { part, place, served, settle } = staged(inside);
  place.querySelectorAll("details")[1]?.setAttribute("open", "");
  place.querySelector("button")?.focus();
  served.html = inside.replace("<details><summary>Read it: A</summary>A</details>", "");
  part.soon();
  await settle();
  expect(place.querySelectorAll("details[open]")).toHaveLength(1);
  expect(place.querySelectorAll("details")).toHaveLength(1);
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Move A");
});

test("what cannot be had now is asked for again", async () => {
  const { part, place, served, settle } = staged("<p>Old</p>");
  served.html = null;
  part.soon();
  await settle();
  expect(place.innerHTML).toBe("<p>Old</p>");
  served.html = "<p>At last</p>";
  await settle(3_000);
  expect(place.innerHTML).toBe("<p>At last</p>");
});
