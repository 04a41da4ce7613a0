/** What every task shares: its arguments, its `--help`, and running other commands of Deno. */
import { parseArgs } from "node:util";
import { SETTINGS } from "@/lib/config.ts";

/** An option as `parseArgs` of node:util takes it, and what to say about it. */
export interface TaskOption {
  type: "string" | "boolean";
  short?: string;
  multiple?: boolean;
  default?: string | boolean;
  help: string;
}

/** One environment variable that a task reads. */
export interface TaskVariable {
  name: string;
  /** What it should hold. */
  expected: string;
  /** What holds when it is not set. */
  unset: string;
}

/** What a task is, for `--help`. */
export interface TaskHelp<Options extends Record<string, TaskOption>> {
  name: string;
  /** What it does, in a sentence or a few. */
  does: string;
  /** Arguments without a dash, as the usage line shows them: "FILE", "[PATH...]". */
  positionals?: string;
  options?: Options;
  variables?: readonly TaskVariable[];
}

/** The settings of a server, for tasks that open the database; see lib/config.ts. */
export const SERVER_VARIABLES: readonly TaskVariable[] = SETTINGS;

export const CHROME_PATH: TaskVariable = {
  name: "CHROME_PATH",
  expected: "the path of a Chromium or Chrome for the browser tests",
  unset: "the first of chromium and google-chrome on the PATH; else Debian's is installed",
};

/** The text of `--help`. */
export function helpText(task: TaskHelp<Record<string, TaskOption>>): string {
  const options = Object.entries(task.options ?? {}).map(([name, option]) =>
    optionLine(name, option)
  );
  const usage = ["deno task", task.name, "[options]", task.positionals ?? ""].join(" ").trim();
  const sections = [
    task.does,
    `Usage: ${usage}`,
    `Options:\n${[...options, "  --help\n      Print this and do nothing."].join("\n")}`,
    environmentText(task.variables ?? []),
  ];
  return sections.join("\n\n");
}

function optionLine(name: string, option: TaskOption): string {
  const flag = option.type === "string" ? `--${name} ${name.toUpperCase()}` : `--${name}`;
  const byDefault = option.default === undefined ? "" : ` Default: ${option.default}.`;
  return `  ${option.short ? `-${option.short}, ` : ""}${flag}\n      ${option.help}${byDefault}`;
}

function environmentText(variables: readonly TaskVariable[]): string {
  if (variables.length === 0) return "Environment: none.";
  const lines = variables.map(({ name, expected, unset }) =>
    `  ${name}\n      ${expected}; if unset: ${unset}`
  );
  return `Environment:\n${lines.join("\n")}`;
}

/**
 * Reads the arguments of a task. Prints the help and exits with 0 on `--help`; says what is wrong
 * and exits with 2 on an option that the task does not have.
 */
export function readArguments<const Options extends Record<string, TaskOption>>(
  task: TaskHelp<Options>,
  args: readonly string[] = Deno.args,
) {
  if (args.includes("--help")) {
    console.log(helpText(task));
    Deno.exit(0);
  }
  try {
    return parseTask(task, args);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\nSee: deno task ${task.name} --help`);
    Deno.exit(2);
  }
}

/** The part of `readArguments` without effects. Throws a TypeError on arguments that do not fit. */
export function parseTask<const Options extends Record<string, TaskOption>>(
  task: TaskHelp<Options>,
  args: readonly string[],
) {
  const options = task.options ?? ({} as Options);
  const allowPositionals = task.positionals !== undefined;
  return parseArgs({ args: [...args], options, allowPositionals, strict: true });
}

/** For tasks that hand their arguments on to Deno: prints the help and exits with 0 on `--help`. */
export function passArguments(task: TaskHelp<Record<string, TaskOption>>): string[] {
  if (Deno.args.includes("--help")) readArguments(task);
  return [...Deno.args];
}

/**
 * Runs `deno` with arguments, its output shown, and returns its exit code. SIGTERM is handed on;
 * Ctrl-C reaches the child by itself, and here it only must not end the wait for it.
 */
export async function runDeno(...args: string[]): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "inherit" }).spawn();
  const handOn = () => child.kill("SIGTERM");
  const wait = () => {};
  Deno.addSignalListener("SIGTERM", handOn);
  Deno.addSignalListener("SIGINT", wait);
  try {
    return (await child.status).code;
  } finally {
    Deno.removeSignalListener("SIGTERM", handOn);
    Deno.removeSignalListener("SIGINT", wait);
  }
}
