import { type Context, page } from "fresh";
import { BlockBadge } from "@/components/blocks/BlockBadge.tsx";
import { BlockForm } from "@/components/blocks/BlockForm.tsx";
import { BlockTally } from "@/components/blocks/BlockTally.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { changeBlock } from "@/lib/actions/change_block.ts";
import { blockEnds } from "@/lib/domain/block_end.ts";
import { cardHref, listHref } from "@/lib/domain/contact_list.ts";
import type { FieldProblems } from "@/lib/errors.ts";
import {
  blockFormOf,
  type BlockFormValues,
  blockPlace,
  blockRefusal,
  holdingBlock,
  readBlockForm,
  requireShownEnd,
  seenBlock,
} from "@/lib/http/block_page.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { readFormData } from "@/lib/http/input.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { requireRight } from "@/lib/http/rights.ts";
import { blockFlash } from "@/lib/http/block_flash.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import { readAttempts } from "@/lib/store/blocks.ts";
import { requireContact } from "@/lib/store/contacts.ts";

export const handler = define.handlers({
  async GET(ctx) {
    return await form(ctx, {});
  },

  async POST(ctx) {
    const { id, backHref } = blockPlace(ctx);
    const values = readBlockForm(await readFormData(ctx.req));
    const act = values.seen === "" ? blockContact : changeBlock;
    const { deps } = ctx.state;
    try {
      requireShownEnd(values, ctx.state);
      const saved = await act(actingFor(ctx.state), id, values, {
        onlyIf: (block) => seenBlock(holdingBlock(block, deps.now())) === values.seen,
      });
      return redirectAfter(ctx, backHref, await blockFlash(ctx.state, saved, values.seen));
    } catch (error) {
      return await form(ctx, { values, ...blockRefusal(error) });
    }
  },
});

interface Answered {
  values?: BlockFormValues;
  problems?: FieldProblems;
  status?: number;
}

async function form(ctx: Context<State>, { values, problems = {}, status = 200 }: Answered) {
  const { state } = ctx;
  await requireRight(state, "contact.block");
  const { deps, t, nowMs, timeZone } = state;
  const place = blockPlace(ctx);
  const contact = await requireContact(deps.kv, place.id);
  const block = holdingBlock(contact.block, nowMs);
  const tally = block ? await readAttempts(deps.kv, block.id) : null;
  const name = contactName(state.t, contact);
  const title = t(block ? "block.change_title_with" : "block.title_with", { name });
  state.title = status === 200 ? title : t("form.title_problem", { title });
  const ends = blockEnds(nowMs, timeZone);
  const fresh = blockFormOf(block, { nowMs, timeZone });
  // Whatever was sent before, what is sent next is about what is shown now.
  const shown = values
    ? { ...values, preset: values.preset || fresh.preset, seen: fresh.seen, shown: fresh.shown }
    : fresh;
  const texts = problemTexts(state, problems);
  return page(
    { viewer: state, place, name, title, block, tally, ends, values: shown, problems: texts },
    { status },
  );
}

export default define.page<typeof handler>(function BlockPage({ data }) {
  const { viewer, place, name, title, block, tally, ...shown } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={t(block ? "block.change_title" : "block.title")}
        crumbs={[
          { href: listHref(place.view), label: t("contacts.title") },
          { href: cardHref(place.id, place.view), label: name },
        ]}
      />
      {/* The part that islands show on top of the card and the list. */}
      <div class="page-body" id="dialog-part">
        <h1 id="dialog-title">{title}</h1>
        <p class="muted">{t("block.effect")}</p>
        {tally && (
          <p class="block-now">
            <BlockBadge viewer={viewer} block={block} />
            <BlockTally viewer={viewer} tally={tally} />
          </p>
        )}
        <BlockForm
          viewer={viewer}
          block={block}
          action={place.action}
          unblockAction={place.unblockAction}
          cancelHref={place.backHref}
          {...shown}
        />
      </div>
    </>
  );
});
