import { Catalogue, type FormField, type Listed } from "./answers.ts";
import { command } from "./command.ts";
import { entryOf } from "./find.ts";
import { pairs, table, valueText } from "./table.ts";

/** Does its name, slug, description or categories have all words? */
const has = ({ slug, name, description, categories }: Listed, words: readonly string[]): boolean => {
  const text = [slug, name, description, ...categories].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
};

const catalogue = command({
  name: "catalogue",
  words: ["search*"],
  options: {},
  about: "What can be switched on; with words, those that have all of them.",
  async run({ words }, { api, width }) {
    const answer = await api(Catalogue, "/api/destinations");
    const wanted = words.flatMap((word) => word.toLowerCase().split(/\s+/));
    const destinations = answer.destinations.filter((each) => has(each, wanted));
    const rows = destinations.map(({ slug, name, tier, categories, description }) => [
      slug,
      name,
      tier,
      categories.join(", "),
      description,
    ]);
    const text =
      rows.length === 0
        ? "There is none that has these words."
        : table(["slug", "name", "tier", "categories", "what it does"], rows, width);
    return { answer: { ...answer, destinations }, text };
  },
});

/** The kind of a value in a word, or the values there are. */
function typeOf({ schema, secret }: FormField): string {
  if (secret) return "secret";
  const { type, enum: choices } = schema;
  if (Array.isArray(choices)) return choices.map(valueText).join("|");
  return typeof type === "string" ? type : "text";
}

const settings = command({
  name: "settings",
  words: ["slug"],
  options: {},
  about: "What a destination asks for, and what it can do.",
  async run({ words: [slug = ""] }, { api, width }) {
    const entry = await entryOf(api, slug);
    const fields = entry.settings.map((field) => [
      field.name,
      typeOf(field),
      field.required ? "yes" : "no",
      field.schema["default"] === undefined ? "" : valueText(field.schema["default"]),
      [field.title, field.description].filter((text) => text !== "").join(": "),
    ]);
    const actions = Object.entries(entry.actions).map(([name, { title, description }]) => [
      name,
      entry.presets.some(({ action }) => action === name) ? "yes" : "no",
      [title, description].filter((text) => text !== "").join(": "),
    ]);
    const text = [
      pairs(
        [
          ["name", entry.name],
          ["what it does", entry.description],
          ["its own words", entry.documentation],
        ],
        width,
      ),
      fields.length === 0
        ? "It asks for nothing."
        : table(["field", "type", "needed", "default", "what it is"], fields, width),
      table(["action", "by itself", "what it does"], actions, width),
    ].join("\n\n");
    return { answer: entry, text };
  },
});

export const catalogueCommands = [catalogue, settings];
