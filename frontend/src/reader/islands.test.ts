// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { fillIsland } from "./islands";

function placed(inner: string): HTMLElement {
  document.body.innerHTML = inner;
  const place = document.querySelector<HTMLElement>("[data-island]");
  if (!place) throw new Error("no island");
  return place;
}

const LIST = `<aside data-besides="/live/ferry"><section data-island="/lists/top" hidden><h3>Top</h3><div class="island"></div></section></aside>`;
const LINES = `<ol class="ranked"><li><a href="/live/ferry">Ferry</a></li><li><a href="/live/flood">Flood</a></li></ol>`;

test("a place is filled and shown, and a page is not among the others it names", async () => {
  const place = placed(LIST);
  const asked: string[] = [];
  await fillIsland(place, {
    fetch: async (address) => {
      asked.push(address);
      return LINES;
    },
  });
  expect(asked).toEqual(["/lists/top"]);
  expect(place.hidden).toBe(false);
  expect([...place.querySelectorAll("a")].map((each) => each.textContent)).toEqual(["Flood"]);
});

test("where there is nothing but the page itself the place stays hidden", async () => {
  const place = placed(LIST);
  await fillIsland(place, { fetch: async () => `<ol><li><a href="/live/ferry">Ferry</a></li></ol>` });
  expect(place.hidden).toBe(true);
  await fillIsland(place, { fetch: async () => "" });
  expect(place.hidden).toBe(true);
});

test("where nothing can be had the place stays as it was", async () => {
  const place = placed(
    `<aside data-island="/x"><div class="island"></div><p><a href="/x">More</a></p></aside>`,
  );
  const before = place.outerHTML;
  await fillIsland(place, { fetch: async () => null });
  expect(place.outerHTML).toBe(before);
});
