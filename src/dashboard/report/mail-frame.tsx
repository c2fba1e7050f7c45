import { Text } from "@mantine/core";
import { nonce } from "#dashboard/nonce.ts";
import { hasPicturesElsewhere, mailDocument } from "#dashboard/report/mail-document.ts";

/** A mail as mail programs show it, in a frame that can do nothing but be looked at. */
export const MailFrame = ({ html, title, height = 460 }: { html: string; title: string; height?: number }) => (
  <div>
    <iframe
      title={title}
      sandbox=""
      srcDoc={mailDocument(html, nonce)}
      // A focused frame is scrolled by keys.
      tabIndex={0}
      style={{
        width: "100%",
        height,
        border: "1px solid var(--line)",
        borderRadius: "var(--mantine-radius-sm)",
        background: "#fff",
      }}
    />
    {hasPicturesElsewhere(html) && (
      <Text size="xs" c="dimmed">
        Pictures from other sites aren&apos;t loaded here; they are in the mail.
      </Text>
    )}
  </div>
);
