// Turns message keys into text: parameters by name, plural forms by the language's own rules (18.1).
import type { Locale } from "@/lib/domain/user.ts";
import type { FieldProblem } from "@/lib/errors.ts";
import { en } from "./en.ts";
import { uk } from "./uk.ts";
import { formatNumber } from "./format.ts";

/** Forms of a message that depends on `count`; a missing form falls back to `other`. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Message = string | Plural;
export type MessageKey = keyof typeof en;
/** One language's texts for the keys of the English ones. */
export type Texts<Keys extends string> = Record<Keys, Message>;

type Forms<M> = M extends string ? M : M[keyof M] & string;
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
type Params<Key extends MessageKey> = Names<Forms<(typeof en)[Key]>>;
type Args<Key extends MessageKey> = [Params<Key>] extends [never] ? []
  : [params: Record<Params<Key>, string | number>];

/** The text of a key. What its parameters are called is read from the English text, so a missing one does not compile. */
export type Translate = <Key extends MessageKey>(key: Key, ...args: Args<Key>) => string;

const LANGUAGES: Record<Locale, Texts<MessageKey>> = { en, uk };
const pluralRules: Record<Locale, Intl.PluralRules> = {
  en: new Intl.PluralRules("en"),
  uk: new Intl.PluralRules("uk"),
};

/** The translate function of a language. */
export function translator(locale: Locale): Translate {
  return (key, ...args) => text(locale, key, args[0] ?? {});
}

/** The sentence for a field's problem; a code without text is a defect, and is shown as itself rather than hidden. */
export function problemText(locale: Locale, problem: FieldProblem): string {
  const key = `problem.${problem.code}`;
  return isMessageKey(key) ? text(locale, key, problem.params ?? {}) : problem.code;
}

/** Whether a text exists under this key. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

/** The text of a key that is only known at run time, such as a flash's. */
export function text(
  locale: Locale,
  key: MessageKey,
  params: Record<string, string | number>,
): string {
  const message = LANGUAGES[locale][key];
  const template = typeof message === "string" ? message : pluralForm(locale, message, params);
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? formatNumber(locale, value) : value;
  });
}

function pluralForm(locale: Locale, message: Plural, params: Record<string, string | number>) {
  const rule = pluralRules[locale].select(Number(params.count ?? 0));
  return message[rule] ?? message.other;
}
