import type { Said } from "../identity-model.ts";
import { BASE, type Command, type Interruption, type Schedule } from "./schedule.ts";

const idText = (id: string | null): string =>
  id === null ? "" : id.replaceAll(/[^ -~]/gu, (char) => `<${char.codePointAt(0)?.toString(16)}>`);

const messageText = ({ id, type, userId, anonymousId, previousId, timestamp, receivedAt, secret }: Said): string =>
  `${id} ${type} user=${idText(userId)} device=${idText(anonymousId)}${previousId === null ? "" : ` previous=${idText(previousId)}`}` +
  ` at=${timestamp - BASE}${receivedAt < timestamp ? ` received=${receivedAt - BASE}` : ""}${secret ? "" : " public"}`;

/** A schedule for a reader: what fast-check prints of it is much longer. */
export function scheduleText({ placement, messages: said, acts, commands }: Schedule): string {
  return [
    `${placement.buckets === 0 ? "an object per id" : "one bucket"}, ${placement.databases} database(s)`,
    ...said.map(messageText),
    ...acts.map(({ what, a, b, at }, index) => `act ${index} ${what} ${idText(a)} ${idText(b)} at=${at}`),
    ...commands.map((one) => `- ${commandText(one)}`),
  ].join("\n");
}

function commandText(one: Command): string {
  switch (one.do) {
    case "deliver": {
      const { messages: numbers, isolate, cache, fault, dies, lost } = one;
      return [
        `deliver ${numbers.join(",")} to isolate ${isolate}`,
        cache > 0 ? `its cache ${cache} deliveries old` : "",
        fault ? `store fails ${fault.times}x after ${fault.skip}${fault.applied ? ", applied" : ""}` : "",
        dies ? `object ${dies.call} dies ${dies.when} storing` : "",
        lost ? "the alarms it set are lost" : "",
      ]
        .filter((text) => text !== "")
        .join("; ");
    }
    case "alarm":
      return `alarm ${one.object}${interruptionText(one.during)}`;
    case "act":
      return `act ${one.act}${interruptionText(one.during)}`;
    case "kill":
    case "lose":
      return `${one.do === "kill" ? "kill object" : "lose alarm"} ${one.object ?? "of all"}`;
    case "janitor":
      return "janitor";
    case "together":
      return `together [${one.commands.map(commandText).join(" | ")}]`;
  }
}

function interruptionText(during: Interruption | null): string {
  if (during === null) return "";
  const what = typeof during.what === "string" ? during.what : during.what.map(commandText).join(" | ");
  const ending = { nothing: "", again: ", then it publishes again", lost: ", next it fails and its alarm is lost" }[
    during.ending
  ];
  return `; ${during.when} transaction ${during.transaction}: ${what}${ending}`;
}
