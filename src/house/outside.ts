import type { Clock } from "#core/clock.ts";
import type { AudienceBook } from "#automations/automations-house.ts";
import type { ChannelOutcome, Channels, Envelope, Message } from "#automations/channels.ts";
import { audienceNames } from "#audiences/definitions.ts";
import type { AnswerCache } from "#query/answer-cache.ts";
import { renderFor } from "#mail/template/channels.ts";
import { sendPush } from "#push/send-push.ts";
import type { Answered } from "#query/answer-meta.ts";
import { audiencesObject } from "#house/audiences.ts";
import { composeDigest, digestHouse } from "#house/digests.ts";
import { mailing } from "#house/mail.ts";
import { type Fetch, fetchNow } from "#house/network.ts";
import { pushHouse } from "#house/push.ts";

/** The ways out that other stages have: templates, mail, pushes, digests. */
export type Outside = Omit<Channels, "send" | "isIdempotent"> & {
  mail: Way<"mail">;
  push: Way<"push">;
};
interface Way<Via extends Message["via"]> {
  isIdempotent(): Promise<boolean>;
  send(message: Extract<Message, { via: Via }>, envelope: Envelope): Promise<ChannelOutcome>;
}

/** What automations get of mail, templates, push and digests. `network`: where mails and pushes go out. */
export function outsideOf(env: Env, clock: Clock, answers: AnswerCache<Answered>, network: Fetch = fetchNow): Outside {
  const { compose, isIdempotent, isSuppressed, send } = mailing(env, clock, network);
  return {
    render(template, variables, kind) {
      const rendered = renderFor(kind, template, variables);
      return Promise.resolve("fault" in rendered ? rendered : { made: rendered.text });
    },
    async composeMail(draft) {
      const composed = await compose(draft);
      return "fault" in composed ? composed : { made: { ...composed.mail, attachments: [] } };
    },
    async composeDigest(draft) {
      const subject = renderFor("subject", draft.subject, draft.variables);
      return "fault" in subject ? subject : composeDigest(draft, subject.text, digestHouse(env, clock, answers));
    },
    isSuppressed,
    mail: {
      isIdempotent,
      async send({ to, mail }, { key }) {
        const attachments = mail.attachments.map(({ base64, ...rest }) => ({
          ...rest,
          bytes: Uint8Array.fromBase64(base64),
        }));
        const sent = await send({ ...mail, attachments, to, key });
        switch (sent.outcome) {
          case "sent":
            return { outcome: "sent", detail: "" };
          case "stopped":
            return { outcome: "not_set_up", reason: sent.reason };
          case "rejected":
          case "later":
          case "unknown":
            return sent;
        }
      },
    },
    push: {
      isIdempotent: () => Promise.resolve(true),
      async send({ actors, title, body, url }, { key }) {
        const sent = await sendPush(pushHouse(env, clock, network), actors, { key, title, body, url });
        switch (sent.outcome) {
          case "sent":
            return { outcome: "sent", detail: `to ${sent.devices} ${sent.devices === 1 ? "browser" : "browsers"}` };
          case "nobody":
            return { outcome: "rejected", reason: sent.reason };
          case "stopped":
            return { outcome: "not_set_up", reason: sent.reason };
          case "rejected":
          case "later":
            return sent;
        }
      },
    },
  };
}

/** What automations ask of audiences. */
export const audienceBook = (env: Env): AudienceBook => ({
  names: (ids) => audienceNames(env.DB, ids),
  memberSince: async (id, actors) => (await audiencesObject(env).membership(id, [...actors]))?.since ?? null,
  changed: () => audiencesObject(env).changed(),
});
