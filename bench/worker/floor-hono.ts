import { Hono } from "hono";

const app = new Hono();
app.post("/v1/t", (c) => c.json({ success: true }));
export default app;
