// What a filter means to whoever looks: their days, the tags they see, and the fields of the workspace.
import type { CountryCode } from "libphonenumber-js";
import { filterTags } from "@/lib/domain/filter/filter_tags.ts";
import type { ResolveOptions } from "@/lib/domain/filter/resolve.ts";
import { fieldFinder, workspaceFields } from "@/lib/domain/filter/workspace_fields.ts";
import { isOffered, type Tag } from "@/lib/domain/tag.ts";
import type { Principal } from "@/lib/domain/user.ts";
import type { FilterNames } from "@/lib/i18n/filter_sentence.ts";
import type { FilterTerms } from "./filter_terms.ts";

export interface FilterViewer {
  principal: Principal;
  nowMs: number;
  timeZone: string;
  country: CountryCode;
}

/**
 * A tag that this person does not see is none: who has it must not be found out by a filter, and a contact that has
 * only such tags shows as one without any.
 */
export function filterOptions(viewer: FilterViewer, terms: FilterTerms): ResolveOptions {
  const { tags } = terms;
  const { principal, nowMs, timeZone, country } = viewer;
  const seen = seenTags(tags, principal);
  const living = seen.filter((tag) => tag.deletedAtMs === null).map(({ id }) => id);
  return {
    findField: fieldFinder(workspaceFields(terms)),
    tags: { ...filterTags(seen), ...(living.length < tags.length ? { living } : {}) },
    nowMs,
    timeZone,
    country,
  };
}

/** What tags, attributes and channels are called, deleted ones included. */
export function filterNames(principal: Principal, terms: FilterTerms): FilterNames {
  const names = new Map(seenTags(terms.tags, principal).map(({ id, name }) => [id, name]));
  const findField = fieldFinder(workspaceFields(terms));
  return { tag: (id) => names.get(id) ?? null, findField };
}

/** Of deleted tags, by id: filters may still ask about them. */
export function goneTagNames(principal: Principal, tags: readonly Tag[]): Map<string, string> {
  const gone = seenTags(tags, principal).filter((tag) => tag.deletedAtMs !== null);
  return new Map(gone.map(({ id, name }) => [id, name]));
}

/** That this person sees, or would see if they were not deleted. */
function seenTags(tags: readonly Tag[], principal: Principal): Tag[] {
  return tags.filter((tag) => isOffered({ ...tag, deletedAtMs: null }, principal));
}
