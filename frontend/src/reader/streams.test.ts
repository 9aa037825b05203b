// @vitest-environment happy-dom

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { playStreams } from "./streams";

const play = vi.fn();
vi.mock("./hls", () => ({ play: (...told: unknown[]) => play(...told) }));

const ADDRESS = "https://live.example/quay.m3u8";

function stage(isAble: boolean): { link: HTMLAnchorElement; video: HTMLVideoElement } {
  document.body.innerHTML = `<figure class="stream"><video><source src="${ADDRESS}" type="application/vnd.apple.mpegurl"></video>
    <figcaption><a href="${ADDRESS}">Watch</a></figcaption></figure><p><a href="#other">Other</a></p>`;
  const video = document.querySelector("video") as HTMLVideoElement;
  video.canPlayType = () => (isAble ? "maybe" : "");
  video.play = vi.fn(async () => {});
  return { link: document.querySelector("a") as HTMLAnchorElement, video };
}

function press(target: Element, how: MouseEventInit = {}): boolean {
  return target.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ...how }));
}

let leave: AbortController;
beforeEach(() => {
  leave = new AbortController();
  const listen = document.addEventListener.bind(document);
  vi.spyOn(document, "addEventListener").mockImplementation((name: string, heard: unknown) =>
    listen(name, heard as EventListener, { signal: leave.signal }),
  );
  playStreams(document);
});
afterEach(() => {
  leave.abort();
  vi.restoreAllMocks();
  play.mockClear();
});

test("where the browser can, the link has it play", () => {
  const { link, video } = stage(true);
  expect(press(link)).toBe(false);
  expect(video.play).toHaveBeenCalledOnce();
  expect(play).not.toHaveBeenCalled();
});

test("where the browser can, its own controls do what they say", () => {
  const { video } = stage(true);
  expect(press(video)).toBe(true);
  expect(video.play).not.toHaveBeenCalled();
});

test("where the browser cannot, a library plays it", async () => {
  const { link, video } = stage(false);
  expect(press(link)).toBe(false);
  await vi.waitFor(() => expect(play).toHaveBeenCalledWith(video, ADDRESS));
  expect(press(video)).toBe(false);
  await vi.waitFor(() => expect(play).toHaveBeenCalledTimes(2));
});

test("what is played already is not begun again", () => {
  const { link, video } = stage(false);
  video.src = "blob:https://gazette.example/1";
  press(link);
  expect(video.play).toHaveBeenCalledOnce();
  expect(play).not.toHaveBeenCalled();
});

test("a press for a new tab, and one on another link, are the browser's", () => {
  const { link, video } = stage(true);
  expect(press(link, { ctrlKey: true })).toBe(true);
  expect(press(document.querySelector("p a") as Element)).toBe(true);
  expect(video.play).not.toHaveBeenCalled();
});
