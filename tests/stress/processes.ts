// Starting the processes of a stress run, reading what they say, killing them, and what must be right afterwards.
import { assertEquals } from "@std/assert";
import { DEFAULT_INDEX_OPTIONS } from "@/lib/store/index/contact_index.ts";
import { verify } from "@/lib/store/verify.ts";
import { PEOPLE } from "./holders.ts";
import { OPTIONS } from "./worker.ts";

export class Worker {
  readonly #process: Deno.ChildProcess;
  readonly #done: Promise<void>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly lines: string[] = [];
  #wake: () => void = () => {};

  /** @param script a file beside this one, which is given the role and the database's file */
  constructor(role: string, file: string, script = "worker.ts") {
    const root = new URL("../../", import.meta.url).pathname;
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", `${root}tests/stress/${script}`, role, file],
      cwd: root,
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#done = this.#read();
    this.#input = this.#process.stdin.getWriter();
  }

  /** The line that it says next, after the first `from` lines. */
  async next(from: number): Promise<string> {
    await this.says(/./, from);
    return this.lines[from] ?? "";
  }

  /** Gives it a line, and waits for the one it answers. */
  async ask(line: string): Promise<string> {
    const from = this.lines.length;
    await this.#input.write(new TextEncoder().encode(`${line}\n`));
    return await this.next(from);
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const text of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      this.lines.push(...lines);
      this.#wake();
    }
    this.#wake();
  }

  /** Until it has said a line that matches, after the first `from` lines. Rejects when it ends before. */
  async says(pattern: RegExp, from = 0): Promise<void> {
    let isOver = false;
    this.#done.then(() => isOver = true);
    while (!this.lines.slice(from).some((line) => pattern.test(line))) {
      if (isOver) throw new Error("A worker of the stress run has ended by itself");
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }

  /** `kill -9`, and until the process is gone. */
  async kill(): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended already
    }
    await this.#process.status;
    await Promise.all([this.#done, this.#input.abort().catch(() => undefined)]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}

/** The numbers of the lines that start with the word. */
export function numbersAfter(word: string, worker: Worker): number[] {
  const lines = worker.lines.filter((line) => line.startsWith(`${word} `));
  return lines.map((line) => Number(line.split(" ")[1]));
}

/** A database file of one test's own. */
export async function withFile(run: (file: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "kartka-stress-" });
  try {
    await run(`${folder}/stress.kv`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** All that verify finds in a store that was populated with holders. */
export async function differences(kv: Deno.Kv): Promise<string[]> {
  const found: string[] = [];
  const index = { ...DEFAULT_INDEX_OPTIONS, ...OPTIONS };
  const { contacts } = await verify(kv, {
    fix: false,
    index,
    report: ({ message }) => found.push(message),
  });
  assertEquals(contacts, PEOPLE);
  return found;
}
