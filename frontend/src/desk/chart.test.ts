// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { HandClock, settled } from "../reader/stage";
import { AGAIN_MS, Chart, type Crowd, type Draw } from "./chart";
import { roomy, short } from "./plot";

const CROWD: Crowd = {
  now: 7,
  sentence: "7 readers now; most 9 at 13:10.",
  times: [60, 120],
  counts: [9, 7],
  marks: [[60, "13:00"]],
  table: [
    ["13:10", "9"],
    ["13:00", "<b>2</b>"],
  ],
};

class Story {
  readonly clock = new HandClock();
  readonly section = document.createElement("section");
  readonly shown: Crowd[] = [];
  answer: Crowd | null = CROWD;
  seen = true;
  asked = 0;
  loaded = 0;
  draw: Promise<Draw> | null = null;

  constructor() {
    this.section.innerHTML =
      '<p class="sentence">5 readers now.</p><div class="chart"></div><table><tbody></tbody></table>';
  }

  async begin(): Promise<void> {
    void new Chart(this.section, {
      fetch: async () => {
        this.asked += 1;
        return this.answer;
      },
      load: () => {
        this.loaded += 1;
        return this.draw ?? Promise.resolve(() => ({ show: (crowd: Crowd) => this.shown.push(crowd) }));
      },
      isSeen: () => this.seen,
      clock: this.clock,
    }).follow();
    await settled();
  }

  async pass(): Promise<void> {
    this.clock.pass(AGAIN_MS);
    await settled();
  }

  get sentence(): string {
    return this.section.querySelector(".sentence")?.textContent ?? "";
  }

  get rows(): string[] {
    return [...this.section.querySelectorAll("tr")].map((row) => row.textContent ?? "");
  }
}

describe("the chart", () => {
  let story: Story;

  beforeEach(() => {
    story = new Story();
  });

  it("says the same in a sentence, a table and a line", async () => {
    await story.begin();
    expect(story.sentence).toBe(CROWD.sentence);
    expect(story.rows).toEqual(["13:109", "13:00<b>2</b>"]);
    expect(story.shown).toEqual([CROWD]);
  });

  it("asks again and loads what draws once", async () => {
    await story.begin();
    story.answer = { ...CROWD, sentence: "No readers now." };
    await story.pass();
    expect([story.asked, story.loaded, story.shown.length]).toEqual([2, 1, 2]);
    expect(story.sentence).toBe("No readers now.");
  });

  it("asks nothing while nobody looks, and goes on when somebody does", async () => {
    story.seen = false;
    await story.begin();
    await story.pass();
    expect(story.asked).toBe(0);
    story.seen = true;
    await story.pass();
    expect(story.asked).toBe(1);
  });

  it("says so when the numbers cannot be had, and comes back", async () => {
    await story.begin();
    story.answer = null;
    await story.pass();
    expect(story.sentence).toBe("The numbers cannot be told now.");
    story.answer = CROWD;
    await story.pass();
    expect(story.sentence).toBe(CROWD.sentence);
  });

  it("has its words even when what draws cannot be loaded", async () => {
    story.draw = Promise.reject(new Error("no network"));
    await story.begin();
    expect(story.sentence).toBe(CROWD.sentence);
    expect(story.rows).toHaveLength(2);
    story.draw = null;
    await story.pass();
    expect(story.shown).toEqual([CROWD]);
  });
});

describe("numbers beside the axis", () => {
  it.each([
    [0, "0"],
    [950, "950"],
    [1_200, "1.2k"],
    [30_000, "30k"],
    [1_500_000, "1.5M"],
  ])("%i is %s", (count, words) => expect(short(count)).toBe(words));
});

describe("marks below a plot", () => {
  const hours = ["00", "06", "12", "18", "00", "06", "12", "18"];

  it("are all there where there is room, and every second one on a phone, the last always", () => {
    expect(roomy(hours, 900)).toEqual(hours);
    expect(roomy(hours, 300)).toEqual(["06", "18", "06", "18"]);
    expect(roomy(["18"], 10)).toEqual(["18"]);
    expect(roomy([], 10)).toEqual([]);
  });
});
