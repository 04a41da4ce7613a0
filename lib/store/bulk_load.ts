// Loading many new contacts into an empty workspace: keys sorted batch by batch, the index left to one rebuild.
import type { Contact } from "@/lib/domain/contact.ts";
import { ConflictError } from "@/lib/errors.ts";
import { BulkHandles } from "./bulk_handles.ts";
import { BULK_JOB_KEY, type BulkJob } from "./bulk_job.ts";
import { settleBatch, writeActivityRows } from "./bulk_leftovers.ts";
import type { Change } from "./change.ts";
import type { NewContact } from "./contact_batch.ts";
import { activityRow, createdRow, nameRow, type RowEntry } from "./contact_rows.ts";
import {
  DUPLICATE_RULES_DONE,
  DUPLICATE_RULES_KEY,
  DUPLICATE_WALK_KEY,
  DUPLICATE_WALK_START,
  duplicateRows,
} from "./duplicate_rows.ts";
import { stageEvent } from "./events.ts";
import { takeIdRange } from "./ids.ts";
import { type LeaseOptions, releaseLease } from "./index/lease.ts";
import { LeasedWriter, LeaseLostError } from "./index/leased_writer.ts";
import { contactHeadKey, contactKey, contactTotalKey, handleHeadKey } from "./keys/contacts.ts";
import { fittingSlice, sorted } from "./sorted_keys.ts";

export interface BulkOptions extends LeaseOptions {
  /** Called between commits while nothing else tells that the load is alive. */
  alive?: () => Promise<unknown>;
}

/** Contacts whose handles and names are written, and which do not exist before they are staged. */
interface Prepared {
  contacts: Contact[];
  creates: NewContact[];
  /** Versionstamp of the contact head before any of them existed. */
  contactHead: Deno.AtomicCheck;
}

export class BulkLoad {
  readonly #handles: BulkHandles;
  #job: BulkJob;
  #prepared: Prepared | null = null;
  #aliveMs: number;

  constructor(
    readonly writer: LeasedWriter,
    { job, head }: { job: BulkJob; head: Deno.AtomicCheck | null },
    readonly options: BulkOptions,
  ) {
    this.#job = job;
    this.#handles = new BulkHandles(writer, head, () => this.#sayAlive());
    this.#aliveMs = options.now();
  }

  /** Whether every handle in the store is of this load; then nobody needs to ask for those it has not given. */
  get isAlone(): boolean {
    return this.#handles.isAlone;
  }

  /**
   * First step of a batch of some ten thousand: gives ids and writes handles, rows by name and keys of duplicates,
   * sorted. False, and nothing is left, when a handle is taken. Throws `ConflictError` when another worker has taken over,
   * and `RangeError`, before anything is written, when someone has an identity in a channel.
   */
  async prepare(creates: NewContact[]): Promise<boolean> {
    requireNoIdentities(creates);
    return await this.#orConflict(async () => {
      const first = await takeIdRange(this.writer.kv, creates.length);
      const contacts = creates.map(({ contact }, at) => ({
        ...contact,
        id: first + at,
        revision: 1,
      }));
      await this.#saveJob({ first, next: first, end: first + creates.length });
      if (!await this.#handles.give(contacts)) {
        await this.drop();
        return false;
      }
      await this.#put(contacts.map(nameRow));
      await this.#put(contacts.flatMap(duplicateRows).map((key) => ({ key, value: 0 as const })));
      const contactHead = await this.writer.kv.get(contactHeadKey());
      this.#prepared = { contacts, creates, contactHead };
      return true;
    });
  }

  /**
   * Second step, in the caller's commits, in the order given: the contacts from where the last commit ended up to `end`,
   * with their events. They exist from that commit on. Three to four writes each, and one check.
   */
  async stage(change: Change, end: number): Promise<void> {
    const { contacts, creates } = this.#requirePrepared();
    const from = this.#staged();
    await this.#requireLease(change);
    for (const [at, contact] of contacts.slice(from, end).entries()) {
      change.set(contactKey(contact.id), contact);
      const created = createdRow(contact);
      change.set(created.key, created.value);
      if (contact.lastActivityAtMs === null) {
        const row = activityRow(contact);
        change.set(row.key, row.value);
      }
      const event = creates[from + at]?.event;
      if (event) stageEvent(change, { ...event, contactId: contact.id });
    }
    change.sum(contactTotalKey(), BigInt(end - from));
    change.set(BULK_JOB_KEY, this.#jobAt(end));
  }

  /** After the commit of `stage`. `head` is its versionstamp if it has set the handle head. */
  staged(end: number, head: string | null): void {
    this.#job = this.#jobAt(end);
    if (head !== null) this.#handles.hasSet(head);
  }

  /** For a commit that changes handles beside `stage`: it sets the head, after this has seen it as this load left it. */
  async stageHead(change: Change): Promise<void> {
    this.#handles.sees((await change.get(handleHeadKey())).versionstamp);
    change.set(handleHeadKey(), null);
  }

  /** Before each commit of `stage`: keeps the lease. */
  async renew(): Promise<void> {
    await this.#orConflict(() => this.writer.renew());
  }

  /** Last step: rows by last activity, sorted. */
  async finish(): Promise<void> {
    await this.#orConflict(async () => {
      const { contacts, contactHead } = this.#requirePrepared();
      const active = contacts.filter(({ lastActivityAtMs }) => lastActivityAtMs !== null);
      const rows = active.map((contact) => ({ ...activityRow(contact), id: contact.id }));
      await this.#eachSlice(sorted(rows), async (slice) => {
        const isSaved = await this.writer.commit((atomic) => {
          atomic.check(contactHead);
          for (const { key, value } of slice) atomic.set(key, value);
        });
        // Someone has changed a contact meanwhile, maybe one of these.
        if (!isSaved) await writeActivityRows(this.writer, slice.map(({ id }) => id));
      });
      this.#prepared = null;
      await this.#saveJob(null);
    });
  }

  /** Gives up what of a batch does not exist yet; contacts that do stay, whole. */
  async drop(): Promise<void> {
    await this.#orConflict(async () => {
      const { batch } = this.#job;
      this.#prepared = null;
      if (batch === null) return;
      await settleBatch(this.writer, batch);
      await this.#saveJob(null);
    });
  }

  /** The end, of a whole load or of one that was stopped: now a rebuild is due. */
  async close(): Promise<void> {
    await this.drop();
    await this.#orConflict(async () => {
      await this.writer.commit((atomic) => {
        atomic.delete(BULK_JOB_KEY);
        atomic.set(DUPLICATE_RULES_KEY, DUPLICATE_RULES_DONE);
        atomic.set(DUPLICATE_WALK_KEY, DUPLICATE_WALK_START);
      });
      await releaseLease(this.writer.kv, this.writer.lease);
    });
  }

  /** Lets another worker go on with the load at once. */
  async release(): Promise<void> {
    await releaseLease(this.writer.kv, this.writer.lease);
  }

  async #put(rows: RowEntry[]): Promise<void> {
    for (const { key, value } of sorted(rows)) await this.writer.put(key, value);
    await this.writer.flush();
    await this.#sayAlive();
  }

  async #eachSlice<T extends RowEntry>(
    rows: T[],
    save: (slice: T[]) => Promise<void>,
  ): Promise<void> {
    for (let at = 0; at < rows.length;) {
      const slice = fittingSlice(rows, at);
      await save(slice);
      at += slice.length;
      await this.#sayAlive();
    }
  }

  async #sayAlive(): Promise<void> {
    const nowMs = this.options.now();
    if (nowMs - this.#aliveMs < this.options.leaseMs / 3) return;
    this.#aliveMs = nowMs;
    await this.options.alive?.();
  }

  #requirePrepared(): Prepared {
    if (this.#prepared !== null) return this.#prepared;
    throw new RangeError("Cannot go on with a batch that was not prepared");
  }

  #staged(): number {
    const { batch } = this.#job;
    return batch === null ? 0 : batch.next - batch.first;
  }

  #jobAt(end: number): BulkJob {
    const { batch } = this.#job;
    const after = batch && { ...batch, next: batch.first + end };
    return { ...this.#job, batch: after, atMs: this.options.now() };
  }

  async #saveJob(batch: BulkJob["batch"]): Promise<void> {
    this.#job = { ...this.#job, batch, atMs: this.options.now() };
    await this.writer.put(BULK_JOB_KEY, this.#job);
    await this.writer.flush();
  }

  async #requireLease(change: Change): Promise<void> {
    const { versionstamp } = await change.get(this.writer.lease.check.key);
    if (versionstamp !== this.writer.lease.check.versionstamp) throw takenOver();
  }

  async #orConflict<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof LeaseLostError) throw takenOver();
      throw error;
    }
  }
}

/** What is left of a load that was cut off is looked for among e-mails and phones: an identity would stay without its contact. */
function requireNoIdentities(creates: readonly NewContact[]): void {
  const at = creates.findIndex(({ contact }) => (contact.identities ?? []).length > 0);
  if (at === -1) return;
  throw new RangeError(
    `Cannot load item ${at} of a batch in bulk: it has identities in channels. Save it in the usual way`,
  );
}

function takenOver(): ConflictError {
  return new ConflictError("Contacts are being loaded by another worker");
}
