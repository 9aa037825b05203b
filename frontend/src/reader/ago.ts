/**
 * Ago: how long since a post was published, beside the time of day that the server wrote. (READER TI1)
 * Knows that the server's page is cached, so only the device can say it; after a day the time of day is enough.
 * The reader's own time of day is said on hover, where it is another.
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How often it is said anew. */
export const AGO_EVERY_MS = 30_000;

/** Says it at every stamp of `main`; `now` is the device's time, in milliseconds since 1970. */
export function tellAgo(main: ParentNode, language: string, now: number): void {
  const format = new Intl.RelativeTimeFormat(languageOr(language), { style: "short" });
  for (const time of main.querySelectorAll<HTMLTimeElement>(".stamp time")) {
    const words = ago(now - Date.parse(time.dateTime), format);
    if (words === null) time.removeAttribute("data-ago");
    else if (time.dataset.ago !== words) time.dataset.ago = words;
  }
}

/** Nothing in the first minute, nor for a device whose clock is behind the server's. */
function ago(elapsed: number, format: Intl.RelativeTimeFormat): string | null {
  if (!(elapsed >= MINUTE_MS && elapsed < DAY_MS)) return null;
  return elapsed < HOUR_MS
    ? format.format(-Math.floor(elapsed / MINUTE_MS), "minute")
    : format.format(-Math.floor(elapsed / HOUR_MS), "hour");
}

const BETWEEN = " · ";

/** Says the reader's own time of day while the pointer is on a time, in `yours` of their sayings. */
export function tellOwnTime(page: Document, yours: (time: string) => string): void {
  const timeAt = (event: Event): HTMLTimeElement | null =>
    event.target instanceof Element ? event.target.closest<HTMLTimeElement>("time[title]") : null;
  page.addEventListener("pointerover", (event) => {
    const time = timeAt(event);
    const own = time && ownTime(time, page.documentElement.lang);
    if (time && own && !time.title.includes(BETWEEN)) time.title += BETWEEN + yours(own);
  });
  page.addEventListener("pointerout", (event) => {
    const time = timeAt(event);
    if (time) time.title = time.title.split(BETWEEN)[0] ?? "";
  });
}

/** The time of day here, or null when it is the one that is written. */
function ownTime(time: HTMLTimeElement, language: string): string | null {
  const moment = new Date(time.dateTime);
  const written = /T(\d\d):(\d\d)/.exec(time.dateTime);
  if (!written || Number.isNaN(moment.getTime())) return null;
  const isTheSame = moment.getHours() === Number(written[1]) && moment.getMinutes() === Number(written[2]);
  return isTheSame
    ? null
    : moment.toLocaleString(languageOr(language), { timeStyle: "short", dateStyle: "medium" });
}

function languageOr(language: string): string | undefined {
  return language || undefined;
}
