import { define } from "@/lib/http/define.ts";
import { importAt } from "@/lib/http/import_pages.ts";
import { rejectedRowsCsv } from "@/lib/transfer/rejected_rows.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { deps, t } = ctx.state;
    const run = await importAt(ctx);
    const csv = rejectedRowsCsv(deps.kv, run, {
      row: t("import.row"),
      reason: t("import.rejected.reason"),
      column: (number) => t("import.map.column_number", { number }),
      explain: (problem) => t(`import.reason.${problem.reason}`),
    });
    return new Response(ReadableStream.from(csv).pipeThrough(new TextEncoderStream()), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="rejected-${run.id}.csv"`,
      },
    });
  },
});
