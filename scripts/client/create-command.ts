import { Misuse } from "../connections/failure.ts";
import { Client, clientText, newPathAlias, readClient } from "./client-file.ts";
import { command } from "./command.ts";
import { placesOf } from "./folder.ts";
import { textOf, writeWhole } from "./whole-file.ts";

export const create = command({
  name: "create",
  words: ["client"],
  options: {
    account: { type: "string" },
    domain: { type: "string" },
    jurisdiction: { type: "string" },
    location: { type: "string" },
  },
  usage: "--account ID [--domain t.acme.com] [--jurisdiction eu|fedramp|us] [--location weur]",
  about: "Writes a client's file. Nothing is made at Cloudflare before deploy.",
  async run({ words: [name = ""], values }, { folder, say }) {
    const { client: file } = placesOf(folder, name);
    const isThere = textOf(file) !== null;
    // Made once: sites have the path in their pages.
    const pathAlias = isThere ? readClient(folder, name).pathAlias : newPathAlias();
    const read = Client.safeParse({ name, ...values, pathAlias });
    if (!read.success) {
      const [issue] = read.error.issues;
      throw new Misuse(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not readable"}`);
    }
    const text = clientText(read.data);
    if (isThere && textOf(file) !== text)
      throw new Misuse(`${file} is there, and says something else. Change it by hand; nothing was written.`);
    if (!isThere) writeWhole(file, text);
    say(
      `${isThere ? "Nothing to do: it is as it should be in" : "Wrote"} ${file}\nNext: npm run client -- deploy ${name}`,
    );
  },
});
