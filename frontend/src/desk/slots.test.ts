// @vitest-environment happy-dom

import { expect, test } from "vitest";
import type { Ask } from "./asking";
import { offerSlot } from "./slots";

function later(answer: Awaited<ReturnType<Ask>>) {
  document.body.innerHTML =
    '<details><summary>Schedule</summary><input type="datetime-local" name="at"><p class="acts"></p></details>';
  const part = document.querySelector("details") as HTMLDetailsElement;
  const asked: string[] = [];
  const ask: Ask = async (_, address) => {
    asked.push(address);
    return answer;
  };
  offerSlot(part, "ferry", ask, (at) => at.slice(0, 16));
  const unfold = async (): Promise<void> => {
    part.open = true;
    await Promise.resolve();
    await Promise.resolve();
  };
  return { part, asked, unfold, button: part.querySelector("button") as HTMLButtonElement };
}

const slot = { status: 200, tree: { at: "2031-04-05T14:35:00+00:00", time: "14:35" } };

test("the next free slot is asked for when it is wanted, and put into the field", async () => {
  const { part, asked, unfold, button } = later(slot as never);
  expect(asked).toEqual([]);
  await unfold();
  expect(asked).toEqual(["/desk/blogs/ferry/queue/slot"]);
  expect(button.textContent).toBe("Next free slot, 14:35");
  button.click();
  expect(part.querySelector("input")?.value).toBe("2031-04-05T14:35");
});

test("without an answer nothing is offered", async () => {
  const { unfold, button } = later(null);
  await unfold();
  expect(button.hidden).toBe(true);
});
