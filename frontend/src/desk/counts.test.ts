// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { HandClock } from "../reader/stage";
import { COUNT_EVERY_MS, followCounts } from "./counts";

test("each count takes the place of the one of its name, again and again", async () => {
  document.body.innerHTML = `<div data-desk-counts="/desk/readers"></div><span id="readers-a">1 reader now</span>`;
  const clock = new HandClock();
  const answers = [
    `<span id="readers-a">2 readers now</span><span id="readers-b">9</span>`,
    null,
    `<span id="readers-a">3</span>`,
  ];
  const asked: string[] = [];
  followCounts(
    document,
    async (address) => {
      asked.push(address);
      return answers.shift() ?? null;
    },
    clock,
  );
  const told: (string | null)[] = [];
  for (let n = 0; n < 3; n += 1) {
    clock.pass(COUNT_EVERY_MS);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    told.push(document.querySelector("#readers-a")?.textContent ?? null);
  }
  expect(told).toEqual(["2 readers now", "2 readers now", "3"]);
  expect(asked).toEqual(["/desk/readers", "/desk/readers", "/desk/readers"]);
  expect(document.querySelector("#readers-b")).toBeNull();
});

test("a page without counts asks for nothing", () => {
  document.body.innerHTML = "<p></p>";
  const clock = new HandClock();
  followCounts(document, () => Promise.reject(new Error("asked")), clock);
  clock.pass(COUNT_EVERY_MS);
});
