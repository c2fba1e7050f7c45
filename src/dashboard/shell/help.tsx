import { Kbd, Modal, Table } from "@mantine/core";
import { RANGE_KEYS } from "#dashboard/shell/use-keys.ts";
import { SCREENS } from "#dashboard/shell/screens.ts";

/** All shortcuts. */
export default function Help({ onClose }: { onClose: () => void }) {
  const rows: [keys: string[], what: string][] = [
    [["Ctrl", "K"], "Find a screen, a report, a person"],
    [["?"], "This list"],
    [["Esc"], "Close what is open"],
    ...SCREENS.map(({ letter, name }): [string[], string] => [["g", letter], `Go to ${name}`]),
    ...Object.entries(RANGE_KEYS).map(([key, { name }]): [string[], string] => [["d", key], `Show ${name}`]),
  ];
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" closeButtonProps={{ "aria-label": "Close" }}>
      <Table verticalSpacing={6}>
        <Table.Tbody>
          {rows.map(([keys, what]) => (
            <Table.Tr key={what}>
              <Table.Td w={140}>
                {keys.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
