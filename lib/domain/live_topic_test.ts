import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type LiveTopic, parseTopic, topicAction, topicText } from "./live_topic.ts";

const aTopic: fc.Arbitrary<LiveTopic> = fc.oneof(
  fc.constantFrom<LiveTopic>({ kind: "list" }, { kind: "conversations" }, { kind: "activity" }),
  fc.integer({ min: 1, max: 10 ** 14 }).map((id): LiveTopic => ({ kind: "contact", id })),
  fc.stringMatching(/^[0-9A-Z]{26}$/).map((id): LiveTopic => ({ kind: "conversation", id })),
);

Deno.test("parseTopic() reads back what topicText() has written", () => {
  fc.assert(fc.property(aTopic, (topic) => assertEquals(parseTopic(topicText(topic)), topic)));
});

Deno.test("parseTopic() takes nothing else", () => {
  const wrong = ["", "lists", "contact", "contact:", "contact:0", "contact:-1", "contact:1e3"];
  const more = ["contact:x", "contact:1 ", "conversation:", "conversation:a/b", "user:1", "list:1"];
  for (const text of [...wrong, ...more]) assertEquals(parseTopic(text), null, text);
  fc.assert(fc.property(fc.string(), (text) => {
    const topic = parseTopic(text);
    return topic === null || topicText(topic) === text;
  }));
});

Deno.test("topicAction() asks for the right to read what the topic is about", () => {
  const asked = ["list", "contact:1", "conversations", "conversation:A", "activity"].map((text) => {
    const topic = parseTopic(text);
    return topic && topicAction(topic);
  });
  assertEquals(asked, [
    "contact.read",
    "contact.read",
    "conversation.read",
    "conversation.read",
    "contact.read",
  ]);
});
