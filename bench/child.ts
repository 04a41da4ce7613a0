// A new process for one piece of the bench, so that its time and memory are its own.
import { parse, stringify } from "devalue";

/** The environment in which `deno task start` starts the app. */
export const AS_STARTED = {
  DENO_SERVE_AUTOMATIC_COMPRESSION: "1",
  MALLOC_MMAP_THRESHOLD_: "1000000",
};

/**
 * Runs a script of this folder and answers what it gave to `answerParent`. Both ways take any plain data, infinities too.
 * Throws when the script fails.
 */
export async function runChild(script: string, input: unknown): Promise<unknown> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL(script, import.meta.url).pathname],
    cwd: new URL("..", import.meta.url).pathname,
    env: AS_STARTED,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const text = new Blob([stringify(input)]).stream();
  const [, { success, stdout }] = await Promise.all([text.pipeTo(child.stdin), child.output()]);
  if (!success) throw new Error(`The process of ${script} has failed`);
  return parse(new TextDecoder().decode(stdout));
}

/** For the script: reads what `runChild` was given, and gives back what it finds. */
export async function answerParent<Input>(
  answer: (input: Input) => Promise<unknown>,
): Promise<void> {
  const input: Input = parse(await new Response(Deno.stdin.readable).text());
  const found = stringify(await answer(input));
  await new Blob([found]).stream().pipeTo(Deno.stdout.writable);
}
