// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Choice } from "./choice";
import { offerFrames } from "./frames";
import { elementOf } from "./trusted";

let seen: (entries: { target: Element; isIntersecting: boolean }[]) => void = () => {};
const watched = new Set<Element>();

class Observer {
  constructor(told: typeof seen) {
    seen = told;
  }
  observe = (target: Element): unknown => watched.add(target);
  unobserve = (target: Element): unknown => watched.delete(target);
}

function card(provider: string, key: string): string {
  return `<aside class="embed"><div class="frame" data-frame="https://${provider}.example/${key}" data-provider="${provider}"
    data-title="${provider.toUpperCase()}" data-width="640" data-height="360" data-sandbox="allow-scripts" data-allow="fullscreen"
    data-referrer="no-referrer"></div><p class="title">Tide</p><p class="load"><button type="button">Load</button></p></aside>`;
}

function stage(...cards: string[]): Choice {
  const main = elementOf(`<main>${cards.join("")}<p id="frames" hidden></p></main>`, document);
  document.body.replaceChildren(main as Element);
  const choice = new Choice(document, localStorage);
  offerFrames(document, choice);
  return choice;
}

const frames = (): string[] => [...document.querySelectorAll("iframe")].map((each) => each.src);
const press = (at: number): void => document.querySelectorAll<HTMLElement>(".load button")[at]?.click();

beforeEach(() => {
  const browser = window as unknown as { happyDOM: { settings: { disableIframePageLoading: boolean } } };
  browser.happyDOM.settings.disableIframePageLoading = true;
  vi.stubGlobal("IntersectionObserver", Observer);
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
});
afterEach(() => {
  localStorage.clear();
  watched.clear();
  vi.unstubAllGlobals();
});

describe("a provider's frame", () => {
  it("is loaded by a press, sandboxed, and no other with it", () => {
    stage(card("tube", "1"), card("tube", "2"));
    expect(frames()).toEqual([]);
    press(0);
    expect(frames()).toEqual(["https://tube.example/1"]);
    const frame = document.querySelector("iframe") as HTMLIFrameElement;
    expect(frame.getAttribute("sandbox")).toBe("allow-scripts");
    expect(frame.getAttribute("referrerpolicy")).toBe("no-referrer");
    expect(frame.title).toBe("TUBE: Tide");
    expect(localStorage.length).toBe(0);
  });

  it("is loaded by itself where the reader has said so, and only near the window", () => {
    localStorage.setItem("stoppress.frames", '[["tube","TUBE"]]');
    stage(card("tube", "1"), card("song", "2"));
    expect(frames()).toEqual([]);
    expect(watched.size).toBe(1);
    seen([...watched].map((target) => ({ target, isIntersecting: true })));
    expect(frames()).toEqual(["https://tube.example/1"]);
  });

  it("is remembered by a box beside it and forgotten at the foot of the page", () => {
    stage(card("tube", "1"));
    press(0);
    const box = document.querySelector("input") as HTMLInputElement;
    box.click();
    expect(JSON.parse(localStorage.getItem("stoppress.frames") ?? "")).toEqual([["tube", "TUBE"]]);
    const line = document.querySelector("#frames") as HTMLElement;
    expect(line.hidden).toBe(false);
    line.querySelector("button")?.click();
    expect(line.hidden).toBe(true);
    expect(localStorage.length).toBe(0);
    expect(box.checked).toBe(false);
  });

  it.each(["nonsense", "{}", '[["a"]]', "[[1,2]]"])("survives what is kept being %s", (kept) => {
    localStorage.setItem("stoppress.frames", kept);
    expect(stage(card("tube", "1")).any).toBe(false);
  });
});
