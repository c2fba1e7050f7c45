/** The cheapest Worker there is: what HTTP itself costs in this runtime. The body is not read. */
export default { fetch: () => new Response('{"success":true}') };
