import * as z from "zod";

/** Base64url, as `PublicKeyCredential.toJSON()` writes bytes. */
const Bytes = z
  .string()
  .regex(/^[\w-]*$/)
  .max(20_000);
const Credential = { id: Bytes.min(1).max(1_400), rawId: Bytes, type: z.literal("public-key") };
const clientExtensionResults = z.object({}).default({});

/** What a browser answers when it has made a passkey, and what it is to be called. */
export const GivenPasskey = z.object({
  name: z.string().trim().min(1).max(100),
  response: z.object({
    ...Credential,
    clientExtensionResults,
    response: z.object({
      clientDataJSON: Bytes,
      attestationObject: Bytes,
      transports: z.array(z.string().max(30)).max(10).optional(),
    }),
  }),
});
export type GivenPasskey = z.infer<typeof GivenPasskey>;

/** What a browser answers when somebody signs in with a passkey. */
export const SignedByPasskey = z.object({
  ...Credential,
  clientExtensionResults,
  response: z.object({
    clientDataJSON: Bytes,
    authenticatorData: Bytes,
    signature: Bytes,
    userHandle: Bytes.optional(),
  }),
});
export type SignedByPasskey = z.infer<typeof SignedByPasskey>;
