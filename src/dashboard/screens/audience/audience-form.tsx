import { Alert, Button, Group, Radio, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { AUDIENCE_KINDS_IN_WORDS } from "#dashboard/screens/audience/kind-words.ts";
import type { Condition } from "#core/question.ts";
import type { Audience } from "#dashboard/api/audiences.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { PeopleBuilder } from "#dashboard/controls/people/people-builder.tsx";
import { complete, type PeopleQuestion, sentenceOfWhere } from "#dashboard/controls/people/people-question.ts";
import { questionIn, searchWith } from "#dashboard/report/report-url.ts";
import { useSearch } from "#dashboard/report/search.ts";
import { WhoMatches } from "#dashboard/screens/audience/who-matches.tsx";
import "#dashboard/screens/audience/audience.css";

const LONGEST_NAME = 200;
const NEW: Condition = { and: [] };

/** The builder with everything that makes of a question an audience. `?q=` holds the question, as on People. */
export function AudienceForm({ audience }: { audience: Audience | null }) {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const [name, setName] = useState(audience?.name ?? "");
  const [description, setDescription] = useState(audience?.description ?? "");
  const [kind, setKind] = useState(audience?.kind ?? "live");
  const { change, fault, isBusy } = useChange();
  const client = useQueryClient();
  const saved = audience?.where ?? NEW;
  const where = useMemo(() => {
    const asked = questionIn<PeopleQuestion>(search, "cohort");
    return asked === null ? saved : (complete(asked).where ?? saved);
  }, [search, saved]);
  const setWhere = useCallback(
    (next: Condition) => navigate(path + searchWith(search, { q: JSON.stringify({ kind: "cohort", where: next }) })),
    [navigate, path, search],
  );
  const isNewQuestion =
    audience !== null && (JSON.stringify(where) !== JSON.stringify(audience.where) || kind !== audience.kind);
  const save = async () => {
    const body = { name: name.trim(), description: description.trim(), kind, where };
    const made = await change<Audience>(
      audience === null
        ? [["/api/audiences", { method: "POST", body }]]
        : [[`/api/audiences/${audience.id}`, { method: "PATCH", body }]],
      audience === null ? `“${body.name}” is made.` : `“${body.name}” is saved.`,
    );
    const id = made?.[0]?.id;
    if (id === undefined) return;
    await client.invalidateQueries({ queryKey: ["audiences"] });
    navigate(`/audiences/${id}`);
  };
  return (
    <div className="audience-editor">
      <PeopleBuilder where={where} onChange={setWhere} />
      <WhoMatches where={where} />
      <form
        className="card"
        aria-label="The audience"
        style={{ padding: 16 }}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") void save();
        }}
      >
        <Stack>
          <Text size="sm" data-sentence>
            <Text span fw={600}>
              It means:
            </Text>{" "}
            {sentenceOfWhere(where)}.
          </Text>
          <TextInput
            label="Name"
            placeholder="Women over 35 who order often"
            value={name}
            maxLength={LONGEST_NAME}
            required
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Radio.Group
            label="Does it change?"
            value={kind}
            onChange={(next) => setKind(next === "frozen" ? "frozen" : "live")}
          >
            <Stack gap="xs" mt={6}>
              {AUDIENCE_KINDS_IN_WORDS.map(({ value, label, says }) => (
                <Radio key={value} value={value} label={label} description={says} />
              ))}
            </Stack>
          </Radio.Group>
          <Textarea
            label="Description"
            description="What should others know?"
            value={description}
            maxLength={5_000}
            autosize
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          {isNewQuestion && (
            <Alert color="yellow" variant="light" title="Everybody is looked at anew">
              Once it is saved, the audience is computed from the start. Nothing is sent to those who are in it then;
              automations go on with whoever enters afterwards.
            </Alert>
          )}
          {fault !== null && (
            <Text size="sm" c="var(--worse)" role="alert">
              {fault}
            </Text>
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={isBusy} disabled={name.trim() === ""}>
              {audience === null ? "Create audience" : "Save changes"}
            </Button>
          </Group>
        </Stack>
      </form>
    </div>
  );
}
