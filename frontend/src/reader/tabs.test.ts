// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { HIDDEN_MS } from "./absence";
import { NOTHING, pageHtml } from "./scenery";
import { settled } from "./stage";
import { AT_2, eight, POST, SOON, TabbedBrowser } from "./tabbed_browser";
import { ANSWER_MS, BEAT_MS, LEADER_SILENT_MS } from "./tabs";

describe("tabs of the same blog", () => {
  it("have one stream, and all show what comes on it", () => {
    const browser = eight();
    browser.send(2, [POST]);
    expect(browser.streams).toHaveLength(1);
    expect(browser.opened.map(({ stage }) => stage.headlines())).toEqual(Array(8).fill(["Ferries stop"]));
    expect(browser.opened.map(({ stage }) => stage.state)).toEqual(Array(8).fill("live"));
  });

  it("ask for no page and no step while all goes well", () => {
    const browser = eight();
    for (let seq = 2; seq < 40; seq += 1) browser.send(seq);
    browser.clock.pass(BEAT_MS * 4);
    expect(browser.opened.map(({ stage }) => stage.loads + stage.steps.length)).toEqual(Array(8).fill(0));
  });

  it("have a stream for each blog", () => {
    const browser = new TabbedBrowser();
    for (const stream of ["/live/storm/stream", "/live/calm/stream", "/live/storm/stream"])
      browser.open({ ...NOTHING, stream });
    expect(browser.streams.map(({ address }) => address.split("?")[0])).toEqual([
      "/live/storm/stream",
      "/live/calm/stream",
    ]);
  });

  it("all say when the connection is lost, and how old what they show is", () => {
    const browser = eight();
    const { leader } = browser;
    leader.luck = 0.99;
    browser.clock.pass(60_000);
    leader.source.say("error");
    browser.clock.pass(4_000);
    leader.luck = 0;
    browser.clock.pass(7_000);
    const lines = browser.opened.map(({ stage }) => stage.text("#connection"));
    expect(new Set(lines).size).toBe(1);
    expect(lines[0]).toContain("Last checked 10 s ago");
  });

  it("all let go when coverage has ended", () => {
    const browser = eight();
    browser.leader.source.say("ended");
    browser.clock.pass(LEADER_SILENT_MS * 2);
    expect(browser.streams).toHaveLength(0);
  });

  it("all load the page when frames do not lead on, and then there is one stream again", async () => {
    const browser = eight();
    for (const { stage } of browser.opened) stage.served = pageHtml(AT_2);
    browser.leader.source.say("reset", "", "velmora2-2");
    browser.clock.pass(SOON);
    await settled();
    browser.clock.pass(SOON);
    browser.speak();
    expect(browser.opened.map(({ stage }) => stage.headlines())).toEqual(Array(8).fill(["Ferries stop"]));
    expect(browser.opened.map(({ stage }) => stage.state)).toEqual(Array(8).fill("live"));
    expect(browser.streams).toHaveLength(1);
  });
});

describe("the lead", () => {
  it.each([
    "is closed",
    "crashes",
  ])("goes to the next tab when its tab %s, which goes on from its own place", (how) => {
    const browser = eight();
    browser.send(2, [POST]);
    const [first] = browser.opened;
    if (how === "crashes") first?.tab.die();
    else first?.stage.live.leave();
    if (how === "crashes") first?.stage.source.close();
    browser.clock.pass(SOON);
    expect(browser.streams).toHaveLength(1);
    expect(browser.leader).not.toBe(first?.stage);
    // One frame more than is needed, as for every stream in doubt.
    expect(browser.leader.source.address).toContain("after=velmora2-1");
    browser.speak();
    browser.send(3);
    expect(browser.opened.slice(1).map(({ stage }) => stage.place)).toEqual(Array(7).fill("velmora2-3"));
  });

  it("is taken from a frozen tab by one other, and the frozen one follows when it thaws", () => {
    const browser = eight();
    const [first] = browser.opened;
    first?.tab.freeze();
    browser.clock.pass(LEADER_SILENT_MS * 1.25);
    expect(browser.leader).not.toBe(first?.stage);
    browser.speak();
    browser.send(2, [POST]);
    expect(new Set(browser.places())).toEqual(new Set(["velmora2-2"]));
    first?.tab.thaw();
    browser.clock.pass(SOON);
    expect(browser.streams).toHaveLength(1);
    expect(new Set(browser.places())).toEqual(new Set(["velmora2-2"]));
    expect(browser.opened.map(({ stage }) => stage.state)).toEqual(Array(8).fill("live"));
  });

  it("is taken at once from a frozen tab by a newcomer who gets no answer", () => {
    const browser = new TabbedBrowser();
    const { tab } = browser.open();
    browser.speak();
    tab.freeze();
    const { stage } = browser.open();
    browser.clock.pass(ANSWER_MS * 1.5);
    expect(stage.open).toHaveLength(1);
  });

  it("stays where it is while the leader beats, however quiet the blog", () => {
    const browser = eight();
    const { leader } = browser;
    browser.clock.pass(LEADER_SILENT_MS * 6);
    expect(browser.leader).toBe(leader);
    expect(browser.opened.map(({ stage }) => stage.sources.length)).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("is given up by a tab hidden for long, and nobody has it when all are", () => {
    const browser = eight();
    const first = browser.leader;
    first.live.hidden();
    browser.clock.pass(HIDDEN_MS);
    browser.clock.pass(SOON);
    expect(browser.leader).not.toBe(first);
    browser.speak();
    expect(browser.streams).toHaveLength(1);
    for (const { stage } of browser.opened) stage.live.hidden();
    browser.clock.pass(HIDDEN_MS + SOON);
    expect(browser.streams).toHaveLength(0);
    first.live.back();
    browser.clock.pass(SOON);
    expect(browser.leader).toBe(first);
  });
});
