// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { HandClock } from "../reader/stage";
import { fieldsOf, QUIET_MS, Saving } from "./saving";

function staged() {
  document.body.innerHTML = `<form action="/desk/points"><input type="hidden" name="seen" value="one">
    <ol><li><input name="point" value="a"></li><li><input name="point" value="b"></li></ol>
    <fieldset data-not-yet><input name="point" value="half typed"></fieldset></form>`;
  const form = document.querySelector("form") as HTMLFormElement;
  const clock = new HandClock();
  const said: string[] = [];
  const sent: string[] = [];
  const answers: ((answer: Response | Error) => void)[] = [];
  const send = (address: string, fields: URLSearchParams): Promise<Response> => {
    sent.push(`${address} ${fields}`);
    return new Promise((resolve, reject) => {
      answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });
  };
  const saving = new Saving(form, clock, send, (words) => void said.push(words));
  const answer = async (given: Response | Error): Promise<void> => {
    answers.shift()?.(given);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const ok = (seen: string): Response => Response.json({ seen });
  return { form, clock, said, sent, saving, answer, ok };
}

test("what stands in the list is sent, and what is half typed is not", () => {
  expect(String(fieldsOf(staged().form))).toBe("seen=one&point=a&point=b");
});

test("many moves in a row are sent once, and the next with what the server said", async () => {
  const { saving, clock, sent, said, answer, ok } = staged();
  saving.soon();
  clock.pass(QUIET_MS / 2);
  saving.soon();
  clock.pass(QUIET_MS - 1);
  expect(sent).toEqual([]);
  clock.pass(1);
  expect(sent).toEqual(["/desk/points seen=one&point=a&point=b"]);
  await answer(ok("two"));
  expect(said).toEqual(["Saved."]);
  saving.soon();
  clock.pass(QUIET_MS);
  expect(sent.at(-1)).toBe("/desk/points seen=two&point=a&point=b");
});

test("a move while another is being sent waits for its answer", async () => {
  const { form, saving, clock, sent, answer, ok } = staged();
  saving.soon();
  clock.pass(QUIET_MS);
  form.querySelector("ol")?.append(form.querySelector("li") as Node);
  saving.soon();
  clock.pass(QUIET_MS);
  expect(sent).toHaveLength(1);
  await answer(ok("two"));
  expect(sent.at(-1)).toBe("/desk/points seen=two&point=b&point=a");
});

test("a refusal is said, and so is a network that is not there", async () => {
  const { saving, clock, said, answer } = staged();
  saving.soon();
  clock.pass(QUIET_MS);
  await answer(Response.json({ detail: "This was changed since you looked." }, { status: 412 }));
  saving.soon();
  clock.pass(QUIET_MS);
  await answer(new Error("offline"));
  expect(said[0]).toBe("This was changed since you looked.");
  expect(said[1]).toContain("Not saved");
});

test("a form that is sent whole is not sent aside as well", () => {
  const { form, saving, clock, sent } = staged();
  saving.soon();
  form.dispatchEvent(new Event("submit"));
  clock.pass(QUIET_MS);
  expect(sent).toEqual([]);
});
