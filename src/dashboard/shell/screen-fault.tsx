import { Alert, Button, Stack } from "@mantine/core";
import { Component, type ReactNode } from "react";

/** A screen that broke takes neither the menu nor the other screens with it. */
export class ScreenFault extends Component<{ children: ReactNode }, { fault: Error | null }> {
  override state: { fault: Error | null } = { fault: null };
  static getDerivedStateFromError(fault: unknown) {
    return { fault: fault instanceof Error ? fault : new Error(String(fault)) };
  }
  override render() {
    if (this.state.fault === null) return this.props.children;
    return (
      <Alert color="red" variant="light" title="This screen broke" role="alert">
        <Stack align="flex-start" gap="sm">
          {this.state.fault.message}
          <Button variant="default" onClick={() => location.reload()}>
            Load it again
          </Button>
        </Stack>
      </Alert>
    );
  }
}
