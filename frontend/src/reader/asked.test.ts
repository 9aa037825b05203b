// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { Asked, LOOK_AFTER_MS, LOOK_EVERY_MS, type Standing } from "./asked";
import { freshTicket, MOST, Tickets } from "./tickets";

class HandClock {
  #waiting: { after: number; act: () => void }[] = [];
  readonly asked: number[] = [];

  now(): number {
    return 0;
  }

  after(after: number, act: () => void): () => void {
    const mine = { after, act };
    this.#waiting.push(mine);
    this.asked.push(after);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== mine);
    };
  }

  async strike(): Promise<void> {
    const due = this.#waiting.splice(0);
    for (const { act } of due) act();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
}

const KEPT: Standing = { standing: "kept", said: "The newsroom has it." };
const ANSWERED: Standing = {
  standing: "answered",
  said: "Your question is answered.",
  href: "/live/ferry/p/a",
  link: "Read the answer",
};

let clock: HandClock;
let tickets: Tickets;
let says: Record<string, Standing | "gone" | null>;
let looked: string[];
let asked: Asked;

beforeEach(() => {
  localStorage.clear();
  document.body.innerHTML = '<aside class="notices"></aside><p id="announcer"></p>';
  clock = new HandClock();
  tickets = new Tickets(localStorage, "/live/ferry");
  says = {};
  looked = [];
  const look = async (address: string): Promise<Standing | "gone" | null> => {
    looked.push(address);
    return says[address.slice(-1)] ?? null;
  };
  asked = new Asked(document, "/live/ferry", tickets, look, clock, "Dismiss");
});

const told = (): string => document.querySelector(".notices")?.textContent ?? "";

describe("a reader who asked", () => {
  it("is told once of an answer, with the way to it", async () => {
    tickets.keep("a");
    says.a = ANSWERED;
    asked.soon();
    await clock.strike();
    expect(looked).toEqual(["/live/ferry/questions/a"]);
    expect(told()).toContain("Your question is answered. Read the answer");
    expect(document.querySelector(".answered a")?.getAttribute("href")).toBe("/live/ferry/p/a");
    expect(document.querySelector("#announcer")?.textContent).toBe("Your question is answered.");
    document.querySelector<HTMLButtonElement>(".answered button")?.click();
    expect(told()).toBe("");
    asked.soon();
    await clock.strike();
    expect(looked).toHaveLength(1);
    expect(clock.asked).toEqual([LOOK_AFTER_MS, LOOK_AFTER_MS]);
  });

  it("is looked after for as long as something waits", async () => {
    tickets.keep("a");
    says.a = KEPT;
    asked.soon();
    await clock.strike();
    says.a = null as unknown as Standing;
    await clock.strike();
    says.a = ANSWERED;
    await clock.strike();
    expect(looked).toHaveLength(3);
    expect(clock.asked).toEqual([LOOK_AFTER_MS, LOOK_EVERY_MS, LOOK_EVERY_MS]);
    expect(told()).toContain("answered");
  });

  it("is not bothered with what is not taken up, and a question that is kept no more is forgotten", async () => {
    tickets.keep("a");
    tickets.keep("b");
    says.a = { standing: "left", said: "Not this one." };
    says.b = "gone";
    asked.soon();
    await clock.strike();
    expect(told()).toBe("");
    expect(tickets.all()).toEqual([{ ticket: "a", isLeft: true }]);
    expect(clock.asked).toEqual([LOOK_AFTER_MS]);
  });

  it("is told when what was not taken up is answered after all", async () => {
    tickets.keep("a");
    says.a = { standing: "left", said: "Not this one." };
    asked.soon();
    await clock.strike();
    expect(tickets.waits()).toBe(true);
    says.a = ANSWERED;
    // Another post with a question has come, or the page was opened anew.
    asked.soon();
    await clock.strike();
    expect(told()).toContain("Your question is answered.");
    expect(tickets.all()).toEqual([{ ticket: "a", isTold: true }]);
    expect(tickets.waits()).toBe(false);
  });

  it("says nothing that is markup", async () => {
    tickets.keep("a");
    says.a = { ...ANSWERED, said: "<b>no</b>" };
    asked.soon();
    await clock.strike();
    expect(document.querySelector(".answered b")).toBeNull();
  });
});

describe("tickets", () => {
  it("are kept by blog, the latest of them, and leave nothing behind", () => {
    const other = new Tickets(localStorage, "/live/storm");
    for (let each = 0; each < MOST + 2; each++) tickets.keep(`t${each}`);
    other.keep("s");
    expect(tickets.all()).toHaveLength(MOST);
    expect(tickets.all()[0]?.ticket).toBe("t2");
    tickets.keep("t3");
    expect(tickets.all().at(-1)?.ticket).toBe("t3");
    for (const { ticket } of tickets.all()) tickets.drop(ticket);
    expect(tickets.all()).toEqual([]);
    other.drop("s");
    expect(localStorage.length).toBe(0);
  });

  it("come to nothing where the device keeps nothing, or something odd", () => {
    const none = new Tickets(undefined, "/live/ferry");
    none.keep("a");
    expect(none.all()).toEqual([]);
    for (const odd of ["{", "7", '{"/live/ferry": 7}', '{"/live/ferry": [null, {"ticket": 3}]}']) {
      localStorage.setItem("stoppress.questions", odd);
      expect(tickets.all()).toEqual([]);
    }
  });

  it("are made by chance, of the letters a name may have", () => {
    let next = 0;
    const ticket = freshTicket((into) => into.map(() => next++ * 37));
    expect(ticket).toMatch(/^[a-z2-7]{26}$/);
    expect(new Set(ticket).size).toBeGreaterThan(20);
  });
});
