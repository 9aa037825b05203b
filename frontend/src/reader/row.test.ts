// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { spotOf } from "./gallery";
import { indexOf, pictures } from "./row";

const picture = (medium: string, file: string, words = ""): string =>
  `<figure><a class="enlarge" href="/media/${medium}/${file}.jpg"><img src="/media/${medium}/s.jpg" alt="Alt of ${medium}"></a>${words}</figure>`;

function page(html: string): Document {
  document.body.innerHTML = html;
  return document;
}

const POSTS = `<main><div data-region="head">${picture("h", "1")}</div><ol>
<li><article id="post-p1">${picture("a", "1", "<figcaption>A <span>Rosa</span></figcaption>")}${picture("b", "1")}${picture("a", "1")}</article></li>
<li><article id="post-p.2">${picture("c", "1")}</article></li></ol></main>`;

const links = (of: Document): HTMLAnchorElement[] => [...of.querySelectorAll<HTMLAnchorElement>("a.enlarge")];

describe("a row", () => {
  it("is the pictures of the same post, or of the same region", () => {
    const posts = page(POSTS);
    const alts = links(posts).map((link) => pictures(posts, spotOf(link).place).map((each) => each.alt));
    const first = ["Alt of a", "Alt of b", "Alt of a"];
    expect(alts).toEqual([["Alt of h"], first, first, first, ["Alt of c"]]);
  });

  it("is entered at the picture that was pressed", () => {
    expect(links(page(POSTS)).map((link) => spotOf(link).at)).toEqual([0, 0, 1, 2, 0]);
  });

  it("has the words of each, as copies", () => {
    const posts = page(POSTS);
    const [first, second] = pictures(posts, "#post-p1");
    expect(first?.words.map((each) => each.textContent)).toEqual(["A ", "Rosa"]);
    expect(posts.querySelector("figcaption")?.textContent).toBe("A Rosa");
    expect(second?.words).toEqual([]);
  });

  it("finds a picture again by its medium, where it was if it is there twice", () => {
    const row = pictures(page(POSTS), "#post-p1");
    const better = (row[2]?.address ?? "").replace("1.jpg", "2.jpg");
    expect(indexOf(row, better, 2)).toBe(2);
    expect(indexOf(row, better, 1)).toBe(0);
    expect(indexOf(row, better, 7)).toBe(0);
    expect(indexOf(row, better.replace("/a/", "/z/"), 0)).toBe(-1);
  });
});
