// Whether this process can serve: its store takes a write. Asked often, so the answer is kept for some seconds.
import { probeStore } from "@/lib/store/probe.ts";
import { logFailure } from "./log.ts";

const KEPT_MS = 5000;

interface Answer {
  atMs: number;
  isReady: boolean;
}

const answers = new WeakMap<Deno.Kv, Answer>();

export async function isReady(kv: Deno.Kv, nowMs: number): Promise<boolean> {
  const kept = answers.get(kv);
  if (kept && nowMs < kept.atMs + KEPT_MS) return kept.isReady;
  const answer: Answer = { atMs: nowMs, isReady: await takesWrites(kv, nowMs) };
  answers.set(kv, answer);
  return answer.isReady;
}

async function takesWrites(kv: Deno.Kv, nowMs: number): Promise<boolean> {
  try {
    await probeStore(kv, nowMs);
    return true;
  } catch (error) {
    logFailure("store_takes_no_writes", error);
    return false;
  }
}
