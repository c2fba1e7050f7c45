import { Box, Loader, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { ApiProblem } from "#dashboard/api/client.ts";
import { useSession } from "#dashboard/api/session.ts";
import { nonce } from "#dashboard/nonce.ts";
import { ScreenFault } from "#dashboard/shell/screen-fault.tsx";
import { Shell } from "#dashboard/shell/shell.tsx";
import { cssVariables, theme } from "#dashboard/theme.ts";

/** What the server can't help is not asked twice; what may pass is, as its own advice says: in a moment. */
const client = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, error) => count < 2 && error instanceof ApiProblem && (error.status === 0 || error.status >= 502),
      refetchOnWindowFocus: false,
    },
  },
});

// Seen once a month, by whoever is not signed in.
const SignIn = lazy(async () => ({ default: (await import("#dashboard/shell/sign-in.tsx")).SignIn }));
const Home = lazy(() => import("#dashboard/screens/home/home.tsx"));
const Live = lazy(() => import("#dashboard/screens/live/live.tsx"));
const Segmentation = lazy(() => import("#dashboard/screens/segmentation/segmentation.tsx"));
const Funnels = lazy(() => import("#dashboard/screens/funnels/funnels.tsx"));
const Retention = lazy(() => import("#dashboard/screens/retention/retention.tsx"));
const People = lazy(() => import("#dashboard/screens/people/people.tsx"));
const Person = lazy(() => import("#dashboard/screens/person/person.tsx"));
const Audiences = lazy(() => import("#dashboard/screens/audiences/audiences.tsx"));
const Audience = lazy(() => import("#dashboard/screens/audience/audience.tsx"));
const Automations = lazy(() => import("#dashboard/screens/automations/automations.tsx"));
const Automation = lazy(() => import("#dashboard/screens/automation/automation.tsx"));
const Mail = lazy(() => import("#dashboard/screens/mail/mail.tsx"));
const Sources = lazy(() => import("#dashboard/screens/sources/sources.tsx"));
const TrackingPlan = lazy(() => import("#dashboard/screens/plan/plan.tsx"));
const PlannedEvent = lazy(() => import("#dashboard/screens/plan/planned.tsx"));
const Destinations = lazy(() => import("#dashboard/screens/destinations/destinations.tsx"));
const Connection = lazy(() => import("#dashboard/screens/destinations/connection.tsx"));
const Debugger = lazy(() => import("#dashboard/screens/debugger/debugger.tsx"));
const Status = lazy(() => import("#dashboard/screens/status/status.tsx"));
const Settings = lazy(() => import("#dashboard/screens/settings/settings.tsx"));

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      // The page may only have styles that carry this answer's nonce (src/workspace/dashboard-page.ts).
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={client}>
        <Notifications position="bottom-right" autoClose={4_000} />
        <Rooms />
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Rooms() {
  const session = useSession();
  if (session === "unknown") return null;
  if (session === "out") {
    return (
      <Suspense fallback={null}>
        <SignIn onSignedIn={() => void client.resetQueries()} />
      </Suspense>
    );
  }
  return (
    <Shell>
      <ScreenFault>
        <Suspense fallback={<Opening />}>
          <Switch>
            <Route path="/" component={Home} />
            <Route path="/live" component={Live} />
            <Route path="/segmentation" component={Segmentation} />
            <Route path="/funnels" component={Funnels} />
            <Route path="/retention" component={Retention} />
            <Route path="/people" component={People} />
            <Route path="/people/:id" component={Person} />
            <Route path="/audiences" component={Audiences} />
            <Route path="/audiences/*" component={Audience} />
            <Route path="/automations" component={Automations} />
            <Route path="/automations/*" component={Automation} />
            <Route path="/mail" component={Mail} />
            <Route path="/sources" component={Sources} />
            <Route path="/plan" component={TrackingPlan} />
            <Route path="/plan/event" component={PlannedEvent} />
            <Route path="/destinations" component={Destinations} />
            <Route path="/destinations/:id" component={Connection} />
            <Route path="/debugger" component={Debugger} />
            <Route path="/status" component={Status} />
            <Route path="/settings" component={Settings} />
            <Route>There is no such page. The menu lists what there is.</Route>
          </Switch>
        </Suspense>
      </ScreenFault>
    </Shell>
  );
}

const Opening = () => (
  <Box p="xl" ta="center" role="status" aria-label="Opening">
    <Loader type="dots" />
  </Box>
);
