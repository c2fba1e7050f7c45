/** What a request does to the receiver: its body, what the contract answers, and how many of its events are good. */
export interface HostileBody {
  name: string;
  body: string | Uint8Array;
  headers?: Record<string, string>;
  status: 200 | 400;
  /** messageIds that must be stored all the same. */
  survivors: string[];
}

let count = 0;
const good = (): { type: string; event: string; anonymousId: string; messageId: string } => {
  count += 1;
  return { type: "track", event: "Survivor", anonymousId: "survivor", messageId: `survivor-${count}` };
};

/** A hostile event between two good ones: whatever becomes of it, the neighbours are stored. */
function between(name: string, hostileJson: string): HostileBody {
  const [before, after] = [good(), good()];
  return {
    name,
    body: `{"batch":[${JSON.stringify(before)},${hostileJson},${JSON.stringify(after)}],"sentAt":"2026-11-22T00:00:00.000Z"}`,
    status: 200,
    survivors: [before.messageId, after.messageId],
  };
}

const whole = (
  name: string,
  body: string | Uint8Array,
  status: 200 | 400,
  headers: Record<string, string> = {},
): HostileBody => ({
  name,
  body,
  headers,
  status,
  survivors: [],
});

const FIELDS = [
  "type",
  "event",
  "userId",
  "anonymousId",
  "groupId",
  "previousId",
  "name",
  "category",
  "properties",
  "traits",
  "context",
  "integrations",
  "timestamp",
  "originalTimestamp",
  "sentAt",
  "messageId",
];

/** JSON of values that don't belong in a field, by name. */
const VALUES: Record<string, string> = {
  null: "null",
  "a number": "12345.678",
  "a huge number": "1e999",
  "minus zero": "-0",
  true: "true",
  "a list": '[1,"two",{"three":3}]',
  "an object": '{"a":{"b":[]}}',
  "an empty text": '""',
  "a NUL": '"a\\u0000b"',
  "a lone surrogate": '"\\ud83d"',
  "a __proto__ object": '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}',
  "a long text": JSON.stringify("x".repeat(20_000)),
  "year 0": '"0000-01-01T00:00:00.000Z"',
  "year 9999": '"9999-12-31T23:59:59.999Z"',
  SQL: JSON.stringify("'); DROP TABLE facts; --"),
  HTML: JSON.stringify("<script>alert(1)</script>"),
};

export function hostileBodies(gzip: (text: string) => Uint8Array): HostileBody[] {
  const wrongTypes = FIELDS.flatMap((field) =>
    Object.entries(VALUES).map(([what, json]) => {
      const event = {
        type: "track",
        event: "Hostile",
        anonymousId: "hostile",
        messageId: `hostile-${field}-${what}`,
        [field]: 0,
      };
      return between(
        `${field} is ${what}`,
        JSON.stringify(event).replace(`"${field}":0`, () => `"${field}":${json}`),
      );
    }),
  );
  const deep = (open: string, close: string) => open.repeat(100_000) + close.repeat(100_000);
  const event = (extra: string) => `{"type":"track","event":"Hostile","anonymousId":"h",${extra}}`;
  return [
    ...wrongTypes,
    between("an event that is null", "null"),
    between("an event that is a number", "7"),
    between("an event that is a text", '"event"'),
    between("an event that is a list", "[]"),
    between("an event that is empty", "{}"),
    between("2,000 lists deep", event(`"properties":{"a":${"[".repeat(2_000)}${"]".repeat(2_000)}}`)),
    between("100,000 lists deep", event(`"properties":{"a":${deep("[", "]")}}`)),
    between("100,000 objects deep", event(`"properties":${'{"a":'.repeat(30_000)}1${"}".repeat(30_000)}`)),
    between("an event of 40 KB", event(`"properties":{"text":"${"y".repeat(40_000)}"}`)),
    between("an event of 40 KB in three-byte characters", event(`"properties":{"text":"${"✓".repeat(13_400)}"}`)),
    between("an event of 200 KB", event(`"properties":{"text":"${"z".repeat(200_000)}"}`)),
    between("11,000 keys", event(`"properties":{${Array.from({ length: 11_000 }, (_, i) => `"k${i}":1`).join(",")}}`)),
    between("__proto__ as a key of the event", event('"__proto__":{"polluted":"yes"}')),
    between("the same key twice", event('"event":"Again"')),
    between("a messageId of 30,000 characters", event(`"messageId":"${"m".repeat(30_000)}"`)),
    between("a userId of 30,000 characters", event(`"userId":"${"u".repeat(30_000)}"`)),
    between("an event name of 30,000 characters", event(`"event":"${"n".repeat(30_000)}"`)),
    between("a property name with a NUL", event('"properties":{"a\\u0000b":1,"\\ud800":2,"":3}')),
    whole("no body", "", 400),
    whole("half a body", '{"batch":[{"type":"track"', 400),
    whole("not JSON", "hello", 400),
    whole("a bare list", "[]", 400),
    whole("null", "null", 400),
    whole("a number", "1", 400),
    whole("a text", '"x"', 400),
    whole("NULs", "\0\0\0\0", 400),
    whole("100,000 open brackets", "[".repeat(100_000), 400),
    whole("100,000 lists as the body", deep("[", "]"), 400),
    whole("a batch that is no list", '{"batch":"x"}', 200),
    whole("a batch that is an object", '{"batch":{}}', 200),
    whole("a batch that is null", '{"batch":null}', 200),
    whole("an empty batch", '{"batch":[]}', 200),
    whole("no batch at all", "{}", 200),
    whole(
      "a batch over 500 KB",
      `{"batch":[${`{"type":"track","event":"${"e".repeat(1_000)}","anonymousId":"a"},`.repeat(600)}null]}`,
      400,
    ),
    whole("bytes that are no UTF-8", new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), 400),
    whole("gzip that is none", "not gzip", 400, { "content-encoding": "gzip" }),
    whole("gzip cut off", gzip(JSON.stringify({ batch: [good()] })).slice(0, 20), 400, { "content-encoding": "gzip" }),
    whole("a gzip bomb: 50 MB of blanks", gzip(" ".repeat(50_000_000)), 400, { "content-encoding": "gzip" }),
    whole("a gzip bomb that is JSON", gzip(`{"batch":["${"a".repeat(20_000_000)}"]}`), 400, {
      "content-encoding": "gzip",
    }),
    tooMany(),
  ];
}

/** 2,501 events: the first 2,500 are taken, the last is not, and the answer is still 200. */
function tooMany(): HostileBody {
  const events = Array.from({ length: 2_501 }, (_, index) => ({
    type: "track",
    event: "M",
    anonymousId: "m",
    messageId: `many-${index}`,
  }));
  return {
    name: "2,501 events",
    body: JSON.stringify({ batch: events }),
    status: 200,
    survivors: events.slice(0, 2_500).map(({ messageId }) => messageId),
  };
}
