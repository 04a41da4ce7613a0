import { page } from "fresh";
import { AttributeForm } from "@/components/contacts/AttributeForm.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { cardHref, listHref } from "@/lib/domain/contact_list.ts";
import { attributesHref, readEditedContact, storedText } from "@/lib/http/attribute_page.ts";
import { define } from "@/lib/http/define.ts";
import { listAttributes } from "@/lib/store/attributes.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { state } = ctx;
    const [edited, all] = await Promise.all([
      readEditedContact(ctx),
      listAttributes(state.deps.kv),
    ]);
    state.title = state.t("attributes.all_title", { contact: edited.name });
    const attributes = all.filter(({ deletedAtMs }) => deletedAtMs === null);
    return page({ viewer: state, ...edited, attributes });
  },
});

/** One form a value: each is saved by itself, and leads back here. */
export default define.page<typeof handler>(function AttributeValuesPage({ data }) {
  const { viewer, contact, name, view, attributes } = data;
  const { t } = viewer;
  const title = t("attributes.title");
  return (
    <>
      <PageHead
        title={title}
        crumbs={[
          { href: listHref(view), label: t("contacts.title") },
          { href: cardHref(contact.id, view), label: name },
        ]}
      />
      <div class="page-body stack">
        <h1 class="visually-hidden">{t("attributes.all_title", { contact: name })}</h1>
        {attributes.length === 0 && (
          <div class="empty">
            <h2>{t("attributes.empty_title")}</h2>
          </div>
        )}
        {attributes.map((attribute) => {
          const text = storedText(contact, attribute);
          return (
            <AttributeForm
              viewer={viewer}
              attribute={attribute}
              action={attributesHref(contact.id, attribute.key, view)}
              text={text}
              base={text}
              cancelHref={null}
            />
          );
        })}
      </div>
    </>
  );
});
