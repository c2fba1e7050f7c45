import { DeadLetters, type Health, Health as HealthAnswer, Retried } from "./answers.ts";
import { command } from "./command.ts";
import { connectionOf } from "./find.ts";
import { pairs, table } from "./table.ts";
import { wholeNumber } from "./whole-number.ts";

const HOURS_SHOWN = 24;
const SAMPLES_SHOWN = 5;

function healthWords({ lastError, waiting, hours, samples, ...health }: Health, width: number): string {
  const facts = pairs(
    [
      ["state", health.state],
      ["last error", lastError === null ? "none" : `${lastError.message} (${lastError.at})`],
      ["failing since", health.failingSince ?? "–"],
      ["next try", health.nextTryAt ?? "–"],
      ["last delivered", health.lastDeliveredAt ?? "never"],
      ["waiting", `${waiting.events} events, ${waiting.retries} other tries`],
      ["dead letters", String(health.deadLetters)],
    ],
    width,
  );
  const counted = hours
    .slice(0, HOURS_SHOWN)
    .map(({ hour, received, filtered, delivered, rejected, retried, latencyAverageMs }) =>
      [hour, received, filtered, delivered, rejected, retried, latencyAverageMs ?? "–"].map(String),
    );
  const asked = samples
    .slice(0, SAMPLES_SHOWN)
    .map(({ at, method, url, status, ms }) => [at, String(status ?? "–"), String(Math.round(ms)), `${method} ${url}`]);
  return [
    facts,
    table(["hour", "received", "filtered", "delivered", "rejected", "retried", "average ms"], counted, width),
    ...(asked.length === 0 ? [] : [table(["last requests", "status", "ms", "to"], asked, width)]),
  ].join("\n\n");
}

const health = command({
  name: "health",
  words: ["id"],
  options: {},
  about: "How it is doing: counts by hour, what waits, the last error.",
  async run({ words: [id] }, { api, width }) {
    const { path } = await connectionOf(api, id);
    const answer = await api(HealthAnswer, `${path}/health`);
    return { answer, text: healthWords(answer, width) };
  },
});

const deadLetters = command({
  name: "dead-letters",
  words: ["id"],
  options: { limit: { type: "string" }, before: { type: "string" } },
  usage: "[--limit number] [--before letter]",
  about: "What was refused for good, the newest first, and why.",
  async run({ words: [id], values }, { api, width }) {
    const query = new URLSearchParams();
    for (const name of ["limit", "before"] as const) {
      const text = values[name];
      if (text !== undefined) query.set(name, String(wholeNumber(`--${name}`, text)));
    }
    const { path, connection } = await connectionOf(api, id);
    const answer = await api(DeadLetters, `${path}/dead-letters?${query.toString()}`);
    const rows = answer.deadLetters.map(({ id, at, eventName, messageId, attempts, reason }) => [
      String(id),
      at,
      eventName,
      messageId,
      String(attempts),
      reason,
    ]);
    const parts =
      rows.length === 0
        ? ["There is none."]
        : [
            table(["letter", "at", "event", "message id", "tries", "why"], rows, width),
            ...(answer.next === null ? [] : [`Older ones: --before ${answer.next}`]),
            `To try them again: npm run connections -- retry ${connection.id}`,
          ];
    return { answer, text: parts.join("\n\n") };
  },
});

const retry = command({
  name: "retry",
  words: ["id", "letter*"],
  options: {},
  about: "Tries dead letters again: those that are named, or the oldest 10,000.",
  async run({ words: [id, ...letters] }, { api }) {
    const named = new Set(letters.map((letter) => wholeNumber("A dead letter", letter)));
    const ids = named.size === 0 ? null : [...named];
    const { path } = await connectionOf(api, id);
    const answer = await api(Retried, `${path}/dead-letters/replay`, { method: "POST", body: { ids } });
    const missing = (ids?.length ?? 0) - answer.replayed;
    const text = `${answer.replayed} ${answer.replayed === 1 ? "is" : "are"} tried again.`;
    return missing > 0
      ? { answer, text: `${text} ${missing} of those named are no dead letters of this connection.`, isBad: true }
      : { answer, text };
  },
});

export const deliveryCommands = [health, deadLetters, retry];
