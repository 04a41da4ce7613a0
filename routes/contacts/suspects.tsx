import { DuplicateNotice } from "@/components/duplicates/DuplicateWarning.tsx";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { readContactForm } from "@/lib/http/contact_form.ts";
import { define } from "@/lib/http/define.ts";
import { hintAtDuplicates } from "@/lib/http/duplicate_question.ts";
import { readFormData } from "@/lib/http/input.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { requireContact } from "@/lib/store/contacts.ts";

/** What a form says while it is filled in. Posted, so that no address stands in any log; nothing is written. */
export const handler = define.handlers({
  async POST(ctx) {
    const { state, url } = ctx;
    const of = url.searchParams.get("of");
    requireAllowed(state.user, of === null ? "contact.create" : "contact.edit");
    const values = readContactForm(await readFormData(ctx.req));
    const contact = of === null
      ? null
      : await requireContact(state.deps.kv, contactIdOf({ id: of }));
    const hint = await hintAtDuplicates(state, values, contact);
    return ctx.render(
      hint && <DuplicateNotice viewer={state} contactId={contact?.id ?? null} {...hint} />,
      {},
      { skipAppWrapper: true, skipInheritedLayouts: true },
    );
  },
});
