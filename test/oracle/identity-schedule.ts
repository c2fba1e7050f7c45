import * as fc from "fast-check";
import type { Act, Said } from "./identity-model.ts";
import {
  BASE,
  BLOCKED,
  type Command,
  DEVICES,
  type Interruption,
  type Placement,
  type Schedule,
  USERS,
} from "./identity/schedule.ts";

/** Few of them appear often, so that messages meet; which ones is the schedule's `cast`. */
const user = fc.constantFrom(0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5);
const device = fc.constantFrom(0, 0, 0, 1, 1, 2, 3);
const cast = fc.record({
  users: fc.shuffledSubarray(USERS, { minLength: USERS.length }),
  devices: fc.shuffledSubarray(DEVICES, { minLength: DEVICES.length }),
});
interface Cast {
  users: string[];
  devices: string[];
}
/** An id by its place in the cast, one that names nobody as it is, or none. */
type Name = { user: number } | { device: number } | { blocked: string } | null;

const nobody = fc.constant(null);
const blocked = fc.record({ blocked: fc.constantFrom(...BLOCKED) });
const userName = fc.record({ user });
const deviceName = fc.record({ device });

function idOf(name: Name, { users, devices }: Cast): string | null {
  if (name === null) return null;
  if ("blocked" in name) return name.blocked;
  return ("user" in name ? users[name.user] : devices[name.device]) ?? null;
}

const weighted = <T>(...parts: [weight: number, arbitrary: fc.Arbitrary<T>][]): fc.Arbitrary<T> =>
  fc.oneof(...parts.map(([weight, arbitrary]) => ({ weight, arbitrary })));

interface Named {
  type: Said["type"];
  userId: Name;
  anonymousId: Name;
  previousId: Name;
}
const plainType = fc.constantFrom("track" as const, "identify" as const);
const anyNames = weighted<Named>(
  [6, fc.record({ type: plainType, userId: userName, anonymousId: deviceName, previousId: nobody })],
  [1, fc.record({ type: plainType, userId: nobody, anonymousId: deviceName, previousId: nobody })],
  [1, fc.record({ type: plainType, userId: userName, anonymousId: nobody, previousId: nobody })],
  [
    1,
    fc.record({
      type: plainType,
      userId: weighted<Name>([1, userName], [1, blocked]),
      anonymousId: weighted<Name>([1, deviceName], [1, blocked]),
      previousId: nobody,
    }),
  ],
  [
    4,
    fc.record({
      type: fc.constant("alias" as const),
      userId: weighted<Name>([12, userName], [1, blocked]),
      anonymousId: weighted<Name>([3, nobody], [1, deviceName]),
      previousId: weighted<Name>([8, userName], [2, deviceName], [1, blocked]),
    }),
  ],
);

/** Of one device and three users, which everything is about. */
const rivals = fc.constantFrom(0, 0, 0, 1, 1, 2);
const rivalNames = weighted<Named>(
  [
    3,
    fc.record({
      type: fc.constant("identify" as const),
      userId: fc.record({ user: rivals }),
      anonymousId: fc.constant({ device: 0 }),
      previousId: nobody,
    }),
  ],
  [
    1,
    fc.record({
      type: fc.constant("alias" as const),
      userId: fc.record({ user: rivals }),
      anonymousId: nobody,
      previousId: weighted<Name>([1, fc.record({ user: rivals })], [1, fc.constant({ device: 0 })]),
    }),
  ],
);

/** Few times, so that many are equal; some clocks are ahead of the arrival. */
const time = fc.integer({ min: 0, max: 6 }).map((ms) => BASE + ms);

const messagesOf = (names: fc.Arbitrary<Named>, maxLength: number) =>
  fc.array(
    fc.record({
      names,
      timestamp: time,
      receivedAt: time.map((ms) => ms + 3),
      secret: weighted([3, fc.constant(true)], [1, fc.constant(false)]),
    }),
    { minLength: 1, maxLength, size: "max" },
  );

type ActOf = Omit<Act, "a" | "b"> & { a: { user: number } | { device: number }; b: number };
const acts: fc.Arbitrary<ActOf[]> = fc.array(
  fc
    .record({
      what: fc.constantFrom("join" as const, "part" as const),
      a: weighted<{ user: number } | { device: number }>([1, deviceName], [2, userName]),
      b: user,
      at: fc.integer({ min: 1, max: 4 }),
    })
    .filter(({ a, b }) => !("user" in a) || a.user !== b),
  { minLength: 1, maxLength: 3 },
);
const object = fc.nat({ max: 9 });
const oneIn = <T>(n: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ arbitrary: fc.constant(null), weight: n - 1 }, { arbitrary, weight: 1 });

/** Positions in the list of messages or acts; they count round it, so that shorter lists are still valid. */
const messageNumbers = weighted(
  [3, fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 2 })],
  [1, fc.array(fc.nat({ max: 11 }), { minLength: 3, maxLength: 5 })],
);

const plainDelivery = fc.record({
  do: fc.constant("deliver" as const),
  messages: messageNumbers,
  isolate: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 1, 2),
  cache: fc.oneof({ arbitrary: fc.constant(0), weight: 2 }, { arbitrary: fc.integer({ min: 1, max: 8 }), weight: 1 }),
  fault: fc.constant(null),
  dies: fc.constant(null),
  lost: fc.constant(false),
});

const when = fc.constantFrom("before" as const, "after" as const);

const troubledDelivery = fc
  .record({
    plain: plainDelivery,
    fault: oneIn(
      2,
      fc.record({ skip: fc.constantFrom(0, 0, 1), times: fc.constantFrom(1, 2, 9, 9), applied: fc.boolean() }),
    ),
    dies: oneIn(2, fc.record({ call: fc.nat({ max: 1 }), when })),
  })
  .map(({ plain, ...trouble }) => ({ ...plain, ...trouble }));

const lostDelivery = troubledDelivery.map((delivery) => ({ ...delivery, lost: true }));

const plainAlarm = fc.record({ do: fc.constant("alarm" as const), object, during: fc.constant(null) });
const kill = fc.record({ do: fc.constant("kill" as const), object });
const lose = fc.record({ do: fc.constant("lose" as const), object: oneIn(2, object) });
const janitor = fc.record({ do: fc.constant("janitor" as const) });
const plainAct = fc.record({ do: fc.constant("act" as const), act: fc.nat({ max: 2 }), during: fc.constant(null) });

const plainCommand = weighted<Command>([4, plainDelivery], [4, plainAlarm], [1, kill], [1, plainAct], [1, janitor]);

/** Where `alarms` get lost, only the janitor can bring everything to rest. */
type Alarms = "kept" | "lost";

const interruptionBy = (what: fc.Arbitrary<Interruption["what"]>, alarms: Alarms): fc.Arbitrary<Interruption> =>
  fc.record({
    transaction: fc.constantFrom(0, 0, 0, 1, 1),
    when,
    what,
    ending:
      alarms === "kept"
        ? fc.constantFrom("nothing" as const, "again" as const)
        : fc.constantFrom("nothing" as const, "again" as const, "lost" as const),
  });

const trouble = weighted<Interruption["what"]>(
  [3, fc.constant("fail" as const)],
  [1, fc.constant("die" as const)],
  [5, fc.constant("news" as const)],
  [2, fc.array(plainCommand, { minLength: 1, maxLength: 3 })],
);
const alarmDuring = (what: fc.Arbitrary<Interruption["what"]>, alarms: Alarms) =>
  fc.record({ do: fc.constant("alarm" as const), object, during: interruptionBy(what, alarms) });

const anyCommand = (alarms: Alarms) =>
  weighted<Command>(
    [7, plainDelivery],
    [2, troubledDelivery],
    [2, plainAlarm],
    [9, alarmDuring(trouble, alarms)],
    [1, kill],
    [1, janitor],
    [1, plainAct],
    [
      1,
      fc.record({ do: fc.constant("act" as const), act: fc.nat({ max: 2 }), during: interruptionBy(trouble, alarms) }),
    ],
    [
      1,
      fc.record({
        do: fc.constant("together" as const),
        commands: fc.array(plainCommand, { minLength: 2, maxLength: 4 }),
      }),
    ],
  );

const commandsOf = (one: fc.Arbitrary<Command>, maxLength: number) =>
  fc.array(one, { minLength: 1, maxLength, size: "max" });

const anyActs = weighted<ActOf[]>([2, fc.constant([])], [1, acts]);

/** A schedule before its cast is put in. */
interface Plot {
  cast: Cast;
  messages: { names: Named; timestamp: number; receivedAt: number; secret: boolean }[];
  acts: ActOf[];
  commands: Command[];
}

/** All sorts of things happen to all sorts of messages. */
const busy = fc.record({
  cast,
  messages: messagesOf(anyNames, 12),
  acts: anyActs,
  commands: commandsOf(anyCommand("kept"), 24),
});

/** Where alarms get lost, only the janitor can bring everything to rest. */
const lossy = fc.record({
  cast,
  messages: messagesOf(anyNames, 12),
  acts: anyActs,
  commands: commandsOf(weighted<Command>([8, anyCommand("lost")], [1, lostDelivery], [1, lose]), 24),
});

/** Little happens, but all of it where it hurts, and nothing later that would make it good. */
const duel = fc.record({
  cast,
  messages: messagesOf(rivalNames, 4),
  acts: fc.constant<ActOf[]>([]),
  commands: commandsOf(
    weighted<Command>(
      [6, alarmDuring(fc.constant("news" as const), "lost")],
      [3, alarmDuring(trouble, "lost")],
      [1, plainDelivery],
      [1, troubledDelivery],
      [1, lostDelivery],
      [1, lose],
    ),
    5,
  ),
});

/** Schedules of one placement. */
export function schedules(placement: Placement): fc.Arbitrary<Schedule> {
  const schedule = weighted<Plot>([1, busy], [1, lossy], [3, duel]).map((given) => ({
    placement,
    messages: given.messages.map(({ names: { type, ...names }, ...rest }, index) => ({
      ...rest,
      id: `m${index}`,
      type,
      userId: idOf(names.userId, given.cast),
      anonymousId: idOf(names.anonymousId, given.cast),
      previousId: idOf(names.previousId, given.cast),
    })),
    acts: given.acts.map(({ what, a, b, at }) => ({
      what,
      a: "user" in a ? `u:${given.cast.users[a.user]}` : `a:${given.cast.devices[a.device]}`,
      b: `u:${given.cast.users[b]}`,
      at,
    })),
    commands: given.commands,
  }));
  // Short schedules and small numbers, which fast-check prefers at first, hardly ever hit anything.
  return fc.noBias(schedule);
}
