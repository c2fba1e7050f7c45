import { Button, Group, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { answerCsv, type Asked } from "#dashboard/api/answer.ts";
import { call } from "#dashboard/api/client.ts";
import { IconDeviceFloppy, IconDownload, IconLink } from "#dashboard/icons.ts";
import { saveFile } from "#dashboard/report/save-file.ts";
import { May } from "#dashboard/controls/may.tsx";

const ReportForm = lazy(() => import("#dashboard/report/report-form.tsx"));

/** A report's title, what it asks in one line, and what can be done with it: link, table, save. */
export function ReportHeader({ title, says, question }: { title: string; says: string; question: Asked | null }) {
  const [isSaving, setSaving] = useState(false);
  return (
    <Group justify="space-between" align="flex-end" mb="md" gap="sm">
      <div>
        <Title order={1} size="h2">
          {title}
        </Title>
        <Text c="dimmed" size="sm">
          {says}
        </Text>
      </div>
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconLink size={16} />}
          onClick={() =>
            void navigator.clipboard.writeText(location.href).then(
              () => notifications.show({ message: "The link to this report is copied." }),
              () => notifications.show({ color: "red", message: `Copy it from the address bar: ${location.href}` }),
            )
          }
        >
          Copy link
        </Button>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          disabled={question === null}
          onClick={() => {
            if (question !== null)
              void answerCsv(question).then(
                (csv) => saveFile(`${question.kind}.csv`, csv),
                (error: Error) => notifications.show({ color: "red", message: error.message }),
              );
          }}
        >
          CSV
        </Button>
        <May permission="analyse">
          <Button
            leftSection={<IconDeviceFloppy size={16} />}
            disabled={question === null}
            onClick={() => setSaving(true)}
          >
            Save report
          </Button>
        </May>
      </Group>
      {question !== null && isSaving && <SaveReport question={question} says={says} onClose={() => setSaving(false)} />}
    </Group>
  );
}

function SaveReport({ question, says, onClose }: { question: Asked; says: string; onClose: () => void }) {
  const [fault, setFault] = useState<string | null>(null);
  const client = useQueryClient();
  const save = async (name: string, description: string) => {
    try {
      await call("/api/reports", { method: "POST", body: { name, description, question } });
      await client.invalidateQueries({ queryKey: ["reports"] });
      notifications.show({ message: `“${name}” is saved. You find it on Home.` });
      onClose();
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Suspense>
      <ReportForm
        title="Save report"
        name={says}
        fault={fault}
        onClose={onClose}
        onSave={(name, description) => void save(name, description)}
      />
    </Suspense>
  );
}
