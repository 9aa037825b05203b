// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { become } from "./kept";
import { type Below, numbers } from "./story";
import { elementOf } from "./trusted";

function made(html: string): Element {
  const element = elementOf(`<li data-post="p1">${html}</li>`, document);
  if (!element) throw new Error("no element");
  return element;
}

function standing(html: string): Element {
  const element = made(html);
  document.body.append(element);
  return element;
}

const images = (of: Element): HTMLImageElement[] => [...of.querySelectorAll("img")];
const film = (name: string, more = ""): string =>
  `<figure class="film"><video controls poster="${name}.jpg"><source src="${name}.mp4">${more}</video></figure>`;
const sound = (name: string): string =>
  `<figure class="sound"><audio controls src="${name}.mp3"></audio></figure>`;

describe("a post that is rendered anew", () => {
  it("keeps the pictures it shows, with what is said of them now", () => {
    const old = standing('<img src="a.jpg" alt="A" data-old="1"><img src="b.jpg" alt="B">');
    const [a, b] = images(old);
    const html =
      '<p>New</p><img src="b.jpg" alt="B, at dawn" sizes="50vw"><img src="c.jpg"><img src="a.jpg">';
    become(old, made(html));
    expect(old.innerHTML).toBe(made(html).innerHTML);
    expect(images(old)[0]).toBe(b);
    expect(images(old)[2]).toBe(a);
  });

  it("keeps each once where a picture is shown twice", () => {
    const old = standing('<img src="a.jpg">');
    const [a] = images(old);
    become(old, made('<img src="a.jpg"><img src="a.jpg">'));
    expect(images(old)).toHaveLength(2);
    expect(images(old)[0]).toBe(a);
  });

  it("leaves what plays in the page, whatever changes around it", () => {
    const old = standing(`<h3>Horn</h3><div class="body"><p>One.</p>${sound("horn")}</div><p>Tail</p>`);
    const player = old.querySelector("audio");
    const taken = new Set<Node>();
    const watch = new MutationObserver((all) => {
      for (const each of all) for (const node of each.removedNodes) taken.add(node);
    });
    watch.observe(old, { childList: true, subtree: true });
    const html = `<h3>Horns</h3><div class="body"><img src="a.jpg"><p>Two.</p>${sound("horn")}<p>Three.</p></div>`;
    become(old, made(html));
    for (const each of watch.takeRecords()) for (const node of each.removedNodes) taken.add(node);
    expect(old.innerHTML).toBe(made(html).innerHTML);
    expect(old.querySelector("audio")).toBe(player);
    expect([...taken].some((each) => each.contains(player))).toBe(false);
    expect(taken.size).toBeGreaterThan(0);
  });

  it("plays another file in a player of its own", () => {
    const old = standing(film("quay"));
    const player = old.querySelector("video");
    become(old, made(film("pier")));
    expect(old.querySelector("video")).not.toBe(player);
  });

  it("gives a film that plays its captions", () => {
    const old = standing(film("quay"));
    const player = old.querySelector("video");
    const html = film("quay", '<track kind="captions" src="quay.vtt">');
    become(old, made(html));
    expect(old.querySelector("video")).toBe(player);
    expect(old.innerHTML).toBe(made(html).innerHTML);
  });

  it("leaves a transcript open that was opened, and no other", () => {
    const said = (words: string): string => `<details><summary>Transcript</summary><p>${words}</p></details>`;
    const old = standing(`${sound("horn")}${said("Two tones.")}${said("A wave.")}${said("Rain.")}`);
    for (const each of [...old.querySelectorAll("details")].slice(0, 2)) each.open = true;
    become(
      old,
      made(`<p>New</p>${said("Rain.")}${sound("horn")}${said("Two tones.")}${said("A wave, they say.")}`),
    );
    expect([...old.querySelectorAll("details")].map((each) => each.open)).toEqual([false, true, false]);
  });

  it("does not name a sound's file again when another attribute comes before it", () => {
    const old = standing('<audio src="a.mp3" controls></audio>');
    const player = old.querySelector("audio");
    const named: string[] = [];
    const watch = new MutationObserver(() => {});
    watch.observe(old, { attributes: true, subtree: true });
    become(old, made('<audio src="a.mp3" preload="none" controls></audio>'));
    for (const { attributeName } of watch.takeRecords()) named.push(attributeName ?? "");
    expect(old.firstElementChild?.getAttributeNames()).toEqual(["src", "preload", "controls"]);
    expect(old.querySelector("audio")).toBe(player);
    expect(named).not.toContain("src");
  });

  it.each(
    Array.from({ length: 30 }, (_, seed) => seed),
  )("is in the end what a fresh one is, story %i", (seed) => {
    const below = numbers(seed);
    const old = standing(body(below));
    for (let n = 0; n < 20; n += 1) {
      const html = body(below);
      become(old, made(html));
      expect(old.outerHTML).toBe(made(html).outerHTML);
    }
  });
});

/** Any body: words, pictures, galleries and players, some of them twice. */
function body(below: Below): string {
  const name = (): string => "abc".charAt(below(3));
  const picture = (): string =>
    `<figure${below(2) ? ' class="tall"' : ""}><img src="${name()}.jpg"${below(2) ? ' sizes="9vw"' : ""} alt="${below(9)}"></figure>`;
  const piece = (): string => {
    const kind = below(6);
    if (kind === 0) return `<p>${below(9)}</p>`;
    if (kind === 1) return picture();
    if (kind === 2) return `<div class="gallery">${picture()}${below(2) ? film(name()) : picture()}</div>`;
    if (kind === 3) return film(name(), below(2) ? '<track src="a.vtt">' : "");
    if (kind === 4) return sound(name());
    return "\n";
  };
  return Array.from({ length: below(7) }, piece).join("");
}
