import { type Connection, Connections, Done } from "./answers.ts";
import { command } from "./command.ts";
import { Misuse } from "./failure.ts";
import { connectionOf } from "./find.ts";
import { pairs, table, valueText } from "./table.ts";

const list = command({
  name: "list",
  words: [],
  options: {},
  about: "All connections, the oldest first.",
  async run(_, { api, width }) {
    const answer = await api(Connections, "/api/connections");
    const rows = answer.connections.map(({ id, name, destination, state, problem }) => [
      String(id),
      name,
      destination,
      state,
      problem?.message ?? "",
    ]);
    const text =
      rows.length === 0
        ? "There is none yet. What can be switched on: npm run connections -- catalogue"
        : table(["id", "name", "destination", "state", "problem"], rows, width);
    return { answer, text };
  },
});

/** A connection as people read it. */
export function described(connection: Connection, width: number): string {
  const { sources, bots, consentCategories, settings, secretsSet, subscriptions, problem } = connection;
  const shown = Object.entries(settings).map(([name, value]): [string, string] => [name, valueText(value)]);
  const facts: [string, string][] = [
    ["id", String(connection.id)],
    ["name", connection.name],
    ["destination", connection.destination],
    ["state", connection.state],
    ...(problem ? [["problem", `${problem.message} (${problem.at})`] as [string, string]] : []),
    ["sources", sources === null ? "all" : sources.join(", ")],
    ["bots", bots ? "sent too" : "not sent"],
    ["consent asked", consentCategories.length === 0 ? "none" : consentCategories.join(", ")],
    ...shown,
    ["secrets set", secretsSet.length === 0 ? "none" : secretsSet.join(", ")],
    ["made", connection.createdAt],
    ["changed", connection.updatedAt],
  ];
  const rows = subscriptions.map(({ id, name, action, enabled, filter, mapping }) => [
    String(id),
    name,
    action,
    enabled ? "on" : "off",
    mapping === null ? "the action's" : "its own",
    filter === null ? "every event" : JSON.stringify(filter),
  ]);
  const events =
    rows.length === 0
      ? "No events are chosen, so nothing is sent. Choose them: set … --subscriptions file.json"
      : table(["subscription", "name", "action", "on", "mapping", "events"], rows, width);
  return `${pairs(facts, width)}\n\n${events}`;
}

const show = command({
  name: "show",
  words: ["id"],
  options: {},
  about: "One connection with its settings; of secrets only the names.",
  async run({ words: [id] }, { api, width }) {
    const { connection } = await connectionOf(api, id);
    return { answer: connection, text: described(connection, width) };
  },
});

const remove = command({
  name: "delete",
  words: ["id"],
  options: { yes: { type: "boolean" } },
  usage: "--yes",
  about: "Deletes a connection with its credentials, counters and dead letters.",
  async run({ words: [id], values }, { api }) {
    if (values.yes !== true)
      throw new Misuse("This deletes its credentials, counters and dead letters, for good. If you mean it, add --yes.");
    const { path, connection } = await connectionOf(api, id);
    const answer = await api(Done, path, { method: "DELETE" });
    return { answer, text: `${connection.name} (${connection.id}) is deleted.` };
  },
});

export const connectionCommands = [list, show];
export const deleteCommand = remove;
