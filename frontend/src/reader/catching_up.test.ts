// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { NOTHING, pageHtml } from "./scenery";
import { settled } from "./stage";
import { MUTE_AFTER_MS } from "./stream";
import { AT_2, POST, SOON, TabbedBrowser } from "./tabbed_browser";

describe("a follower", () => {
  it("that comes late with an older page takes the steps it missed, and is not live before", async () => {
    const browser = new TabbedBrowser();
    browser.open();
    browser.speak();
    browser.send(2, [POST]);
    const { stage } = browser.open();
    expect(stage.state).toBe("checking");
    expect(stage.step.address).toBe("/live/storm/updates/velmora2-1");
    await stage.step.bring(2, [POST]);
    expect([stage.headlines(), stage.state]).toEqual([["Ferries stop"], "live"]);
    browser.clock.pass(60_000);
    expect([stage.steps.length, stage.loads, stage.sources.length]).toEqual([1, 0, 0]);
  });

  it("that missed a frame takes steps until it is where the leader is", async () => {
    const browser = new TabbedBrowser();
    browser.open();
    browser.speak();
    const { stage, tab } = browser.open();
    const quiet = tab.run;
    tab.run = () => {};
    browser.send(2, [POST]);
    tab.run = quiet;
    browser.send(3);
    expect(stage.place).toBe("velmora2-1");
    await stage.step.bring(2, [POST]);
    browser.send(4);
    await stage.step.bring(4, [
      { op: "title", text: "3" },
      { op: "title", text: "4" },
    ]);
    expect([stage.place, stage.loads]).toEqual(["velmora2-4", 0]);
    expect(stage.steps).toHaveLength(2);
  });

  it("takes its steps again after a pause when one fails", async () => {
    const browser = new TabbedBrowser();
    browser.open(AT_2);
    browser.speak();
    const { stage } = browser.open();
    await stage.step.fail();
    browser.clock.pass(2_500);
    expect(stage.steps).toHaveLength(2);
    await stage.step.bring(2, [POST]);
    expect(stage.state).toBe("live");
  });

  it("with a newer page than the leader's leaves what it knows", () => {
    const browser = new TabbedBrowser();
    browser.open();
    browser.speak();
    const { stage } = browser.open(AT_2);
    browser.send(2, [POST]);
    browser.send(3);
    expect([stage.headlines(), stage.place]).toEqual([["Ferries stop"], "velmora2-3"]);
    expect(stage.loads + stage.steps.length).toBe(0);
  });

  it("in another history than the leader's is told by the server which of them is over", async () => {
    const browser = new TabbedBrowser();
    browser.open();
    browser.speak();
    const old = new Map(AT_2.posts);
    const { stage } = browser.open({ ...AT_2, posts: old, epoch: "velmora7" });
    expect(stage.step.address).toBe("/live/storm/updates/velmora7-2");
    stage.served = pageHtml(NOTHING);
    await stage.step.bring(1, [], { reset: true });
    expect(stage.place).toBe("velmora2-1");
  });

  it("that comes while the leader waits to come back has it try at once", () => {
    const browser = new TabbedBrowser();
    const { stage } = browser.open();
    browser.speak();
    stage.luck = 0.99;
    stage.source.say("error");
    browser.open();
    expect(stage.sources).toHaveLength(2);
  });

  it("hears of steps as it hears of a stream", async () => {
    const browser = new TabbedBrowser();
    const { stage } = browser.open();
    const other = browser.open().stage;
    browser.clock.pass(MUTE_AFTER_MS);
    await stage.step.bring(2, [POST]);
    browser.clock.pass(SOON);
    expect([other.headlines(), other.state]).toEqual([["Ferries stop"], "live"]);
    expect(other.steps).toHaveLength(0);
  });
});

describe("a follower that waits to load the page again", () => {
  it("does so when it comes to lead meanwhile", async () => {
    const browser = new TabbedBrowser();
    const first = browser.open().stage;
    const { stage } = browser.open();
    browser.speak();
    first.source.say("reset", "", "velmora2-9");
    browser.clock.pass(1);
    await settled();
    first.live.leave();
    browser.clock.pass(5_000);
    expect(stage.open).toHaveLength(1);
  });
});
