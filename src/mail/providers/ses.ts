import { signAws } from "#core/aws-signature.ts";
import { base64, utf8 } from "#core/encoding.ts";
import { judge, textAt } from "#mail/judge.ts";
import { keyHash } from "#mail/key-hash.ts";
import { mimeMessage } from "#mail/mime.ts";
import type { MailProvider } from "#mail/provider.ts";

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors */
const ABOUT_THE_ACCOUNT =
  /MailFromDomainNotVerified|AccountSuspended|SendingPaused|NotFoundException|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|AccessDenied/;
const FOR_NOW = /TooManyRequests|LimitExceeded|Throttling/;

/** Amazon SES, and what speaks as it does: its second version's one call, with the whole message in it. */
export const ses: MailProvider = {
  slug: "ses",
  name: "Amazon SES",
  description: "Sends through Amazon Simple Email Service.",
  documentation: "https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html",
  isIdempotent: false,
  fields: [
    {
      name: "region",
      title: "Region",
      description: "Such as eu-central-1: where the sender was verified.",
      secret: false,
      required: true,
      pattern: /^[a-z]{2,}(-[a-z]+)+-\d$/,
    },
    {
      name: "accessKeyId",
      title: "Access key id",
      description: "Of a user that may do ses:SendEmail.",
      secret: true,
      required: true,
      pattern: /^\w{16,128}$/,
    },
    {
      name: "secretAccessKey",
      title: "Secret access key",
      description: "Belongs to the access key id.",
      secret: true,
      required: true,
      pattern: /^[\x21-\x7e]+$/,
    },
    {
      name: "configurationSet",
      title: "Configuration set",
      description: "Where SES should follow what becomes of the mails; may be left empty.",
      secret: false,
      required: false,
      pattern: /^[\w-]{1,64}$/,
    },
  ],
  async send(mail, { settings, request, now }) {
    const { region = "", accessKeyId = "", secretAccessKey = "", configurationSet } = settings;
    const id = `${await keyHash(mail.key)}@${mail.from.address.split("@")[1] ?? "localhost"}`;
    const body = JSON.stringify({
      FromEmailAddress: mail.from.address,
      Destination: { ToAddresses: mail.to },
      Content: { Raw: { Data: base64(utf8(mimeMessage(mail, id, now))) } },
      ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
    });
    const url = new URL(`https://email.${region}.amazonaws.com/v2/email/outbound-emails`);
    const headers = await signAws(
      { service: "ses", method: "POST", url, headers: { "content-type": "application/json" }, body: utf8(body) },
      { region, accessKeyId, secretAccessKey },
      now,
    );
    const answer = await request(url.href, { method: "POST", headers, body });
    const type = answer.kind === "answer" ? (answer.headers.get("x-amzn-errortype") ?? "") : "";
    return judge(answer, {
      who: "Amazon SES",
      isIdempotent: false,
      idOf: (json) => textAt(json, "MessageId"),
      special(status, json, reason) {
        if (status < 400 || status >= 500) return null;
        const said = `${type} ${textAt(json, "__type") ?? ""} ${textAt(json, "message") ?? ""}`;
        if (ABOUT_THE_ACCOUNT.test(said) || /not verified/i.test(said)) return { outcome: "stopped", reason };
        if (status !== 429 && FOR_NOW.test(said)) return { outcome: "later", reason, afterMs: null };
        return null;
      },
    });
  },
};
