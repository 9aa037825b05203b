// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { sayNotices } from "./bell";

function staged() {
  document.body.innerHTML = `<span id="place"></span><p data-bell-said></p>`;
  const place = document.querySelector<HTMLElement>("#place") as HTMLElement;
  const heard = sayNotices(document);
  const shown = (unread: string, newest = "", words = ""): string => {
    place.innerHTML = `<a class="bell" data-unread="${unread}" data-newest="${newest}" data-words="${words}">Notices</a>`;
    heard(place);
    return document.querySelector("[data-bell-said]")?.textContent ?? "";
  };
  return { shown, heard };
}

test("what was unread when the page came is not said", () => {
  expect(staged().shown("3", "c", "The third.")).toBe("");
});

test("a new notice is said, and once", () => {
  const { shown } = staged();
  shown("0");
  expect(shown("1", "a", "A post is submitted.")).toBe("New notice: A post is submitted.");
  expect(shown("1", "a", "A post is submitted.")).toBe("New notice: A post is submitted.");
  expect(shown("2", "b", "The blog is stale.")).toBe("New notice: The blog is stale.");
});

test("reading the newest says nothing of the next", () => {
  const { shown } = staged();
  shown("2", "b", "The second.");
  expect(shown("1", "a", "The first.")).toBe("");
});

test("parts that are no bell are not heard", () => {
  const { heard } = staged();
  const other = document.createElement("div");
  other.innerHTML = "<p>Queue</p>";
  heard(other);
  expect(document.querySelector("[data-bell-said]")?.textContent).toBe("");
});
