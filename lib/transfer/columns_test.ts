import { assertEquals } from "@std/assert";
import { guessColumns, guessSource, looksLikeHeading } from "./columns.ts";

function targets(headings: string[], rows: string[][] = []) {
  return Object.fromEntries(
    guessColumns(headings, rows).map(({ target }, at) => [headings[at], target])
      .filter(([, target]) => target !== "ignore"),
  );
}

Deno.test("the columns of a Google Contacts export are recognised, labels beside values are not", () => {
  const headings =
    "First Name,Phonetic First Name,Last Name,Organization Name,Labels,E-mail 1 - Label," +
    "E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Photo,Notes";
  assertEquals(targets(headings.split(",")), {
    "First Name": "first_name",
    "Last Name": "last_name",
    "Organization Name": "organisation",
    Labels: "tags",
    "E-mail 1 - Value": "email",
    "E-mail 2 - Value": "email",
    "Phone 1 - Value": "phone",
  });
  assertEquals(guessSource(headings.split(",")), "google");
});

Deno.test("the columns of Chatwoot and HubSpot exports are recognised", () => {
  const chatwoot = "id,name,email,identifier,phone_number,company_name,city".split(",");
  assertEquals(targets(chatwoot), {
    name: "name",
    email: "email",
    phone_number: "phone",
    company_name: "organisation",
  });
  assertEquals(guessSource(chatwoot), "chatwoot");
  const hubspot =
    ("Record ID,First Name,Last Name,Email,Email Domain,Phone Number,Mobile Phone Number," +
      "Contact owner,Preferred language,Associated Company").split(",");
  assertEquals(targets(hubspot), {
    "First Name": "first_name",
    "Last Name": "last_name",
    Email: "email",
    "Phone Number": "phone",
    "Mobile Phone Number": "phone",
    "Preferred language": "language",
    "Associated Company": "organisation",
  });
  assertEquals(guessSource(hubspot), "hubspot");
});

Deno.test("Ukrainian headings are recognised however they are written", () => {
  assertEquals(targets(["ПІБ", "ТЕЛЕФОН", "Пошта", "Теги", "Мова"]), {
    "ПІБ": "name",
    "ТЕЛЕФОН": "phone",
    "Пошта": "email",
    "Теги": "tags",
    "Мова": "language",
  });
  assertEquals(targets(["Прізвище", "Ім’я", "По-батькові", "Номер телефону:", "E-mail"]), {
    "Прізвище": "last_name",
    "Ім’я": "first_name",
    "По-батькові": "middle_name",
    "Номер телефону:": "phone",
    "E-mail": "email",
  });
});

Deno.test("where the heading says nothing, the values do", () => {
  const rows = [["a@b.co", "067 123 45 67", "1000"], ["c@d.co", "0501234567", "1001"]];
  const guesses = guessColumns(["", "", ""], rows);
  assertEquals(guesses, [
    { target: "email", confidence: "likely" },
    { target: "phone", confidence: "likely" },
    { target: "ignore", confidence: "none" },
  ]);
});

Deno.test("looksLikeHeading() tells headings from somebody's data", () => {
  for (const cells of [["ПІБ", "щось"], ["Name"], ["x", "y"]]) {
    assertEquals(looksLikeHeading(cells), true);
  }
  for (const cells of [["Олена", "067 123 45 67"], ["a@b.co", "x"]]) {
    assertEquals(looksLikeHeading(cells), false);
  }
});
