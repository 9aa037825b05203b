/**
 * Bell: says a new notice to whoever cannot see the count change.
 * Knows that what was unread when the page came is no news, and that a count which falls is none either.
 * Does not know how the bell is made anew (`parts.ts`).
 */

/** Told of every part that is new; the bell's are heard. */
export function sayNotices(owner: Document): (place: HTMLElement) => void {
  const words = owner.querySelector<HTMLElement>("[data-bell-said]");
  let known: Bell | null = null;
  return (place) => {
    const bell = bellIn(place);
    if (!bell) return;
    if (words && known && bell.newest !== known.newest && bell.unread > known.unread)
      words.textContent = `New notice: ${bell.words}`;
    known = bell;
  };
}

interface Bell {
  readonly unread: number;
  readonly newest: string;
  readonly words: string;
}

function bellIn(place: HTMLElement): Bell | null {
  const data = place.querySelector<HTMLElement>("a.bell")?.dataset;
  if (!data) return null;
  const { unread, newest, words } = data;
  return { unread: Number.parseInt(unread ?? "0", 10), newest: newest ?? "", words: words ?? "" };
}
