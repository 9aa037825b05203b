/**
 * The browser tests play in: tabs of the same blogs, each with a stage of its own.
 * Knows which tab leads. Does not know how tabs agree (`neighbourhood.ts`).
 */

import { Neighbourhood, Tab } from "./neighbourhood";
import { itemHtml, NOTHING, order, type Shown } from "./scenery";
import { HandClock, type SpokenSource, Stage } from "./stage";

const KEY = order(10, "p1");
export const POST = { op: "place", post: "p1", order: KEY, html: itemHtml("p1", KEY, "Ferries stop") };
export const AT_2: Shown = { ...NOTHING, seq: 2, posts: new Map([[KEY, POST.html]]) };
/** Time enough for tabs to agree. */
export const SOON = 1_000;

export interface Opened {
  readonly tab: Tab;
  readonly stage: Stage;
}

/** A browser with tabs. */
export class TabbedBrowser {
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

/** A browser with eight tabs that are live. */
export function eight(): TabbedBrowser {
  const browser = new TabbedBrowser();
  for (let n = 0; n < 8; n += 1) browser.open();
  browser.speak();
  return browser;
}
