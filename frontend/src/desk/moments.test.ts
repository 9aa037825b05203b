import { expect, test } from "vitest";
import { HandClock } from "../reader/stage";
import { NOTHING } from "./content";
import { Moments } from "./moments";
import { told } from "./outgoing";
import type { Parcel } from "./shelf";

function room(zone = "Europe/London") {
  const clock = new HandClock();
  return { clock, moments: new Moments(clock, zone) };
}

test("a device whose clock is off counts the seconds all the same", () => {
  const { clock, moments } = room();
  moments.heard(Date.parse("2031-04-05T13:02:07Z"));
  clock.pass(3_000);
  expect(moments.until("2031-04-05T13:02:15Z")).toBe(5_000);
});

test("times are told as clocks in the blog's zone show them", () => {
  const { moments } = room();
  moments.heard(Date.parse("2031-04-05T13:02:07Z"));
  expect(moments.exact("2031-04-05T13:02:07Z")).toBe("14:02:07");
  expect(moments.time("2031-04-05T13:30:00Z")).toBe("14:30");
  expect(moments.time("2031-04-06T13:30:00Z")).toContain("6 Apr");
});

test.each([
  ["Europe/London", "2031-04-05T14:30", "2031-04-05T13:30:00.000Z"],
  ["Europe/London", "2031-01-05T14:30", "2031-01-05T14:30:00.000Z"],
  // An hour after the clocks went forward, and one before they go back.
  ["Europe/London", "2031-03-30T02:30", "2031-03-30T01:30:00.000Z"],
  ["Asia/Kolkata", "2031-04-05T00:10", "2031-04-04T18:40:00.000Z"],
  ["America/New_York", "2031-11-02T03:00", "2031-11-02T08:00:00.000Z"],
])("what clocks in %s show as %s is a moment", (zone, local, moment) => {
  const { moments } = room(zone);
  expect(moments.moment(local)).toBe(moment);
  expect(moments.local(moment)).toBe(local);
});

test("what is no time is none", () => {
  expect(room().moments.moment("")).toBe(null);
});

test("each state is told in words", () => {
  const { moments } = room();
  moments.heard(Date.parse("2031-04-05T13:02:07Z"));
  const parcel = (more: Partial<Parcel>): Parcel => ({
    draft: "a",
    blog: "ferry",
    person: "p",
    version: 1,
    content: NOTHING,
    at: null,
    hold: false,
    order: 1,
    state: "sending",
    due: null,
    post: null,
    out: null,
    said: "",
    heard: 0,
    ...more,
  });
  const words = (more: Partial<Parcel>): string => told(parcel(more), "", moments);
  expect(words({})).toBe("Sending");
  expect(told(parcel({}), "offline", moments)).toMatch(/^Not live yet: no connection/);
  expect(words({ state: "waiting", due: "2031-04-05T13:02:15Z" })).toBe("Goes out in 8 s");
  expect(words({ state: "waiting", due: "2031-04-05T13:30:00Z", at: "2031-04-05T13:30:00Z" })).toBe(
    "Scheduled for 14:30",
  );
  expect(words({ state: "waiting", due: "2031-04-05T13:02:07Z" })).toBe("Going out");
  expect(words({ state: "review" })).toBe("Waiting for a second pair of eyes");
  expect(words({ state: "review", submitted: true })).toMatch(/^Submitted: an editor/);
  expect(words({ state: "sent", by: "Edda" })).toBe("Live, published by Edda");
  expect(words({ state: "sent", out: "2031-04-05T13:02:07Z" })).toBe("Live 14:02:07");
});
