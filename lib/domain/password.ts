// Which passwords a user may choose. No rules of composition: length, and not one that guessers try first.
import type { FieldProblem } from "@/lib/errors.ts";

export const PASSWORD_CHARS_MIN = 12;
export const PASSWORD_CHARS_MAX = 256;

/** Parts of an address shorter than this are too common in ordinary words to forbid. */
const EMAIL_PART_CHARS_MIN = 5;
/** Fewer different characters than this is a pattern, not a password: "aaaaaaaaaaaa", "121212121212". */
const DIFFERENT_CHARS_MIN = 5;

/** Words that guessers start from; with digits and signs around them, or repeated, they stay guessable. */
const COMMON_WORDS = new Set(
  ("password passwords passwort motdepasse contrasena parol parool пароль парольпароль kartka картка " +
    "admin administrator adminadmin root rootroot user username welcome letmein iloveyou sunshine " +
    "princess football baseball basketball superman batman dragon monkey shadow master michael " +
    "jordan qwerty qwertyui qwertyuiop qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm asdfgh " +
    "asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc qazwsxedcrfv qweasd qweasdzxc qwertyqwerty " +
    "qwerasdf qwerasdfzxcv йцукен йцукенгшщз йцукенгшщзхї фівапролд ячсмить abc abcabc abcd " +
    "abcdef abcdefgh abcdefghij abcdefghijkl changeme changemenow changeit default secret " +
    "topsecret supersecret test testtest testing tester temp temporary guest login loginlogin " +
    "hello helloworld hellohello whatever trustno freedom starwars pokemon computer internet " +
    "samsung google facebook linkedin microsoft windows spring summer autumn winter january " +
    "february march april june july august september october november december monday tuesday " +
    "wednesday thursday friday saturday sunday україна ukraine ukraina slavaukraini " +
    "славаукраїні kyiv kiev київ lviv львів odesa одеса kharkiv харків dnipro дніпро natasha " +
    "наташа olena олена oksana оксана andriy андрій serhiy сергій mykola микола іван ivan " +
    "lovelove loveyou lovely correcthorsebatterystaple passphrase mypassword yourpassword " +
    "thisismypassword ilovemypassword company support supportteam callcenter contactcenter " +
    "p@ssword p@ssw0rd passw0rd pa$$word pa$$w0rd").split(" "),
);

/** Rows that a finger runs along; a piece of one, either way, is no secret. */
const ROWS = [
  "01234567890123456789",
  "abcdefghijklmnopqrstuvwxyz",
  "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
  "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
  "йцукенгшщзхїфівапролджєячсмитьбю",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
  "1q2w3e4r5t6y7u8i9o0p",
];

/** What is wrong with a new password of the user with this address, or null. Says nothing of the password itself. */
export function passwordProblem(password: string, email: string): FieldProblem | null {
  const length = [...password].length;
  if (length < PASSWORD_CHARS_MIN) {
    return { code: "password_short", params: { min: PASSWORD_CHARS_MIN } };
  }
  if (length > PASSWORD_CHARS_MAX) {
    return { code: "password_long", params: { max: PASSWORD_CHARS_MAX } };
  }
  const folded = password.normalize("NFKC").toLowerCase();
  if (containsEmail(folded, email)) return { code: "password_has_email" };
  if (isCommon(folded)) return { code: "password_common" };
  return null;
}

function containsEmail(folded: string, email: string): boolean {
  const address = email.normalize("NFKC").trim().toLowerCase();
  const name = address.slice(0, Math.max(0, address.lastIndexOf("@")));
  return [address, name].some((part) =>
    part.length >= EMAIL_PART_CHARS_MIN && folded.includes(part)
  );
}

function isCommon(folded: string): boolean {
  if (new Set(folded).size < DIFFERENT_CHARS_MIN) return true;
  const letters = folded.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  return COMMON_WORDS.has(folded) || COMMON_WORDS.has(letters) ||
    COMMON_WORDS.has(folded.replace(/[^\p{L}]/gu, "")) ||
    isRepeated(folded) || isRow(folded);
}

/** True for one piece of up to half the length, again and again: "kotykkotykkotyk". */
function isRepeated(folded: string): boolean {
  return folded.length >= 2 && (folded + folded).indexOf(folded, 1) < folded.length;
}

function isRow(folded: string): boolean {
  const backwards = [...folded].reverse().join("");
  return ROWS.some((row) => row.includes(folded) || row.includes(backwards));
}
