import { Connection } from "./answers.ts";
import { type Command, command } from "./command.ts";
import { connectionOf } from "./find.ts";

interface Switch {
  name: string;
  about: string;
  change: { enabled: boolean } | { paused: boolean };
}

const SWITCHES: readonly Switch[] = [
  { name: "enable", about: "Sends what comes in from now on.", change: { enabled: true } },
  {
    name: "disable",
    about: "Sends nothing; what comes in meanwhile is not sent later either.",
    change: { enabled: false },
  },
  { name: "pause", about: "Lets events wait.", change: { paused: true } },
  { name: "resume", about: "Sends what waited, in order, then what comes in.", change: { paused: false } },
];

export const switchCommands: readonly Command[] = SWITCHES.map(({ name, about, change }) =>
  command({
    name,
    words: ["id"],
    options: {},
    about,
    async run({ words: [id] }, { api }) {
      const { path } = await connectionOf(api, id);
      const answer = await api(Connection, path, { method: "PATCH", body: change });
      return { answer, text: `${answer.name} (${answer.id}) is ${answer.state}.` };
    },
  }),
);
