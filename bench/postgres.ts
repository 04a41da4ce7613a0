// PostgreSQL's side of the bench: the same contacts, questions and writes, as well as SQL can do them.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import postgres from "postgres";
import type { Contact } from "@/lib/domain/contact.ts";
import { fieldChanges } from "@/lib/domain/contact_input.ts";
import { nameSortKey } from "@/lib/domain/name_order.ts";
import { NoPostgresError } from "./cluster.ts";
import type { Answer, Engine } from "./engine.ts";
import type { Population } from "./population.ts";
import { prepareSql } from "./postgres_ask.ts";
import {
  ACTOR,
  attributesOf,
  blockedUntilOf,
  chunksOf,
  contactLine,
  emailOf,
  eventLine,
  phoneOf,
  tagsOf,
  textsOf,
} from "./postgres_rows.ts";
import type { Question } from "./question.ts";

const SCHEMA = "kartka_bench";

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
  async load(population: Population): Promise<void> {
    await this.#sql.unsafe(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE; CREATE SCHEMA ${SCHEMA}`);
    await this.#run("schema.sql");
    const events = "events (contact_id, at, kind, actor, changes)";
    await this.#copy("contacts", chunksOf(population.contacts(), contactLine));
    await this.#copy(events, chunksOf(population.contacts(), eventLine));
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

  prepare(question: Question): Promise<() => Promise<Answer>> {
    return prepareSql(this.#sql, question);
  }

  async create(contact: Contact): Promise<void> {
    const { id, name, createdAtMs, lastActivityAtMs, revision, language, source } = contact;
    const { text, foldedName } = textsOf(contact);
    const changes = JSON.stringify(fieldChanges(null, contact));
    const [city, orders, birthday, plan, subscribed, site] = attributesOf(contact);
    await this.#sql`
      WITH made AS (
        INSERT INTO contacts VALUES (${id}, ${name}, ${foldedName}, ${nameSortKey(name)},
          ${emailOf(contact)}, ${phoneOf(contact)}, ${tagsOf(contact)}, ${language}, ${source},
          ${contact.importRunIds ?? []}, ${createdAtMs}, ${lastActivityAtMs}, ${revision},
          ${text}, ${contact.conversationCount ?? 0}, ${blockedUntilOf(contact)},
          ${city ?? null}, ${orders ?? null}, ${birthday ?? null}, ${plan ?? null}, ${
      subscribed ?? null
    }, ${site ?? null})
        RETURNING id)
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
    const { text, foldedName } = textsOf(after);
    const changes = JSON.stringify(fieldChanges(before, after));
    const { count } = await this.#sql`
      WITH renamed AS (
        UPDATE contacts SET name = ${name}, name_folded = ${foldedName},
          name_key = ${nameSortKey(name)}, search_text = ${text},
          revision = revision + 1
        WHERE id = ${before.id} AND revision = ${before.revision} RETURNING id)
      INSERT INTO events (contact_id, at, kind, actor, changes)
      SELECT id, ${before.createdAtMs}, 'edited', ${ACTOR}::text::jsonb, ${changes}::text::jsonb
      FROM renamed`;
    if (count !== 1) throw new Error(`Contact ${before.id} is not at ${before.revision}`);
  }

  async #run(file: string): Promise<void> {
    await this.#sql.unsafe(await Deno.readTextFile(new URL(file, import.meta.url)));
  }

  async #copy(table: string, chunks: Iterable<string>): Promise<void> {
    const into = await this.#sql.unsafe(`COPY ${table} FROM STDIN`).writable();
    await pipeline(Readable.from(chunks), into);
  }
}
