import { assertEquals } from "@std/assert";
import { type Condition, EVERYBODY, NOBODY } from "@/lib/domain/filter/condition.ts";
import { onlyEmail, simplified } from "./simplify.ts";

const VIP: Condition = { kind: "member", family: "tags", anyOf: ["vip"] };
const NEW: Condition = { kind: "member", family: "tags", anyOf: ["new"] };

function all(...of: Condition[]): Condition {
  return { kind: "all", of };
}

function any(...of: Condition[]): Condition {
  return { kind: "any", of };
}

function not(of: Condition): Condition {
  return { kind: "not", of };
}

function range(from: number, to: number): Condition {
  return { kind: "range", field: "created", from, to };
}

Deno.test("simplified() opens groups in groups and leaves the order", () => {
  assertEquals(simplified(all(VIP, all(NEW, all()))), all(VIP, NEW));
  assertEquals(simplified(any(any(VIP), any(NEW, any()))), any(VIP, NEW));
  assertEquals(simplified(all(any(all(VIP)))), VIP);
  assertEquals(simplified(not(not(all(VIP, NEW)))), all(VIP, NEW));
});

Deno.test("simplified() tells everybody and nobody", () => {
  const nobody: Condition[] = [
    all(VIP, any()),
    not(any(VIP, all())),
    range(5, 5),
    range(5, 4),
    range(NaN, 5),
    { kind: "text", column: "name", test: "is", values: [] },
    all(VIP, not({ kind: "present", field: "id" })),
  ];
  for (const condition of nobody) assertEquals(simplified(condition), NOBODY);
  const everybody: Condition[] = [
    any(VIP, not(NOBODY)),
    { kind: "member", family: "source", anyOf: [] },
    all({ kind: "present", field: "created" }, { kind: "present", field: "imports" }),
  ];
  for (const condition of everybody) assertEquals(simplified(condition), EVERYBODY);
});

Deno.test("onlyEmail() is the address where nothing else is asked", () => {
  const asked = (values: string[]): Condition => ({
    kind: "text",
    column: "email",
    test: "is",
    values,
  });
  assertEquals(onlyEmail(asked(["a@x.ua"])), "a@x.ua");
  const others: Condition[] = [
    asked(["a@x.ua", "b@x.ua"]),
    { kind: "text", column: "email", test: "starts", values: ["a@x.ua"] },
    { kind: "text", column: "name", test: "is", values: ["a@x.ua"] },
    not(asked(["a@x.ua"])),
  ];
  for (const condition of others) assertEquals(onlyEmail(condition), null);
});
