/** Type-checks lib/domain and lib/i18n as a browser would run them, so that any `Deno.*` there fails. */
import denoJson from "@/deno.json" with { type: "json" };

const ROOT = new URL("../", import.meta.url);
const PURE_FOLDERS = ["lib/domain", "lib/i18n"];

/** Checks folders of a project without Deno's types. `problems` is empty when all is well. */
export async function checkDomain(
  root: URL,
  folders: readonly string[],
): Promise<{ code: number; problems: string }> {
  const files = folders.flatMap((folder) => sources(new URL(`${folder}/`, root)));
  const config = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(config, JSON.stringify(browserConfig(root)));
    const args = ["check", "--quiet", "--no-lock", "--config", config, ...files];
    const { code, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    return { code, problems: new TextDecoder().decode(stderr) };
  } finally {
    await Deno.remove(config);
  }
}

/** The project's own settings, but with the types a browser has. */
function browserConfig(root: URL) {
  const { "@/": _, ...imports } = denoJson.imports;
  return {
    nodeModulesDir: "none",
    imports: { "@/": root.href, ...imports },
    compilerOptions: {
      ...denoJson.compilerOptions,
      lib: ["dom", "dom.iterable", "dom.asynciterable", "esnext"],
    },
  };
}

/** Files of a folder and those below it, without tests: those may use Deno. */
function sources(folder: URL): string[] {
  return [...Deno.readDirSync(folder)].flatMap((entry) => {
    if (entry.isDirectory) return sources(new URL(`${entry.name}/`, folder));
    const isSource = /\.tsx?$/.test(entry.name) && !/_test\.tsx?$/.test(entry.name);
    return isSource ? [new URL(entry.name, folder).pathname] : [];
  });
}

if (import.meta.main) {
  const { code, problems } = await checkDomain(ROOT, PURE_FOLDERS);
  if (code !== 0) console.error(problems);
  Deno.exit(code);
}
