import { describe, expect, it } from "vitest";
import { AskedStep, HandClock, settled } from "./stage";
import { parseStep, REST_MS, REST_SPREAD_MS, STEP_PATIENCE_MS, Steps } from "./steps";

/** A walk over the steps of a page that is where the last answer led. */
function walking(): { asked: AskedStep[]; clock: HandClock; steps: Steps; failures: () => number } {
  const clock = new HandClock();
  const asked: AskedStep[] = [];
  let at = 1;
  let failures = 0;
  const fetch = (address: string, signal: AbortSignal): Promise<string> => {
    asked.push(new AskedStep(address, signal));
    return asked.at(-1)?.answer ?? Promise.reject();
  };
  const steps = new Steps(fetch, clock, () => 0.5, {
    stepAddress: () => `/updates/${at}`,
    took: ({ to }) => {
      const gotOn = to.seq > at;
      at = to.seq;
      return gotOn;
    },
    failed: () => {
      failures += 1;
    },
  });
  steps.walk();
  return { asked, clock, steps, failures: () => failures };
}

const REST = REST_MS + REST_SPREAD_MS / 2;

describe("steps", () => {
  it("follow one another at once while there is news", async () => {
    const { asked } = walking();
    await asked[0]?.bring(5);
    await asked[1]?.bring(7);
    expect(asked.map((each) => each.address)).toEqual(["/updates/1", "/updates/5", "/updates/7"]);
  });

  it("rest about a second after an answer without news", async () => {
    const { asked, clock } = walking();
    await asked[0]?.bring(1);
    clock.pass(REST - 1);
    expect(asked).toHaveLength(1);
    clock.pass(1);
    expect(asked).toHaveLength(2);
  });

  it("rest longer each time an answer without news comes at once, and never longer than ten seconds", async () => {
    const { asked, clock } = walking();
    const rests: number[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const count = asked.length;
      const begin = clock.now();
      await asked.at(-1)?.bring(1);
      while (asked.length === count) clock.pass(REST / 4);
      rests.push((clock.now() - begin) / REST);
    }
    expect(rests).toEqual([1, 2, 4, 8, 8, 8]);
    expect((REST_MS + REST_SPREAD_MS) * 8).toBe(10_000);
  });

  it("rest briefly again after an answer that was waited for", async () => {
    const { asked, clock } = walking();
    await asked[0]?.bring(1);
    clock.pass(REST);
    clock.pass(20_000);
    await asked[1]?.bring(1);
    clock.pass(REST);
    expect(asked).toHaveLength(3);
  });

  it("fail when an answer is refused, cannot be read or does not come", async () => {
    const refused = walking();
    await refused.asked[0]?.fail();
    const unreadable = walking();
    await unreadable.asked[0]?.bring(1, [], { v: 2 });
    const late = walking();
    late.clock.pass(STEP_PATIENCE_MS);
    await settled();
    for (const { asked, clock, steps, failures } of [refused, unreadable, late]) {
      expect(failures()).toBe(1);
      expect(steps.isWalking).toBe(false);
      clock.pass(60_000);
      expect(asked).toHaveLength(1);
    }
    expect(late.asked[0]?.isCalledOff).toBe(true);
  });

  it("are called off when stopped, and nothing is heard of them", async () => {
    const { asked, clock, steps, failures } = walking();
    steps.stop();
    await settled();
    clock.pass(60_000);
    expect(asked[0]?.isCalledOff).toBe(true);
    expect([asked.length, failures()]).toEqual([1, 0]);
  });
});

describe("an answer", () => {
  const told = {
    v: 1,
    from: "velmora2-1",
    to: "velmora2-2",
    final: false,
    ended: true,
    reset: false,
    frames: [{}],
  };

  it("is read with what it says, and a frame that cannot be read is told apart", () => {
    expect(parseStep(JSON.stringify(told))).toEqual({
      to: { epoch: "velmora2", seq: 2 },
      isFinal: false,
      hasEnded: true,
      isReset: false,
      frames: [null],
    });
  });

  it.each([
    "",
    "7",
    "null",
    '"x"',
    JSON.stringify({ ...told, to: 2 }),
    JSON.stringify({ ...told, frames: null }),
  ])("is nothing when it is %j", (text) => {
    expect(parseStep(text)).toBeNull();
  });
});
