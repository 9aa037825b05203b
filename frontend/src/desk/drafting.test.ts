import { expect, test } from "vitest";
import { HandClock } from "../reader/stage";
import type { Answer } from "./asking";
import { type Content, NOTHING, newDraftId } from "./content";
import { Drafting, KEPT_WITHIN_MS, lockOf } from "./drafting";
import { PageShelf } from "./shelf";
import type { Tab } from "./tab";

const holding: string[] = [];

const alone: Tab = {
  alone: async (_, act) => act(),
  hold: async (name) => {
    holding.push(name);
    return true;
  },
  seize: async () => {},
  release: () => {},
  held: async () => new Set(),
  tell: () => {},
  hear: () => {},
};

function room(answers: (Answer | null)[] = []) {
  const clock = new HandClock();
  const shelf = new PageShelf();
  const asked: unknown[] = [];
  const told: unknown[] = [];
  const form: { content: Content } = { content: NOTHING };
  let ids = 0;
  const drafting = new Drafting(
    {
      shelf,
      clock,
      tab: alone,
      person: "p",
      blog: "ferry",
      newId: () => `draft-${++ids}`,
      now: () => clock.now(),
      content: () => form.content,
      ask: async (method, path, tree) => {
        asked.push([method, path.split("/").at(-1), (tree as { version: number }).version]);
        return (answers.length > 1 ? answers.shift() : answers[0]) ?? null;
      },
    },
    {
      saved: (how) => told.push(how),
      lost: () => told.push("lost"),
      newer: (content, version) => told.push(["newer", content.body, version]),
      refused: (sentence) => told.push(["refused", sentence]),
    },
  );
  const type = (body: string): void => {
    form.content = { ...form.content, body };
    drafting.changed();
  };
  const kept = async (): Promise<string[]> =>
    (await shelf.drafts("ferry", "p")).map((each) => each.content.body);
  return { clock, shelf, drafting, asked, told, form, type, kept };
}

async function settle(): Promise<void> {
  for (let n = 0; n < 30; n += 1) await Promise.resolve();
}

/** Lets time pass in small steps, as promises need their turn. */
async function pass(clock: HandClock, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 50) {
    clock.pass(50);
    await settle();
  }
}

const ok: Answer = { status: 200, tree: {} };

test("whoever never stops typing has every word kept within half a second", async () => {
  const { clock, type, kept } = room();
  let longest = 0;
  let typed = "";
  for (let n = 0; n < 200; n += 1) {
    typed += "x";
    type(typed);
    clock.pass(40);
    await settle();
    const [known = ""] = await kept();
    longest = Math.max(longest, (typed.length - known.length) * 40);
  }
  expect(longest).toBeLessThanOrEqual(KEPT_WITHIN_MS + 40);
  expect(longest).toBeLessThanOrEqual(500);
});

test("the server gets its copy when the keys rest, the newest alone", async () => {
  const { clock, type, asked, told } = room([ok]);
  for (const body of ["a", "ab", "abc"]) {
    type(body);
    clock.pass(300);
    await settle();
  }
  expect(asked).toEqual([]);
  await pass(clock, 2_000);
  expect(asked).toEqual([["PUT", "draft-1", 3]]);
  expect(told.at(-1)).toBe("both");
});

test("nothing is sent of an empty form, and nothing is kept", async () => {
  const { clock, type, asked, kept } = room([ok]);
  type("a");
  await pass(clock, 200);
  type("");
  await pass(clock, 10_000);
  expect(asked).toEqual([]);
  expect(await kept()).toEqual([]);
});

test("without a server it is tried again, and said", async () => {
  const { clock, type, asked, told, kept } = room([null, { status: 401, tree: {} }, ok]);
  type("a");
  await pass(clock, 3_000);
  expect(told.at(-1)).toBe("here");
  await pass(clock, 15_000);
  expect(told.at(-1)).toBe("signed-out");
  await pass(clock, 15_000);
  expect(asked).toHaveLength(3);
  expect(told.at(-1)).toBe("both");
  expect(await kept()).toEqual(["a"]);
});

test("newer words elsewhere are told, and one goes on from them", async () => {
  const theirs = {
    status: 409,
    tree: { code: "draft-newer", stored: { version: 9, content: { ...NOTHING, body: "theirs" } } },
  };
  const { clock, type, asked, told, drafting, form } = room([theirs, ok]);
  type("mine");
  await pass(clock, 3_000);
  expect(told.at(-1)).toEqual(["newer", "theirs", 9]);
  expect(form.content.body).toBe("mine");
  drafting.upon({ ...NOTHING, body: "theirs" }, 9);
  clock.pass(0);
  await settle();
  expect(asked.at(-1)).toEqual(["PUT", "draft-1", 10]);
  expect(drafting.draft).toMatchObject({ saved: 10, base: { body: "mine" } });
});

test("words of ours whose answer was lost are nobody else's", async () => {
  const lost = {
    status: 409,
    tree: { code: "draft-newer", stored: { version: 1, content: { ...NOTHING, body: "a" } } },
  };
  const { clock, type, asked, told } = room([null, lost, ok]);
  type("a");
  await pass(clock, 3_000);
  type("ab");
  await pass(clock, 20_000);
  await pass(clock, 1_000);
  expect(told.some((each) => Array.isArray(each))).toBe(false);
  expect(asked).toHaveLength(3);
  expect(told.at(-1)).toBe("both");
});

test("what another tab writes is no longer kept from here", async () => {
  const { clock, type, kept, drafting } = room([ok]);
  type("a");
  await pass(clock, 200);
  drafting.stop();
  type("ab");
  await pass(clock, 5_000);
  expect(await kept()).toEqual(["a"]);
});

test("a name for a draft has 26 characters of the alphabet", () => {
  const all = new Set<string>();
  for (let n = 0; n < 100; n += 1) {
    const name = newDraftId((bytes) => crypto.getRandomValues(bytes));
    expect(name).toMatch(/^[a-z2-7]{26}$/);
    all.add(name);
  }
  expect(all.size).toBe(100);
});

test("what is typed before anything is known is this tab's already", () => {
  holding.length = 0;
  const { drafting, type } = room();
  type("At once");
  expect(holding).toEqual([lockOf(drafting.draft.id)]);
});
