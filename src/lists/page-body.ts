import type { JsonObject } from "#core/json.ts";
import type { KnownSync } from "#lists/sync.ts";

/** What a page does to the list: replaces it (with the other pages of its session), or changes it. */
export type ListAction = "members" | "add_members" | "remove_members";

/** Somebody as a list gets them. */
export interface Listed {
  /** The label: `u:…` or `a:…`. */
  id: string;
  /** Does this id stand for a person now? One that was joined to another person says nothing but itself when it leaves. */
  isPerson: boolean;
  userIds: string[];
  anonymousIds: string[];
  email: string | null;
  name: string | null;
  firstName: string | null;
  lastName: string | null;
  phone: string | null;
  /** The chosen ones, as far as they are known. */
  traits: JsonObject;
}

/** Member of a page: after Mixpanel's cohort webhook, with names of our own where theirs is a brand. */
export function memberOf(listed: Listed): JsonObject {
  const { id, userIds, anonymousIds, email, name, firstName, lastName, phone, traits } = listed;
  return {
    id,
    user_ids: userIds,
    anonymous_ids: anonymousIds,
    email,
    name,
    first_name: firstName,
    last_name: lastName,
    phone_number: phone,
    traits,
  };
}

/** Who is nobody any more, or somebody else's id: to be found by what was sent of them. */
export const bareMember = (id: string): JsonObject => ({ id });

/**
 * Body of a page (JSON), in the shape of Mixpanel's cohort webhook: https://docs.mixpanel.com/docs/cohort-sync/webhooks.
 * `page` counts from 1.
 */
export const pageBody = (
  action: ListAction,
  { audience, audienceName, audienceDescription }: KnownSync,
  { session, page, pages }: { session: string; page: number; pages: number },
  members: readonly JsonObject[],
): string =>
  JSON.stringify({
    action,
    parameters: {
      audience_id: String(audience),
      audience_name: audienceName,
      audience_description: audienceDescription,
      session_id: session,
      page_info: { total_pages: pages, page_count: page },
      members,
    },
  });
