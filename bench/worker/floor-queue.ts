/** The least that may be acknowledged: the body read and put into the queue unseen. What the product's Worker takes above this is its own. */
export default {
  async fetch(request, env) {
    await env.EVENTS.send(await request.text(), { contentType: "text" });
    return new Response('{"success":true}');
  },
} satisfies ExportedHandler<{ EVENTS: Queue }>;
