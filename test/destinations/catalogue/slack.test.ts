import { describe, expect, it } from "vitest";
import { slack } from "#destinations/catalogue/slack.ts";
import { examples, json, send } from "../service.ts";

const webhookUrl = "https://hooks.slack.com/services/T000/B000/XXXX";
const taking = () => ({ body: "ok" });

describe("Slack", () => {
  it("posts what happened, and who did it", async () => {
    const { seen } = await send(slack, { webhookUrl }, [examples.track], taking);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: "POST", url: webhookUrl });
    expect(json(seen[0])).toEqual({ text: "*Order Completed* user-42" });
  });

  it("sends what Segment's Slack sends for the same mapping", async () => {
    const mapping = {
      channel: "general",
      username: "Headwater",
      icon_url: "https://example.com/logo.png",
      text: { "@template": "{{event}} by {{userId}} ({{context.traits.email}})" },
    };
    const { seen } = await send(slack, { webhookUrl }, [examples.track], taking, { mapping });
    expect(json(seen[0])).toEqual({
      channel: "general",
      text: "Order Completed by user-42 (ada@example.com)",
      username: "Headwater",
      icon_url: "https://example.com/logo.png",
    });
  });

  it("lets no event call a channel or show another address than it has", async () => {
    const event = "<!channel> & <https://evil.example.com|invoice> <@U123>";
    const { seen } = await send(slack, { webhookUrl }, [{ ...examples.track, event }], taking);
    expect(json(seen[0])["text"]).toBe(
      "*&lt;!channel&gt; &amp; &lt;https://evil.example.com|invoice&gt; &lt;@U123&gt;* user-42",
    );
  });

  it("rejects an event the mapping makes no text of, and posts the others", async () => {
    const mapping = { text: { "@path": "$.event" } };
    const { outcomes, seen } = await send(slack, { webhookUrl }, [examples.page, examples.track], taking, { mapping });
    expect(outcomes.map((error) => error?.message)).toEqual(["The mapping gives this event no text.", undefined]);
    expect(seen).toHaveLength(1);
  });

  it.each([
    [404, "no_service"],
    [404, "channel_not_found"],
    [410, "channel_is_archived"],
    [403, "action_prohibited"],
    [400, "no_team"],
  ])("is disconnected by %i %s", async (status, body) => {
    const { outcomes } = await send(slack, { webhookUrl }, [examples.track], () => ({ status, body }));
    expect(outcomes).toMatchObject([{ outcome: "disconnected", message: `Slack answered ${status}: ${body}` }]);
  });
});
