import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { parseMail } from "./mail.ts";
import { inboundEventSchema } from "@/lib/domain/inbound.ts";
import { InputError, KartkaError } from "@/lib/errors.ts";

const HEADERS = [
  "Return-Path: <olena@example.com>",
  "From: =?UTF-8?B?0J7Qu9C10L3QsA==?= <Olena@Example.com>",
  "To: help@example.org",
  "Subject: =?UTF-8?Q?=D0=97=D0=B0=D0=BC=D0=BE=D0=B2=D0=BB=D0=B5=D0=BD=D0=BD=D1=8F?= 7",
  "Date: Sun, 22 Nov 2026 11:59:00 +0000",
  "Message-ID: <abc@example.com>",
  "MIME-Version: 1.0",
];

/** Bytes of a mail; letters of `body` beyond ASCII are bytes as they stand. */
function mail(headers: string[], body: string): Uint8Array {
  const text = `${headers.join("\r\n")}\r\n\r\n${body}`;
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Latin-1 text with the bytes that this text has in Windows-1251. */
function windows1251(text: string): string {
  return [...text].map((letter) => {
    const code = letter.charCodeAt(0);
    if (code < 128) return letter;
    if (letter === "і") return "\xb3";
    return String.fromCharCode(code - 0x410 + 0xc0);
  }).join("");
}

async function messageOf(bytes: Uint8Array) {
  const event = await parseMail(bytes);
  assert(event?.kind === "message");
  assertEquals(inboundEventSchema.parse(event), event);
  return event;
}

Deno.test("a mail becomes a message with address, display name, subject and id", async () => {
  const event = await messageOf(
    mail([...HEADERS, "Content-Type: text/plain"], "Hello\r\n\r\nBye\r\n"),
  );
  assertEquals(event, {
    kind: "message",
    identity: { email: "Olena@Example.com", name: "Олена" },
    message: {
      text: "Hello\n\nBye",
      subject: "Замовлення 7",
      externalId: "abc@example.com",
      sentAtMs: Date.UTC(2026, 10, 22, 11, 59),
      attachments: [],
    },
  });
});

Deno.test("Windows-1251, base64 and quoted-printable are read as they are meant", async () => {
  const text = "Привіт, світе";
  const bytes = windows1251(text);
  const quoted = [...bytes].map((letter) =>
    letter.charCodeAt(0) < 128 ? letter : `=${letter.charCodeAt(0).toString(16).toUpperCase()}`
  ).join("");
  const cases: [string, string, string][] = [
    ["windows-1251", "8bit", bytes],
    ["windows-1251", "base64", btoa(bytes)],
    ["windows-1251", "quoted-printable", quoted],
    ["utf-8", "base64", new TextEncoder().encode(text).toBase64()],
  ];
  for (const [charset, encoding, body] of cases) {
    const headers = [
      `Content-Type: text/plain; charset=${charset}`,
      `Content-Transfer-Encoding: ${encoding}`,
    ];
    const { message } = await messageOf(mail([...HEADERS, ...headers], body));
    assertEquals(message.text, text, `${charset} ${encoding}`);
  }
});

Deno.test("an HTML mail is kept as its words, and scripts are not among them", async () => {
  const html =
    "<style>p{}</style><p>One &amp; two</p><script>alert(1)</script><p>Three<br>four&nbsp;5</p>";
  const { message } = await messageOf(mail([...HEADERS, "Content-Type: text/html"], html));
  assertEquals(message.text.split(/\n+/).map((line) => line.trim()), [
    "One & two",
    "Three",
    "four 5",
  ]);
});

Deno.test("what is attached is named and not kept", async () => {
  const parts = [
    ["Content-Type: text/plain", "See both"],
    [
      'Content-Type: application/pdf; name="a.pdf"\r\nContent-Disposition: attachment; filename="a.pdf"',
      "x",
    ],
    ['Content-Type: image/png\r\nContent-Disposition: inline; filename="b.png"', "x"],
  ];
  const body = parts.map(([head, text]) => `--cut\r\n${head}\r\n\r\n${text}\r\n`).join("") +
    "--cut--\r\n";
  const { message } = await messageOf(
    mail([...HEADERS, "Content-Type: multipart/mixed; boundary=cut"], body),
  );
  assertEquals([message.text, message.attachments], [
    "See both",
    [{ kind: "document", name: "a.pdf" }, { kind: "photo", name: "b.png" }],
  ]);
});

Deno.test("an empty mail is its subject, or a placeholder", async () => {
  assertEquals((await messageOf(mail(HEADERS, ""))).message.text, "Замовлення 7");
  const { message } = await messageOf(mail(["From: a@example.com"], ""));
  assertEquals([message.text, message.attachments], ["", [{ kind: "other", name: "" }]]);
});

Deno.test("an automatic answer is marked, a bounce is nobody's message", async () => {
  const marked = [...HEADERS, "Auto-Submitted: auto-replied"];
  const nullPath = HEADERS.with(0, "Return-Path: <>");
  for (const headers of [marked, nullPath]) {
    const { message } = await messageOf(mail(headers, "On holiday"));
    assertEquals(message.attachments, [{ kind: "auto_reply", name: "" }]);
  }
  const report = "Content-Type: multipart/report; report-type=delivery-status; boundary=x";
  assertEquals(await parseMail(mail([...HEADERS, report], "--x--")), null);
  assertEquals(await parseMail(mail(HEADERS.with(1, "From: MAILER-DAEMON@example.com"), "")), null);
});

Deno.test("programs that mark automatic answers in ways of their own are understood", async () => {
  for (const header of ["Precedence: auto_reply", "X-Autoreply: yes"]) {
    const { message } = await messageOf(mail([...HEADERS, header], "On holiday"));
    assertEquals(message.attachments, [{ kind: "auto_reply", name: "" }], header);
  }
});

Deno.test("a name that cannot be read is no name, and the mail is stored", async () => {
  const from = "From: =?utf-8?Q?=CE=EB=E5=ED=E0?= <olena@example.com>";
  const { identity, message } = await messageOf(mail([from, "Subject: Hi"], "Hello"));
  assertEquals([identity, message.text], [{ email: "olena@example.com", name: "" }, "Hello"]);
});

Deno.test("Windows-1251 that nothing names is read all the same, from the sender's name to the last word", async () => {
  const from = `From: ${windows1251("Олена")} <olena@example.com>`;
  const headers = [from, `Subject: ${windows1251("Замовлення")}`];
  const { identity, message } = await messageOf(mail(headers, windows1251("Привіт, світе")));
  assertEquals([identity.name, message.subject, message.text], [
    "Олена",
    "Замовлення",
    "Привіт, світе",
  ]);
});

Deno.test("a mail without a sender is refused by its field", async () => {
  const error = await assertRejects(() => parseMail(mail(["Subject: x"], "Hi")), InputError);
  assertEquals(error.problems, { "identity.email": { code: "field_required" } });
});

/** Runs the parser, and fails on anything but an event, a bounce or an answer below 500. */
async function survives(bytes: Uint8Array): Promise<void> {
  try {
    const event = await parseMail(bytes);
    if (event !== null) assertEquals(inboundEventSchema.parse(event), event);
  } catch (error) {
    assert(error instanceof KartkaError && error.status < 500, String(error));
  }
}

Deno.test("two thousand malformed mails end in an event or an answer, never a fault of ours", async () => {
  const whole = mail(
    [...HEADERS, "Content-Type: multipart/mixed; boundary=cut"],
    [
      "--cut\r\nContent-Type: text/html; charset=windows-1251\r\n\r\n<p>a&#x10ffff;<b</p>\r\n",
      "--cut\r\nContent-Type: message/rfc822\r\n\r\nFrom: b@example.com\r\n\r\nInner\r\n",
      "--cut\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--cut--",
    ].join(""),
  );
  const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(edits, fc.nat(whole.length), async (changes, end) => {
      const bytes = new Uint8Array(whole);
      for (const [at, byte] of changes) bytes[at] = byte;
      await survives(bytes);
      await survives(bytes.slice(0, end));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("hostile mails end soon: nested parts, endless headers, unclosed tags", async () => {
  const nested = Array.from(
    { length: 500 },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
  ).join("");
  await survives(mail(HEADERS, nested));
  const forwarded = "From: a@example.com\r\nContent-Type: message/rfc822\r\n\r\n";
  await survives(mail(HEADERS, forwarded.repeat(15_000)));
  await survives(
    mail([...HEADERS, "Content-Type: multipart/mixed; boundary=b"], "--b\r\n".repeat(180_000)),
  );
  await survives(mail([...HEADERS, `X: ${"y".repeat(900_000)}`], "Hi"));
  for (
    const piece of [
      "\n",
      "a \n",
      "<",
      "<p",
      "<!--",
      "&#",
      "<style>",
      "</style",
      "=?x?",
      "(",
      '"',
      "<a@b,",
    ]
  ) {
    const many = piece.repeat(Math.floor(900_000 / piece.length));
    await survives(mail([...HEADERS, "Content-Type: text/html"], many));
    await survives(mail([...HEADERS, "Content-Type: text/html"], `<style></style ${many}`));
    await survives(mail([`From: ${many.slice(0, 60_000)}`, "Subject: x"], "Hi"));
  }
});
