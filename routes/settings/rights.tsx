import { type Context, page } from "fresh";
import { PageHead } from "@/components/PageHead.tsx";
import { RightsConflict, RightsFields } from "@/components/RightsFields.tsx";
import { setRights } from "@/lib/actions/set_rights.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { Rights, SwitchedAction } from "@/lib/domain/rights.ts";
import { ConflictError } from "@/lib/errors.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { readFormData } from "@/lib/http/input.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { readRights } from "@/lib/store/workspace.ts";

export const handler = define.handlers({
  GET(ctx) {
    requireAllowed(ctx.state.user, "workspace.manage");
    return form(ctx);
  },

  async POST(ctx) {
    requireAllowed(ctx.state.user, "workspace.manage");
    const posted = await readFormData(ctx.req);
    const edit = {
      seen: rightsBy((action) => posted.getAll("seen").includes(action)),
      wanted: rightsBy((action) => posted.has(action)),
    };
    try {
      const isChanged = await setRights(actingFor(ctx.state), edit);
      const key = isChanged ? "flash.rights_saved" : "flash.rights_unchanged";
      return redirectAfter(ctx, "/settings/rights", { key, params: {} });
    } catch (error) {
      if (error instanceof ConflictError) return form(ctx, edit.wanted);
      throw error;
    }
  },
});

function rightsBy(isOn: (action: SwitchedAction) => boolean): Rights {
  return {
    "contact.block": isOn("contact.block"),
    "contact.merge": isOn("contact.merge"),
    "contact.delete": isOn("contact.delete"),
    "import.run": isOn("import.run"),
  };
}

/** What was entered stays in the form when someone else was faster. */
async function form({ state }: Context<State>, entered?: Rights) {
  const { t, deps } = state;
  const title = t("rights.title");
  state.title = entered ? t("form.title_problem", { title }) : title;
  const data = { t, saved: await readRights(deps.kv), entered };
  return page(data, { status: entered ? 409 : 200 });
}

export default define.page<typeof handler>(function RightsPage({ data: { t, saved, entered } }) {
  return (
    <>
      <PageHead title={t("rights.title")} />
      <div class="page-body">
        <form class="form" method="post">
          {entered && <RightsConflict t={t} saved={saved} entered={entered} />}
          <p class="muted">{t("rights.lead")}</p>
          <RightsFields t={t} saved={saved} entered={entered ?? saved} />
          <div class="form-foot">
            <button class="button primary" type="submit">{t("rights.save")}</button>
          </div>
        </form>
      </div>
    </>
  );
});
