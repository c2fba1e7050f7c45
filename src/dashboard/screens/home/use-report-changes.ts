import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "#dashboard/api/client.ts";
import type { Report } from "#dashboard/api/workspace.ts";

type Changes = Partial<Pick<Report, "name" | "description" | "board">>;

/** Changes and deletes saved reports; what did not work is said, and the list is read again either way. */
export function useReportChanges() {
  const client = useQueryClient();
  const settled = {
    onError: (error: Error) => void notifications.show({ color: "red", message: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: ["reports"] }),
  };
  const changing = useMutation({
    mutationFn: ({ id, changes }: { id: number; changes: Changes }) =>
      call<Report>(`/api/reports/${id}`, { method: "PATCH", body: changes }),
    // Shown before it is answered: what is pinned next has to know of it.
    onMutate: ({ id, changes }) =>
      client.setQueryData<{ reports: Report[] }>(
        ["reports"],
        (known) => known && { reports: known.reports.map((one) => (one.id === id ? { ...one, ...changes } : one)) },
      ),
    ...settled,
  });
  const deleting = useMutation({
    mutationFn: (id: number) => call(`/api/reports/${id}`, { method: "DELETE" }),
    ...settled,
  });
  return {
    change: (id: number, changes: Changes) => changing.mutate({ id, changes }),
    remove: (id: number) => deleting.mutate(id),
  };
}
