import { describe, expect, it } from "vitest";
import { goesTo } from "./share_page";
import { isMedium, nameOf, paragraphsOf, type Share } from "./shares";
import { toldOf } from "./worker/offline";
import { isShare, takeShare } from "./worker/taking";

const NOTHING: Share = { id: "s", at: 0, title: "", text: "", url: "", files: [] };

const ORIGIN = "https://gazette.example";

/** What the system's share sheet sends. */
function sent(fields: Readonly<Record<string, string | File>>): Request {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  // The environment's own request cannot read a form back.
  return { url: `${ORIGIN}/desk/share`, method: "POST", formData: async () => form } as unknown as Request;
}

/** A browser's store, as far as taking needs it. */
function shelf() {
  const kept: Share[] = [];
  const older: number[] = [];
  return {
    kept,
    older,
    open: async () => ({
      keep: async (share: Share) => void kept.push(share),
      find: async () => undefined,
      all: async () => kept,
      forget: async () => {},
      forgetOlder: async (at: number) => void older.push(at),
    }),
  };
}

function leadsTo(answer: Response): URL {
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get("location") ?? "", ORIGIN);
}

describe("what a share comes to", () => {
  it("is what was said, then where, and nothing twice", () => {
    const url = "https://harbour.example/notice";
    expect(paragraphsOf({ title: "All lines stop", text: `All lines stop\n${url}`, url })).toEqual([
      "All lines stop",
      url,
    ]);
    expect(paragraphsOf({ title: "", text: "One\n\n two ", url })).toEqual(["One", "two", url]);
    expect(paragraphsOf({ title: "", text: "", url: "" })).toEqual([]);
    // What somebody said twice they meant to.
    expect(paragraphsOf({ title: "Storm", text: "No boats.\nNo\nNo boats.", url: "" })).toEqual([
      "Storm",
      "No boats.",
      "No",
      "No boats.",
    ]);
  });

  it("is called by its first words, or by its files", () => {
    const file = new File(["x"], "pier.jpg", { type: "image/jpeg" });
    expect(nameOf({ ...NOTHING, text: "Words" })).toBe("Words");
    expect(nameOf({ ...NOTHING, files: [file] })).toBe("pier.jpg");
    expect(nameOf({ ...NOTHING, files: [file, file] })).toBe("2 files");
  });

  it("is a medium by its type, or by a name that browsers know no type for", () => {
    expect(isMedium(new File([""], "a.pdf", { type: "application/pdf" }))).toBe(false);
    expect(isMedium(new File([""], "a.HEIC", { type: "" }))).toBe(true);
  });
});

describe("taking", () => {
  it("keeps words and media, and sends the browser on by a name alone", async () => {
    const { kept, older, open } = shelf();
    const picture = new File(["x"], "pier.jpg", { type: "image/jpeg" });
    const answer = await takeShare(sent({ title: " A ", text: "B", url: "", files: picture }), open);
    expect(kept).toHaveLength(1);
    expect(kept[0]).toMatchObject({ title: "A", text: "B", url: "" });
    expect(kept[0]?.files.map((each) => each.name)).toEqual(["pier.jpg"]);
    expect(older).toHaveLength(1);
    expect(leadsTo(answer).search).toBe(`?kept=${kept[0]?.id}`);
  });

  it("lets words go along in the address where nothing can be kept, and says that files are lost", async () => {
    const broken = async () => {
      throw new Error("private window");
    };
    const words = leadsTo(await takeShare(sent({ title: "A", text: "B & C", url: "" }), broken)).searchParams;
    expect(Object.fromEntries(words)).toEqual({ title: "A", text: "B & C" });
    const picture = new File(["x"], "pier.jpg", { type: "image/jpeg" });
    const lost = leadsTo(await takeShare(sent({ text: "B", files: picture }), broken)).searchParams;
    expect(Object.fromEntries(lost)).toEqual({ text: "B", lost: "1" });
  });

  it("takes what is sent to its own address alone", () => {
    expect(isShare(sent({}))).toBe(true);
    expect(isShare({ url: `${ORIGIN}/desk/share`, method: "GET" } as Request)).toBe(false);
    expect(isShare({ url: `${ORIGIN}/desk/media`, method: "POST" } as Request)).toBe(false);
  });
});

describe("where a share goes of itself", () => {
  it("is the blog of last time, if it is offered", () => {
    expect(goesTo("ferry", ["storm", "ferry"])).toBe("ferry");
    expect(goesTo("gone", ["storm", "ferry"])).toBeNull();
  });

  it("is the only one there is", () => {
    expect(goesTo(null, ["ferry"])).toBe("ferry");
    expect(goesTo(null, [])).toBeNull();
  });
});

describe("what is said without a connection", () => {
  it("counts what waits", () => {
    expect(toldOf({ posts: 0, shared: 0 })).toBe(
      "<p>Nothing of yours waits to be sent from this browser.</p>",
    );
    expect(toldOf({ posts: 1, shared: 2 })).toMatch(/^<p>One post .*<\/p><p>2 things /);
    expect(toldOf({ posts: 3, shared: 1 })).toMatch(/^<p>3 posts .*<\/p><p>One thing /);
  });
});
