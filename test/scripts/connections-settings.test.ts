import { describe, expect, test } from "vitest";
import type { FormField } from "../../scripts/connections/answers.ts";
import { Misuse } from "../../scripts/connections/failure.ts";
import { secretsIn, secretVariable } from "../../scripts/connections/secrets.ts";
import { fieldsNamed, settingsIn } from "../../scripts/connections/setting-values.ts";

const field = (name: string, schema: object, secret = false): FormField => ({
  name,
  title: name,
  description: "",
  required: false,
  secret,
  schema: { ...schema },
});
const form = [
  field("url", { type: "string" }),
  field("size", { type: "integer" }),
  field("gzip", { type: "boolean" }),
  field("headers", { type: "object" }),
  field("region", { enum: ["eu", "us"] }),
  field("key", { type: "string" }, true),
];

describe("--set", () => {
  test.each([
    [["url=https://a.example/?a=b"], { url: "https://a.example/?a=b" }],
    [["url="], { url: "" }],
    [["url= 1 "], { url: " 1 " }],
    [["size=-1.5"], { size: -1.5 }],
    [["gzip=false", "size=0"], { gzip: false, size: 0 }],
    [['headers={"a":[1,null]}'], { headers: { a: [1, null] } }],
    [["region=eu"], { region: "eu" }],
    [["url=a", "url=b"], { url: "b" }],
    [[], {}],
  ])("%j", (sets, settings) => {
    expect(settingsIn(form, sets)).toEqual(settings);
  });

  test.each([
    ["hush", "key=value"],
    ["=hush", "key=value"],
    ["ulr=hush", 'no setting "ulr" here; there is url, size'],
    ["key=hush", "key is secret: write --secret key"],
    ["size=hush", "size should be a number"],
    ["size=", "size should be a number"],
    ["size=Infinity", "size should be a number"],
    ["gzip=yes", "gzip should be true or false"],
    ["headers={hush", "headers should be JSON"],
    ["toString=hush", "no setting"],
  ])("%s is refused without the value", (text, message) => {
    const misuse = () => settingsIn(form, [text]);
    expect(misuse).toThrow(Misuse);
    expect(misuse).toThrow(message);
    expect(misuse).not.toThrow("hush");
  });
});

describe("--secret", () => {
  test("takes a name, and never a value", () => {
    expect(fieldsNamed(form, "secret", ["key"]).map(({ name }) => name)).toEqual(["key"]);
    expect(() => fieldsNamed(form, "secret", ["key=hush"])).toThrow("takes only the name");
    expect(() => fieldsNamed(form, "secret", ["key=hush"])).not.toThrow("hush");
    expect(() => fieldsNamed(form, "unset", ["kye"])).toThrow('no setting "kye"');
  });

  test.each([
    ["signingSecret", "HEADWATER_SECRET_SIGNING_SECRET"],
    ["api_key", "HEADWATER_SECRET_API_KEY"],
    ["api-key", "HEADWATER_SECRET_API_KEY"],
    ["s3Key2", "HEADWATER_SECRET_S3_KEY2"],
    ["key", "HEADWATER_SECRET_KEY"],
  ])("%s may be in %s", (name, variable) => {
    expect(secretVariable(name)).toBe(variable);
  });

  test.each([
    [["a"], "one\n", { a: "one" }],
    [["a"], "one", { a: "one" }],
    [["a"], '{\n "private_key": "x"\n}\n', { a: '{\n "private_key": "x"\n}' }],
    [["a", "b"], "one\r\ntwo\r\n", { a: "one", b: "two" }],
  ])("%j from standard input: %j", (names, text, values) => {
    expect(Object.fromEntries(secretsIn(names, text))).toEqual(values);
  });

  test.each([
    [["a"], "", "a is missing"],
    [["a"], " \n", "a is missing"],
    [["a", "b"], "hush\n", "b is missing"],
    [["a", "b"], "hush\nhush\nhush\n", "3 lines for 2 secrets"],
  ])("%j from %j: says what is missing", (names, text, message) => {
    const misuse = () => secretsIn(names, text);
    expect(misuse).toThrow(Misuse);
    expect(misuse).toThrow(message);
    expect(misuse).not.toThrow("hush");
  });
});
