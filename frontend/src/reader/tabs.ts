/**
 * Tabs: one connection for all tabs of a browser that show the same blog. (READER ST4)
 * Knows who leads, that the leader passes on what it hears, and when a follower has missed something.
 * Each tab applies frames itself, from its own place, in order and once (law 2); so who leads makes no difference to
 * what is shown. Does not know frames, how the browser lets tabs agree (`neighbours.ts`), nor how one catches up.
 */

import { CatchingUp } from "./catching_up";
import { Connection, type Ears, type Wire } from "./connection";
import type { Cursor } from "./cursor";
import type { Frame } from "./frame";
import { type Message, meetingName, type State, type Told } from "./messages";
import type { Channel, Neighbours } from "./neighbours";
import { Outage } from "./pause";

/** How often the leader says that it is there. */
export const BEAT_MS = 15_000;

/** A leader not heard for this long, and up to a third longer, is frozen; the spread lets one follower be first. */
export const LEADER_SILENT_MS = 45_000;

/** The same for a leader that was asked: messages reach a hidden tab at once. */
export const ANSWER_MS = 6_000;

export class Tabs {
  readonly #connection: Connection;
  readonly #missed: CatchingUp;
  // A wait of its own: who waits to follow again may come to lead meanwhile, and has to follow all the same.
  readonly #comeback: Outage;
  readonly #name: string;
  #channel: Channel | null = null;
  #isLeading = false;
  #isResting = true;
  #isAlive = false;
  #contactAt: number;
  #letGo: () => void = () => {};
  #cancelTurn: () => void = () => {};

  constructor(
    private readonly wire: Wire,
    private readonly neighbours: Neighbours | null,
    private readonly page: Ears,
  ) {
    this.#name = meetingName(wire.stream);
    this.#contactAt = wire.clock.now();
    this.#comeback = new Outage(wire.clock, wire.chance);
    this.#connection = new Connection(wire, this.#leadersEars());
    this.#missed = new CatchingUp(wire, page, {
      late: () => page.lost(this.#ago),
      done: () => this.#isAlive && this.#alive(),
    });
  }

  /** Whether what comes is heard, by this tab or by the one that leads. */
  get isOpen(): boolean {
    return this.#isLeading ? this.#connection.isOpen : this.#isAlive;
  }

  /** Goes on from the page's place, now. */
  follow(isDoubtful = false): void {
    this.#isResting = false;
    this.#comeback.calm();
    if (this.#isLeading) this.#connection.open(isDoubtful);
    else if (!this.neighbours) this.#lead();
    else this.#join(this.neighbours, isDoubtful);
  }

  /** Goes on after a pause. */
  again(): void {
    if (this.#isLeading) {
      this.#isResting = false;
      this.#connection.again();
    } else {
      this.#lost();
      this.#comeback.pause(() => this.follow());
    }
  }

  /** Hears nothing until it follows again, but stays among the tabs. */
  rest(): void {
    this.#isResting = true;
    this.#comeback.calm();
    this.#connection.close();
    this.#missed.stop();
  }

  /** Leaves the tabs: another one leads. */
  leave(): void {
    this.rest();
    this.#isLeading = false;
    this.#isAlive = false;
    this.#cancelTurn();
    this.#letGo();
    this.#letGo = () => {};
    this.#channel?.close();
    this.#channel = null;
  }

  /** The network is back. Every tab is told, so the leader sees to it alone. */
  online(): void {
    if (this.#isLeading && !this.#isResting) this.#connection.open(true);
  }

  #join(neighbours: Neighbours, isDoubtful: boolean): void {
    if (!this.#channel) {
      this.#channel = neighbours.channel(this.#name, (message) => this.#hear(message as Message));
      this.#seek(neighbours, false);
    }
    // Where there is none to answer, the lock is free and this tab leads before it has spoken or soon after.
    if (this.#isLeading) return;
    this.#tell({ is: "here", isDoubtful });
    this.#awaitLeader(neighbours, ANSWER_MS);
  }

  #seek(neighbours: Neighbours, byForce: boolean): void {
    this.#letGo();
    this.#letGo = neighbours.lock(
      this.#name,
      byForce,
      () => this.#lead(),
      () => this.#yield(neighbours),
    );
  }

  #lead(): void {
    this.#isLeading = true;
    this.#missed.stop();
    this.#lost();
    this.#beat();
    if (!this.#isResting) this.#connection.open(true);
  }

  /** Another tab took the lead, having heard nothing from this one. */
  #yield(neighbours: Neighbours): void {
    this.#isLeading = false;
    this.#isAlive = false;
    this.#connection.close();
    this.#seek(neighbours, false);
    if (this.#isResting) this.#awaitLeader(neighbours, LEADER_SILENT_MS);
    else this.#join(neighbours, false);
  }

  #beat(): void {
    this.#cancelTurn();
    if (!this.#channel) return;
    this.#cancelTurn = this.wire.clock.after(BEAT_MS, () => this.#beat());
    this.#tellState();
  }

  #awaitLeader(neighbours: Neighbours, patience: number): void {
    this.#cancelTurn();
    const wait = patience * (1 + this.wire.chance() / 3);
    this.#cancelTurn = this.wire.clock.after(wait, () => {
      this.#lost();
      this.#awaitLeader(neighbours, LEADER_SILENT_MS);
      this.#seek(neighbours, true);
    });
  }

  #tell(message: Message): void {
    this.#channel?.tell(message);
  }

  #tellState(): void {
    this.#tell({ is: "state", at: this.page.place(), isAlive: this.#isAlive, ago: this.#ago });
  }

  /** Hears what comes from the server, passes it on and takes it. */
  #leadersEars(): Ears {
    const { page } = this;
    return {
      place: () => page.place(),
      alive: () => {
        this.#alive();
        this.#tellState();
      },
      lost: (ago) => {
        this.#lost(ago);
        this.#tellState();
      },
      // Told first: whatever becomes of this page then, the others have it.
      frame: (frame, at) => {
        this.#tell({ is: "frame", frame, at });
        page.frame(frame, at);
      },
      reset: (at) => {
        this.#tell({ is: "reset", at });
        page.reset(at);
      },
      ended: () => {
        this.#tell({ is: "ended" });
        page.ended();
      },
    };
  }

  #hear(message: Message): void {
    if (message.is === "here") this.#answer(message.isDoubtful);
    // One that was taken for frozen may still speak before it learns that it leads no more.
    else if (!this.#isLeading) this.#hearLeader(message);
  }

  #answer(isDoubtful: boolean): void {
    if (!this.#isLeading) return;
    if (!this.#isResting && (isDoubtful || !this.#connection.isOpen)) this.#connection.open(isDoubtful);
    this.#tellState();
  }

  #hearLeader(message: Told): void {
    if (this.neighbours) this.#awaitLeader(this.neighbours, LEADER_SILENT_MS);
    if (this.#isResting) return;
    if (message.is === "frame") this.#hearFrame(message.frame, message.at);
    else if (message.is === "reset") this.page.reset(message.at);
    else if (message.is === "ended") this.page.ended();
    else this.#hearState(message);
  }

  #hearState({ at, isAlive, ago }: State): void {
    this.#isAlive = isAlive;
    if (!isAlive) this.#lost(ago);
    else if (this.#missed.isBehind(at)) this.#missed.to(at);
    else this.#alive();
  }

  #hearFrame(frame: Frame | null, at: Cursor | null): void {
    const place = this.page.place();
    const skips = frame && at && place && (at.epoch !== place.epoch || frame.seq > place.seq + 1);
    if (skips) this.#missed.to(at);
    else this.page.frame(frame, at);
  }

  #alive(): void {
    this.#isAlive = true;
    this.#contactAt = this.wire.clock.now();
    this.#missed.over();
    this.#comeback.over();
    this.page.alive();
  }

  #lost(ago = Number.POSITIVE_INFINITY): void {
    this.#isAlive = false;
    this.#contactAt = Math.max(this.#contactAt, this.wire.clock.now() - ago);
    this.page.lost(this.#ago);
  }

  get #ago(): number {
    return this.wire.clock.now() - this.#contactAt;
  }
}
