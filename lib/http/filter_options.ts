// What a filter means to whoever looks: their days, and the tags they see.
import type { CountryCode } from "libphonenumber-js";
import { findContactField } from "@/lib/domain/filter/field.ts";
import { filterTags } from "@/lib/domain/filter/filter_tags.ts";
import type { ResolveOptions } from "@/lib/domain/filter/resolve.ts";
import { isOffered, type Tag } from "@/lib/domain/tag.ts";
import type { Principal } from "@/lib/domain/user.ts";

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
export function filterOptions(viewer: FilterViewer, tags: readonly Tag[]): ResolveOptions {
  const { principal, nowMs, timeZone, country } = viewer;
  const seen = tags.filter((tag) => isOffered({ ...tag, deletedAtMs: null }, principal));
  const living = seen.filter((tag) => tag.deletedAtMs === null).map(({ id }) => id);
  return {
    findField: findContactField,
    tags: { ...filterTags(seen), ...(living.length < tags.length ? { living } : {}) },
    nowMs,
    timeZone,
    country,
  };
}
