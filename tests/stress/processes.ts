// Starting the processes of a stress run, reading what they say, and killing them.

export class Worker {
  readonly #process: Deno.ChildProcess;
  readonly #done: Promise<void>;
  readonly lines: string[] = [];
  #wake: () => void = () => {};

  constructor(role: string, file: string) {
    const root = new URL("../../", import.meta.url).pathname;
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", `${root}tests/stress/worker.ts`, role, file],
      cwd: root,
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#done = this.#read();
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
    await this.#done;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
