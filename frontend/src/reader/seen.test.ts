// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { MOMENT_MS, MOST, Seen } from "./seen";

/** A page whose sight is set by hand. */
class Stage {
  readonly sent: unknown[] = [];
  readonly addresses = new Set<string>();
  posts: string[] = [];
  isHidden = false;
  #due: (() => void) | null = null;
  readonly seen: Seen;

  constructor(post = "") {
    const main = document.createElement("main");
    main.dataset.seen = "/live/ferry/seen";
    if (post) main.dataset.post = post;
    this.seen = new Seen(main, {
      posts: () => this.posts,
      isHidden: () => this.isHidden,
      send: (address, said) => {
        this.addresses.add(address);
        this.sent.push(JSON.parse(said));
      },
      clock: {
        now: () => 0,
        after: (milliseconds, act) => {
          expect(milliseconds).toBe(MOMENT_MS);
          this.#due = act;
          return () => {
            this.#due = null;
          };
        },
      },
    });
    this.seen.turned();
  }

  moment(): void {
    const due = this.#due;
    this.#due = null;
    due?.();
  }

  show(isShown: boolean): void {
    this.isHidden = !isShown;
    this.seen.turned();
  }
}

describe("a page", () => {
  it("is told once, after a moment in sight", () => {
    const stage = new Stage();
    expect(stage.sent).toEqual([]);
    for (let n = 0; n < 5; n++) stage.moment();
    expect([stage.sent, [...stage.addresses]]).toEqual([[{ page: true }], ["/live/ferry/seen"]]);
  });

  it("tells nothing while nobody sees it", () => {
    const stage = new Stage();
    stage.show(false);
    stage.moment();
    expect(stage.sent).toEqual([]);
    stage.show(true);
    stage.moment();
    expect(stage.sent).toEqual([{ page: true }]);
  });

  it("that is left before the moment is over was not seen", () => {
    const stage = new Stage();
    for (let n = 0; n < 3; n++) {
      stage.show(false);
      stage.show(true);
    }
    expect(stage.sent).toEqual([]);
  });
});

describe("a post", () => {
  it("is told when the page is left, if it was in sight all through a moment", () => {
    const stage = new Stage();
    stage.posts = ["p1"];
    stage.moment();
    stage.posts = ["p1", "p2"];
    stage.moment();
    stage.posts = ["p3"];
    stage.moment();
    stage.show(false);
    expect(stage.sent).toEqual([{ page: true }, { posts: ["p1"] }]);
  });

  it("is told once", () => {
    const stage = new Stage();
    stage.posts = ["p1"];
    for (let n = 0; n < 4; n++) {
      stage.show(true);
      stage.moment();
      stage.show(false);
    }
    expect(stage.sent).toEqual([{ page: true }, { posts: ["p1"] }]);
  });

  it("is told of with as many others as fit, however many there were", () => {
    const stage = new Stage();
    const all = Array.from({ length: 2 * MOST + 10 }, (_, n) => `p${n}`);
    stage.posts = all.slice(0, MOST - 1);
    stage.show(true);
    stage.moment();
    expect(stage.sent).toEqual([{ page: true }]);
    stage.posts = all;
    stage.show(true);
    stage.moment();
    stage.show(false);
    const told = stage.sent.slice(1) as { posts: string[] }[];
    expect(told.every(({ posts }) => posts.length <= MOST)).toBe(true);
    expect(told.flatMap(({ posts }) => posts)).toEqual(all);
  });

  it("that has a page of its own is told at once, and no page with it", () => {
    const stage = new Stage("p7");
    stage.moment();
    stage.moment();
    expect(stage.sent).toEqual([{ posts: ["p7"] }]);
  });
});
