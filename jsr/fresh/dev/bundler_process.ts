// Owns the end of esbuild's helper process: its own stop() kills and does not wait, which leak checks mistake for a leak.
import * as esbuild from "esbuild";
import childProcess, { type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** Runs a bundling, and is done when the bundler's process is. */
export async function withBundler<T>(bundle: () => Promise<T>): Promise<T> {
  const { spawn } = childProcess;
  const started: { child: ChildProcess; ended: Promise<unknown> }[] = [];
  // esbuild starts its process in the first call and hands it to nobody.
  const noting = (...call: Parameters<typeof spawn>): ChildProcess => {
    const child = spawn(...call);
    started.push({ child, ended: once(child, "exit") });
    return child;
  };
  childProcess.spawn = noting as typeof spawn;
  try {
    return await bundle();
  } finally {
    childProcess.spawn = spawn;
    // esbuild lets go of its process, so that waiting for it would not keep ours alive.
    for (const { child } of started) child.ref();
    await esbuild.stop();
    await Promise.all(started.map(({ ended }) => ended));
  }
}
