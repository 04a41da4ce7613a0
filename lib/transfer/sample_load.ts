// Working on the sample data that someone has ordered, from wherever an earlier worker stopped.
import { claimSampleData, saveSampleBatch } from "@/lib/actions/load_sample_data.ts";
import type { Acting, Deps } from "@/lib/actions/deps.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import { fieldChanges } from "@/lib/domain/contact_input.ts";
import { foldTagName } from "@/lib/domain/tag_input.ts";
import { BusyError, ConflictError } from "@/lib/errors.ts";
import { fittingCount, type NewContact } from "@/lib/store/contact_batch.ts";
import { findSampleJob, type SampleJob } from "@/lib/store/sample_job.ts";
import { listTags } from "@/lib/store/tags.ts";
import { SAMPLE_TAGS, samplePerson } from "./sample_people.ts";

const BATCH = 90;

/**
 * Loads what is still missing, if anything and nobody is at it; returns the job as it is then. May be called at any
 * time, by requests, cron or the start of a process; each person is made exactly once.
 */
export async function workOnSampleData(
  deps: Deps,
  onProgress: (job: SampleJob) => void = () => {},
): Promise<SampleJob | null> {
  const principal = { id: "system", role: "admin" as const };
  const acting: Acting = { deps, principal, actor: { kind: "system" } };
  let job = await claimSampleData(acting, deps.newId());
  try {
    const tagIds = job === null ? new Map<string, string>() : await sampleTags(acting);
    while (job?.state === "running") {
      await deps.index.waitForRoom();
      job = await saveNext(acting, job, tagIds);
      onProgress(job);
    }
  } catch (error) {
    // Another worker has taken over, or the store is busy: whoever comes next goes on.
    if (!(error instanceof ConflictError || error instanceof BusyError)) throw error;
  }
  return await findSampleJob(deps.kv);
}

async function saveNext(
  acting: Acting,
  job: SampleJob,
  tagIds: Map<string, string>,
): Promise<SampleJob> {
  const count = Math.min(BATCH, job.total - job.done);
  let people = Array.from(
    { length: count },
    (_, at) => newContact(acting, job.done + at, { job, tagIds }),
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
  { job, tagIds }: { job: SampleJob; tagIds: Map<string, string> },
): NewContact {
  const { tags, ...person } = samplePerson(index, job);
  const contact = {
    ...person,
    tagIds: tags.flatMap((name) => tagIds.get(name) ?? []),
    source: "seed" as const,
  };
  const changes = fieldChanges(null, contact);
  const event = {
    id: deps.newId(),
    atMs: person.createdAtMs,
    actor,
    kind: "created" as const,
    changes,
  };
  return { contact, event };
}

function withoutHandles({ contact, event }: NewContact): NewContact {
  const bare = { ...contact, emails: [], phones: [] };
  return { contact: bare, event: { ...event, changes: fieldChanges(null, bare) } };
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
