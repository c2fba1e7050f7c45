import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { AutomationDefinition } from "#core/automation.ts";
import { call } from "#dashboard/api/client.ts";

/** A message as it would go out. */
export type PreviewedMessage =
  | { via: "mail"; to: string[]; subject: string; html: string; text: string; headers: Record<string, string> }
  | { via: "slack"; text: string }
  | { via: "webhook"; url: string; body: string }
  | { via: "push"; title: string; body: string; url: string | null }
  | { via: "trait"; trait: string; value: unknown }
  | { via: "connection"; event: string; properties: Record<string, unknown> };

/** What one action would send, or why it would send nothing. */
export interface PreviewedAction {
  action: number;
  what: string;
  problem: string | null;
  message: PreviewedMessage | null;
}

/** Whom, or what, it is looked at with. */
export interface PreviewSubject {
  person?: string;
  /** The messageId of an event. */
  event?: string;
}

/** What somebody would get of a definition that need not be saved; `id` is that of the saved one. Null asks nothing. */
export const usePreview = (id: number | null, definition: AutomationDefinition | null, subject: PreviewSubject) =>
  useQuery({
    queryKey: ["automation-preview", id, definition, subject],
    queryFn: ({ signal }) =>
      call<{ actions: PreviewedAction[] }>(`/api/automations/${id === null ? "" : `${id}/`}preview`, {
        method: "POST",
        body: { definition, ...subject },
        signal,
      }),
    enabled: definition !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
