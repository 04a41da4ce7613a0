// PostgreSQL's side of the bench: the same contacts, questions and writes, as well as SQL can do them.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import postgres from "postgres";
import type { Contact } from "@/lib/domain/contact.ts";
import { fieldChanges } from "@/lib/domain/contact_input.ts";
import { nameSortKey } from "@/lib/domain/name_order.ts";
import { searchText } from "@/lib/domain/search.ts";
import type { ContactSearch } from "@/lib/store/index/contact_index.ts";
import { NoPostgresError } from "./cluster.ts";
import type { Answer, Engine } from "./engine.ts";
import { tagPlaceOf } from "./people.ts";
import {
  ACTOR,
  chunksOf,
  contactLine,
  emailOf,
  eventLine,
  phoneOf,
  tagsOf,
} from "./postgres_rows.ts";
import { inTurn, type Question } from "./questions.ts";

const SCHEMA = "kartka_bench";
const COLUMNS = "id, name, email, phone, tags, language, source, created_at, last_activity_at";

type Value = string | number | number[] | null;

export class Postgres implements Engine {
  readonly name = "PostgreSQL";
  readonly #sql: postgres.Sql;

  constructor(url: string) {
    this.#sql = postgres(url, {
      max: 1,
      onnotice: () => {},
      connection: { search_path: `${SCHEMA}, public`, synchronous_commit: "on" },
      // Ids and times are whole numbers that a double holds.
      types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
    });
  }

  /** Makes the bench's own schema anew and fills it. */
  async load(contacts: readonly Contact[]): Promise<void> {
    await this.#sql.unsafe(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE; CREATE SCHEMA ${SCHEMA}`);
    await this.#run("schema.sql");
    await this.#copy("contacts", contacts.map(contactLine));
    await this.#copy("events (contact_id, at, kind, actor, changes)", contacts.map(eventLine));
    await this.#run("indexes.sql");
    await this.#sql.unsafe(`VACUUM ANALYZE contacts`);
    await this.#sql.unsafe(`VACUUM ANALYZE events`);
  }

  /** Throws `NoPostgresError` when nobody answers, or not to us. */
  async connect(): Promise<void> {
    try {
      await this.#sql`SELECT 1`;
    } catch (error) {
      await this.#sql.end();
      const why = error instanceof Error ? error.message : String(error);
      throw new NoPostgresError(`Cannot compare with PostgreSQL: it does not let us in: ${why}`);
    }
  }

  async version(): Promise<string> {
    const [row] = await this.#sql`SHOW server_version`;
    return String(row?.["server_version"]).split(" ")[0] ?? "";
  }

  /** Bytes of the tables with their indexes. */
  async bytes(): Promise<number> {
    const [row] = await this.#sql`
      SELECT pg_total_relation_size('contacts') + pg_total_relation_size('events') AS bytes`;
    return Number(row?.["bytes"]);
  }

  /** Drops what `load` made and leaves. */
  async close(): Promise<void> {
    await this.#sql.unsafe(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`);
    await this.#sql.end();
  }

  async prepare(question: Question): Promise<() => Promise<Answer>> {
    if (question.kind === "email") return () => this.#ofEmail(question.email);
    if (question.kind === "tag counts") return () => this.#tagCounts(question.tags);
    if (question.kind === "lists") {
      const next = inTurn(question.searches);
      return () => this.#page(next(), true);
    }
    const { search, counts, pagesAhead } = question;
    if (pagesAhead > 0) return await this.#pageAfter(pagesAhead * search.limit, search);
    return () => this.#page(search, counts);
  }

  async create(contact: Contact): Promise<void> {
    const { id, name, createdAtMs, lastActivityAtMs, revision, language, source } = contact;
    const changes = JSON.stringify(fieldChanges(null, contact));
    await this.#sql`
      WITH made AS (
        INSERT INTO contacts VALUES (${id}, ${name}, ${nameSortKey(name)}, ${emailOf(contact)},
          ${phoneOf(contact)}, ${tagsOf(contact)}, ${language}, ${source}, ${createdAtMs},
          ${lastActivityAtMs}, ${revision}, ${searchText(contact)}) RETURNING id)
      INSERT INTO events (contact_id, at, kind, actor, changes)
      SELECT id, ${createdAtMs}, 'created', ${ACTOR}::text::jsonb, ${changes}::text::jsonb FROM made`;
  }

  async touch(id: number, atMs: number): Promise<void> {
    await this.#sql`
      UPDATE contacts SET last_activity_at = ${atMs}
      WHERE id = ${id} AND (last_activity_at IS NULL OR last_activity_at < ${atMs})`;
  }

  async rename(before: Contact, name: string): Promise<void> {
    const after = { ...before, name };
    const changes = JSON.stringify(fieldChanges(before, after));
    const { count } = await this.#sql`
      WITH renamed AS (
        UPDATE contacts SET name = ${name}, name_key = ${nameSortKey(name)},
          search_text = ${searchText(after)}, revision = revision + 1
        WHERE id = ${before.id} AND revision = ${before.revision} RETURNING id)
      INSERT INTO events (contact_id, at, kind, actor, changes)
      SELECT id, ${before.createdAtMs}, 'edited', ${ACTOR}::text::jsonb, ${changes}::text::jsonb
      FROM renamed`;
    if (count !== 1) throw new Error(`Contact ${before.id} is not at ${before.revision}`);
  }

  async #page(search: ContactSearch, counts: boolean): Promise<Answer> {
    const { text, values } = conditionsOf(search);
    const order = ORDERS[search.sort.by];
    const page = `SELECT ${COLUMNS} FROM contacts ${text} ORDER BY ${order} LIMIT ${search.limit}`;
    const count = `SELECT count(*)::int AS total FROM contacts ${text}`;
    // A plan made for these very words is better than one for any: so not prepared.
    const prepare = values.length === 0;
    // Both go out at once on the one connection.
    const [rows, counted] = await Promise.all([
      this.#sql.unsafe(page, values, { prepare }),
      counts ? this.#sql.unsafe(count, values, { prepare }) : null,
    ]);
    return { numbers: idsOf(rows), total: counted && Number(counted[0]?.["total"]) };
  }

  async #run(file: string): Promise<void> {
    await this.#sql.unsafe(await Deno.readTextFile(new URL(file, import.meta.url)));
  }

  async #copy(table: string, lines: string[]): Promise<void> {
    const into = await this.#sql.unsafe(`COPY ${table} FROM STDIN`).writable();
    await pipeline(Readable.from(chunksOf(lines)), into);
  }

  /** By the key of the row before the page, which no OFFSET can do as fast. */
  async #pageAfter(rowsBefore: number, { limit }: ContactSearch): Promise<() => Promise<Answer>> {
    const [last] = await this.#sql`
      SELECT id, last_activity_at FROM contacts ORDER BY last_activity_at DESC, id DESC
      OFFSET ${rowsBefore - 1} LIMIT 1`;
    const values = [Number(last?.["last_activity_at"]), Number(last?.["id"])];
    const page =
      `SELECT ${COLUMNS} FROM contacts WHERE (last_activity_at, id) < ($1::bigint, $2::bigint)
      ORDER BY ${ORDERS.lastActivity} LIMIT ${limit}`;
    return async () => {
      const rows = await this.#sql.unsafe(page, values, { prepare: true });
      return { numbers: idsOf(rows), total: null };
    };
  }

  async #ofEmail(email: string): Promise<Answer> {
    const page = `SELECT ${COLUMNS}, revision FROM contacts WHERE email = $1`;
    const rows = await this.#sql.unsafe(page, [email], { prepare: true });
    return { numbers: idsOf(rows), total: null };
  }

  async #tagCounts(tags: number): Promise<Answer> {
    const rows = await this.#sql`
      SELECT tag, count(*)::int AS contacts FROM contacts, unnest(tags) AS tag GROUP BY tag`;
    const counts = new Map(rows.map((row) => [Number(row["tag"]), Number(row["contacts"])]));
    return {
      numbers: Array.from({ length: tags }, (_, place) => counts.get(place) ?? 0),
      total: null,
    };
  }
}

const ORDERS: Record<ContactSearch["sort"]["by"], string> = {
  lastActivity: "last_activity_at DESC, id DESC",
  created: "created_at DESC, id DESC",
  name: "name_key, id",
};

function conditionsOf({ words, filter }: ContactSearch): { text: string; values: Value[] } {
  const values: Value[] = words.map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
  const conditions = words.map((_, at) => `search_text LIKE $${at + 1}`);
  if (filter !== null) {
    if (filter.kind !== "member") throw new RangeError("Cannot ask PostgreSQL for more than tags");
    values.push(filter.anyOf.map(tagPlaceOf));
    conditions.push(`tags && $${values.length}::int[]`);
  }
  return { text: conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "", values };
}

function idsOf(rows: readonly postgres.Row[]): number[] {
  return rows.map((row) => Number(row["id"]));
}
