import { expect, test } from "vitest";
import { HandClock, SpokenSource } from "../reader/stage";
import { BACK_MS, DeskStream, LOST, type Ring } from "./stream";

function staged() {
  const sources: SpokenSource[] = [];
  const rings: (Ring | null)[] = [];
  const said: string[] = [];
  const clock = new HandClock();
  const connect = (address: string): SpokenSource => {
    const source = new SpokenSource(address);
    sources.push(source);
    return source;
  };
  const hearing = {
    rang: (ring: Ring | null) => void rings.push(ring),
    say: (words: string) => void said.push(words),
  };
  const stream = new DeskStream(connect, clock, () => 0.5, hearing);
  stream.follow();
  return { sources, rings, said, clock, stream };
}

test("what has changed is told as it rings", () => {
  const { sources, rings } = staged();
  sources[0]?.say("open");
  sources[0]?.say("desk", `{"blog": "ferry", "what": "queue"}`);
  for (const wrong of ["", "{", "null", `{"blog": 1}`]) sources[0]?.say("desk", wrong);
  expect(rings).toEqual([{ blog: "ferry", what: "queue" }]);
  expect(sources[0]?.address).toBe("/desk/stream");
});

test("who comes back looks at everything, as what rang meanwhile is lost", () => {
  const { sources, rings, said, clock } = staged();
  sources[0]?.say("open");
  sources[0]?.say("error");
  expect(sources[0]?.isClosed).toBe(true);
  expect(said.at(-1)).toBe(LOST);
  clock.pass(BACK_MS);
  expect(sources).toHaveLength(2);
  sources[1]?.say("open");
  expect(rings).toEqual([null]);
  expect(said.at(-1)).toBe("");
});

test("a page whose first try failed looks as well", () => {
  const { sources, rings, clock } = staged();
  sources[0]?.say("error");
  sources[0]?.say("error");
  clock.pass(BACK_MS);
  expect(sources).toHaveLength(2);
  sources[1]?.say("open");
  expect(rings).toEqual([null]);
});

test("who rests listens to nothing, and looks at everything when somebody looks again", () => {
  const { sources, rings, stream, clock } = staged();
  sources[0]?.say("open");
  stream.rest();
  expect(sources[0]?.isClosed).toBe(true);
  clock.pass(BACK_MS * 10);
  expect(sources).toHaveLength(1);
  stream.resume();
  stream.resume();
  expect(sources).toHaveLength(2);
  sources[1]?.say("open");
  expect(rings).toEqual([null]);
});

test("a stream that was lost while nobody looks comes back when somebody does, and once", () => {
  const { sources, stream, clock } = staged();
  sources[0]?.say("error");
  stream.rest();
  clock.pass(BACK_MS * 10);
  expect(sources).toHaveLength(1);
  stream.resume();
  clock.pass(BACK_MS * 10);
  expect(sources).toHaveLength(2);
});

test("who leaves does not come back", () => {
  const { sources, stream, clock } = staged();
  stream.leave();
  sources[0]?.say("error");
  clock.pass(BACK_MS * 10);
  expect(sources).toHaveLength(1);
});
