import { Route, Switch } from "wouter";
import { Editor } from "#dashboard/screens/audience/editor.tsx";
import { Overview } from "#dashboard/screens/audience/overview.tsx";

/** The pages of one audience: making it, looking at it, changing it. */
export default function Audience() {
  return (
    <Switch>
      <Route path="/audiences/new" component={Editor} />
      <Route path="/audiences/:id/edit" component={Editor} />
      <Route path="/audiences/:id" component={Overview} />
    </Switch>
  );
}
