// Texts of pages that follow changes.
export const live = {
  "live.updated": "Updated at {time} ·",
  "live.refresh": "Refresh",
  "live.on": "Live",
  "live.pause": "Pause updates",
  "live.paused": "Updates are paused",
  "live.resume": "Resume",
  "live.rows": "{count} new",
  "live.show": "Show",
  "live.added": "New on this page: {count}",
} as const;
