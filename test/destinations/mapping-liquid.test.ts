// The directive is called so; nothing awaits a mapping.
/* oxlint-disable unicorn/no-thenable */
import { describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { applyMapping, MappingFault, mappingFault } from "#destinations/mapping.ts";
import { transform } from "./segment-schemas.ts";

const EVENT: JsonObject = {
  event: "Order Completed",
  userId: "u1",
  nothing: null,
  context: { device: { type: "ios", id: "D-1" } },
  traits: { preferences: { food: "Soup" } },
  properties: {
    world: "earth",
    total: 42,
    price: 8.4,
    zero: 0,
    yes: true,
    no: false,
    markup: `<b title="a">'&'</b>`,
    tags: ["a", "b"],
    mixed: [1, null, ["x", { y: 1 }], true],
    products: [
      { sku: "x", price: 1.5 },
      { sku: "y", price: 2 },
    ],
    when: "2026-01-02T03:04:05.678Z",
    "a key": "spaced",
    lines: "one\ntwo",
    constructor: "own",
  },
};

/** Templates, and what both make of them; where it is left out only that they are equal counts. */
const EQUAL: readonly [template: string, text?: string][] = [
  ["", ""],
  ["as it is", "as it is"],
  ["Hello, {{ properties.world }} !", "Hello, earth !"],
  ["I want {{ traits.preferences.food }}", "I want Soup"],
  [
    "{% if properties.world == 'earth' %}Hello {{ properties.world | upcase }} {% else %}World{% endif %}",
    "Hello EARTH ",
  ],
  ["{% if context.device.id and context.device.type == 'ios' %}{{ context.device.id }}{% endif %}", "D-1"],
  ["{% if context.device.id and context.device.type == 'android' %}{{ context.device.id }}{% endif %}", ""],
  ["{% unless properties.no %}{{ properties.total | plus: 1 }}{% endunless %}", "43"],
  [
    "{{ properties.price }} {{ properties.price | round }} {{ properties.zero }} {{ properties.missing | plus: 0 }}",
    "8.4 8 0 0",
  ],
  ["{{ properties.yes }} {{ properties.no }}", "true false"],
  ["[{{ nothing }}{{ missing }}{{ missing.deeper }}{{ nil }}{{ empty }}{{ blank }}]", "[]"],
  ["{{ properties.tags }} {{ properties.mixed }} {{ properties.products }}"],
  ["{{ properties.tags | join: ', ' }} {{ properties.tags | json }}", 'a, b ["a","b"]'],
  ["{{ properties.products | where: 'sku', 'y' | first | json }}", '{"sku":"y","price":2}'],
  [
    "{{ properties.products | sum: 'price' }} {{ properties.products.size }} {{ properties.products[1].sku }}",
    "3.5 2 y",
  ],
  ["{{ properties['a key'] }} {{ properties.constructor }} {{ constructor }} {{ properties.tags.constructor }}"],
  [
    "{{ properties.markup }} {{ properties.markup | escape }} {{ properties.markup | raw }} {{ properties.markup | strip_html }}",
  ],
  ["{{ properties.when | date: '%Y-%m-%d' }} {{ properties.when | date: '%s' }}", "2026-01-02 1767323045"],
  ["{% assign a = properties.total | times: 2 %}{% capture b %}{{ a }}!{% endcapture %}{{ b }}{{ b | size }}", "84!3"],
  ["{{ properties.world | append: '-' | append: userId | replace: 'e', 'E' | truncate: 6 }}"],
  ["{{ properties.tags | replace: 'a', 'b' }} {{ properties.tags | upcase }}"],
  ["{{ properties.lines | strip_newlines }} {{ event | split: ' ' | last }} {{ event }}"],
  [
    "{{ missing | default: 'there' }} {{ properties.tags | size }} {{ properties.tags | compact | first }}",
    "there 2 a",
  ],
  ["{% raw %}{{ as it is }}{% endraw %}{% comment %}not this{% endcomment %}", "{{ as it is }}"],
  ["{{- properties.world -}} \n {{ userId }}", "earthu1"],
  ["{% increment n %}{% increment n %}{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}{% echo userId | upcase %}", "01abU1"],
  ["{{ (1..3) }} {{ properties }} {{ properties.products[0] }}"],
];

const REFUSED: readonly (readonly [template: string, words: RegExp])[] = [
  ...["case", "for", "include", "layout", "render", "tablerow"].map(
    (tag) => [`{% ${tag} %} {{ properties.world }}`, new RegExp(`"${tag}"`)] as const,
  ),
  ...(
    "array_to_sentence_string concat find find_exp find_index find_index_exp group_by group_by_exp has has_exp map " +
    "newline_to_br reject reject_exp reverse sort sort_natural uniq where_exp type"
  )
    .split(" ")
    .map((filter) => [`{{ properties.world | ${filter} }}`, new RegExp(`undefined filter: ${filter},`)] as const),
  ["{{ properties.world", /not closed/],
  ["{% if properties.world %}", /not closed/],
  ["{% nonsense %}", /"nonsense"/],
  ["x".repeat(1_001), /1000 characters/],
];

const theirs = (template: unknown) => transform({ a: { "@liquid": template as string } }, structuredClone(EVENT));
const ours = (template: string) => applyMapping({ a: { "@liquid": template } }, EVENT);

describe("a template of a mapping", () => {
  it.each(EQUAL)("says what mapping-kit says: %s", (template, text) => {
    expect(mappingFault({ "@liquid": template })).toBeNull();
    expect(ours(template)).toEqual(theirs(template));
    if (text !== undefined) expect(ours(template)).toEqual({ a: text });
  });

  it.each(REFUSED)("is refused when it is saved, by mapping-kit when it is used: %s", (template, words) => {
    expect(mappingFault({ a: [{ "@liquid": template }] })).toMatch(words);
    expect(() => ours(template)).toThrow(MappingFault);
    expect(() => theirs(template)).toThrow();
  });

  it.each([[123], [{}], [[]], [true], [{ "@path": "$.event" }]])("is a text: %j", (template) => {
    expect(mappingFault({ "@liquid": template })).toMatch(/@liquid: takes a text/);
    expect(() => applyMapping({ "@liquid": template }, EVENT)).toThrow(MappingFault);
    expect(() => theirs(template)).toThrow();
  });

  it("leaves the event as it is", () => {
    const event = { n: 5 };
    expect(
      applyMapping({ "@liquid": "{% increment n %}{% assign m = 1 %}{% capture k %}x{% endcapture %}" }, event),
    ).toBe("5");
    expect(event).toEqual({ n: 5 });
  });

  it("stands inside of other directives", () => {
    const item = { "@liquid": "{{ sku | upcase }}" };
    const mapping = {
      list: { "@arrayPath": ["$.properties.products", { id: item }] },
      texts: { "@arrayPath": ["$.properties.tags", { id: item }] },
      when: { "@if": { exists: { "@path": "$.userId" }, then: { "@liquid": "{{ userId }}" } } },
      low: { "@case": { operator: "lower", value: { "@liquid": "{{ event }}" } } },
      made: { "@transform": { apply: { sku: { "@path": "$.event" } }, mapping: { id: item } } },
    };
    expect(applyMapping(mapping, EVENT)).toEqual(transform(mapping, structuredClone(EVENT)));
  });
});

describe("where we differ from mapping-kit", () => {
  it.each([
    ["a filter that doesn't exist is said, not passed over", "{{ userId | upcaze }}", /undefined filter: upcaze/],
    ["nothing comes out differently at another attempt", "{{ properties.tags | sample }}", /undefined filter: sample/],
  ])("%s", (_, template, words) => {
    expect(mappingFault({ "@liquid": template })).toMatch(words);
  });
});

describe("what a template may cost", () => {
  const twice = (step: string) => `{% assign a = properties.world %}${step.repeat(18)}{{ a | size }}`;

  it.each([
    ["appended", twice("{% assign a = a | append: a | append: a %}")],
    ["captured", twice("{% capture a %}{{a}}{{a}}{% endcapture %}")],
    ["captured raw", twice("{% capture a %}{{a|raw}}{{a|raw}}{% endcapture %}")],
    ["replaced", twice("{% assign a = a | replace: '', a %}")],
    ["a long range", "{{ (1..100000000) | join: ',' }}"],
    ["a wide date", "{{ 'now' | date: '%999999999d' }}"],
  ])("is counted: %s", (_, template) => {
    expect(mappingFault({ "@liquid": template })).toBeNull();
    expect(() => ours(template)).toThrow(/memory|alloc/i);
  });

  it.each<JsonObject>([
    { x: { toString: 1, valueOf: 2 } },
    { x: JSON.parse('{"__proto__": {"a": 1}, "toLiquid": 1, "liquidMethodMissing": 1}') as JsonObject },
    { x: [{ valueOf: null }] },
    { x: "\ud800 \u0000 {{ userId }}{% for %}" },
  ])("hostile values are values: %j", (event) => {
    for (const template of [
      "{{ x }}",
      "{{ x | upcase }}",
      "{{ x.a }}{{ x.toString }}{{ x[0].valueOf }}",
      "{{ x | json }}",
    ]) {
      try {
        expect(typeof applyMapping({ "@liquid": template }, event)).toBe("string");
      } catch (error) {
        expect(error).toBeInstanceOf(MappingFault);
      }
    }
  });
});
