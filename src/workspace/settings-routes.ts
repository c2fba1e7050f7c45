import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import { changeSettings, readSettings, settingsFrom, WorkspaceSettings } from "#workspace/settings.ts";

/** The workspace's settings. `changed` tells this isolate that what it knows by heart is old. */
export function settingsRoutes(changed: () => void): AdminRoute[] {
  return [
    adminRoute({
      method: "get",
      path: "/api/settings",
      access: "read",
      summary: "The calendar of reports and the privacy of addresses: what was chosen, else the deployment's own.",
      answer: WorkspaceSettings,
      handle: async (_, { env }) => settingsFrom(await readSettings(env.DB), env),
    }),
    adminRoute({
      method: "patch",
      path: "/api/settings",
      access: "settings",
      summary:
        "Choose settings. Questions follow within seconds, intake within a minute; what is stored stays as it is.",
      body: WorkspaceSettings.partial(),
      answer: WorkspaceSettings,
      handle: async ({ body }, { env }) => {
        await changeSettings(env.DB, body);
        changed();
        return settingsFrom(await readSettings(env.DB), env);
      },
    }),
  ];
}
