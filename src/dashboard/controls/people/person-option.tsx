import "#dashboard/controls/people/people.css";
import { Text } from "@mantine/core";
import { usePerson } from "#dashboard/api/person.ts";
import { displayName, valueText } from "#dashboard/report/display-name.ts";
import { personName } from "#dashboard/report/labels.ts";

/** A person as an option of a list: name, and what tells two of the same name apart. */
export function PersonOption({ id }: { id: string }) {
  const { data: person } = usePerson(id);
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="sm" fw={600} truncate>
        {person === undefined ? personName(id) : displayName(person)}
      </Text>
      <Text size="xs" className="people-found-more" truncate>
        {[valueText(person?.traits["email"]), personName(id)].filter((one) => one !== "").join(" · ")}
      </Text>
    </div>
  );
}
