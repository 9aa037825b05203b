/**
 * Sayings: all that the script itself says to readers, by language; everything else on the page the server has said.
 * Knows only wording. A page in a language that is missing here is spoken to in English.
 */

export interface Sayings {
  /** The connection is lost; the last contact was `ago` milliseconds ago. */
  lost(ago: number): string;
  /** The device has no network; `time` is the time of day of the last contact. */
  offline(time: string): string;
  newPost(headline: string): string;
  newPosts(count: number): string;
}

const ENGLISH: Sayings = {
  lost: (ago) => `Last checked ${englishAge(ago)} ago. New posts will appear when the connection is back.`,
  offline: (time) => `Offline, showing ${time}. New posts will appear when the connection is back.`,
  newPost: (headline) => `1 new post: ${headline}`,
  newPosts: (count) => (count === 1 ? "1 new post" : `${count} new posts`),
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
