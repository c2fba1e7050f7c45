import { describe, expect, it } from "vitest";
import { faultOfTemplate, renderFor } from "#mail/template/channels.ts";
import { mailContent } from "#mail/template/mail-content.ts";
import { plainText } from "#mail/template/plain-text.ts";

const person = { first_name: "Zoë", plan: "Pro", spent: 1234.5, tags: ["new", "vip"], born: "1990-05-06" };
const variables = { person, event: { name: "Order Completed", total: 99 }, n: null };

describe("the language", () => {
  it.each([
    ["Hello {{ person.first_name }}", "Hello Zoë"],
    ["Hello {{ person.last_name | default: 'there' }}", "Hello there"],
    ["Hello {{ nobody.at.all }}!", "Hello !"],
    ["{{ person.born | date: '%e %B %Y' }}", " 6 May 1990"],
    ["{{ person.spent | round }} {{ event.total | times: 2 }} {{ person.spent | minus: 0.5 }}", "1235 198 1234"],
    ["{% if person.plan == 'Pro' %}Thank you{% else %}Upgrade{% endif %}", "Thank you"],
    ["{% for tag in person.tags %}{{ forloop.index }}.{{ tag }} {% endfor %}", "1.new 2.vip "],
    ["{{ person.tags }} {{ person.tags | join: ' & ' }} {{ person.tags.size }}", "new, vip new & vip 2"],
    ["{{ person.first_name | upcase | truncate: 2, '' }}", "ZO"],
    ["{{ person }}{{ n }}{{ person.tags.first }}", "new"],
    ["{% raw %}{{ person.first_name }}{% endraw %}", "{{ person.first_name }}"],
    ["{{ 'a<b' | escape }} {{ 'abc' | replace: 'b', 'x' }}", "a<b axc"],
  ])("%s", (template, text) => {
    expect(renderFor("text", template, variables)).toEqual({ text });
  });

  it("is judged when it is saved", () => {
    expect(faultOfTemplate("Hello {{ person.first_name }}")).toBeNull();
    expect(faultOfTemplate("Hello {{ person.first_name")).toMatch(/line:1/);
    expect(faultOfTemplate("{% include 'x' %}")).toMatch(/include/);
    expect(faultOfTemplate("x".repeat(200_000))).not.toBeNull();
  });
});

describe("a mail", () => {
  const url = "https://shop.example/unsubscribe?t=a.b";
  const frame = { sender: "The Shop", unsubscribeUrl: url };
  const mail = (body: string, at = frame as Parameters<typeof mailContent>[2]) => {
    const made = mailContent({ subject: "Hello {{ person.first_name }}", body }, variables, at);
    if ("fault" in made) throw new Error(made.fault);
    return made;
  };

  it("is Markdown in a layout, and text for those who read text", () => {
    const { subject, html, text } = mail(
      "# Hello {{ person.first_name }}\n\nThank you\nfor *everything*.\n\n- one\n- two\n\n**[To the shop](https://shop.example/?a=1&b={{ person.first_name }})**",
    );
    expect(subject).toBe("Hello Zoë");
    expect(html).toContain("<h1>Hello Zoë</h1>");
    expect(html).toContain("Thank you<br>for <em>everything</em>.");
    expect(html).toMatch(/<p class="button"><a href="https:\/\/shop\.example\/\?a=1&amp;b=Zo%C3%AB">To the shop<\/a>/);
    expect(html).toContain("prefers-color-scheme:dark");
    expect(html).toContain("Sent by The Shop");
    expect(text).toBe(
      `Hello Zoë\n\nThank you\nfor everything.\n\n- one\n- two\n\nTo the shop (https://shop.example/?a=1&b=Zo%C3%AB)\n\n--\nUnsubscribe: ${url}\n`,
    );
  });

  it("has one way out, wherever its author put it", () => {
    const count = (html: string) => html.split(`href="${url}"`).length - 1;
    expect(count(mail("Hello").html)).toBe(1);
    expect(count(mail("<!doctype html><html><body><p>Hello</p></body></html>").html)).toBe(1);
    const own = mail('<!doctype html><p>Hello</p><a href="{{ unsubscribe_url }}">Leave</a>');
    expect(own.html).not.toContain("Unsubscribe");
    expect(plainText(own.html)).toContain(`Leave (${url})`);
    expect(mail("Hello", { sender: "", unsubscribeUrl: null }).html).not.toContain("Unsubscribe");
  });

  it("is left as it is where it is a document of its own", () => {
    const document = "<!DOCTYPE html>\n<html><body><h1>**Hello** {{ person.first_name }}</h1>\n    x</body></html>";
    expect(mail(document, { sender: "x", unsubscribeUrl: null }).html).toBe(
      document.replace("{{ person.first_name }}", "Zoë"),
    );
  });

  it("says which part is at fault", () => {
    expect(mailContent({ subject: "{{ x", body: "y" }, {}, frame)).toHaveProperty("fault");
    expect(mailContent({ subject: "x", body: "{{ y" }, {}, frame)).toHaveProperty("fault");
  });
});

describe("plain text", () => {
  it.each([
    ["<p>a</p><p>b<br>c</p>", "a\n\nb\nc"],
    ["<style>p{}</style><p>a &amp; b &lt;c&gt; &#8364;&#x20ac;&nbsp;!</p><script>x</script>", "a & b <c> €€ !"],
    ['<a href="https://a.example">https://a.example</a>', "https://a.example"],
    ['<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"],
    ["<a class=x href='https://a.example/?a=1&amp;b=2'><b>Go</b></a>", "Go (https://a.example/?a=1&b=2)"],
    ['<img alt="A chart: 12" src="cid:1"><img src="x">', "A chart: 12"],
    ["<table><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></table>", "a  1\nb  2"],
  ])("%s", (html, text) => {
    expect(plainText(html)).toBe(text);
  });
});
