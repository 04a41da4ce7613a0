// A tag's form as it is posted.
import type { TypedTag } from "@/lib/domain/tag_input.ts";
import { formText } from "./input.ts";

export function readTagForm(form: FormData): TypedTag {
  return {
    name: formText(form, "name"),
    color: formText(form, "color"),
    description: formText(form, "description"),
    visibleToAgents: form.has("visibleToAgents"),
    inQuickFilter: form.has("inQuickFilter"),
  };
}

/** What a new tag starts with. */
export const NEW_TAG: TypedTag = {
  name: "",
  color: "blue",
  description: "",
  visibleToAgents: true,
  inQuickFilter: true,
};
