import { assertEquals } from "@std/assert";
import { aContact, emails } from "@/tests/support/cast.ts";
import {
  afterOperation,
  contactFormFrom,
  contactFormOf,
  emptyContactForm,
  inputOf,
  readContactForm,
} from "./contact_form.ts";
import { differences, resolveConflict } from "./edit_conflict.ts";

function posted(...entries: [string, string][]): FormData {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return form;
}

Deno.test("the e-mail marked as primary comes first", () => {
  const form = posted(["emails", "a@x.ua"], ["emails", "b@x.ua"], ["emailsPrimary", "1"]);
  assertEquals(readContactForm(form).emails, ["b@x.ua", "a@x.ua"]);
});

Deno.test("a mark that leads nowhere leaves the order", () => {
  for (const primary of ["7", "-1", "x", ""]) {
    const form = posted(["emails", "a@x.ua"], ["emails", "b@x.ua"], ["emailsPrimary", primary]);
    assertEquals(readContactForm(form).emails, ["a@x.ua", "b@x.ua"]);
  }
});

Deno.test("new tags come by commas or one by one, each once", () => {
  const form = posted(["newTags", "Опт,  VIP ,"], ["newTags", "Опт"]);
  assertEquals(readContactForm(form).newTags, ["Опт", "VIP"]);
});

Deno.test("without JavaScript the add and remove buttons give the form one row more or less", () => {
  const form = (op: string) => posted(["phones", "1"], ["phones", "2"], ["op", op]);
  const after = (op: string) => afterOperation(readContactForm(form(op)), form(op))?.phones;
  assertEquals(after("phones.add"), ["1", "2", ""]);
  assertEquals(after("phones.remove.0"), ["2"]);
  assertEquals(after("phones.remove.9"), ["1", "2"]);
  assertEquals(after("save"), undefined);
});

Deno.test("the row removed is the one whose button was pressed, whichever row is marked as primary", () => {
  const rows: [string, string][] = [["emails", "a"], ["emails", "b"], ["emails", "c"]];
  const form = posted(...rows, ["emailsPrimary", "2"], ["op", "emails.remove.0"]);
  assertEquals(afterOperation(readContactForm(form), form)?.emails, ["c", "b"]);
});

Deno.test("the last row is emptied rather than removed, and no more rows come than can be saved", () => {
  const one = posted(["emails", "a@x.ua"], ["op", "emails.remove.0"]);
  assertEquals(afterOperation(readContactForm(one), one)?.emails, [""]);
  const full = posted(
    ...Array.from({ length: 20 }, (_, n) => ["emails", `${n}`] as [string, string]),
    [
      "op",
      "emails.add",
    ],
  );
  assertEquals(afterOperation(readContactForm(full), full)?.emails.length, 20);
});

Deno.test("a search that found nobody fills the field it fits", () => {
  const from = (searched: string) => {
    const { name, emails, phones } = contactFormFrom(searched, { onceKey: "", country: "UA" });
    return [name, ...emails, ...phones];
  };
  assertEquals(from(" olena@example.com "), ["", "olena@example.com", ""]);
  assertEquals(from("067 123 45 67"), ["", "", "067 123 45 67"]);
  assertEquals(from("Олена"), ["Олена", "", ""]);
  assertEquals(from(""), ["", "", ""]);
});

Deno.test("a form that is garbage is an empty form", () => {
  const values = readContactForm(posted(["base", "{"], ["revision", "-5"], ["unknown", "x"]));
  assertEquals(values, emptyContactForm(""));
});

Deno.test("a contact shown in the form and posted unchanged is the same input", () => {
  const contact = aContact({ emails: emails("a@x.ua", "b@x.ua"), tagIds: ["t"], language: "uk" });
  const { phones, ...rest } = inputOf(contactFormOf(contact, [{ id: "t" }]));
  assertEquals(phones, [""]);
  assertEquals(rest, {
    name: contact.name,
    emails: ["a@x.ua", "b@x.ua"],
    tagIds: ["t"],
    language: "uk",
  });
});

Deno.test("of two people's edits each differing field is asked about, one's own change suggested", () => {
  const read = contactFormOf(aContact({ name: "Old", language: "uk" }), []);
  const mine = { ...read, name: "Mine" };
  const current = aContact({ name: "Old", language: "en", revision: 2 });
  assertEquals(differences(mine, contactFormOf(current, [])), [
    { field: "name", mine: ["Mine"], theirs: ["Old"], newTags: [], onlyMine: true },
    { field: "language", mine: ["uk"], theirs: ["en"], newTags: [], onlyMine: false },
  ]);
});

Deno.test("the choices of a conflict give one form to save", () => {
  const mine = { ...contactFormOf(aContact({ name: "Old" }), []), name: "Mine", newTags: ["Опт"] };
  const current = aContact({ name: "Theirs", language: "en", revision: 2 });
  const choices = posted(["keep.name", "mine"], ["keep.language", "theirs"], [
    "keep.tagIds",
    "theirs",
  ]);
  const { name, language, newTags } = resolveConflict(mine, contactFormOf(current, []), choices);
  assertEquals([name, language, newTags], ["Mine", "en", []]);
});

Deno.test("tags in another order, and tags this person is not offered, are no difference", () => {
  const offered = [{ id: "a" }, { id: "b" }];
  const read = contactFormOf(aContact({ tagIds: ["b", "hidden", "a"] }), offered);
  assertEquals(read.base?.tagIds, ["b", "a"]);
  const mine = { ...read, tagIds: ["a", "b"] }; // as checkboxes post them
  const current = aContact({ tagIds: ["b", "a", "hidden", "hidden too"], revision: 2 });
  assertEquals(differences(mine, contactFormOf(current, offered)), []);
});
