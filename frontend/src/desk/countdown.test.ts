// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { HandClock } from "../reader/stage";
import { countDown, toGo } from "./countdown";

test("time to go is said to the second where it matters", () => {
  const words = [-1, 0, 0.4, 59.2, 119, 120, 605, 3599, 3600, 90_000, 200_000, Number.NaN].map(toGo);
  expect(words).toEqual([
    "now",
    "now",
    "in 1 s",
    "in 60 s",
    "in 119 s",
    "in 2 min 0 s",
    "in 10 min",
    "in 59 min",
    "in 1 h 0 min",
    "in 25 h 0 min",
    "in 2 days",
    "",
  ]);
});

test("it counts on from the server's time, whatever the browser's clock says", () => {
  document.body.innerHTML = `<div data-now="2031-04-05T09:00:00Z"><span data-due="2031-04-05T09:00:10Z"></span></div>`;
  const place = document.querySelector("span");
  const clock = new HandClock();
  countDown(document, clock);
  expect(place?.textContent).toBe("in 10 s");
  clock.pass(4_000);
  expect(place?.textContent).toBe("in 6 s");
  clock.pass(6_000);
  expect(place?.textContent).toBe("now");
});
