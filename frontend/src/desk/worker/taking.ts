/**
 * Taking: what the phone's share sheet hands over is kept in this browser, and the page that asks where it goes is opened.
 * Knows the fields of the manifest's share target. Does not know blogs: nothing is sent anywhere from here.
 */

import { AGE_MS, isMedium, type Share, type Shares } from "../shares";

export const SHARE_PATH = "/desk/share";

const SEE_OTHER = 303;

export function isShare(request: Request): boolean {
  return request.method === "POST" && new URL(request.url).pathname === SHARE_PATH;
}

/** Keeps what was shared, and sends the browser on to it; where nothing can be kept, words go along in the address. */
export async function takeShare(request: Request, open: () => Promise<Shares>): Promise<Response> {
  const query = new URLSearchParams();
  let share: Share | null = null;
  try {
    share = await shareOf(request);
    const shares = await open();
    await shares.forgetOlder(share.at - AGE_MS);
    await shares.keep(share);
    query.set("kept", share.id);
  } catch {
    for (const name of ["title", "text", "url"] as const) if (share?.[name]) query.set(name, share[name]);
    // What came as files cannot be had again: whoever shared it is told.
    if (!share || share.files.length) query.set("lost", "1");
  }
  return Response.redirect(new URL(`${SHARE_PATH}?${query}`, request.url).href, SEE_OTHER);
}

async function shareOf(request: Request): Promise<Share> {
  const form = await request.formData();
  const text = (name: string): string => {
    const said = form.get(name);
    return typeof said === "string" ? said.trim() : "";
  };
  const files = form.getAll("files").filter((each): each is File => each instanceof File && each.size > 0);
  return {
    id: crypto.randomUUID(),
    at: Date.now(),
    title: text("title"),
    text: text("text"),
    url: text("url"),
    files: files.filter(isMedium),
  };
}
