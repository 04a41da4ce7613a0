import { assertEquals } from "@std/assert";
import { movedResponse } from "./moved.ts";

function moved(method: string, path: string): [number, string | null] {
  const url = `https://kartka.test${path}`;
  const { status, headers } = movedResponse({ method, url }, { fromId: 4, toId: 7 });
  assertEquals(headers.get("cache-control"), "no-store");
  return [status, headers.get("location")];
}

Deno.test("pages of a merged contact lead to the same page of the one that was kept", () => {
  assertEquals(moved("GET", "/contacts/4"), [301, "/contacts/7?from=4"]);
  assertEquals(moved("GET", "/contacts/4?sort=name"), [301, "/contacts/7?sort=name&from=4"]);
  assertEquals(moved("GET", "/contacts/4/notes?from=a&b=%2F"), [
    301,
    "/contacts/7/notes?from=a&b=%2F",
  ]);
  assertEquals(moved("HEAD", "/contacts/4/edit"), [301, "/contacts/7/edit"]);
});

Deno.test("what was posted to a merged contact is posted again", () => {
  assertEquals(moved("POST", "/contacts/4/edit"), [308, "/contacts/7/edit"]);
});

Deno.test("nobody deletes the kept contact by a form that was meant for the merged one", () => {
  assertEquals(moved("POST", "/contacts/4/delete?sort=name"), [
    303,
    "/contacts/7?sort=name&from=4",
  ]);
  assertEquals(moved("GET", "/contacts/4/delete"), [301, "/contacts/7/delete"]);
});

Deno.test("pages that are no contact's lead to the card", () => {
  assertEquals(moved("POST", "/contacts"), [303, "/contacts/7"]);
  assertEquals(moved("GET", "/contacts/41"), [303, "/contacts/7"]);
  assertEquals(moved("GET", "/contacts/4//evil.example"), [301, "/contacts/7//evil.example"]);
});
