// A tag: its colour as a dot beside its name, so that any colour stays legible.
import type { TagColor } from "@/lib/domain/tag.ts";

export interface TagLook {
  id: string;
  name: string;
  color: TagColor;
}

export function TagChip({ tag }: { tag: TagLook }) {
  return (
    <span class="tag">
      <i class={`dot ${tag.color}`}></i>
      <span>{tag.name}</span>
    </span>
  );
}
