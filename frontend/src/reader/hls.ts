/**
 * HLS where a browser has none of its own.
 * Knows that no worker may be made: the page's policy lets none in.
 */

import Hls from "hls.js/light";

/** Plays the stream at `address` in `video`; where even that cannot be, goes there. */
export function play(video: HTMLVideoElement, address: string): void {
  // Somebody has pressed more than once while this was on its way.
  if (video.src) return;
  if (!Hls.isSupported()) {
    location.assign(address);
    return;
  }
  const stream = new Hls({ enableWorker: false });
  stream.loadSource(address);
  stream.attachMedia(video);
  stream.once(Hls.Events.MANIFEST_PARSED, () => void video.play());
}
