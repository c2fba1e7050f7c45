/**
 * The service worker that shows what is pushed. A site without one registers it as it is (it has to be on the site's own
 * origin, so from a file with `importScripts("https://…/push-worker.js")`); a site with one imports it there.
 */
export const WORKER_SCRIPT = `"use strict";
self.addEventListener("push", (event) => {
  let message;
  try { message = event.data ? event.data.json() : null; } catch { message = null; }
  if (!message || typeof message.title !== "string" || typeof message.tag !== "string") return;
  event.waitUntil(self.registration.showNotification(message.title, {
    body: typeof message.body === "string" ? message.body : "",
    tag: message.tag,
    data: { headwater: true, url: typeof message.url === "string" ? message.url : null },
  }));
});
self.addEventListener("notificationclick", (event) => {
  const data = event.notification.data;
  if (!data || data.headwater !== true) return;
  event.notification.close();
  if (!data.url || !/^https?:\\/\\//i.test(data.url)) return;
  event.waitUntil(self.clients.matchAll({ type: "window", includeUncontrolled: true }).then((windows) => {
    const open = windows.find((window) => window.url === data.url);
    return open ? open.focus() : self.clients.openWindow(data.url);
  }));
});
`;
