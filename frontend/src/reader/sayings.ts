/**
 * Sayings: all that the script itself says to readers, by language; everything else on the page the server has said.
 * Knows only wording. A page in a language that is missing here is spoken to in English.
 */

export interface Sayings {
  /** The connection is lost; the last contact was `ago` milliseconds ago. */
  lost(ago: number): string;
  /** The device has no network; `time` is the time of day of the last contact. */
  offline(time: string): string;
  /** So many posts have come; said and written on the button that shows them. */
  newUpdates(count: number): string;
  /** Updates are paused, said beside the control. */
  readonly paused: string;
  /** So many posts are left out by the reader's choice. */
  hides(count: number): string;
  /** The line where the reader stopped, at the post of `time` if that is known. */
  since(time: string): string;
  /** What has come since the post of `time`: so many posts, or more, among them so many key events. */
  missed(time: string, posts: number, isMore: boolean, keyEvents: number): string;
  readonly goOn: string;
  readonly dismiss: string;
  /** So many posts are folded, and shown when this is pressed. */
  unfold(count: number): string;
  /** The address of a post is in the clipboard. */
  readonly copied: string;
  /** On a picture that is not loaded unless asked for. */
  readonly showPicture: string;
  /** The reader's own time of day, where it is another than the blog's. */
  yours(time: string): string;
}

const ENGLISH: Sayings = {
  lost: (ago) => `Last checked ${englishAge(ago)} ago. New posts will appear when the connection is back.`,
  offline: (time) => `Offline, showing ${time}. New posts will appear when the connection is back.`,
  newUpdates: (count) => counted(count, "new update"),
  paused: "Updates are paused.",
  hides: (count) => `${counted(count, "post")} left out`,
  since: (time) => `New since you were last here${time && `, at ${time}`}`,
  missed: (time, posts, isMore, keyEvents) =>
    posts === 0
      ? `You were reading the post of ${time}.`
      : `Since you were last here, at ${time}: ${isMore ? "more than " : ""}${counted(posts, "new post")}` +
        `${keyEvents ? `, ${counted(keyEvents, "key event")} among them` : ""}.`,
  goOn: "Go on from there",
  dismiss: "Dismiss",
  unfold: (count) => `Show ${counted(count, "post")}`,
  copied: "Link copied",
  showPicture: "Show picture",
  yours: (time) => `${time} where you are`,
};

/** The sayings of each language, by its primary subtag (BCP 47). */
const SAYINGS: Readonly<Record<string, Sayings>> = { en: ENGLISH };

/** The sayings for a page in `language`. */
export function sayingsIn(language: string): Sayings {
  return SAYINGS[language.split("-")[0]?.toLowerCase() ?? ""] ?? ENGLISH;
}

function englishAge(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3_600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3_600)} h`;
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
