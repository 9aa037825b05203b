/**
 * Places: where in the document something is to go that is not there yet, while people go on writing.
 */

import { Extension } from "@tiptap/core";
import { type EditorState, Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";

type Kept = ReadonlyMap<string, number>;
const KEY = new PluginKey<Kept>("places");

interface Change {
  readonly name: string;
  /** Null: it is not needed any more. */
  readonly at: number | null;
}

export const Places = Extension.create({
  name: "places",
  addProseMirrorPlugins: () => [
    new Plugin<Kept>({
      key: KEY,
      state: {
        init: () => new Map(),
        apply(transaction, kept) {
          // What is typed at the place goes behind it.
          const now = new Map([...kept].map(([name, at]) => [name, transaction.mapping.map(at, -1)]));
          const change: Change | undefined = transaction.getMeta(KEY);
          if (change?.at != null) now.set(change.name, change.at);
          else if (change) now.delete(change.name);
          return now;
        },
      },
    }),
  ],
});

/** Has `transaction` keep a place, or let it go. */
export function keepPlace(transaction: Transaction, name: string, at: number | null): Transaction {
  return transaction.setMeta(KEY, { name, at });
}

export function placeOf(state: EditorState, name: string): number | undefined {
  return KEY.getState(state)?.get(name);
}
