import * as z from "zod";
import { type Exchange, Previewed, Tried } from "./answers.ts";
import { command } from "./command.ts";
import { Failure, Misuse } from "./failure.ts";
import { connectionOf } from "./find.ts";
import { jsonFile, jsonIn } from "./json-file.ts";
import { pairs } from "./table.ts";
import { wholeNumber } from "./whole-number.ts";

const OPTIONS = {
  event: { type: "string" },
  "message-id": { type: "string" },
  subscription: { type: "string" },
} as const;
const USAGE = "[--event file.json | --message-id id] [--subscription number]";

const Stored = z.looseObject({ messageId: z.string() });

/** The stored event that is meant: by its id, or by a file that has it, such as a line of `npm run events`. */
async function messageIdIn(values: { event?: string | undefined; "message-id"?: string | undefined }) {
  if (values.event === undefined) return values["message-id"];
  if (values["message-id"] !== undefined) throw new Misuse("Say --event or --message-id, not both.");
  const read = Stored.safeParse(await jsonFile("event", values.event));
  if (read.success) return read.data.messageId;
  throw new Misuse(`--event: ${values.event} holds no event with a messageId. One line of \`npm run events\` is one.`);
}

const numberIn = (text: string | undefined) => (text === undefined ? undefined : wholeNumber("--subscription", text));

const eventWords = (messageId: string, isSample: boolean): string =>
  isSample ? "made up, since none of the newest is wanted" : `${messageId}, as it is stored`;

const requestWords = ({ method, url, status, responseBody, ms }: Exchange): string =>
  `${method} ${url}\n  ${status ?? "no answer"} in ${Math.round(ms)} ms: ${responseBody ?? ""}`;

const test = command({
  name: "test",
  words: ["id"],
  options: OPTIONS,
  usage: USAGE,
  about: "Sends one stored event now: the newest that is wanted, or the one that is named.",
  async run({ words: [id], values }, { api, width }) {
    const body = { messageId: await messageIdIn(values), subscription: numberIn(values.subscription) };
    const { path } = await connectionOf(api, id);
    const answer = await api(Tried, `${path}/test`, { method: "POST", body });
    const { outcome, message, messageId, isSample, exchanges } = answer;
    const facts = pairs(
      [
        ["outcome", outcome],
        ["message", message],
        ["event", eventWords(messageId, isSample)],
      ],
      width,
    );
    return { answer, text: [facts, ...exchanges.map(requestWords)].join("\n\n"), isBad: outcome !== "delivered" };
  },
});

const preview = command({
  name: "preview",
  words: ["id"],
  options: { ...OPTIONS, action: { type: "string" }, filter: { type: "string" }, mapping: { type: "string" } },
  usage: `${USAGE} [--action name] [--filter json] [--mapping file.json]`,
  about:
    "Shows what would be sent, by a subscription as it is or with another action, filter or mapping. Sends nothing.",
  async run({ words: [id], values }, { api, width }) {
    const messageId = await messageIdIn(values);
    const wanted = numberIn(values.subscription);
    const { action, filter, mapping } = values;
    const changes = {
      ...(action === undefined ? {} : { action, mapping: null }),
      ...(filter === undefined ? {} : { filter: jsonIn("filter", filter) }),
      ...(mapping === undefined ? {} : { mapping: await jsonFile("mapping", mapping) }),
    };
    const { path, connection } = await connectionOf(api, id);
    const [first] = connection.subscriptions.filter((each) => wanted === undefined || each.id === wanted);
    if (!first && (wanted !== undefined || action === undefined))
      throw new Failure(`It has no such subscription. Those it has: npm run connections -- show ${connection.id}`);
    const subscription = { ...(first ?? { name: "preview" }), ...changes };
    const answer = await api(Previewed, `${path}/preview`, { method: "POST", body: { messageId, subscription } });
    const facts = pairs(
      [
        ["subscription", subscription.name],
        ["event", eventWords(answer.messageId, answer.isSample)],
        ["wanted", answer.wanted ? "yes" : "no"],
        ...(answer.problem === null ? [] : [["problem", answer.problem] as [string, string]]),
      ],
      width,
    );
    return {
      answer,
      text: `${facts}\n\n${JSON.stringify(answer.payload, null, 2)}`,
      isBad: answer.problem !== null,
    };
  },
});

export const trialCommands = [test, preview];
