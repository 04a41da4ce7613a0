import { assertEquals } from "@std/assert";
import { parseMail } from "./mail.ts";

/** A report in the parts of RFC 6522: for people, for programs, and the mail it is about. */
function report(status: string[], returned: string[]): Uint8Array {
  const lines = [
    "Return-Path: <>",
    "From: Mail Delivery System <MAILER-DAEMON@mx.example.com>",
    "To: support@example.org",
    "Subject: Undelivered Mail Returned to Sender",
    "MIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="cut"',
    "",
    "--cut",
    "Content-Type: text/plain",
    "",
    "Your mail could not be delivered.",
    "--cut",
    ...status,
    "--cut",
    ...returned,
    "--cut--",
    "",
  ];
  return new TextEncoder().encode(lines.join("\r\n"));
}

function statusOf(action: string): string[] {
  return [
    "Content-Description: Delivery report",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.example.com",
    "",
    "Final-Recipient: rfc822; olena@example.com",
    `Action: ${action}`,
    "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 5.1.1 no such user",
    "",
  ];
}

const HEADERS = [
  "Message-ID: <01KA.01KB@example.org>",
  "From: support@example.org",
  "To: olena@example.com",
  "Subject: Order 118",
  "",
];
const WHOLE = ["Content-Type: message/rfc822", "", ...HEADERS, "Hello, Action: delivered", ""];
const HEADERS_ALONE = ["Content-Type: text/rfc822-headers", "", ...HEADERS];

const failed = {
  kind: "delivery",
  delivery: { conversationId: "01KA", messageId: "01KB", state: "failed" },
} as const;

Deno.test("a report that a mail has failed is of the message it was, whole or by its headers alone", async () => {
  for (const returned of [WHOLE, HEADERS_ALONE]) {
    assertEquals(await parseMail(report(statusOf("failed"), returned)), failed);
  }
});

Deno.test("a report is read in base64 and in any case", async () => {
  const encoded = [
    "Content-Type: Message/Delivery-Status",
    "Content-Transfer-Encoding: base64",
    "",
    new TextEncoder().encode("ACTION: Failed\r\n").toBase64(),
  ];
  assertEquals(await parseMail(report(encoded, WHOLE)), failed);
});

Deno.test("a report on a mail to an address beyond ASCII is read as any other (RFC 6533)", async () => {
  const status = statusOf("failed").with(1, "Content-Type: message/global-delivery-status");
  for (const type of ["message/global", "message/global-headers"]) {
    const returned = WHOLE.with(0, `Content-Type: ${type}`);
    assertEquals(await parseMail(report(status, returned)), failed, type);
  }
});

Deno.test("a report of a delivery says that the mail has arrived", async () => {
  const event = await parseMail(report(statusOf("delivered"), HEADERS_ALONE));
  assertEquals(event, { ...failed, delivery: { ...failed.delivery, state: "delivered" } });
});

Deno.test("delays, mails of others and reports in words alone say nothing of a message", async () => {
  const others = HEADERS_ALONE.with(2, "Message-ID: <abc@example.com>");
  for (
    const bytes of [
      report(statusOf("delayed"), WHOLE),
      report(statusOf("relayed"), WHOLE),
      report(statusOf(""), WHOLE),
      report(statusOf("failed"), others),
      report(statusOf("failed"), HEADERS_ALONE.toSpliced(2, 1)),
      report(["Content-Type: text/plain", "", "Action: failed"], WHOLE),
      report(statusOf("failed"), ["Content-Type: text/plain", "", ...HEADERS]),
      new TextEncoder().encode("From: MAILER-DAEMON@example.com\r\n\r\nUndelivered"),
    ]
  ) assertEquals(await parseMail(bytes), null, new TextDecoder().decode(bytes));
});
