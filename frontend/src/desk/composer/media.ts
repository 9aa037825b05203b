/**
 * Media: what is known of the pictures, films and sounds a body names, and how new ones get to the server.
 * Knows the desk's addresses of media. Does not know where in a body anything stands.
 */

import type { Tree } from "../asking";

const SCHEME = "media:";

export interface Medium {
  readonly id: string;
  readonly kind: string;
  readonly alt: string;
  readonly caption: string;
  readonly credit: string;
  /** The address of what can be shown of it; "" for none. */
  readonly shown: string;
  /** Why it cannot be shown, if it was refused. */
  readonly problem: string;
}

/** The id in a body's address of a medium; null for another address. */
export function idOf(src: string): string | null {
  return src.startsWith(SCHEME) ? src.slice(SCHEME.length) : null;
}

export function addressOf(id: string): string {
  return SCHEME + id;
}

// Wide enough to tell what it shows, on a phone's screen as well.
const WIDE_ENOUGH = 320;

export function mediumOf(tree: Tree): Medium {
  const text = (name: string): string => (typeof tree[name] === "string" ? (tree[name] as string) : "");
  const kind = text("kind");
  return {
    id: text("id"),
    kind,
    alt: text("alt"),
    caption: text("caption"),
    credit: text("credit"),
    shown: smallest(kind === "picture" ? tree.files : tree.still),
    problem: text("problem"),
  };
}

interface File {
  readonly url: string;
  readonly width: number;
  readonly type: string;
}

function smallest(files: unknown): string {
  const all = (Array.isArray(files) ? (files as File[]) : []).filter((each) => each.type === "image/jpeg");
  const wide = all.filter((each) => each.width >= WIDE_ENOUGH).sort((a, b) => a.width - b.width);
  return (wide[0] ?? all.at(-1))?.url ?? "";
}

/** An upload that is under way. */
export interface Sent {
  readonly answer: Promise<{ readonly status: number; readonly tree: Tree } | null>;
  cancel(): void;
}

/** Sends `file`; `progress` is told the share that has gone. Only XMLHttpRequest tells. */
export function sendFile(
  file: File | Blob,
  name: string,
  token: string,
  progress: (share: number) => void,
): Sent {
  const request = new XMLHttpRequest();
  const form = new FormData();
  form.append("file", file as Blob, name);
  const answer = new Promise<{ status: number; tree: Tree } | null>((answered) => {
    request.upload.onprogress = (event) => progress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => answered({ status: request.status, tree: treeOf(request.responseText) });
    request.onerror = () => answered(null);
    request.onabort = () => answered(null);
  });
  request.open("POST", "/desk/media");
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-Form-Token", token);
  request.send(form);
  return { answer, cancel: () => request.abort() };
}

function treeOf(text: string): Tree {
  try {
    return JSON.parse(text) as Tree;
  } catch {
    return {};
  }
}
