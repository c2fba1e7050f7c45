import { eventJson } from "#core/event-json.ts";
import { actorOf } from "#core/ids.ts";
import type { Audience } from "#live/audience.ts";
import { decodeCursor } from "#live/cursor.ts";
import { type ClientMessage, readMessage } from "#live/protocol.ts";
import { attach, noteAck, noteHeard, type Session } from "#live/session.ts";
import type { Timeline } from "#live/timeline.ts";

/** Answers one message of a client. What makes no sense is answered with an `error`, never by closing. */
export function converse(
  audience: Audience,
  timeline: Timeline,
  session: Session,
  data: string | ArrayBuffer,
  now: number,
): void {
  noteHeard(session, now);
  const read = readMessage(data);
  if (read.ok) answer(audience, timeline, session, read.message);
  else audience.say(session, { type: "error", code: read.code, message: read.fault });
}

function answer(audience: Audience, timeline: Timeline, session: Session, message: ClientMessage): void {
  switch (message.type) {
    case "filter":
      audience.refilter(session, message.filter, message.replay ?? false);
      return;
    case "payload": {
      const event = timeline.find(message.messageId, message.source);
      audience.say(session, {
        type: "payload",
        messageId: message.messageId,
        event: event && eventJson(event, null, actorOf(event)),
      });
      return;
    }
    case "pause":
      session.paused = true;
      attach(session);
      audience.say(session, { type: "paused", cursor: audience.cursorAt(session.at) });
      return;
    case "resume":
      session.paused = false;
      attach(session);
      audience.catchUp(session);
      return;
    case "ack": {
      const cursor = decodeCursor(message.cursor);
      if (cursor === null) {
        audience.say(session, {
          type: "error",
          code: "message_invalid",
          message: "ack needs the cursor of an events message.",
        });
        return;
      }
      noteAck(session, cursor.seq);
      audience.catchUp(session);
    }
  }
}
