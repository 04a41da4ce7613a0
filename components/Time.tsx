// Moments on a page: for machines in full, for people as they say them.
import { formatDateTime, formatRelative } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

export interface TimeProps {
  viewer: Viewer;
  atMs: number;
}

export interface RelativeTimeProps extends Omit<TimeProps, "atMs"> {
  atMs: number | null;
  /** Said where there is no moment. */
  none?: string;
}

/** "5 min ago", with the exact moment on hover. */
export function RelativeTime({ viewer, atMs, none }: RelativeTimeProps) {
  const { locale, timeZone, nowMs } = viewer;
  if (atMs === null) return <span class="muted">{none}</span>;
  return (
    <time dateTime={new Date(atMs).toISOString()} title={formatDateTime(locale, timeZone, atMs)}>
      {formatRelative(locale, timeZone, atMs, nowMs)}
    </time>
  );
}

/** "22 Nov 2026, 15:00". */
export function ExactTime({ viewer: { locale, timeZone }, atMs }: TimeProps) {
  return (
    <time dateTime={new Date(atMs).toISOString()}>{formatDateTime(locale, timeZone, atMs)}</time>
  );
}
