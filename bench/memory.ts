// What processes take of the machine, as Linux counts it.

const MIB = 2 ** 20;

/** Memory that a process holds now, or the most it ever held, in MiB; null where /proc does not tell. */
export async function memoryMib(pid: number, what: "now" | "peak"): Promise<number | null> {
  const text = await proc(pid, "status");
  const field = what === "now" ? "VmRSS" : "VmHWM";
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(text)?.[1];
  return kib === undefined ? null : Number(kib) / 1024;
}

/** Of this process, where /proc does not tell what it holds now. */
export async function peakMibHere(): Promise<number> {
  return await memoryMib(Deno.pid, "peak") ?? Deno.memoryUsage().rss / MIB;
}

/** Seconds that a process has had a processor, its threads together; null where /proc does not tell. */
export async function processorSeconds(pid: number): Promise<number | null> {
  // The name of the program, in brackets, may hold spaces; user and system time are the 12th and 13th after it.
  const fields = (await proc(pid, "stat")).split(") ").at(-1)?.split(" ") ?? [];
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return Number.isNaN(user + system) ? null : (user + system) / TICKS_A_SECOND;
}

const TICKS_A_SECOND = 100;

async function proc(pid: number, file: string): Promise<string> {
  try {
    return await Deno.readTextFile(`/proc/${pid}/${file}`);
  } catch {
    return ""; // not Linux
  }
}
