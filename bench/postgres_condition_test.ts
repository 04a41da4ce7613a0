import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Condition,
  EVERYBODY,
  matchesCondition,
  NOBODY,
} from "@/lib/domain/filter/condition.ts";
import { filterSubject } from "@/lib/domain/filter/subject.ts";
import { diceFor } from "@/lib/transfer/dice.ts";
import { findPrograms, startCluster } from "./cluster.ts";
import { BENCH_TYPES } from "./attributes.ts";
import {
  anyTag,
  BORN_SUBSCRIBED_WITHOUT_SITE,
  OR_OF_ANDS,
  SEGMENTS,
  TAG_AND_ORDERS_AND_ACTIVITY,
  text,
  TWENTY_FIVE_RULES,
} from "./conditions.ts";
import { makePopulation } from "./population.ts";
import { Postgres } from "./postgres.ts";
import { conditionSql, type Value, Values } from "./postgres_condition.ts";

const ALL = [
  ...SEGMENTS,
  TWENTY_FIVE_RULES,
  TAG_AND_ORDERS_AND_ACTIVITY,
  BORN_SUBSCRIBED_WITHOUT_SITE,
  OR_OF_ANDS,
  text("attr.city", "contains", "льв"),
  text("attr.city", "is", "кам'янець-подільський"),
  { kind: "present", field: "attr.orders" },
] satisfies Condition[];

function translated(condition: Condition): { sql: string; values: Value[] } {
  const values = new Values();
  const sql = conditionSql(condition, values);
  return { sql, values: values.list };
}

Deno.test("conditionSql() joins and turns round, and knows everybody and nobody", () => {
  const tag = anyTag(3);

  assertEquals(translated(EVERYBODY).sql, "TRUE");
  assertEquals(translated(NOBODY).sql, "FALSE");
  assertEquals(translated({ kind: "any", of: [tag, { kind: "not", of: tag }] }), {
    sql: "(tags && $1::int[] OR NOT (tags && $2::int[]))",
    values: [[3], [3]],
  });
});

Deno.test("conditionSql() takes unknown for false when it is turned round", () => {
  const not = (of: Condition): Condition => ({ kind: "not", of });

  assertEquals(translated(not({ kind: "present", field: "email" })).sql, "email IS NULL");
  assertEquals(translated(not(text("email", "is", "a@b.co"))).sql, "((email = $1)) IS NOT TRUE");
  const language: Condition = { kind: "member", family: "language", anyOf: ["uk"] };
  assertEquals(translated(not(language)).sql, "(language = ANY($1::text[])) IS NOT TRUE");
});

Deno.test("conditionSql() gives texts to LIKE as they are, and to the trigrams as search folds them", () => {
  assertEquals(translated(text("email", "contains", "50%_Й")), {
    sql: "((search_text LIKE $1 AND email LIKE $2))",
    values: ["%50\\%\\_i%", "%50\\%\\_Й%"],
  });
  assertEquals(translated(text("phone", "starts", "38067", "48")), {
    sql: "(phone LIKE $1 OR phone LIKE $2)",
    values: ["+38067%", "+48%"],
  });
});

Deno.test("conditionSql() leaves out bounds that are infinite, and takes halves up", () => {
  const range = (from: number, to: number) =>
    translated({ kind: "range", field: "created", from, to });

  assertEquals(range(0.5, Infinity), { sql: "(created_at >= $1::bigint)", values: [1] });
  assertEquals(range(-Infinity, 2.5), { sql: "(created_at < $1::bigint)", values: [3] });
  assertEquals(range(-Infinity, Infinity).sql, "created_at IS NOT NULL");
  assertEquals(range(Infinity, Infinity).sql, "FALSE");
});

Deno.test("conditionSql() puts no text into the statement itself", () => {
  const { sql } = translated(text("name", "is", "x'; DROP TABLE contacts"));

  assertStringIncludes(sql, "name_folded = $1");
  assertEquals(sql.includes("DROP"), false);
});

Deno.test({
  name: "PostgreSQL finds with conditionSql() whom matchesCondition() finds",
  ignore: await findPrograms() === null, // needs the programs of PostgreSQL
  fn: async () => {
    const contacts = makePopulation({ total: 800, newcomers: 0 });
    const subjects = [...contacts.contacts()].map((contact) => filterSubject(contact, BENCH_TYPES));
    const cluster = await startCluster();
    const postgres = new Postgres(cluster.url);
    try {
      await postgres.load(contacts);
      const random = Array.from({ length: 200 }, (_, at) => randomCondition(at));
      for (const filter of [EVERYBODY, NOBODY, ...ALL, ...random]) {
        const ask = await postgres.prepare({
          name: "count",
          work: "search",
          kind: "count",
          filter,
        });
        const found = subjects.filter((subject) => matchesCondition(filter, subject)).length;
        assertEquals((await ask()).total, found, JSON.stringify(filter));
      }
    } finally {
      await postgres.close();
      await cluster.stop();
    }
  },
});

/** Two levels of the segments' conditions, turned round now and then. */
function randomCondition(seed: number): Condition {
  const dice = diceFor(31, seed);
  const part = (): Condition => {
    const condition = dice.pick(ALL);
    return dice.roll() < 0.3 ? { kind: "not", of: condition } : condition;
  };
  const group = (): Condition => {
    const of = Array.from({ length: 1 + Math.floor(dice.roll() * 3) }, part);
    return { kind: dice.roll() < 0.5 ? "all" : "any", of };
  };
  const whole: Condition = { kind: dice.roll() < 0.5 ? "all" : "any", of: [group(), group()] };
  return dice.roll() < 0.3 ? { kind: "not", of: whole } : whole;
}
