/** Who a mail is from. */
export interface Mailbox {
  /** As people read it; may be empty. */
  name: string;
  address: string;
}

/** A file in a mail. With a `cid` it is a picture that the HTML shows as `cid:<cid>`. */
export interface MailAttachment {
  filename: string;
  /** Media type. */
  type: string;
  bytes: Uint8Array;
  cid?: string;
}

/** A mail, as the code that decides about sending hands it over; the sender is the workspace's own. */
export interface Mail {
  /** The same at every attempt, and for nothing else. */
  key: string;
  /** Addresses that all see each other; one is the rule. */
  to: readonly string[];
  subject: string;
  html: string;
  text: string;
  /** Such as List-Unsubscribe. Names and values are judged before anything is sent. */
  headers: Readonly<Record<string, string>>;
  attachments: readonly MailAttachment[];
}

/** What became of an attempt to send a mail. */
export type MailOutcome =
  /** The provider took it; `id` is its own name for it, or empty. */
  | { outcome: "sent"; id: string }
  /** This mail will never be taken: the address, the content. */
  | { outcome: "rejected"; reason: string }
  /** Nothing can be sent until a person has seen to the settings. */
  | { outcome: "stopped"; reason: string }
  /** Not taken, surely; `afterMs` is how long the provider asked to wait, or null. */
  | { outcome: "later"; reason: string; afterMs: number | null }
  /** It may have been taken or not, and sending it again could send it twice. */
  | { outcome: "unknown"; reason: string };
