// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { SHORT_STREAMS, SILENCE_MS, STEPS_FOR_MOST_MS, STEPS_FOR_MS } from "./connection";
import { itemHtml, order } from "./scenery";
import { Stage, settled } from "./stage";
import { MUTE_AFTER_MS, REPLAYED_AFTER_MS, SHORT_MS } from "./stream";

const KEY = order(10, "p1");
const POST = { op: "place", post: "p1", order: KEY, html: itemHtml("p1", KEY, "Ferries stop") };
const PAUSE = 2_500;

function following(): Stage {
  const stage = new Stage();
  stage.live.follow();
  return stage;
}

/** A page whose stream has spoken. */
function live(): Stage {
  const stage = following();
  stage.source.say("open");
  stage.send(1, []);
  stage.clock.pass(REPLAYED_AFTER_MS);
  return stage;
}

/** A page whose streams are held back, so that it takes steps. */
function stepping(): Stage {
  const stage = following();
  stage.clock.pass(MUTE_AFTER_MS);
  return stage;
}

describe("a lost connection", () => {
  it("comes back after its pause, going on from the page's newest place", () => {
    const stage = live();
    stage.send(2, []);
    stage.source.say("error");
    expect(stage.source.isClosed).toBe(true);
    stage.clock.pass(PAUSE - 1);
    expect(stage.sources).toHaveLength(1);
    stage.clock.pass(1);
    expect(stage.source.address).toBe("/live/storm/stream?after=velmora2-2");
  });

  it("is not waited for when the reader comes back", () => {
    const stage = live();
    stage.source.say("error");
    stage.live.back();
    expect(stage.sources).toHaveLength(2);
    stage.clock.pass(60_000);
    expect(stage.sources.filter((each) => !each.isClosed)).toHaveLength(0);
  });

  it("is not waited for when the network is back, and an open one is made anew", () => {
    const stage = live();
    stage.source.say("error");
    stage.live.network();
    expect(stage.sources).toHaveLength(2);
    stage.live.network();
    expect(stage.sources.map((each) => each.isClosed)).toEqual([true, true, false]);
  });

  it("is left alone while the device says it has no network", () => {
    const stage = live();
    stage.isOffline = true;
    stage.live.network();
    expect(stage.sources).toHaveLength(1);
  });

  it("says nothing more once it was closed", () => {
    const stage = live();
    const old = stage.source;
    stage.live.leave();
    old.say("error");
    stage.clock.pass(60_000);
    expect(stage.sources).toHaveLength(1);
  });
});

describe("a stream in doubt", () => {
  it("is asked for one frame more than is needed, which changes nothing", () => {
    const stage = following();
    expect(stage.source.address).toBe("/live/storm/stream?after=velmora2-0");
    stage.send(1, [POST]);
    expect(stage.headlines()).toEqual([]);
    expect(stage.loads).toBe(0);
  });

  it("is asked so no more once one has spoken, nor when that led to a fresh page", () => {
    const stage = live();
    stage.source.say("error");
    stage.clock.pass(PAUSE);
    expect(stage.source.address).toBe("/live/storm/stream?after=velmora2-1");
    const other = following();
    other.source.say("reset", "", "velmora2-1");
    other.live.follow();
    expect(other.source.address).toBe("/live/storm/stream?after=velmora2-1");
  });

  it("is every one that said nothing for five minutes", () => {
    const stage = live();
    stage.clock.pass(SILENCE_MS * 1.5 - REPLAYED_AFTER_MS - 1);
    expect(stage.sources).toHaveLength(1);
    stage.clock.pass(1);
    expect(stage.source.address).toBe("/live/storm/stream?after=velmora2-0");
    expect(stage.sources.map((each) => each.isClosed)).toEqual([true, false]);
  });
});

describe("streams that do not get through", () => {
  it.each([true, false])("give way to steps when one is mute, its head through: %s", async (opens) => {
    const stage = following();
    if (opens) stage.source.say("open");
    stage.clock.pass(MUTE_AFTER_MS);
    expect(stage.source.isClosed).toBe(true);
    expect(stage.step.address).toBe("/live/storm/updates/velmora2-1");
    await stage.step.bring(2, [POST]);
    expect(stage.headlines()).toEqual(["Ferries stop"]);
    expect(stage.state).toBe("live");
  });

  it.each([null, SHORT_MS - 1])("give way to steps when three end early, open for %s ms", (lived) => {
    const stage = following();
    for (let n = 1; n <= SHORT_STREAMS; n += 1) {
      expect([stage.sources.length, stage.steps.length]).toEqual([n, 0]);
      if (lived !== null) stage.source.say("open");
      stage.clock.pass(lived ?? 0);
      stage.source.say("error");
      stage.clock.pass(PAUSE);
    }
    expect([stage.sources.length, stage.steps.length]).toEqual([SHORT_STREAMS, 1]);
  });

  it("are counted anew after one that lived", () => {
    const stage = following();
    for (const lived of [0, 0, SHORT_MS, 0, 0]) {
      stage.source.say("open");
      stage.source.say("revision", "", "velmora2-1");
      stage.clock.pass(lived);
      stage.source.say("error");
      stage.clock.pass(PAUSE);
    }
    expect(stage.steps).toHaveLength(0);
  });

  it("are counted anew after one that said that coverage has ended", () => {
    const stage = following();
    for (let n = 0; n < SHORT_STREAMS + 1; n += 1) {
      stage.source.say("open");
      stage.source.say("ended");
      stage.live.follow();
    }
    expect(stage.steps).toHaveLength(0);
  });
});

describe("steps in the place of a stream", () => {
  it("go on for a minute, then a stream is tried, then for twice as long", async () => {
    const stage = stepping();
    const tries = async (milliseconds: number): Promise<number> => {
      const before = stage.sources.length;
      for (let passed = 0; passed < milliseconds; passed += 1_000) {
        await stage.step.bring(1);
        stage.clock.pass(1_000);
      }
      return stage.sources.length - before;
    };
    expect(await tries(STEPS_FOR_MS - 10_000)).toBe(0);
    expect(await tries(20_000)).toBe(1);
    stage.clock.pass(MUTE_AFTER_MS);
    expect(await tries(2 * STEPS_FOR_MS - 10_000)).toBe(0);
    expect(await tries(20_000)).toBe(1);
    expect(STEPS_FOR_MOST_MS).toBe(16 * STEPS_FOR_MS);
  });

  it("are not to blame for an outage: the stream is what is come back to", async () => {
    const stage = stepping();
    await stage.step.fail();
    stage.clock.pass(PAUSE);
    expect([stage.sources.length, stage.steps.length]).toEqual([2, 1]);
  });

  it("lead to a fresh page when they say so", async () => {
    const stage = stepping();
    await stage.step.bring(9, [], { reset: true });
    expect(stage.loads).toBe(1);
    expect(stage.step.isCalledOff).toBe(true);
  });

  it("are not live yet while more is known to follow", async () => {
    const stage = stepping();
    await stage.step.bring(2, [POST], { final: true });
    expect(stage.state).not.toBe("live");
    await stage.step.bring(2);
    expect(stage.state).toBe("live");
  });

  it("stop when coverage has ended", async () => {
    const stage = stepping();
    await stage.step.bring(1, [], { ended: true });
    stage.clock.pass(60_000);
    await settled();
    expect([stage.sources.length, stage.steps.length]).toEqual([1, 1]);
  });
});
