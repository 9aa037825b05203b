// @vitest-environment happy-dom
import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { type Answer, type AskParts, PROOF_OLD, serve } from "./ask";
import { Tickets } from "./tickets";

const FORM = (
  challenge: string,
): string => `<form class="ask-form" action="/live/ferry/questions" data-challenge="${challenge}"
 data-bits="3" data-working="Working." data-failed="Try again." data-sent="It is sent." data-see="See how it stands">
<textarea name="text" maxlength="1000"></textarea><span class="left" hidden></span>
<input name="name"><input name="place"><input name="website"><span class="ask-says"></span></form>`;

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

let form: HTMLFormElement;
let bodies: Record<string, unknown>[];
let answers: (Answer | Error)[];
let tickets: Tickets;
let sent: number;

beforeEach(() => {
  localStorage.clear();
  document.body.innerHTML = FORM("first");
  form = document.querySelector("form") as HTMLFormElement;
  bodies = [];
  answers = [];
  sent = 0;
  tickets = new Tickets(localStorage, "/live/ferry");
  let seed = 1;
  const parts: AskParts = {
    tickets,
    load: async () => `<html><body>${FORM("second")}</body></html>`,
    send: async (_address, body) => {
      bodies.push(JSON.parse(body) as Record<string, unknown>);
      const answer = answers.shift() ?? { isTaken: true, said: "" };
      if (answer instanceof Error) throw answer;
      return answer;
    },
    now: () => 0,
    rest: async () => {},
    chance: (into) =>
      into.map(() => {
        seed = (seed * 16_807) % 2_147_483_647;
        return seed;
      }),
    sent: () => {
      sent += 1;
    },
    close: "Close",
  };
  serve(form, parts);
});

const type = (text: string): void => {
  const area = form.querySelector("textarea") as HTMLTextAreaElement;
  area.value = text;
  area.dispatchEvent(new Event("input"));
};

const submit = async (): Promise<void> => {
  form.dispatchEvent(new Event("submit", { cancelable: true }));
  for (let turn = 0; turn < 60; turn++) await Promise.resolve();
};

const says = (): string => form.querySelector(".ask-says")?.textContent ?? "";

describe("the form", () => {
  it("sends a question with its work, and keeps the ticket once it is taken", async () => {
    type("When?");
    expect(form.querySelector(".left")?.textContent).toBe("5 / 1000");
    await submit();
    const [body] = bodies;
    const ticket = String(body?.ticket);
    expect(ticket).toMatch(/^[a-z2-7]{26}$/);
    expect(body).toMatchObject({ text: "When?", name: "", place: "", website: "", challenge: "first" });
    const start = hash(`first\n${ticket}\n${hash("When?")}`).slice(0, 32);
    for (const [puzzle, answer] of (body?.answers as number[]).entries())
      expect(Number.parseInt(hash(`${start}:${puzzle}:${answer}`)[0] as string, 16)).toBeLessThan(2);
    expect(tickets.all()).toEqual([{ ticket }]);
    expect(sent).toBe(1);
    expect(document.querySelector(".ask-standing")?.textContent).toBe("It is sent.");
    const own = document.querySelector<HTMLAnchorElement>(".ask-own");
    expect(own?.textContent).toBe("See how it stands");
    expect(new URL(own?.href ?? "").pathname).toBe(`/live/ferry/questions/${ticket}`);
  });

  it("says a refusal, keeps what was typed, and sends the same words under the same ticket", async () => {
    type("When?");
    answers = [{ isTaken: false, said: "Wait 9 seconds." }, new Error("offline")];
    await submit();
    expect(says()).toBe("Wait 9 seconds.");
    await submit();
    expect(says()).toBe("Try again.");
    expect(tickets.all()).toEqual([]);
    await submit();
    type("Why?");
    expect(new Set(bodies.map((each) => each.ticket)).size).toBe(1);
    expect(bodies).toHaveLength(3);
    expect(sent).toBe(1);
  });

  it("sends other words under another ticket", async () => {
    type("When?");
    answers = [{ isTaken: false, said: "No." }];
    await submit();
    type("Why?");
    await submit();
    expect(new Set(bodies.map((each) => each.ticket)).size).toBe(2);
  });

  it("asks for another challenge when its own has grown old, once", async () => {
    type("When?");
    answers = [
      { isTaken: false, said: PROOF_OLD },
      { isTaken: true, said: "" },
    ];
    await submit();
    expect(bodies.map((each) => each.challenge)).toEqual(["first", "second"]);
    expect(sent).toBe(1);
  });

  it("gives up after two, and says so in words", async () => {
    type("When?");
    answers = [
      { isTaken: false, said: PROOF_OLD },
      { isTaken: false, said: PROOF_OLD },
    ];
    await submit();
    expect(says()).toBe("Try again.");
    expect(bodies).toHaveLength(2);
  });

  it("sends once however often it is pressed", async () => {
    type("When?");
    form.dispatchEvent(new Event("submit", { cancelable: true }));
    await submit();
    expect(bodies).toHaveLength(1);
  });
});
