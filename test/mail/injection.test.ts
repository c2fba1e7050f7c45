import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { mailFault } from "#mail/mail-fault.ts";
import { mimeMessage } from "#mail/mime.ts";
import { CHANNELS, renderFor } from "#mail/template/channels.ts";
import { renderHtml } from "#mail/template/html.ts";
import { mailContent } from "#mail/template/mail-content.ts";

/** What people write into their traits when they want to see what happens. */
const HOSTILE: [what: string, value: string][] = [
  ["a second header", "Ada\r\nBcc: everybody@example.com"],
  ["a header and a body", "Ada\n\n<script>alert(1)</script>"],
  ["other line ends", "Ada\u2028Bcc: a@example.com\u2029\u0085\v\fx"],
  ["NUL", "Ada\0Bcc: a@example.com"],
  ["a script", "<script>alert(1)</script>"],
  ["a picture with a handler", '<img src=x onerror="alert(1)">'],
  ["the end of an attribute", `"><svg onload=alert(1)>`],
  ["the same in single quotes", `'><svg onload=alert(1)>`],
  ["an unquoted attribute", "x onmouseover=alert(1) y=`"],
  ["the end of a comment", "--><script>alert(1)</script>"],
  ["the end of a style", "</style><script>alert(1)</script>"],
  ["a script as an address", "javascript:alert(1)"],
  ["the same with blanks", " \tjava\nscript:alert(1)"],
  ["data as an address", "data:text/html,<script>alert(1)</script>"],
  ["Liquid", "{{ 7 | times: 7 }}{% assign x = 1 %}{% include 'a' %}"],
  ["a Markdown link", "[win](https://evil.example) ![x](https://evil.example/p.png)"],
  ["Markdown's own tags", "# big\n\n- list\n\n`code` **bold** <https://evil.example>"],
  ["what marks values", "\ue000" + "61".repeat(3) + "\ue001\ue002"],
  ["half of what marks values", "\ue0003c7363726970743e"],
  ["a turned text", "\u202egpj.exe\u202c \u2066x\u2069"],
  ["an everybody of Slack", "<!channel> <@U123> <https://evil.example|Sign in>"],
  ["quotes and backslashes", String.raw`\",\"admin\":true,\"x\":\"`],
  ["the end of a JSON text", `","admin":true,"x":"`],
  ["JSON", `1,"admin":true`],
  ["half a character", "\ud800 \udfff"],
  ["an entity", "&lt;script&gt;&#60;b&#62;"],
  ["a percent sign", "%0d%0aBcc: a@example.com %EE%80%8061%EE%80%81"],
];

const ALL = ["html", ...CHANNELS] as const;
const renderIn = (channel: (typeof ALL)[number], template: string, values: JsonObject) =>
  channel === "html" ? renderHtml(template, values) : renderFor(channel, template, values);

const variables = (value: string): JsonObject => ({ person: { name: value, tags: [value, value] }, [value]: value });

describe.each(HOSTILE)("%s", (_, value) => {
  const values = variables(value);
  const render = (channel: (typeof ALL)[number], template: string): string => {
    const rendered = renderIn(channel, template, values);
    if ("fault" in rendered) throw new Error(rendered.fault);
    return rendered.text;
  };

  it.each([
    "Hello {{ person.name }}!",
    "# {{ person.name }}\n\n> {{ person.tags | join: '-' }}\n\n`{{ person.name }}`",
    "{% capture x %}{{ person.name }}{% endcapture %}{{ x }}{{ x | upcase | truncate: 20 }}",
    "<!doctype html><p>{{ person.name }}</p>",
    "<!doctype html><!-- {{ person.name }} --><style>a{color:{{ person.name }}}</style><p>x</p>",
    '<!doctype html><p title="{{ person.name }}" class={{ person.name }} {{ person.name }}>x</p>',
    "<!doctype html><p style='color: {{ person.name }}' onclick='a({{ person.name }})'>x</p>",
    "<!doctype html><script>var a = '{{ person.name }}'</script><title>{{ person.name }}</title>",
    '[shop]({{ person.name }}) <a href="{{ person.name }}">x</a> <a href={{ person.name }}>x</a>',
    "{{ person.name | escape }}{{ person.name | newline_to_br }}{% echo person.name %}{% cycle person.name, 'b' %}",
  ])("adds nothing to HTML: %s", (template) => {
    const html = render("html", template);
    const plain = renderHtml(template, variables("Ada"));
    if ("fault" in plain) throw new Error(plain.fault);
    expect(tagsOf(html)).toEqual(tagsOf(plain.text));
    expect(html).not.toMatch(/href\s*=\s*["']?\s*(?:javascript|data|j)/i);
    expect(html).not.toMatch(/[\ue000-\ue003\u202a-\u202e\0]/);
  });

  it("says nothing to a program, and nothing but words and numbers to a style", () => {
    const template = `<!doctype html><a onclick="a({{ person.name }})" style="b:{{ person.name }}">x</a><script>c({{ person.name }})</script>`;
    const style = /style="b:([^"]*)"/.exec(render("html", template))?.[1] ?? "missing";
    expect(style).toMatch(/^[\w\s.#%-]*$/);
    expect(render("html", template).replace(`"b:${style}"`, `"b:"`)).toBe(
      `<!doctype html><a onclick="a()" style="b:">x</a><script>c()</script>`,
    );
  });

  it("is one line of a subject", () => {
    const subject = render("subject", "Hello {{ person.name }}");
    // oxlint-disable-next-line no-control-regex
    expect(subject).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    expect(subject).toMatch(/^Hello /);
  });

  it("is no address but a plain one", () => {
    expect(renderFor("address", "{{ person.name }}", values)).toHaveProperty("fault");
    expect(renderFor("address", "{{ person.name }}@example.com", values)).toHaveProperty("fault");
    expect(renderFor("address", "ada@example.com{{ person.name }}", values)).toHaveProperty("fault");
  });

  it("mentions nobody in Slack", () => {
    const text = render("slack", "*New:* {{ person.name }} <!here>");
    expect(text.replace(" <!here>", "")).not.toMatch(/[<>\r\n]/);
  });

  it("stays inside the text of a JSON", () => {
    const template = `{"a": "x {{ person.name }} y", "b": {{ person.name }}, "list": [{{ person.name }}, 1], "{{ person.name }}": 2}`;
    const made = JSON.parse(render("json", template)) as Record<string, unknown>;
    expect(Object.keys(made)).toHaveLength(4);
    expect(made["list"]).toHaveLength(2);
    expect(made["b"]).toBeTypeOf("string");
    expect(made).not.toHaveProperty("admin");
  });

  it("is one line of a notification, and no address to open", () => {
    expect(render("push", "Hello {{ person.name }}")).not.toMatch(/[\r\n\0\u202e]/);
    expect(renderFor("url", "{{ person.name }}", values)).toHaveProperty("fault");
  });

  it("makes a message with the headers it should have", async () => {
    const template = { subject: "Hello {{ person.name }}", body: "Hello {{ person.name }}" };
    const content = mailContent(template, values, { sender: "Shop", unsubscribeUrl: "https://shop.example/u?t=1" });
    if ("fault" in content) throw new Error(content.fault);
    const attachments = [{ filename: value, type: value, bytes: new Uint8Array([1, 2, 3]) }];
    const from = { name: "Shop", address: "shop@example.com" };
    const mail = { ...content, key: "k", from, to: ["ada@example.com"], replyTo: null, headers: {}, attachments };
    expect(mailFault(mail)).toBeNull();
    const raw = mimeMessage(mail, "id@example.com", 0);
    const read = await PostalMime.parse(raw);
    expect(read.headers.map(({ key }) => key)).toEqual([
      "from",
      "to",
      "subject",
      "date",
      "message-id",
      "mime-version",
      "content-type",
    ]);
    expect(read.to).toEqual([{ name: "", address: "ada@example.com" }]);
    expect(read.subject).toBe(content.subject);
    expect(read.attachments).toHaveLength(1);
    // oxlint-disable-next-line no-control-regex
    expect(raw).toMatch(/^[\x20-\x7e\r\n]*$/);
    expect(raw.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });

  it("is judged again where headers and names are set by hand", () => {
    const mail = {
      key: "k",
      from: { name: "Shop", address: "shop@example.com" },
      to: ["ada@example.com"],
      replyTo: null,
      subject: "Hello",
      html: "",
      text: "",
      headers: {},
      attachments: [],
    };
    expect(mailFault({ ...mail, to: [`${value}@example.com`] })).not.toBeNull();
    expect(mailFault({ ...mail, headers: { [value]: "x" } })).not.toBeNull();
    expect(mailFault({ ...mail, from: { name: "Shop", address: value } })).not.toBeNull();
    const raw = mimeMessage({ ...mail, from: { ...mail.from, name: value }, headers: { "X-A": value } }, "i@d", 0);
    expect(raw).not.toMatch(/^(?:bcc|<script)/im);
  });
});

/** Every tag with the names of its attributes, as a browser would see them. */
function tagsOf(html: string): string[] {
  const tags: string[] = [];
  const bare = html.replaceAll(/<!--[\s\S]*?-->/g, "<!>");
  for (const [, name = "", rest = ""] of bare.matchAll(/<(\/?[a-z!][a-z0-9]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi)) {
    const attributes = [...rest.matchAll(/([^\s"'=/]+)\s*(?:=\s*(?:"[^"]*"|'[^']*'|[^\s>]*))?/g)].map(
      (match) => match[1],
    );
    tags.push([name, ...attributes].join(" "));
  }
  return tags.filter((tag) => tag !== "br");
}

describe("templates that ask for too much", () => {
  const list = Array.from({ length: 5_000 }, (_, index) => index);
  const long = "a".repeat(1_000_000);
  it.each([
    ["{% include 'secrets' %}"],
    ["{% render 'secrets' %}"],
    ["{% layout 'secrets' %}{% block a %}{% endblock %}"],
    ["{% for i in (1..1000000000) %}x{% endfor %}"],
    ["{% for a in list %}{% for b in list %}{% for c in list %}{% endfor %}{% endfor %}{% endfor %}"],
    ["{% tablerow a in list %}{% for b in list %}{% for c in list %}x{% endfor %}{% endfor %}{% endtablerow %}"],
    ["{% assign x = 'ab' %}{% for i in (1..100) %}{% assign x = x | append: x %}{% endfor %}{{ x }}"],
    ["{% assign x = 'ab' %}{% for i in (1..100) %}{% assign x = x | replace: 'a', x %}{% endfor %}{{ x }}"],
    ["{% for i in (1..100) %}{% capture x %}{{ x }}{{ x }}ab{% endcapture %}{% endfor %}{{ x }}"],
    ["{{ long | replace: 'a', long }}"],
    ["{{ 'a' | raw }}"],
    ["{{ 'a' | no_such_filter }}"],
    ["{{ person.name"],
    ["{% if %}"],
    ["{{ '%9999999999d' | date: '%9999999999d' }}{{ 0 | date: '%9999999999Y' }}"],
  ])("fault: %s", (template) => {
    for (const channel of ALL.filter((channel) => channel !== "address" && channel !== "url")) {
      expect(renderIn(channel, template, { list, long, person: {} }), channel).toEqual({
        fault: expect.stringMatching(/^The template can't be used/),
      });
    }
  });

  it.each([
    "{{ person.constructor }}{{ person.__proto__ }}{{ person.toString }}{{ person.hasOwnProperty.name }}",
    "{{ constructor }}{{ __proto__.x }}{{ globalThis }}{{ process.env }}{{ this }}",
    "{{ person.name.constructor.constructor }}{{ list.constructor }}{{ list.map }}",
    "{{ person['__proto__'] }}{{ person['constructor']['prototype'] }}",
    "{{ person.missing.more.and.more }}{{ nobody.name }}",
  ])("empty: %s", (template) => {
    const person = JSON.parse('{"name":"Ada","__proto__":{"x":1}}') as JsonObject;
    expect(renderFor("text", template, { person, list })).toEqual({ text: "" });
  });
});
