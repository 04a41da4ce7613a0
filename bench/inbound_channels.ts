// The channels of the inbound bench, and the program at their other end that takes what agents answer.
import { createChannel } from "@/lib/actions/create_channel.ts";
import { openChannelSecrets } from "@/lib/actions/channel_secret.ts";
import { openDeps } from "@/lib/actions/open_deps.ts";
import type { ChannelType } from "@/lib/domain/channel.ts";
import { usualConversationType } from "@/lib/domain/channel.ts";
import { EMPTY_CONNECTOR } from "@/lib/domain/channel_input.ts";
import { openInstallationBox } from "@/lib/store/app_key.ts";
import { openKv } from "@/lib/store/kv.ts";
import { z } from "zod";

const TYPES = ["website", "api", "viber", "whatsapp", "email", "call"] as const;

export interface BenchChannel {
  id: string;
  type: ChannelType;
  secret: string;
}

/** One of each type, in a store that nobody else has open; all deliver to the URL. */
export async function saveChannels(folder: string, url: string): Promise<BenchChannel[]> {
  using kv = await openKv({ kvUrl: null, dataDir: folder });
  const deps = openDeps(kv, {
    country: "UA",
    timeZone: "Europe/Kyiv",
    secrets: await openInstallationBox({ appKey: null, dataDir: folder }),
    onFailure: (error) => {
      throw error;
    },
  });
  const principal = { id: "01BENCHADMIN00000000000000", role: "admin" } as const;
  const acting = { deps, principal, actor: { kind: "user", userId: principal.id } } as const;
  const channels: BenchChannel[] = [];
  for (const type of TYPES) {
    const channel = await createChannel(acting, type, {
      ...EMPTY_CONNECTOR,
      name: `Bench ${type}`,
      conversationType: usualConversationType(type),
      canWriteFirst: false,
      connector: "webhook",
      url,
    });
    const [secret = ""] = await openChannelSecrets(deps, channel);
    channels.push({ id: channel.id, type, secret });
  }
  await deps.idle();
  return channels;
}

const deliveredSchema = z.object({
  messageId: z.string(),
  message: z.object({ sentAtMs: z.number() }).optional(),
  call: z.object({ sentAtMs: z.number() }).optional(),
});

export interface Receiver {
  url: string;
  /** By message: how old it was when it first arrived, in milliseconds. */
  agesMs: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/** Answers at once, as a quick program would. */
export function startReceiver(): Receiver {
  const agesMs = new Map<string, number>();
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, async (req) => {
    const { messageId, message, call } = deliveredSchema.parse(await req.json());
    const sentAtMs = message?.sentAtMs ?? call?.sentAtMs ?? Date.now();
    if (!agesMs.has(messageId)) agesMs.set(messageId, Date.now() - sentAtMs);
    return Response.json({ id: messageId });
  });
  const url = `http://127.0.0.1:${server.addr.port}/in`;
  return { url, agesMs, stop: () => server.shutdown() };
}
