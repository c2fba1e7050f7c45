import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import * as z from "zod";
import type { Address } from "../../scripts/address-file.ts";
import { adminApi } from "../../scripts/admin-api.ts";
import { openBrowser } from "../support/browser.ts";
import { openDashboard, PHONE, violations } from "../support/dashboard-e2e.ts";

const { url, adminToken }: Address = inject("headwater");
const api = adminApi(url, adminToken);
const Outbox = z.object({ mails: z.array(z.looseObject({ subject: z.string() })) });

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** The newest code that was mailed to an address. */
const codeFor = (email: string): Promise<string> =>
  vi.waitFor(
    async () => {
      const { mails } = Outbox.parse(await api.get("/api/mail/outbox"));
      const mail = mails.find((one) => JSON.stringify(one).includes(email) && /^\d{6} is/.test(one.subject));
      const code = /^\d{6}/.exec(mail?.subject ?? "")?.[0];
      if (code === undefined) throw new Error(`no code for ${email} yet`);
      return code;
    },
    { timeout: 15_000 },
  );

async function enterByCode(page: Page, email: string): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Mail me a code" }).click();
  await page.getByText("a code is on its way").waitFor();
  await page.getByLabel("Code").fill(await codeFor(email));
  await page.getByRole("button", { name: "Go in" }).click();
  await page.getByRole("banner").waitFor();
}

/** A device with a fingerprint reader that is always touched; gives how to count its passkeys. */
async function giveReader(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async passkeys(): Promise<number> {
      return (await devtools.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length;
    },
    verifies: (isUserVerified: boolean) =>
      devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
  };
}

test("an owner is invited, comes in by a code, adds a passkey, and comes in by that", async () => {
  const email = "olga@example.com";
  const root = await openDashboard(browser, "/settings?tab=members");
  await root.page.getByLabel("Whom to let in").fill(email);
  await root.page.getByRole("combobox", { name: "As", exact: true }).click();
  await root.page.getByRole("option", { name: "Owner" }).click();
  await root.page.getByRole("button", { name: "Invite" }).click();
  await root.page.getByText(`${email} is in, and has a mail.`).waitFor();

  const { page, wrong, leave } = await openDashboard(browser, "/", { signedIn: false });
  const reader = await giveReader(page);
  await enterByCode(page, email);
  await page.goto(`${url}/settings?tab=account`);
  await page.getByText(`You are signed in as ${email}, owner.`).waitFor();
  await page.getByLabel("What to call it").fill("This laptop");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("cell", { name: "This laptop", exact: true }).waitFor();
  expect(await reader.passkeys()).toBe(1);
  await page.getByLabel("What to call it").fill("Again");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("This device has a passkey for you already.").waitFor();

  await page.getByRole("button", { name: "Sign out" }).click();
  // Whoever only holds the device is not its owner.
  await reader.verifies(false);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByRole("alert").getByText("No passkey was chosen").waitFor();
  await reader.verifies(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByRole("banner").waitFor();
  await page.goto(`${url}/settings?tab=audit`);
  await page.getByRole("cell", { name: "Sign in by passkey." }).first().waitFor();
  await page.getByRole("cell", { name: "Add a passkey to oneself." }).first().waitFor();
  expect(wrong.filter((line) => !/401|400/.test(line))).toEqual([]);

  // Removed, she is out with her next step, and her passkey opens nothing.
  await root.page.getByRole("button", { name: `Remove ${email}` }).click();
  await root.page.getByText("This is the last owner").or(root.page.getByRole("dialog")).first().waitFor();
  await api.post("/api/members", { email: "second@example.com", role: "owner" });
  await root.page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await root.page.getByRole("button", { name: `Remove ${email}` }).waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByRole("alert").getByText("This passkey is not known here.").waitFor();
  await leave();
  await root.leave();
});

test("a viewer sees everything that may be seen, and no button that may not be pressed", async () => {
  const email = "vera@example.com";
  await api.post("/api/members", { email, role: "viewer" });
  const { page, wrong, leave } = await openDashboard(browser, "/", { signedIn: false });
  await enterByCode(page, email);
  const gone: [path: string, heading: string, button: string][] = [
    ["/sources", "Sources", "New source"],
    ["/audiences", "Audiences", "New audience"],
    ["/automations", "Automations", "New automation"],
    ["/segmentation", "Segmentation", "Save report"],
  ];
  for (const [path, heading, button] of gone) {
    await page.goto(url + path);
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    await page.waitForLoadState("networkidle");
    expect(await page.getByRole("button", { name: button }).count(), path).toBe(0);
    expect(await page.getByRole("link", { name: button }).count(), path).toBe(0);
  }
  await page.goto(`${url}/settings`);
  await page.getByRole("tab", { name: "You" }).waitFor();
  await expect.poll(() => page.getByRole("tab", { name: "Members" }).count()).toBe(0);
  expect(await page.getByRole("radio", { name: "Keep no address" }).isDisabled()).toBe(true);
  expect(wrong.filter((line) => !line.includes("401"))).toEqual([]);
  await leave();
});

test("an unknown address is told the same, and a wrong code is told", async () => {
  const { page, leave } = await openDashboard(browser, "/", { signedIn: false, viewport: PHONE, colorScheme: "dark" });
  await page.getByRole("button", { name: "Use a passkey" }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByLabel("E-mail address").fill("nobody@example.com");
  await page.getByRole("button", { name: "Mail me a code" }).click();
  await page.getByText("a code is on its way").waitFor();
  await page.getByLabel("Code").fill("123456");
  await page.getByRole("button", { name: "Go in" }).click();
  await page.getByText("This code is not right").waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  await leave();
});
