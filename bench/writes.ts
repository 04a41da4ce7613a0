// Writing: the same creations, touches and renamings to every engine, one commit each, in turn.
import type { Contact } from "@/lib/domain/contact.ts";
import type { Engine } from "./engine.ts";
import { type Measured, timeOf, timesOf } from "./measure.ts";
import { NOW_MS } from "./people.ts";
import type { Work } from "./targets.ts";

/** Contacts 1 to N that the engines have, and those to come after them. */
export interface WritePlan {
  contacts: readonly Contact[];
  newcomers: readonly Contact[];
}

type Write = (engine: Engine, at: number) => Promise<void>;

/** As many of each kind as there are newcomers; touches and renamings are spread over all contacts. */
export async function measureWrites(
  engines: readonly Engine[],
  { contacts, newcomers }: WritePlan,
): Promise<Measured[]> {
  const count = newcomers.length;
  const kinds: [string, Work, Write][] = [
    ["create", "touch", (engine, at) => engine.create(itemAt(newcomers, at))],
    ["touch", "touch", (engine, at) => engine.touch(spread(contacts, at / count).id, NOW_MS + at)],
    ["rename", "rename", (engine, at) => {
      const contact = spread(contacts, at / count);
      return engine.rename(contact, `${contact.name} Бук`);
    }],
  ];
  const measured: Measured[] = [];
  for (const [name, work, write] of kinds) {
    measured.push({ name, work, total: null, times: await writeInTurn(engines, count, write) });
  }
  return measured;
}

async function writeInTurn(engines: readonly Engine[], count: number, write: Write) {
  const takenMs: number[][] = engines.map(() => []);
  for (let at = 0; at < count; at++) {
    for (const [number, engine] of engines.entries()) {
      takenMs[number]?.push(await timeOf(() => write(engine, at)));
    }
  }
  return takenMs.map(timesOf);
}

function spread(contacts: readonly Contact[], share: number): Contact {
  return itemAt(contacts, Math.floor(contacts.length * share));
}

function itemAt(contacts: readonly Contact[], at: number): Contact {
  const contact = contacts[at];
  if (contact === undefined) throw new RangeError(`Cannot write: there is no contact at ${at}`);
  return contact;
}
