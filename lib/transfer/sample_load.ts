// Working on the sample data that someone has ordered, from wherever an earlier worker stopped.
import {
  claimSampleData,
  finishSampleData,
  sampleDataAlive,
  saveSampleBatch,
  stageSamplePeople,
} from "@/lib/actions/load_sample_data.ts";
import type { Acting, Deps } from "@/lib/actions/deps.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import { addressKind, type Channel } from "@/lib/domain/channel.ts";
import { fieldChanges } from "@/lib/domain/contact_input.ts";
import type { FieldChange } from "@/lib/domain/event.ts";
import { foldTagName } from "@/lib/domain/tag_input.ts";
import { BusyError, ConflictError } from "@/lib/errors.ts";
import type { BulkLoad } from "@/lib/store/bulk_load.ts";
import { saveChange } from "@/lib/store/change.ts";
import { fittingCount, type NewContact } from "@/lib/store/contact_batch.ts";
import { findSampleJob, type SampleJob } from "@/lib/store/sample_job.ts";
import { listTags } from "@/lib/store/tags.ts";
import {
  BULK_SIZES,
  type BulkSizes,
  endLoad,
  leaveLoad,
  openLoad,
  requireNoOtherLoad,
  SAMPLE_OWNER,
} from "./bulk.ts";
import { sampleAttributes } from "./sample_attributes.ts";
import { isSampleTalker, sampleChannels, sampleIdentities, sampleTalks } from "./sample_talks.ts";
import { sampleStories } from "./sample_stories.ts";
import { SAMPLE_TAGS, samplePerson } from "./sample_people.ts";

const BATCH = 90;
/** People made between two looks at what else is to do. */
const PEOPLE_AT_ONCE = 100;

export interface SampleWork {
  onProgress?: (job: SampleJob) => void;
  /** Told how many contacts of a bulk load are in the index. */
  onIndexed?: (contacts: number) => void;
  sizes?: BulkSizes;
}

/**
 * Loads what is still missing, if anything and nobody is at it; returns the job as it is then. May be called at any
 * time, by requests, cron or the start of a process; each person is made exactly once. Many people in an empty
 * workspace are loaded in bulk: then searches wait until all are there and indexed.
 */
export async function workOnSampleData(
  deps: Deps,
  work: SampleWork = {},
): Promise<SampleJob | null> {
  const principal = { id: "system", role: "admin" as const };
  const acting: Acting = { deps, principal, actor: { kind: "system" } };
  const job = await claimSampleData(acting, deps.newId());
  if (job === null) return await findSampleJob(deps.kv);
  try {
    await new SampleLoad(acting, job, work).run();
  } catch (error) {
    // Another worker has taken over, or the store is busy: whoever comes next goes on.
    if (!(error instanceof ConflictError || error instanceof BusyError)) throw error;
  }
  return await findSampleJob(deps.kv);
}

class SampleLoad {
  readonly #sizes: BulkSizes;

  constructor(
    readonly acting: Acting,
    /** As saved last. */
    public job: SampleJob,
    readonly work: SampleWork,
  ) {
    this.#sizes = work.sizes ?? BULK_SIZES;
  }

  async run(): Promise<void> {
    const { deps } = this.acting;
    const isLarge = this.job.total >= this.#sizes.fromContacts;
    const settings = await sampleSettings(this.acting, { isLarge });
    const alive = () => sampleDataAlive(this.acting, this.job);
    await requireNoOtherLoad(deps.kv, SAMPLE_OWNER);
    const load = isLarge ? await openLoad(deps, SAMPLE_OWNER, alive) : null;
    try {
      if (load !== null) await this.#inBulk(load, settings);
      while (this.job.state === "running") {
        await deps.index.waitForRoom(alive);
        this.#saved(await saveNext(this.acting, this.job, settings));
      }
    } catch (error) {
      await leaveLoad(load);
      throw error;
    }
    await endLoad(deps, load, this.work.onIndexed);
    await sampleTalks(this.acting, this.job, settings.channels);
    await sampleStories(this.acting, this.job, settings.channels);
    await finishSampleData(this.acting, this.job);
  }

  async #inBulk(load: BulkLoad, settings: Settings): Promise<void> {
    let next = this.#people(this.job.done, settings);
    while (this.job.state === "running") {
      const people = await next;
      const end = this.job.done + people.length;
      // The next people are made while these are being saved.
      next = this.#people(end, settings);
      next.catch(() => {}); // it is thrown where it is waited for
      if (await load.prepare(people)) await this.#saveInBulk(load, people);
      else await this.#saveAsUsual(end, settings);
    }
  }

  async #people(from: number, settings: Settings): Promise<NewContact[]> {
    const people: NewContact[] = [];
    const end = Math.min(from + this.#sizes.batch, this.job.total);
    for (let index = from; index < end; index++) {
      people.push(newContact(this.acting, index, { job: this.job, settings }));
      if (index % PEOPLE_AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    return people;
  }

  async #saveInBulk(load: BulkLoad, people: NewContact[]): Promise<void> {
    for (let at = 0; at < people.length;) {
      const end = Math.min(at + this.#sizes.step, people.length);
      await load.renew();
      const after = await saveChange(this.acting.deps.kv, async (change) => {
        await load.stage(change, end);
        return await stageSamplePeople(this.acting, change, { before: this.job, count: end - at });
      });
      load.staged(end, null);
      this.#saved(after);
      at = end;
    }
    await load.finish();
  }

  /** Someone has a handle of these people already, which is seldom: they are saved as everyone saves. */
  async #saveAsUsual(end: number, settings: Settings): Promise<void> {
    while (this.job.state === "running" && this.job.done < end) {
      this.#saved(await saveNext(this.acting, this.job, settings));
    }
  }

  #saved(job: SampleJob): void {
    this.job = job;
    this.work.onProgress?.(job);
  }
}

async function saveNext(
  acting: Acting,
  job: SampleJob,
  settings: Settings,
): Promise<SampleJob> {
  const count = Math.min(BATCH, job.total - job.done);
  let people = Array.from(
    { length: count },
    (_, at) => newContact(acting, job.done + at, { job, settings }),
  );
  people = people.slice(0, fittingCount(people));
  for (;;) {
    const { result, after } = await saveSampleBatch(acting, job, people);
    if (result.saved) return after;
    // A handle that somebody here has already is left out.
    const taken = new Map(result.taken.map(({ item }) => [item, true]));
    people = people.map((person, at) => taken.has(at) ? withoutHandles(person) : person);
  }
}

function newContact(
  { deps, actor }: Acting,
  index: number,
  { job, settings }: { job: SampleJob; settings: Settings },
): NewContact {
  const { tags, attributes, ...person } = samplePerson(index, job);
  const values = Object.entries(attributes).filter(([key]) => settings.attributes.has(key));
  const identities = sampleIdentities(index, job, settings.channels);
  const contact = {
    ...person,
    ...(isSampleTalker(index, job, settings.channels) ? { lastActivityAtMs: null } : {}),
    ...(identities.length > 0 ? { identities } : {}),
    ...(values.length > 0 ? { attributes: Object.fromEntries(values) } : {}),
    tagIds: tags.flatMap((name) => settings.tagIds.get(name) ?? []),
    source: "seed" as const,
  };
  return withEvent(contact, (changes) => ({
    id: deps.newId(person.createdAtMs),
    atMs: person.createdAtMs,
    actor,
    kind: "created" as const,
    changes,
  }));
}

/** The event is larger than the contact and needed for a moment: it is made when it is asked for. */
function withEvent(
  contact: NewContact["contact"],
  eventOf: (changes: FieldChange[]) => NewContact["event"],
): NewContact {
  return {
    contact,
    get event() {
      return eventOf(fieldChanges(null, contact));
    },
  };
}

function withoutHandles({ contact, event }: NewContact): NewContact {
  const { identities: _, ...rest } = contact;
  const bare = { ...rest, emails: [], phones: [] };
  return { contact: bare, event: { ...event, changes: fieldChanges(null, bare) } };
}

/** What sample people are given besides what is theirs. */
interface Settings {
  /** By name. */
  tagIds: Map<string, string>;
  /** Keys. */
  attributes: Set<string>;
  /** Of the sandbox. */
  channels: readonly Channel[];
}

/** A bulk load gives e-mails and phones only, so nobody of many is known by a messenger. */
async function sampleSettings(
  acting: Acting,
  { isLarge }: { isLarge: boolean },
): Promise<Settings> {
  const channels = await sampleChannels(acting);
  return {
    tagIds: await sampleTags(acting),
    attributes: await sampleAttributes(acting),
    channels: isLarge ? channels.filter(({ type }) => addressKind(type) !== "identity") : channels,
  };
}

/** Ids of the sample tags by name; makes those that are missing. */
async function sampleTags(acting: Acting): Promise<Map<string, string>> {
  const known = (await listTags(acting.deps.kv)).filter(({ deletedAtMs }) => deletedAtMs === null);
  const byName = new Map(known.map(({ id, name }) => [foldTagName(name), id]));
  const ids = new Map<string, string>();
  for (const tag of SAMPLE_TAGS) {
    const id = byName.get(foldTagName(tag.name)) ??
      (await createTag(acting, { ...tag, description: "", visibleToAgents: true })).id;
    ids.set(tag.name, id);
  }
  return ids;
}
