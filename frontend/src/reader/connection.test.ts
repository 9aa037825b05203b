// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { EARLY_CEILING_MS, EARLY_MS, LATE_CEILING_MS, pauseFor } from "./connection";
import { Stage } from "./stage";
import { LOST, OUTAGE_SHOWN_MS } from "./words";

describe("the pause before coming back", () => {
  it("is anywhere up to five seconds in the first two minutes, then up to thirty", () => {
    expect(pauseFor(0, () => 0)).toBe(0);
    expect(pauseFor(EARLY_MS - 1, () => 0.5)).toBe(EARLY_CEILING_MS / 2);
    expect(pauseFor(EARLY_MS, () => 0.5)).toBe(LATE_CEILING_MS / 2);
    expect([EARLY_CEILING_MS, LATE_CEILING_MS, EARLY_MS]).toEqual([5_000, 30_000, 120_000]);
  });
});

describe("a lost connection", () => {
  it("comes back after its pause, going on from the page's newest place", () => {
    const stage = new Stage();
    stage.live.follow();
    expect(stage.source.address).toBe("/live/storm/stream?after=velmora2-1");
    stage.send(2, []);
    stage.source.say("error");
    expect(stage.source.isClosed).toBe(true);
    stage.clock.pass(2_499);
    expect(stage.sources).toHaveLength(1);
    stage.clock.pass(1);
    expect(stage.source.address).toBe("/live/storm/stream?after=velmora2-2");
  });

  it("slows down once the outage is two minutes old, and is quick again after the next", () => {
    const stage = new Stage();
    stage.live.follow();
    const attempts = (milliseconds: number): number => {
      const before = stage.sources.length;
      for (let passed = 0; passed < milliseconds; passed += 500) {
        if (!stage.source.isClosed) stage.source.say("error");
        stage.clock.pass(500);
      }
      return stage.sources.length - before;
    };
    expect(attempts(120_000)).toBe(48);
    expect(attempts(150_000)).toBe(10);
    stage.clock.pass(15_000);
    stage.source.say("open");
    stage.source.say("error");
    const before = stage.sources.length;
    stage.clock.pass(2_500);
    expect(stage.sources).toHaveLength(before + 1);
  });

  it("is told of after ten seconds, not before, and no longer once it is back", () => {
    const stage = new Stage();
    stage.luck = 0.99;
    stage.live.follow();
    stage.source.say("error");
    stage.clock.pass(OUTAGE_SHOWN_MS - 1);
    const line = stage.page.querySelector<HTMLElement>("#connection");
    expect(line?.hidden).toBe(true);
    stage.clock.pass(1);
    expect(line?.hidden).toBe(false);
    expect(line?.textContent).toBe(LOST);
    stage.source.say("open");
    expect(line?.hidden).toBe(true);
    expect(line?.textContent).toBe("");
  });

  it("is not waited for when the reader comes back", async () => {
    const stage = new Stage();
    stage.live.follow();
    stage.source.say("error");
    await stage.live.back();
    expect(stage.sources).toHaveLength(2);
    stage.clock.pass(60_000);
    expect(stage.sources).toHaveLength(2);
  });

  it("says nothing more once it was closed", () => {
    const stage = new Stage();
    stage.live.follow();
    const old = stage.source;
    stage.live.leave();
    old.say("error");
    stage.clock.pass(60_000);
    expect(stage.sources).toHaveLength(1);
  });
});
