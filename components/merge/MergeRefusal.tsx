// Why these two cannot be merged, and what leads on.
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Notice } from "../Notice.tsx";

export interface MergeRefusalProps {
  viewer: Viewer;
  text: string;
  /** What to do instead; null where the page itself offers it. */
  way: { href: string; label: string; isStep: boolean } | null;
}

export function MergeRefusal({ viewer: { t }, text, way }: MergeRefusalProps) {
  return (
    <div id="error-summary" tabIndex={-1} autofocus>
      <Notice kind="error" role="alert">
        <h2>{t("merge.refused_title")}</h2>
        <p>
          {text} {way && <a href={way.href} data-step={way.isStep ? "" : undefined}>{way.label}</a>}
        </p>
      </Notice>
    </div>
  );
}
