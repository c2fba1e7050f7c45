import type { Action } from "#core/automation.ts";
import { Problem } from "#core/problem.ts";
import type { Secrets } from "#automations/automation.ts";

/** Seals texts and opens them again; the owner is bound in. */
export interface Sealer {
  seal(owner: string, text: string): Promise<string>;
  unseal(owner: string, sealed: string): Promise<string>;
}

/** Actions as they may be shown, and what was secret in them, by place. */
export interface SplitActions {
  actions: Action[];
  secrets: Secrets;
}

/**
 * Takes the secrets out of actions: the address of a Slack webhook, the key a webhook is signed with. Where one is null or
 * left out, the action keeps the one it had: the first of its kind keeps that of the first of its kind before, and so on.
 * A webhook's empty key is none. Throws `request_invalid` where Slack has no address.
 */
export function splitSecrets(given: readonly Action[], before: SplitActions = { actions: [], secrets: {} }) {
  const kept = { slack: secretsOf("slack", before), webhook: secretsOf("webhook", before) };
  const secrets: Record<number, string> = {};
  const actions = given.map((action, place): Action => {
    if ("slack" in action) {
      const secret = kept.slack.shift();
      const address = action.slack ?? secret;
      if (address === undefined) {
        throw new Problem("request_invalid", {
          detail: `do.${place}.slack: write the address of the incoming webhook.`,
        });
      }
      secrets[place] = address;
      return { ...action, slack: null };
    }
    if ("webhook" in action) {
      const had = kept.webhook.shift();
      const secret = action.secret ?? had ?? "";
      if (secret !== "") secrets[place] = secret;
      return { ...action, secret: null };
    }
    return action;
  });
  return { actions, secrets } satisfies SplitActions;
}

/** Of each action of a kind its secret, or undefined, in order. */
const secretsOf = (kind: "slack" | "webhook", { actions, secrets }: SplitActions): (string | undefined)[] =>
  actions.flatMap((action, place) => (kind in action ? [secrets[place]] : []));
