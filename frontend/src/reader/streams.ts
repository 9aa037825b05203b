/**
 * Streams: the link to a live stream plays it in the page.
 * Knows that nothing is asked of the stream's host before the reader presses, and that some browsers cannot play one by
 * themselves. Without this script the link leads there.
 * Does not know how a stream is put together: a library does, which comes when it is first needed.
 */

import { isForTheBrowser } from "./gallery";

const STREAM = "application/vnd.apple.mpegurl";

/** Listens for presses on links to live streams and on their players, those that have yet to arrive included. */
export function playStreams(page: Document): void {
  page.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element ? event.target.closest(".stream :is(video, a)") : null;
    const video = pressed?.closest(".stream")?.querySelector("video");
    const source = video?.querySelector<HTMLSourceElement>(`source[type="${STREAM}"]`);
    if (!pressed || !video || !source || event.defaultPrevented || isForTheBrowser(event)) return;
    const isAble = video.canPlayType(STREAM) !== "" || video.src !== "";
    // The browser's own controls do what they say.
    if (pressed === video && isAble) return;
    event.preventDefault();
    if (isAble) void video.play();
    else import("./hls").then(({ play }) => play(video, source.src));
  });
}
