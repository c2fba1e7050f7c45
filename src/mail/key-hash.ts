import { hex, sha256, utf8 } from "#core/encoding.ts";

/** A key as providers and files can be given it: 32 hexadecimal digits, and nothing of whom the mail is for. */
export const keyHash = async (key: string): Promise<string> => hex(await sha256(utf8(key))).slice(0, 32);
