import { assert } from "@std/assert";
import { isSameSubject } from "./conversation.ts";

Deno.test("a subject that is answered or passed on, in whatever language, is the same one", () => {
  const subject = "Рахунок 42: оплата";
  const marks = ["Re: ", "RE:", "re : ", "Re[2]: ", "Fwd: Re: ", "FW: ", "Відп: ", "AW: SV: "];
  for (const mark of marks) {
    assert(isSameSubject(`${mark}${subject}`, subject), mark);
    assert(isSameSubject(subject, `${mark}  РАХУНОК 42:  оплата `), mark);
  }
});

Deno.test("a subject of something else is not, however alike they begin", () => {
  const others = [
    "Рахунок 43: оплата",
    "Повернення",
    "Regards",
    "Рахунок 42",
    "Reorder: Рахунок 42: оплата",
  ];
  for (const other of others) assert(!isSameSubject(other, "Рахунок 42: оплата"), other);
});
