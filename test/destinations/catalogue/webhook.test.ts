import { describe, expect, it } from "vitest";
import { webhook } from "#destinations/catalogue/webhook.ts";
import { webhookSignature } from "#destinations/webhook-signature.ts";
import { examples, json, NOW, send } from "../service.ts";

const url = "https://hooks.example.com/in?a=1";
const signingSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const taking = () => ({ status: 204 });

describe("webhook", () => {
  it("posts each event as it is, which is the body Segment's webhook sends", async () => {
    const events = Object.values(examples);
    const { seen } = await send(webhook, { url }, events, taking);
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual(events.map(() => `POST ${url}`));
    expect(seen.map(json)).toEqual(events);
    expect(seen.map(({ headers }) => headers.get("webhook-id"))).toEqual(
      events.map(({ messageId }) => `c1-1-${messageId}`),
    );
    expect(seen[0]?.headers.get("webhook-timestamp")).toBe(String(NOW / 1000));
    expect(seen[0]?.headers.get("content-type")).toBe("application/json");
    expect(seen[0]?.headers.has("webhook-signature")).toBe(false);
    expect(seen[0]?.headers.has("authorization")).toBe(false);
  });

  it("signs as the Standard Webhooks libraries do", async () => {
    const message = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1614265330, body: '{"test": 2432232314}' };
    expect(await webhookSignature(signingSecret, message)).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  it("signs what it sends, with both secrets while one takes the other's place", async () => {
    const both = `${signingSecret} whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD`;
    const settings = { url, signingSecret: both, authorization: "Bearer t" };
    const { seen } = await send(webhook, settings, [examples.track], taking);
    const [request] = seen;
    const message = { id: "c1-1-msg-04", timestamp: NOW / 1000, body: request?.text ?? "" };
    const signature = request?.headers.get("webhook-signature");
    expect(signature).toBe(await webhookSignature(both, message));
    expect(signature?.split(" ")).toHaveLength(2);
    expect(signature?.split(" ")[0]).toBe(await webhookSignature(signingSecret, message));
    expect(request?.headers.get("authorization")).toBe("Bearer t");
  });

  it("sends a list where events go together, under one id", async () => {
    const { seen } = await send(webhook, { url }, [examples.track, examples.page], taking, { action: "sendBatch" });
    expect(seen).toHaveLength(1);
    expect(JSON.parse(seen[0]?.text ?? "")).toEqual([examples.track, examples.page]);
    expect(seen[0]?.headers.get("webhook-id")).toMatch(/^batch_[0-9a-f]{32}$/);
  });

  it.each([404, 410])("stops where the address is gone (%i)", async (status) => {
    const { outcomes, seen } = await send(webhook, { url }, [examples.track, examples.page], () => ({ status }));
    expect(outcomes.map((error) => error?.outcome)).toEqual(["disconnected", "disconnected"]);
    expect(seen).toHaveLength(1);
  });

  it.each(["secret", "whsec_", "whsec_not base64", "whsec_abc= "])(
    "refuses %j as a signing secret",
    (signingSecret) => {
      expect(webhook.settings.safeParse({ url, signingSecret }).success).toBe(false);
    },
  );

  it("stops where a signing secret has the letters of base64 but not its length", async () => {
    const { outcomes, seen } = await send(webhook, { url, signingSecret: "whsec_A" }, [examples.track], taking);
    expect(outcomes.map((error) => error?.outcome)).toEqual(["disconnected"]);
    expect(seen).toHaveLength(0);
  });
});
