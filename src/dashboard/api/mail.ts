import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { FormField } from "#dashboard/api/destinations.ts";
import { call } from "#dashboard/api/client.ts";

/** One way to send mails (docs/mail.md). */
export interface MailProvider {
  slug: string;
  name: string;
  description: string;
  documentation: string;
  fields: Omit<FormField, "schema">[];
}

/** How mails are sent; secrets are only named. */
export interface ChosenMail {
  provider: string;
  from: { name: string; address: string };
  replyTo: string | null;
  settings: Record<string, string>;
  secretNames: string[];
}
export interface MailSettings {
  /** Null: nothing is chosen, so nothing is sent. */
  chosen: ChosenMail | null;
  providers: MailProvider[];
  /** Do mails become files of this machine, to be looked at in the outbox? */
  isLocal: boolean;
}

export const useMailSettings = () =>
  useQuery({
    queryKey: ["mail", "settings"],
    queryFn: ({ signal }) => call<MailSettings>("/api/mail/settings", { signal }),
  });

/** An address that is not written to, and why. */
export interface Suppression {
  address: string;
  reason: "unsubscribed" | "added";
  automation: number | null;
  at: string;
}

export const useMailSuppressions = (search: string) =>
  useInfiniteQuery({
    queryKey: ["mail", "suppressions", search],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const parameters = new URLSearchParams({
        ...(search !== "" && { search }),
        ...(pageParam !== null && { cursor: pageParam }),
      });
      return call<{ suppressions: Suppression[]; next: string | null }>(`/api/mail/suppressions?${parameters}`, {
        signal,
      });
    },
    getNextPageParam: ({ next }) => next,
  });

export interface OutboxMail {
  id: string;
  at: string;
  from: string;
  to: string[];
  subject: string;
}
export interface OutboxMailWhole extends OutboxMail {
  /** With its pictures in it. */
  html: string;
  text: string;
  headers: { name: string; value: string }[];
  raw: string;
}

const LOOK_EVERY_MS = 3_000;

export const useOutbox = () =>
  useQuery({
    queryKey: ["mail", "outbox"],
    queryFn: ({ signal }) => call<{ mails: OutboxMail[] }>("/api/mail/outbox", { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });

/** Null asks nothing. */
export const useOutboxMail = (id: string | null) =>
  useQuery({
    queryKey: ["mail", "outbox", id],
    queryFn: ({ signal }) => call<OutboxMailWhole>(`/api/mail/outbox/${encodeURIComponent(id ?? "")}`, { signal }),
    enabled: id !== null,
    staleTime: Infinity,
  });
