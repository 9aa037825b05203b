import { describe, expect, it } from "vitest";
import { HandClock, SpokenSource } from "./stage";
import { type Failure, MUTE_AFTER_MS, REPLAYED_AFTER_MS, SHORT_MS, Stream } from "./stream";

/** A stream, and what was heard of it. */
function listening(owes: boolean): {
  heard: string[];
  source: SpokenSource;
  clock: HandClock;
  stream: Stream;
} {
  const clock = new HandClock();
  const source = new SpokenSource("/");
  const heard: string[] = [];
  const stream = new Stream(source, clock, owes, {
    alive: () => heard.push("alive"),
    frame: (frame, at) => heard.push(`frame ${frame?.seq} at ${at?.seq}`),
    reset: (at) => heard.push(`reset to ${at?.seq}`),
    ended: () => heard.push("ended"),
    failed: (how: Failure) => heard.push(how),
  });
  return { heard, source, clock, stream };
}

const FRAME = '{"v":1,"seq":4,"kind":"any","changes":[]}';

describe("a stream", () => {
  it("is alive when it opens, if it owes nothing", () => {
    const { heard, source } = listening(false);
    source.say("open");
    expect(heard).toEqual(["alive"]);
  });

  it("is alive when it has brought what it owes, and what was missed with it", () => {
    const { heard, source, clock } = listening(true);
    source.say("open");
    source.say("revision", FRAME, "velmora2-4");
    clock.pass(REPLAYED_AFTER_MS - 1);
    source.say("revision", FRAME.replace("4", "5"), "velmora2-5");
    clock.pass(REPLAYED_AFTER_MS - 1);
    expect(heard).toEqual(["frame 4 at 4", "frame 5 at 5"]);
    clock.pass(1);
    expect(heard.at(-1)).toBe("alive");
  });

  it.each([
    [false, false],
    [true, false],
    [true, true],
  ])("that owes a word (%s) and opened (%s) is mute when none comes", (owes, opens) => {
    const { heard, source, clock } = listening(owes);
    if (opens) source.say("open");
    clock.pass(MUTE_AFTER_MS - 1);
    expect(heard).toEqual([]);
    clock.pass(1);
    expect(heard).toEqual(["mute"]);
    expect(source.isClosed).toBe(true);
  });

  it("may be silent for hours once it is alive", () => {
    const { heard, source, clock } = listening(false);
    source.say("open");
    clock.pass(36_000_000);
    expect(heard).toEqual(["alive"]);
  });

  it.each([
    ["short", null],
    ["short", SHORT_MS - 1],
    ["lost", SHORT_MS],
  ])("that ends is %s when it was open for %s ms", (how, lived) => {
    const { heard, source, clock } = listening(false);
    if (lived !== null) source.say("open");
    clock.pass(lived ?? SHORT_MS);
    source.say("error");
    expect(heard.at(-1)).toBe(how);
  });

  it.each(["reset", "ended"])("says nothing after its %s", (event) => {
    const { heard, source } = listening(false);
    source.say(event, "", "velmora2-9");
    source.say("revision", FRAME, "velmora2-4");
    source.say("error");
    expect(heard).toEqual([event === "reset" ? "reset to 9" : "ended"]);
  });

  it("says nothing once it is closed", () => {
    const { heard, source, clock, stream } = listening(true);
    stream.close();
    source.say("revision", FRAME, "velmora2-4");
    clock.pass(MUTE_AFTER_MS);
    expect(heard).toEqual([]);
  });
});
