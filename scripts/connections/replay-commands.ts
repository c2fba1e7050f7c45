import { Replay, Replays } from "./answers.ts";
import { command } from "./command.ts";
import { Misuse } from "./failure.ts";
import { connectionOf } from "./find.ts";
import { instantIn } from "./instant.ts";
import { table } from "./table.ts";
import { wholeNumber } from "./whole-number.ts";

const STEPS: readonly string[] = ["pause", "resume", "cancel"];

const replaysTable = (replays: readonly Replay[], width: number): string =>
  table(
    ["replay", "state", "done", "events", "a second", "from", "to"],
    replays.map(({ id, state, progress, events, rate, from, to }) => [
      String(id),
      state,
      `${Math.floor(progress * 100)} %`,
      String(events),
      String(rate),
      from,
      to,
    ]),
    width,
  );

const replay = command({
  name: "replay",
  words: ["id"],
  options: { from: { type: "string" }, to: { type: "string" }, rate: { type: "string" } },
  usage: "--from time --to time [--rate number]",
  about:
    "Sends what happened in a stretch of time once more, so many events a second at most (100). A day is one in UTC.",
  async run({ words: [id], values }, { api, width }) {
    const [from, to] = [instantIn("from", values.from), instantIn("to", values.to)];
    if (Date.parse(from) > Date.parse(to)) throw new Misuse("--from is after --to.");
    const rate = values.rate === undefined ? undefined : wholeNumber("--rate", values.rate);
    const { path, connection } = await connectionOf(api, id);
    const answer = await api(Replay, `${path}/replays`, { method: "POST", body: { from, to, rate } });
    const text = `${replaysTable([answer], width)}\n\nHow far it has come: npm run connections -- replays ${connection.id}`;
    return { answer, text };
  },
});

const replays = command({
  name: "replays",
  words: ["id", "pause|resume|cancel?", "replay?"],
  options: {},
  about:
    "Stretches of time that are sent once more; with pause, resume or cancel and a replay's number, steers that one.",
  async run({ words: [id, step, number] }, { api, width }) {
    if (step === undefined) {
      const { path } = await connectionOf(api, id);
      const answer = await api(Replays, `${path}/replays`);
      return { answer, text: answer.replays.length === 0 ? "There is none." : replaysTable(answer.replays, width) };
    }
    if (!STEPS.includes(step)) throw new Misuse(`A replay can be told to ${STEPS.join(", ")}; not "${step}".`);
    const which = wholeNumber("The replay", number ?? "");
    const { path } = await connectionOf(api, id);
    const answer = await api(Replay, `${path}/replays/${which}/${step}`, { method: "POST" });
    return { answer, text: replaysTable([answer], width) };
  },
});

export const replayCommands = [replay, replays];
