import { assertEquals } from "@std/assert";
import { passwordProblem } from "./password.ts";

const EMAIL = "Olena.Shevchenko@example.com";

Deno.test("passwordProblem() counts characters, not code units", () => {
  assertEquals(passwordProblem("кіт пес дім", EMAIL)?.code, "password_short");
  assertEquals(passwordProblem("кіт пес дім!", EMAIL), null);
  assertEquals(passwordProblem("😀".repeat(11), EMAIL)?.code, "password_short");
  assertEquals(passwordProblem("abcd4567!x".repeat(26), EMAIL)?.code, "password_long");
});

Deno.test("passwordProblem() refuses what guessers try first", () => {
  const guesses = [
    "password1234",
    "Password2026!",
    "123456789012",
    "qwertyuiop[]",
    "йцукенгшщзхї",
    "aaaaaaaaaaaa",
    "121212121212",
    "kotykkotykkotyk",
    "P@ssw0rd2026",
    "Ukraine2026!!",
    "lkjhgfdsa][p",
    "correct-horse-battery-staple",
  ];
  for (const guess of guesses) {
    assertEquals(passwordProblem(guess, EMAIL)?.code, "password_common", guess);
  }
});

Deno.test("passwordProblem() refuses the user's own address and its first half, but not a short one", () => {
  assertEquals(
    passwordProblem("xx olena.shevchenko 7", EMAIL)?.code,
    "password_has_email",
  );
  assertEquals(passwordProblem("anna likes kayaks", "anna@example.com"), null);
});

Deno.test("passwordProblem() lets a phrase of ordinary words through", () => {
  for (const good of ["tea with seven lemons", "мій кіт їсть кавуни", "gX4#vmQ2!pLz"]) {
    assertEquals(passwordProblem(good, EMAIL), null, good);
  }
});
