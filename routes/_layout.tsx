import { Flash } from "@/components/Notice.tsx";
import { Shell } from "@/components/Shell.tsx";
import { ShortcutsHelp } from "@/components/ShortcutsHelp.tsx";
import { define } from "@/lib/http/define.ts";
import { flashUndo } from "@/lib/http/undo_pages.ts";
import { isLiveRequest } from "@/lib/http/live_request.ts";
import { currentSegmentId, sidebarOf } from "@/lib/http/sidebar.ts";
import { formatCount, formatNumber } from "@/lib/i18n/format.ts";
import { text } from "@/lib/i18n/translate.ts";
import Shortcuts from "@/islands/Shortcuts.tsx";

/** What surrounds the pages of a signed-in user. Pages before signing in skip it. */
export default define.layout(async function Layout({ Component, req, state, url }) {
  const { t, locale, user, flash } = state;
  // Of a page that is fetched anew only its own parts are taken.
  if (!user || isLiveRequest(req)) return <Component />;
  const { contactCount, duplicateCount, mayImport, segments } = await sidebarOf(state, url);
  return (
    <Shell
      t={t}
      path={url.pathname}
      userName={user.name}
      isAdmin={user.role === "admin"}
      mayImport={mayImport}
      contactCount={formatNumber(locale, contactCount)}
      duplicateCount={duplicateCount > 0 ? formatNumber(locale, duplicateCount) : ""}
      segments={segments.map((segment) => ({
        ...segment,
        count: formatCount(locale, segment.count),
      }))}
      segmentId={currentSegmentId(url)}
      flash={flash && (
        <Flash
          kind={flash.kind}
          text={text(locale, flash.key, flash.params)}
          undo={flashUndo(flash, { t, url })}
        />
      )}
    >
      <Component />
      {user.preferences.shortcuts && (
        <>
          <ShortcutsHelp t={t} />
          <Shortcuts />
        </>
      )}
    </Shell>
  );
});
