import { Route, Switch } from "wouter";
import { Editor } from "#dashboard/screens/automation/editor.tsx";
import { Overview } from "#dashboard/screens/automation/overview.tsx";

/** The pages of one automation: making it, looking at it, changing it. */
export default function Automation() {
  return (
    <Switch>
      <Route path="/automations/new" component={Editor} />
      <Route path="/automations/:id/edit" component={Editor} />
      <Route path="/automations/:id" component={Overview} />
    </Switch>
  );
}
