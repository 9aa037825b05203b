// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { keepPictures } from "./kept";
import { elementOf } from "./trusted";

function made(html: string): Element {
  const element = elementOf(`<li>${html}</li>`, document);
  if (!element) throw new Error("no element");
  document.body.append(element);
  return element;
}

const images = (of: Element): HTMLImageElement[] => [...of.querySelectorAll("img")];

describe("a post that is rendered anew", () => {
  it("keeps the pictures it shows, with what is said of them now", () => {
    const old = made('<img src="a.jpg" alt="A" data-old="1"><img src="b.jpg" alt="B">');
    const fresh = made(
      '<p>New</p><img src="b.jpg" alt="B, at dawn" sizes="50vw"><img src="c.jpg"><img src="a.jpg">',
    );
    const [a, b] = images(old);
    const html = fresh.outerHTML;
    keepPictures(old, fresh);
    const now = images(fresh);
    expect([now[0], now[2]]).toEqual([b, a]);
    expect(now[0]).toBe(b);
    expect(now[2]).toBe(a);
    expect(fresh.outerHTML.length).toBe(html.length);
    expect(now[0]?.alt).toBe("B, at dawn");
    expect(a?.hasAttribute("data-old")).toBe(false);
  });

  it("keeps each once where a picture is shown twice", () => {
    const old = made('<img src="a.jpg">');
    const fresh = made('<img src="a.jpg"><img src="a.jpg">');
    const [a] = images(old);
    keepPictures(old, fresh);
    expect(images(fresh)).toHaveLength(2);
    expect(images(fresh)[0]).toBe(a);
  });
});
