// The bench's questions as SQL, each in the way that is fastest for PostgreSQL.
import type postgres from "postgres";
import type { Condition } from "@/lib/domain/filter/condition.ts";
import type { ContactSearch } from "@/lib/store/index/contact_index.ts";
import type { Answer } from "./engine.ts";
import { conditionSql, likeInside, type Value, Values } from "./postgres_condition.ts";
import { inTurn, type Question } from "./question.ts";

const COLUMNS = `id, name, email, phone, tags, language, source, created_at, last_activity_at,
  city, orders, birthday, plan, subscribed, site`;

type Sort = ContactSearch["sort"];

const SORT_COLUMNS: Record<Sort["by"], string> = {
  lastActivity: "last_activity_at",
  created: "created_at",
  name: "name_key",
  conversations: "conversations",
};

/** A statement, and what its placeholders stand for. */
interface Statement {
  text: string;
  values: Value[];
  /** A plan made for the very values is better than one for any, but for the simplest statements. */
  isPrepared: boolean;
}

/** Does what may be done before the clock starts; then each call asks. */
export async function prepareSql(
  sql: postgres.Sql,
  question: Question,
): Promise<() => Promise<Answer>> {
  switch (question.kind) {
    case "email":
      return () => askByEmail(sql, question.email);
    case "tag counts":
      return () => askTagCounts(sql, question.tags);
    case "count":
      return async () => ({ numbers: [], total: await askCount(sql, question.filter) });
    case "segment counts":
      return async () => ({
        numbers: await Promise.all(question.filters.map((filter) => askCount(sql, filter))),
        total: null,
      });
    case "lists": {
      const next = inTurn(
        question.searches.map((search) => [page(search), count(search)] as const),
      );
      return () => askPage(sql, ...next());
    }
    case "list": {
      const { search, pagesAhead, counts } = question;
      const after = await rowBefore(sql, search, pagesAhead * search.limit);
      const statement = page(search, after);
      return () => askPage(sql, statement, counts ? count(search) : null);
    }
  }
}

/** Both go out at once on the one connection. */
async function askPage(sql: postgres.Sql, page: Statement, count: Statement | null) {
  const [rows, counted] = await Promise.all([
    run(sql, page),
    count === null ? null : run(sql, count),
  ]);
  return { numbers: idsOf(rows), total: counted && Number(counted[0]?.["total"]) };
}

async function askCount(sql: postgres.Sql, filter: Condition): Promise<number> {
  const [row] = await run(sql, count({ words: [], filter }));
  return Number(row?.["total"]);
}

async function askByEmail(sql: postgres.Sql, email: string): Promise<Answer> {
  const text = `SELECT ${COLUMNS}, revision FROM contacts WHERE email = $1`;
  const rows = await sql.unsafe(text, [email], { prepare: true });
  return { numbers: idsOf(rows), total: null };
}

async function askTagCounts(sql: postgres.Sql, tags: number): Promise<Answer> {
  const rows = await sql`
    SELECT tag, count(*)::int AS contacts FROM contacts, unnest(tags) AS tag GROUP BY tag`;
  const counts = new Map(rows.map((row) => [Number(row["tag"]), Number(row["contacts"])]));
  return {
    numbers: Array.from({ length: tags }, (_, place) => counts.get(place) ?? 0),
    total: null,
  };
}

/** The values of a row in the order of a list. */
interface Row {
  value: string | number;
  id: number;
}

/** The last row before the page, found before the clock starts; null for the first page. */
async function rowBefore(
  sql: postgres.Sql,
  search: ContactSearch,
  rowsBefore: number,
): Promise<Row | null> {
  if (rowsBefore === 0) return null;
  const column = SORT_COLUMNS[search.sort.by];
  const values = new Values();
  const where = whereOf(conditionsOf(search, values));
  const text = `SELECT ${column} AS value, id FROM contacts ${where} ${orderOf(search.sort)}
    OFFSET ${rowsBefore - 1} LIMIT 1`;
  const [row] = await run(sql, { text, values: values.list, isPrepared: false });
  if (row === undefined) throw new RangeError(`There are no ${rowsBefore} rows before the page`);
  return { value: row["value"], id: Number(row["id"]) };
}

/** After a row by its key, which no OFFSET can do as fast. */
function page(search: ContactSearch, after: Row | null = null): Statement {
  const { sort, limit } = search;
  const values = new Values();
  const conditions = conditionsOf(search, values);
  if (after !== null) {
    const sign = sort.direction === "asc" ? ">" : "<";
    const type = sort.by === "name" ? "text" : "bigint";
    const key = `(${values.add(after.value)}::${type}, ${values.add(after.id)}::bigint)`;
    conditions.push(`(${SORT_COLUMNS[sort.by]}, id) ${sign} ${key}`);
  }
  const text = `SELECT ${COLUMNS} FROM contacts ${whereOf(conditions)} ${
    orderOf(sort)
  } LIMIT ${limit}`;
  return { text, values: values.list, isPrepared: isSimple(search) };
}

function count(search: Pick<ContactSearch, "words" | "filter">): Statement {
  const values = new Values();
  const where = whereOf(conditionsOf(search, values));
  const text = `SELECT count(*)::int AS total FROM contacts ${where}`;
  return { text, values: values.list, isPrepared: false };
}

function conditionsOf(
  { words, filter }: Pick<ContactSearch, "words" | "filter">,
  values: Values,
): string[] {
  const texts = words.map((word) => `search_text LIKE ${values.add(likeInside(word))}`);
  return filter === null ? texts : [...texts, conditionSql(filter, values)];
}

function whereOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
}

function orderOf({ by, direction }: Sort): string {
  const way = direction === "asc" ? "ASC" : "DESC";
  return `ORDER BY ${SORT_COLUMNS[by]} ${way}, id ${way}`;
}

/** The plain list, and look-ups by a whole text. */
function isSimple({ words, filter }: ContactSearch): boolean {
  return words.length === 0 &&
    (filter === null || (filter.kind === "text" && filter.test === "is"));
}

function run(sql: postgres.Sql, { text, values, isPrepared }: Statement) {
  return sql.unsafe(text, values, { prepare: isPrepared });
}

function idsOf(rows: readonly postgres.Row[]): number[] {
  return rows.map((row) => Number(row["id"]));
}
