// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { uploadHeroes } from "./hero";

function chosen(answer: { status: number; tree: object } | null): HTMLElement {
  document.body.innerHTML = `<p hidden><input type="file" data-upload-into="media"></p><input id="media">`;
  uploadHeroes(document, () => ({ answer: Promise.resolve(answer as never), cancel: () => {} }));
  const choice = document.querySelector("input[type=file]") as HTMLInputElement;
  Object.defineProperty(choice, "files", { value: [new File(["x"], "quay.jpg")] });
  choice.dispatchEvent(new Event("change"));
  return document.body;
}

const settled = async (): Promise<void> => {
  for (let n = 0; n < 4; n += 1) await Promise.resolve();
};

test("the id of what was uploaded stands in the field", async () => {
  const body = chosen({ status: 201, tree: { id: "abc" } });
  await settled();
  expect(body.querySelector<HTMLInputElement>("#media")?.value).toBe("abc");
  expect(body.querySelector("p")?.hidden).toBe(false);
  expect(body.querySelector("[role=status]")?.textContent).toBe("quay.jpg is uploaded. Save to show it.");
});

test("a refusal is said, and the field stays", async () => {
  const body = chosen({ status: 415, tree: { detail: "It is no picture." } });
  await settled();
  expect(body.querySelector<HTMLInputElement>("#media")?.value).toBe("");
  expect(body.querySelector("[role=status]")?.textContent).toBe(
    "quay.jpg was not uploaded. It is no picture.",
  );
});

test("no connection is said", async () => {
  const body = chosen(null);
  await settled();
  expect(body.querySelector("[role=status]")?.textContent).toContain("There is no connection");
});
