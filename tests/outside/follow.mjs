/*
 * Follows a stream with the npm package eventsource, and prints each event as a line of JSON until the blog has ended.
 *
 * Run as `node follow.mjs URL`. Knows where the frontend's packages are.
 */
import { createRequire } from "node:module";

const packages = createRequire(new URL("../../frontend/package.json", import.meta.url));
const { EventSource } = packages("eventsource");

const source = new EventSource(process.argv[2]);

function tell(event) {
  console.log(JSON.stringify([event.lastEventId, event.type, event.data]));
  if (event.type === "ended") source.close();
}

for (const name of ["revision", "reset", "ended", "message"]) source.addEventListener(name, tell);
source.addEventListener("open", () => console.log(JSON.stringify(["", "open", ""])));
