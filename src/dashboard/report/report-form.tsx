import { Button, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";

/** Asks for the name and the description of a saved report. `fault` is what was wrong with what was given before. */
export default function ReportForm({
  title,
  name: givenName,
  description: givenDescription = "",
  fault = null,
  onSave,
  onClose,
}: {
  title: string;
  name: string;
  description?: string;
  fault?: string | null;
  onSave: (name: string, description: string) => void;
  onClose: () => void;
}) {
  const [name, setName] = useState(givenName);
  const [description, setDescription] = useState(givenDescription);
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSave(name, description);
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            required
            maxLength={200}
            data-autofocus
            error={fault}
          />
          <Textarea
            label="Description"
            description="What should readers know?"
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            maxLength={5_000}
          />
          <Button type="submit" disabled={name.trim() === ""}>
            Save
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
