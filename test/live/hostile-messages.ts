import type { ErrorCode } from "#live/protocol.ts";

const filter = (where: unknown) => JSON.stringify({ type: "filter", filter: { where } });

/** Things that are said by mistake or in bad faith: name, the code of the answer, the message. */
export const hostileMessages: [string, ErrorCode, string | ArrayBuffer][] = [
  ["nothing", "message_invalid", ""],
  ["bytes", "message_invalid", new Uint8Array([1, 2, 3]).buffer],
  ["half a JSON", "message_invalid", '{"type":'],
  ["NUL", "message_invalid", "\0"],
  ["a number", "message_invalid", "1"],
  ["null", "message_invalid", "null"],
  ["a list", "message_invalid", "[]"],
  ["no type", "message_invalid", "{}"],
  ["an unknown type", "message_invalid", '{"type":"delete"}'],
  ["a type of the prototype", "message_invalid", '{"type":"__proto__"}'],
  ["more than asked", "message_invalid", '{"type":"pause","forever":true}'],
  ["a payload of nothing", "message_invalid", '{"type":"payload"}'],
  ["a payload of an object", "message_invalid", '{"type":"payload","messageId":{"$ne":1}}'],
  ["an ack of nothing", "message_invalid", '{"type":"ack"}'],
  ["no filter", "filter_invalid", '{"type":"filter"}'],
  ["an unknown filter", "filter_invalid", '{"type":"filter","filter":{"colour":"red"}}'],
  ["a filter's prototype", "filter_invalid", '{"type":"filter","filter":{"__proto__":{"event":"A"}}}'],
  ["an unknown operator", "filter_invalid", filter({ property: "a", op: "drop table", value: 1 })],
  ["an explosive pattern", "filter_invalid", filter({ property: "a", op: "regex", value: "(a*)*b" })],
  [
    "a bottomless filter",
    "filter_invalid",
    `{"type":"filter","filter":{"where":${'{"not":'.repeat(500)}{}${"}".repeat(502)}`,
  ],
  [
    "a filter of 200 leaves",
    "filter_invalid",
    filter({ or: Array.from({ length: 200 }, () => ({ property: "a", op: "is_set" })) }),
  ],
  [
    "a long filter",
    "filter_invalid",
    JSON.stringify({ type: "filter", filter: { event: Array.from({ length: 40 }, () => "x".repeat(150)) } }),
  ],
  ["a megabyte", "message_too_long", JSON.stringify({ type: "filter", filter: { event: "x".repeat(1_000_000) } })],
];
