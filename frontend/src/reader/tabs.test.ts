// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { HIDDEN_MS } from "./live";
import { Neighbourhood, Tab } from "./neighbourhood";
import { itemHtml, NOTHING, order, pageHtml, type Shown } from "./scenery";
import { HandClock, type SpokenSource, Stage, settled } from "./stage";
import { MUTE_AFTER_MS } from "./stream";
import { ANSWER_MS, BEAT_MS, LEADER_SILENT_MS } from "./tabs";

const KEY = order(10, "p1");
const POST = { op: "place", post: "p1", order: KEY, html: itemHtml("p1", KEY, "Ferries stop") };
const AT_2: Shown = { ...NOTHING, seq: 2, posts: new Map([[KEY, POST.html]]) };
const SOON = 1_000;

interface Opened {
  readonly tab: Tab;
  readonly stage: Stage;
}

/** A browser with tabs. */
class TestBrowser {
  readonly clock = new HandClock();
  readonly #around = new Neighbourhood(this.clock);
  readonly opened: Opened[] = [];

  /** Opens a tab, and gives it the time to find its place. */
  open(shown: Shown = NOTHING): Opened {
    const tab = new Tab(this.#around);
    const opened = { tab, stage: new Stage(shown, tab, this.clock, tab) };
    this.opened.push(opened);
    opened.stage.live.follow();
    this.clock.pass(SOON);
    return opened;
  }

  /** All streams of this browser that are open or being opened. */
  get streams(): readonly SpokenSource[] {
    return this.opened.flatMap(({ stage }) => stage.open);
  }

  /** The tab that leads. */
  get leader(): Stage {
    const found = this.opened.find(({ stage, tab }) => tab.isAwake && stage.open.length > 0);
    if (!found) throw new Error("No tab leads.");
    return found.stage;
  }

  /** Makes the leader's stream speak, so that it is live. */
  speak(): void {
    const { leader } = this;
    leader.source.say("open");
    leader.send(Number(leader.place?.split("-")[1]), []);
    this.clock.pass(SOON);
  }

  /** A frame comes on the leader's stream. */
  send(seq: number, changes: readonly object[] = []): void {
    this.leader.send(seq, changes);
    this.clock.pass(SOON);
  }

  places(): (string | null)[] {
    return this.opened.filter(({ tab }) => tab.isAwake).map(({ stage }) => stage.place);
  }
}

function eight(): TestBrowser {
  const browser = new TestBrowser();
  for (let n = 0; n < 8; n += 1) browser.open();
  browser.speak();
  return browser;
}

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
    const browser = new TestBrowser();
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
    const browser = new TestBrowser();
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

describe("a follower", () => {
  it("that comes late with an older page takes the steps it missed, and is not live before", async () => {
    const browser = new TestBrowser();
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
    const browser = new TestBrowser();
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
    const browser = new TestBrowser();
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
    const browser = new TestBrowser();
    browser.open();
    browser.speak();
    const { stage } = browser.open(AT_2);
    browser.send(2, [POST]);
    browser.send(3);
    expect([stage.headlines(), stage.place]).toEqual([["Ferries stop"], "velmora2-3"]);
    expect(stage.loads + stage.steps.length).toBe(0);
  });

  it("in another history than the leader's is told by the server which of them is over", async () => {
    const browser = new TestBrowser();
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
    const browser = new TestBrowser();
    const { stage } = browser.open();
    browser.speak();
    stage.luck = 0.99;
    stage.source.say("error");
    browser.open();
    expect(stage.sources).toHaveLength(2);
  });

  it("hears of steps as it hears of a stream", async () => {
    const browser = new TestBrowser();
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
    const browser = new TestBrowser();
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
