// "7 attempts, last 5 minutes ago": what a block has kept out so far (8.3).
import { formatDateTime, formatRelative } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

export interface BlockTallyProps {
  viewer: Viewer;
  tally: { attempts: number; lastAttemptAtMs: number | null };
}

export function BlockTally({ viewer, tally }: BlockTallyProps) {
  const { t, locale, timeZone, nowMs } = viewer;
  const { attempts, lastAttemptAtMs } = tally;
  if (lastAttemptAtMs === null) return <>{t("block.no_attempts")}</>;
  const ago = formatRelative(locale, timeZone, lastAttemptAtMs, nowMs);
  return (
    <time
      dateTime={new Date(lastAttemptAtMs).toISOString()}
      title={formatDateTime(locale, timeZone, lastAttemptAtMs)}
    >
      {t("block.attempts", { count: attempts, ago })}
    </time>
  );
}
