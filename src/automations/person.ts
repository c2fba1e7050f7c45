import * as z from "zod";
import type { JsonObject } from "#core/json.ts";
import { Timezone } from "#core/question/time.ts";
import { personNames, traitText } from "#core/report/person-name.ts";
import type { PersonIds } from "#automations/channels.ts";

/** Somebody as they are now. */
export interface Person extends PersonIds {
  /** The label: `u:<userId>` or `a:<anonymousId>`. */
  id: string;
  /** Actor ids. */
  actors: number[];
  traits: JsonObject;
}

const Email = z.email().max(254);

/** Their address, where they have one that can be written to. */
export function emailOf({ traits }: Pick<Person, "traits">): string | null {
  const address = Email.safeParse(traitText(traits, "email", "e_mail", "emailAddress", "email_address"));
  return address.success ? address.data : null;
}

/** The zone they say they are in, where there is such a zone. */
export function statedZone({ traits }: Pick<Person, "traits">): string | null {
  const zone = Timezone.safeParse(traitText(traits, "timezone", "time_zone", "timeZone"));
  return zone.success ? zone.data : null;
}

/** A person as templates see them: all traits, and what is usual by its usual name whatever the trait is called. */
export function personVariables(person: Person): JsonObject {
  const { traits } = person;
  const { name, firstName, lastName } = personNames(traits);
  return {
    ...traits,
    id: person.userId ?? person.anonymousId,
    email: emailOf(person),
    name,
    first_name: firstName ?? name?.split(/\s+/)[0] ?? null,
    last_name: lastName,
  };
}
