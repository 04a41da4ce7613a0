// docs/api_inbound.md says what programs may send and are told; the schema and the texts agree with it.
import { assert, assertEquals } from "@std/assert";
import { z } from "zod";
import { ATTACHMENT_KINDS, inboundAnswerSchema, inboundEventSchema } from "@/lib/domain/inbound.ts";
import { curlSample, mailPipeSample } from "@/lib/http/channel_sample.ts";
import { inbound } from "@/lib/i18n/en/inbound.ts";

const DOCUMENT = Deno.readTextFileSync(new URL("../../docs/api_inbound.md", import.meta.url));

const jsonSchema = z.lazy(() =>
  z.object({
    properties: z.record(z.string(), nodeSchema).default({}),
    required: z.array(z.string()).default([]),
    items: z.unknown().optional(),
  })
);
const nodeSchema: z.ZodType<unknown> = z.unknown();

/** Names of fields with their paths; a star where one is needed. */
function fieldsOf(schema: unknown, path = ""): string[] {
  const { properties, required, items } = jsonSchema.parse(schema);
  const own = Object.entries(properties).flatMap(([name, child]) => {
    const mark = required.includes(name) ? " *" : "";
    return [`${path}${name}${mark}`, ...fieldsOf(child, `${path}${name}.`)];
  });
  return items === undefined ? own : [...own, ...fieldsOf(items, path)];
}

/** Cells of the table whose head begins with this word. */
function table(head: string): string[][] {
  const lines = DOCUMENT.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${head} `));
  assert(start !== -1, `no table of ${head}`);
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  return rows.slice(0, end).map((row) => row.split("|").slice(1, -1).map((cell) => cell.trim()));
}

function block(kind: string): string {
  return DOCUMENT.split(`\`\`\`${kind}\n`)[1]?.split("\n```")[0] ?? "";
}

Deno.test("the document lists exactly the fields of the schema, and which are needed", () => {
  const { oneOf = [] } = z.toJSONSchema(inboundEventSchema, { io: "input" });
  const fields = new Set(oneOf.flatMap((schema) => fieldsOf(schema)));
  const told = table("field").map(([cell = ""]) => cell.replace(/[`\\]/g, ""));
  assertEquals(told.toSorted(), [...fields].sort());
});

Deno.test("every example of an event is one, and every kind has an example", () => {
  const events = block("json").split("\n").map((line) =>
    inboundEventSchema.parse(JSON.parse(line))
  );
  assertEquals(new Set(events.map(({ kind }) => kind)).size, inboundEventSchema.options.length);
});

Deno.test("the example of an answer is one, and all results are explained", () => {
  inboundAnswerSchema.parse(JSON.parse(block("json answer")));
  const results = table("result").map(([cell = ""]) => cell.replaceAll("`", ""));
  assertEquals(results, inboundAnswerSchema.shape.result.options);
});

Deno.test("every reason that programs are told has a line, and every kind of attachment a place", () => {
  const reasons = Object.keys(inbound).flatMap((key) =>
    /^error\.(\w+)\.title$/.exec(key)?.[1] ?? []
  );
  const told = table("code").map(([cell = ""]) => cell.replaceAll("`", ""));
  assertEquals(told, reasons);
  for (const kind of ATTACHMENT_KINDS) assert(DOCUMENT.includes(`\`${kind}\``), kind);
});

Deno.test("the samples are the ones that a channel's page shows", () => {
  const channel = { id: "<channel>", type: "api" } as const;
  assertEquals(block("sh"), curlSample("https://kartka.example.org", channel));
  assertEquals(block("sh mail"), mailPipeSample("https://kartka.example.org", channel));
});
