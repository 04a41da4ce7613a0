// On what and when a run was measured.

export interface Machine {
  /** Milliseconds since the epoch. */
  atMs: number;
  processors: number;
  processor: string;
  memoryGib: number;
  system: string;
  deno: string;
  /** Processes that wanted a processor, on average over the minute before the run. */
  load: number;
}

const GIB = 2 ** 30;

export async function describeMachine(): Promise<Machine> {
  return {
    atMs: Date.now(),
    processors: navigator.hardwareConcurrency,
    processor: await processorName(),
    memoryGib: Math.round(Deno.systemMemoryInfo().total / GIB),
    system: `${Deno.build.os} ${Deno.osRelease()}`,
    deno: Deno.version.deno,
    load: Deno.loadavg()[0] ?? 0,
  };
}

export function machineText(machine: Machine): string {
  const { atMs, processors, processor, memoryGib, system, deno, load } = machine;
  const day = new Date(atMs).toISOString().slice(0, 10);
  return `${day}: ${processors} processors (${processor}), ${memoryGib} GiB, ${system}, Deno ${deno}; ` +
    `load average before the run ${load.toFixed(1)}.`;
}

async function processorName(): Promise<string> {
  try {
    const text = await Deno.readTextFile("/proc/cpuinfo");
    return /^model name\s*: (.*)$/m.exec(text)?.[1] ?? Deno.build.arch;
  } catch {
    return Deno.build.arch; // not Linux
  }
}
