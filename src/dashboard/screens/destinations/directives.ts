/** What can stand in a mapping, with an example of each (docs/destinations.md). */
export const DIRECTIVES: readonly { example: string; says: string }[] = [
  { example: '"plain text"', says: "Anything without @ is sent as it stands." },
  {
    example: '{"@path": "$.properties.total"}',
    says: "The value at this place of the event; $. alone is the whole event.",
  },
  { example: '{"@template": "{{event}} by {{userId}}"}', says: "A text with values of the event filled in." },
  {
    example: '{"@liquid": "{% if traits.name %}{{ traits.name | upcase }}{% endif %}"}',
    says: "A text in Liquid, with conditions and filters.",
  },
  {
    example:
      '{"@if": {"exists": {"@path": "$.userId"}, "then": {"@path": "$.userId"}, "else": {"@path": "$.anonymousId"}}}',
    says: "One value where something is there, else another. “blank” asks also for empty texts.",
  },
  {
    example: '{"@case": {"operator": "lower", "value": {"@path": "$.traits.email"}}}',
    says: "A text in small or capital letters.",
  },
  {
    example: '{"@replace": {"pattern": "-", "replacement": "", "value": {"@path": "$.properties.sku"}}}',
    says: "A text with one thing put in place of another.",
  },
  {
    example: '{"@arrayPath": ["$.properties.products", {"id": {"@path": "$.product_id"}}]}',
    says: "A list, each of its items made into something else.",
  },
  {
    example: '{"@json": {"mode": "encode", "value": {"@path": "$.properties"}}}',
    says: "A value written as JSON text, or read from it.",
  },
  {
    example: '{"@flatten": {"separator": ".", "value": {"@path": "$.properties"}}}',
    says: "Values inside values, all on one level.",
  },
  {
    example: '{"@merge": {"direction": "right", "objects": [{"@path": "$.traits"}, {"plan": "free"}]}}',
    says: "Several things made into one.",
  },
  {
    example: '{"@literal": {"@path": "as it stands"}}',
    says: "Sent as it stands, even where it looks like one of these.",
  },
  { example: '{"@excludeWhenNull": {"@path": "$.properties.coupon"}}', says: "Left out where there is nothing." },
];
