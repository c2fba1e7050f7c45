import { admin } from "../support/world.ts";

/** Asks the admin API with a body. */
export const send = <Answer>(path: string, method: string, body: object = {}): Promise<Answer> =>
  admin(path, { method, body: JSON.stringify(body) });

const PROVIDERS = {
  /** Knows a mail by its key. */
  resend: { apiKey: "re_key" },
  /** Doesn't. */
  postmark: { serverToken: "token" },
};
export type TestProvider = keyof typeof PROVIDERS;

/** Mails go through this one from now on. */
export const chooseProvider = (provider: TestProvider): Promise<unknown> =>
  send("/api/mail/settings", "PUT", {
    provider,
    from: { name: "Shop", address: "shop@x.example" },
    replyTo: null,
    settings: PROVIDERS[provider],
  });
