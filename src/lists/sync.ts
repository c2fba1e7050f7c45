/** A list elsewhere that is kept in step with an audience. Times are ms. */
export interface AudienceSync {
  id: number;
  audience: number;
  /** Random; begins the key of every page. */
  uid: string;
  name: string;
  url: string;
  /** Traits that go with each member. */
  traits: string[];
  enabled: boolean;
  /** Why it waits for a person; null: it doesn't. */
  stopped: string | null;
  stoppedAt: number | null;
  /** Host of this deployment: nothing is sent there. */
  ownHost: string;
  createdAt: number;
  updatedAt: number;
}

/** As screens see it: whether there is a secret, never which. */
export type ShownSync = AudienceSync & { isSigned: boolean };

/** As it is sent with. */
export interface KnownSync extends AudienceSync {
  /** What pages are signed with, sealed; null: they are not signed. */
  sealed: string | null;
  /** What the audience is called now. */
  audienceName: string;
  audienceDescription: string;
}
