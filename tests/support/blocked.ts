// A contact and its block, as pages show them.
import { blockContact } from "@/lib/actions/block_contact.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { BlockInput } from "@/lib/domain/block_input.ts";
import type { TestApp } from "./app.ts";
import { anInput } from "./cast.ts";
import { actingAs } from "./deps.ts";

export async function olenaIn({ deps, users }: TestApp): Promise<number> {
  return (await createContact(actingAs(deps, users.agent), anInput())).id;
}

/** By an admin: for ever and without a reason, unless told. */
export async function block({ deps, users }: TestApp, id: number, input: Partial<BlockInput> = {}) {
  const terms = { preset: "forever", until: "", reason: "", note: "", ...input };
  await blockContact(actingAs(deps, users.admin), id, terms);
}
