import { describe, expect, it } from "vitest";
import { EARLY_CEILING_MS, EARLY_MS, LATE_CEILING_MS, Outage, pauseFor } from "./pause";
import { HandClock } from "./stage";

describe("the pause before coming back", () => {
  it("is anywhere up to five seconds in the first two minutes, then up to thirty", () => {
    expect(pauseFor(0, () => 0)).toBe(0);
    expect(pauseFor(EARLY_MS - 1, () => 0.5)).toBe(EARLY_CEILING_MS / 2);
    expect(pauseFor(EARLY_MS, () => 0.5)).toBe(LATE_CEILING_MS / 2);
    expect([EARLY_CEILING_MS, LATE_CEILING_MS, EARLY_MS]).toEqual([5_000, 30_000, 120_000]);
  });
});

describe("an outage", () => {
  it("has its attempts far apart once it is two minutes old, and the next one close together", () => {
    const clock = new HandClock();
    const outage = new Outage(clock, () => 0.5);
    let attempts = 0;
    const attempt = (): void => {
      attempts += 1;
      outage.pause(attempt);
    };
    outage.pause(attempt);
    clock.pass(EARLY_MS);
    expect(attempts).toBe(48);
    clock.pass(150_000);
    expect(attempts).toBe(58);
    outage.over();
    outage.pause(attempt);
    clock.pass(2_500);
    expect(attempts).toBe(59);
  });

  it("waits for one attempt alone, and for none once it is calm", () => {
    const clock = new HandClock();
    const outage = new Outage(clock, () => 0.5);
    const done: string[] = [];
    outage.pause(() => done.push("first"));
    outage.pause(() => done.push("second"));
    clock.pass(60_000);
    outage.pause(() => done.push("third"));
    outage.calm();
    clock.pass(60_000);
    expect(done).toEqual(["second"]);
  });
});
