// What the profile page shows: the user's own choices and their sessions.
import type { User } from "@/lib/domain/user.ts";
import { formatDateTime, formatRelative } from "@/lib/i18n/format.ts";
import { listSessions } from "@/lib/store/sessions.ts";
import { requireSignedIn, type State } from "./define.ts";
import { deviceName } from "./device_name.ts";
import type { ProblemTexts } from "./problems.ts";

export interface SessionLine {
  hash: string;
  /** "Firefox · Windows"; null when the browser did not say. */
  device: string | null;
  began: string;
  seen: string;
  isHere: boolean;
}

export interface Profile {
  user: User;
  sessions: SessionLine[];
  problems: ProblemTexts;
}

export async function readProfile(state: State, problems: ProblemTexts = {}): Promise<Profile> {
  const { deps, locale, timeZone, nowMs } = state;
  const user = requireSignedIn(state);
  const sessions = await listSessions(deps.kv, user.id, nowMs);
  const lines = sessions.map(({ hash, device, createdAtMs, seenAtMs }) => ({
    hash,
    device: deviceName(device),
    began: formatDateTime(locale, timeZone, createdAtMs),
    seen: formatRelative(locale, timeZone, seenAtMs, nowMs),
    isHere: hash === state.sessionHash,
  }));
  return { user, sessions: lines, problems };
}
