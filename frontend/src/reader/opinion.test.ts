// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { type Counted, Opinion } from "./opinion";

const FORMS = `<div class="forms"><form class="rating"><input type="radio" name="stars" value="4"><input type="radio" name="stars" value="5"><button>Rate</button></form>
<form class="helpful"><button name="helpful" value="yes">Yes</button><button name="helpful" value="no">No</button></form></div>
<p class="yours" role="status"></p><p class="back" hidden><button type="button">Take it back</button></p><div class="figures"></div>`;

class Stage {
  readonly section: HTMLElement;
  readonly sent: { key: string }[] = [];
  answers: (Counted | string | null)[] = [];
  figures: string | null = "<p>4.9 of 5</p>";

  constructor(readonly store: Storage | undefined = localStorage) {
    this.section = document.createElement("aside");
    this.section.dataset.figures = "/live/ferry/figures";
    this.section.dataset.votes = "/live/ferry/votes";
    this.section.innerHTML = FORMS;
    document.body.replaceChildren(this.section);
  }

  async open(): Promise<this> {
    let next = 1;
    await new Opinion(this.section, {
      figures: async () => this.figures,
      vote: async (_address, said) => {
        this.sent.push(said as { key: string });
        return this.answers.shift() ?? null;
      },
      store: this.store,
      chance: (bytes) => new Uint8Array(bytes).fill(next++),
    }).offer();
    return this;
  }

  async press(selector: string): Promise<void> {
    this.section.querySelector<HTMLElement>(selector)?.click();
    await new Promise((done) => setTimeout(done));
  }

  async rate(stars: number): Promise<void> {
    const chosen = this.section.querySelector<HTMLInputElement>(`input[value="${stars}"]`);
    if (chosen) chosen.checked = true;
    await this.press(".rating button");
  }

  text(selector: string): string {
    return this.section.querySelector(selector)?.textContent ?? "";
  }

  get chosen(): string[] {
    const pressed = [
      ...this.section.querySelectorAll<HTMLInputElement>("input:checked, [aria-pressed=true]"),
    ];
    return pressed.map((each) => each.value);
  }

  get mayTakeBack(): boolean {
    return !this.section.querySelector<HTMLElement>(".back")?.hidden;
  }
}

function counted(stars: number | null, helpful: boolean | null, figures = "<p>fresh</p>"): Counted {
  return { stars, helpful, figures };
}

describe("what a reader says of a page", () => {
  beforeEach(() => localStorage.clear());

  it("leaves nothing on the device before the first press", async () => {
    const stage = await new Stage().open();
    expect([localStorage.length, stage.sent, stage.text(".figures"), stage.mayTakeBack]).toEqual([
      0,
      [],
      "4.9 of 5",
      false,
    ]);
  });

  it("is sent under one number, said back, and shown with what others say", async () => {
    const stage = await new Stage().open();
    stage.answers = [counted(4, null), counted(4, false)];
    await stage.rate(4);
    expect([stage.text(".yours"), stage.text(".figures"), stage.mayTakeBack]).toEqual([
      "You gave this page 4 of 5.",
      "fresh",
      true,
    ]);
    await stage.press("[value=no]");
    expect(stage.text(".yours")).toBe("You gave this page 4 of 5. You did not find this page helpful.");
    expect(stage.chosen).toEqual(["4", "no"]);
    const key = "01".repeat(24);
    expect(stage.sent).toEqual([
      { key, stars: 4 },
      { key, helpful: "no" },
    ]);
  });

  it("is known again when the page is opened anew", async () => {
    const first = await new Stage().open();
    first.answers = [counted(5, true)];
    await first.rate(5);
    const later = await new Stage().open();
    expect([later.chosen, later.text(".yours")]).toEqual([
      ["5", "yes"],
      "You gave this page 5 of 5. You found this page helpful.",
    ]);
    later.answers = [counted(4, true)];
    await later.rate(4);
    expect(later.sent[0]?.key).toBe(first.sent[0]?.key);
  });

  it("is sent under the same number when the answer was lost, with whatever page comes next", async () => {
    const stage = await new Stage().open();
    await stage.rate(4);
    expect([stage.text(".yours"), stage.mayTakeBack]).toEqual([
      "This could not be counted. Try again when you are connected.",
      false,
    ]);
    const later = await new Stage().open();
    later.answers = [counted(4, null)];
    await later.rate(4);
    expect(later.sent[0]?.key).toBe(stage.sent[0]?.key);
  });

  it("tells why it was refused", async () => {
    const stage = await new Stage().open();
    stage.answers = ["Too many requests. Wait 9 seconds, then try again."];
    await stage.press("[value=yes]");
    expect([stage.text(".yours"), stage.chosen]).toEqual([
      "Too many requests. Wait 9 seconds, then try again.",
      [],
    ]);
  });

  it("is taken back, and then nothing is left on the device", async () => {
    const stage = await new Stage().open();
    stage.answers = [counted(5, null), counted(null, null)];
    await stage.rate(5);
    await stage.press(".back button");
    expect([stage.text(".yours"), stage.chosen, stage.mayTakeBack, localStorage.length]).toEqual([
      "It is taken back.",
      [],
      false,
      0,
    ]);
  });

  it("works where the device keeps nothing, and where others' votes cannot be had", async () => {
    const stage = new Stage(undefined);
    stage.figures = null;
    await stage.open();
    stage.answers = [counted(5, null), counted(4, null)];
    await stage.rate(5);
    await stage.rate(4);
    expect(new Set(stage.sent.map((each) => each.key)).size).toBe(1);
  });

  it("is not what somebody else has put on the device", async () => {
    for (const kept of ["{", "null", "7", '{"key": 7}', "[]"]) {
      localStorage.setItem("stoppress.vote /live/ferry/votes", kept);
      expect((await new Stage().open()).chosen).toEqual([]);
    }
  });
});
