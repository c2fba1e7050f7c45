import { Stack, Tabs } from "@mantine/core";
import { useEffect, useState } from "react";
import { CodeBlock } from "#dashboard/controls/code-block.tsx";
import { inlineScriptOf, policyLine, type Way, waysOf } from "#dashboard/screens/sources/snippets.ts";

/** How to send events through a source: each way in a tab, with the real address and key. */
export function Install({ kind, writeKey }: { kind: "public" | "secret"; writeKey: string }) {
  const host = location.origin;
  const ways = waysOf(kind, host, writeKey);
  return (
    <Tabs defaultValue={ways[0]?.id ?? "curl"} keepMounted={false}>
      <Tabs.List aria-label="Ways to install">
        {ways.map(({ id, name }) => (
          <Tabs.Tab key={id} value={id}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {ways.map((way) => (
        <Tabs.Panel key={way.id} value={way.id} pt="md">
          <Stack gap="md">
            {way.parts.map((part) => (
              <CodeBlock key={part.title} {...part} />
            ))}
            {(way.id === "html" || way.id === "npm" || way.id === "react") && <Policy way={way} host={host} />}
          </Stack>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function Policy({ way, host }: { way: Way; host: string }) {
  const script = way.id === "html" ? inlineScriptOf(way.parts[0]?.code ?? "") : "";
  const [hash, setHash] = useState<string | null>(null);
  useEffect(() => {
    let isGone = false;
    const find = async () => {
      const found = await sha256(script);
      if (!isGone) setHash(found);
    };
    void find();
    return () => {
      isGone = true;
    };
  }, [script]);
  return (
    <CodeBlock
      title="Content security policy"
      where="Only if your site has one: add these to its header."
      code={policyLine(host, script === "" ? null : hash)}
    />
  );
}

async function sha256(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...digest));
}
