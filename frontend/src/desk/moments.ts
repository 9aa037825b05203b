/**
 * Moments: the server's time, told in the blog's zone. The device's clock may be an hour off: only how much of it has
 * passed is believed.
 */

import type { Clock } from "../reader/clock";

export class Moments {
  #offset: number | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly zone: string,
    private readonly language = "en-GB",
  ) {}

  /** The server's clock stood at `now`, in milliseconds, a moment ago. */
  heard(now: number): void {
    if (!Number.isNaN(now)) this.#offset = now - this.clock.now();
  }

  /** Milliseconds until `moment`; null as long as the server has not told the time. */
  until(moment: string): number | null {
    return this.#offset === null ? null : Date.parse(moment) - (this.clock.now() + this.#offset);
  }

  /** "14:02:07" */
  exact(moment: string): string {
    return this.#told(moment, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  }

  /** "14:30", with the day if it is another one than the server's. */
  time(moment: string): string {
    const time = { hour: "2-digit", minute: "2-digit" } as const;
    const today = this.#offset === null ? moment : new Date(this.clock.now() + this.#offset).toISOString();
    const isToday = this.#day(moment) === this.#day(today);
    return this.#told(moment, isToday ? time : { weekday: "short", day: "numeric", month: "short", ...time });
  }

  /** The moment at which clocks in the zone show `local` ("2031-04-05T14:30"), as the server takes it; null for none. */
  moment(local: string): string | null {
    const shown = Date.parse(`${local}Z`);
    if (Number.isNaN(shown)) return null;
    let found = shown;
    // Twice: the first guess may be on the other side of a change of the clocks.
    for (let n = 0; n < 2; n += 1) found = shown - (this.#shownAt(found) - found);
    return new Date(found).toISOString();
  }

  /** What clocks in the zone show at `moment`, for a field. */
  local(moment: string): string {
    return new Date(this.#shownAt(Date.parse(moment))).toISOString().slice(0, 16);
  }

  #shownAt(moment: number): number {
    const parts = new Intl.DateTimeFormat("en", {
      timeZone: this.zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    }).formatToParts(moment);
    const of = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
    return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  }

  #day(moment: string): string {
    return this.#told(moment, { year: "numeric", month: "numeric", day: "numeric" });
  }

  #told(moment: string, how: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.language, { timeZone: this.zone, hourCycle: "h23", ...how }).format(
      Date.parse(moment),
    );
  }
}
