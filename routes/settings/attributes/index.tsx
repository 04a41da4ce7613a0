import { page } from "fresh";
import { AttributeTable } from "@/components/AttributeTable.tsx";
import { Icon } from "@/components/Icon.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { RestoreForm } from "@/components/RestoreForm.tsx";
import type { Attribute } from "@/lib/domain/attribute.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { define } from "@/lib/http/define.ts";
import { whenIndexed } from "@/lib/http/when_indexed.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { listAttributes } from "@/lib/store/attributes.ts";

export const handler = define.handlers({
  async GET({ state }) {
    requireAllowed(state.user, "attribute.manage");
    const { kv, index } = state.deps;
    const all = await listAttributes(kv);
    const attributes = all.filter((one) => one.deletedAtMs === null);
    const counts = await whenIndexed(index.countMany(attributes.map(hasValue)));
    state.title = state.t("attributes.title");
    return page({
      viewer: state,
      counts,
      attributes,
      deleted: all.filter((one) => one.deletedAtMs !== null),
    });
  },
});

function hasValue({ key }: Attribute): Condition {
  return { kind: "present", field: attributeField(key) };
}

export default define.page<typeof handler>(function AttributesPage({ data }) {
  const { viewer, attributes, deleted, counts } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={t("attributes.title")}
        actions={
          <a class="button primary" href="/settings/attributes/new" data-shortcut="c">
            <Icon name="plus" />
            {t("attributes.new")}
          </a>
        }
      />
      <div class="page-body wide stack">
        <p class="muted">{t("attributes.lead")}</p>
        {attributes.length > 0
          ? <AttributeTable viewer={viewer} attributes={attributes} counts={counts} />
          : (
            <div class="empty">
              <h2>{t("attributes.empty_title")}</h2>
              <p>{t("attributes.empty_text")}</p>
            </div>
          )}
        {deleted.length > 0 && <Deleted t={t} attributes={deleted} />}
      </div>
    </>
  );
});

function Deleted({ t, attributes }: { t: Viewer["t"]; attributes: Attribute[] }) {
  return (
    <section class="section" aria-labelledby="deleted">
      <h2 id="deleted">{t("attributes.deleted")}</h2>
      <ul class="plain-rows">
        {attributes.map(({ key, name }) => (
          <li>
            <span class="attribute-name">
              {name} <span class="muted">{key}</span>
            </span>
            <RestoreForm t={t} action={`/settings/attributes/${key}/restore`} name={name} />
          </li>
        ))}
      </ul>
    </section>
  );
}
