import { Code, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { MailFrame } from "#dashboard/report/mail-frame.tsx";

/** A mail as a page, as plain text, or as what else there is of it. */
export function MailViews({
  mail: { subject, html, text },
  other,
  height,
}: {
  mail: { subject: string; html: string; text: string };
  other: { label: string; text: string };
  height?: number;
}) {
  const [shown, setShown] = useState("html");
  const label = shown === "text" ? "Plain text" : other.label;
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label="How it is shown"
        style={{ alignSelf: "flex-start" }}
        data={[
          { value: "html", label: "As a page" },
          { value: "text", label: "As plain text" },
          { value: "other", label: other.label },
        ]}
        value={shown}
        onChange={setShown}
      />
      {shown === "html" ? (
        <MailFrame title={`The e-mail: ${subject}`} html={html} {...(height !== undefined && { height })} />
      ) : (
        <Code
          block
          tabIndex={0}
          role="region"
          aria-label={label}
          style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}
        >
          {shown === "text" ? text : other.text}
        </Code>
      )}
    </>
  );
}
