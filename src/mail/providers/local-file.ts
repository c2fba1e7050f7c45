import { judge, textAt } from "#mail/judge.ts";
import { keyHash } from "#mail/key-hash.ts";
import { mimeMessage } from "#mail/mime.ts";
import type { MailProvider } from "#mail/provider.ts";

/** `npm run dev`: each mail becomes a file of this machine, and nothing leaves it (scripts/mail-folder.ts). */
export const localFile: MailProvider = {
  slug: "file",
  name: "A file on this machine",
  description: "For trying out: mails are written to .wrangler/state/mail and shown here; none is sent.",
  documentation: "https://www.rfc-editor.org/rfc/rfc5322",
  isIdempotent: true,
  fields: [],
  async send(mail, { request, folder, now }) {
    if (folder === "") return { outcome: "stopped", reason: "Mails become files only where `npm run dev` runs." };
    const name = await keyHash(mail.key);
    const answer = await request(`${folder}/${name}.eml`, {
      method: "PUT",
      headers: { "content-type": "message/rfc822" },
      body: mimeMessage(mail, `${name}@headwater.local`, now),
    });
    return judge(answer, { who: "The folder", isIdempotent: true, idOf: (json) => textAt(json, "id") });
  },
};
