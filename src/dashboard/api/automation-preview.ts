import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { AutomationDefinition } from "#core/automation.ts";
import { call } from "#dashboard/api/client.ts";

/** What one action would send, as it would go out; or why nothing would. */
export type PreviewedAction =
  | { via: "mail"; to: string[]; subject: string; html: string; text: string; headers: Record<string, string> }
  | { via: "slack"; text: string }
  | { via: "webhook"; url: string; body: string }
  | { via: "push"; title: string; body: string; url: string | null }
  | { via: "trait"; trait: string; value: unknown }
  | { via: "connection"; event: string; properties: Record<string, unknown> }
  | { via: "nothing"; reason: string };

/** What somebody would get of a definition that need not be saved. Null asks nothing. */
export const usePreview = (definition: AutomationDefinition | null, person: string | null) =>
  useQuery({
    queryKey: ["automation-preview", definition, person],
    queryFn: ({ signal }) =>
      call<{ actions: PreviewedAction[] }>("/api/automations/preview", {
        method: "POST",
        body: { definition, person },
        signal,
      }),
    enabled: definition !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
