import { Connection, type Entry } from "./answers.ts";
import { command, type Context } from "./command.ts";
import { described } from "./connection-commands.ts";
import { Misuse } from "./failure.ts";
import { connectionOf, entryOf } from "./find.ts";
import { jsonFile } from "./json-file.ts";
import { fieldsNamed, type SettingOptions, settingsIn, settingValue } from "./setting-values.ts";
import { wholeNumbers } from "./whole-number.ts";

const OPTIONS = {
  name: { type: "string" },
  set: { type: "string", multiple: true },
  secret: { type: "string", multiple: true },
  sources: { type: "string" },
  bots: { type: "boolean" },
  consent: { type: "string" },
  subscriptions: { type: "string" },
} as const;
const USAGE =
  "[--name text] [--set key=value …] [--secret key …] [--sources 1,2|all] [--[no-]bots] [--consent a,b] [--subscriptions file.json]";

interface Said {
  name?: string | undefined;
  sources?: string | undefined;
  bots?: boolean | undefined;
  consent?: string | undefined;
  subscriptions?: string | undefined;
}

/** What is said beside the settings, as the API wants it; what is not said is undefined. */
async function partsOf({ name, sources, bots, consent, subscriptions }: Said) {
  const categories = consent?.split(",").map((category) => category.trim());
  return {
    name,
    bots,
    sources: sources === undefined ? undefined : sources === "all" ? null : wholeNumbers("--sources", sources),
    consentCategories: categories?.filter((category) => category !== ""),
    subscriptions: subscriptions === undefined ? undefined : await jsonFile("subscriptions", subscriptions),
  };
}

/** The settings that were given, with those that are unset as null. Asks for secrets when the rest is known to be well. */
async function settingsGiven(
  { settings: form }: Entry,
  { set = [], secret = [], unset = [] }: SettingOptions,
  { secrets }: Context,
) {
  const open = settingsIn(form, set);
  const gone = fieldsNamed(form, "unset", unset).map(({ name }) => [name, null] as const);
  const fields = fieldsNamed(form, "secret", secret);
  const values = await secrets(fields.map(({ name }) => name));
  const sealed = fields.map((field) => [field.name, settingValue(field, values.get(field.name) ?? "")] as const);
  return { ...open, ...Object.fromEntries([...gone, ...sealed]) };
}

const create = command({
  name: "create",
  words: ["slug"],
  options: { ...OPTIONS, disabled: { type: "boolean" } },
  usage: `${USAGE} [--disabled]`,
  about: "Switches a destination on.",
  async run({ words: [slug = ""], values }, context) {
    const { api, width } = context;
    const parts = await partsOf(values);
    const settings = await settingsGiven(await entryOf(api, slug), values, context);
    const body = { destination: slug, ...parts, settings, enabled: values.disabled !== true };
    const answer = await api(Connection, "/api/connections", { method: "POST", body });
    return {
      answer,
      text: `${described(answer, width)}\n\nSend it one event now: npm run connections -- test ${answer.id}`,
    };
  },
});

const set = command({
  name: "set",
  words: ["id"],
  options: { ...OPTIONS, unset: { type: "string", multiple: true } },
  usage: `${USAGE} [--unset key …]`,
  about: "Changes a connection; what is not named stays.",
  async run({ words: [id], values }, context) {
    if (Object.keys(values).every((name) => name === "json"))
      throw new Misuse("Say what to change, such as --name, --set or --secret.");
    const { api, width } = context;
    const parts = await partsOf(values);
    const { path, connection } = await connectionOf(api, id);
    const { set, secret, unset } = values;
    // The API takes settings as a whole, but for secrets that are left out.
    const settings =
      set || secret || unset
        ? {
            ...connection.settings,
            ...(await settingsGiven(await entryOf(api, connection.destination), values, context)),
          }
        : undefined;
    const answer = await api(Connection, path, { method: "PATCH", body: { ...parts, settings } });
    return { answer, text: described(answer, width) };
  },
});

export const saveCommands = [create, set];
