// Writing: the same creations, touches and renamings to every engine, one commit each, in turn.
import type { Engine } from "./engine.ts";
import { type Measured, timeOf, timesOf } from "./measure.ts";
import { NOW_MS } from "./people.ts";
import type { Population } from "./population.ts";
import type { Work } from "./targets.ts";

/** What the write of this number is; made before the clock starts. */
type MakeWrite = (at: number) => (engine: Engine) => Promise<void>;

/** As many of each kind as there are newcomers; touches and renamings are spread over all contacts. */
export async function measureWrites(
  engines: readonly Engine[],
  contacts: Population,
): Promise<Measured[]> {
  const { total, newcomers: count } = contacts;
  const kinds: [string, Work, MakeWrite][] = [
    ["create", "touch", (at) => {
      const contact = contacts.at(total + at);
      return (engine) => engine.create(contact);
    }],
    ["touch", "touch", (at) => {
      const { id } = contacts.spread(at / count);
      return (engine) => engine.touch(id, NOW_MS + at);
    }],
    ["rename", "rename", (at) => {
      const contact = contacts.spread(at / count);
      return (engine) => engine.rename(contact, `${contact.name} Бук`);
    }],
  ];
  const measured: Measured[] = [];
  for (const [name, work, write] of kinds) {
    measured.push({ name, work, total: null, times: await writeInTurn(engines, count, write) });
  }
  return measured;
}

async function writeInTurn(engines: readonly Engine[], count: number, make: MakeWrite) {
  const takenMs: number[][] = engines.map(() => []);
  for (let at = 0; at < count; at++) {
    const write = make(at);
    for (const [number, engine] of engines.entries()) {
      takenMs[number]?.push(await timeOf(() => write(engine)));
    }
  }
  return takenMs.map(timesOf);
}
