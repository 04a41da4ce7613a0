import { unblockContact } from "@/lib/actions/unblock_contact.ts";
import { unblockFlash } from "@/lib/http/block_flash.ts";
import { blockPlace } from "@/lib/http/block_page.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { requireContact } from "@/lib/store/contacts.ts";

export const handler = define.handlers({
  async POST(ctx) {
    const { state } = ctx;
    const { id, backHref } = blockPlace(ctx);
    const before = await requireContact(state.deps.kv, id);
    await unblockContact(actingFor(state), id);
    return redirectAfter(ctx, backHref, await unblockFlash(state, before));
  },
});
