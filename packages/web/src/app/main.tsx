import '../lib/zod-config.ts';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import 'mantine-datatable/styles.css';
import '@fontsource-variable/ibm-plex-sans/wght.css';
import '@fontsource/ibm-plex-mono/latin-400.css';
import '@fontsource/ibm-plex-mono/latin-500.css';
import './tokens.css';
import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { createApi } from '../lib/api.ts';
import { ApiProvider } from '../lib/app-context.tsx';
import { Live } from '../lib/live.ts';
import { delayed } from '../lib/live-sync.tsx';
import { forgetLogin } from '../lib/login.ts';
import { watchParts } from '../lib/new-version.ts';
import { openSocket } from '../lib/open-socket.ts';
import { watchPresence } from '../lib/presence.ts';
import { createQueryClient } from '../lib/query-client.ts';
import { createRouter } from './router.tsx';
import { theme } from './theme.ts';

watchParts();
const presence = watchPresence(window, Date.now);
const api = createApi({ baseUrl: '', fetch: window.fetch.bind(window), isAway: presence.isAway });
const queryClient = createQueryClient();
const live = new Live({
  open: () => openSocket(`${location.origin.replace(/^http/, 'ws')}/ws`),
  after: delayed,
  random: Math.random,
});
api.onSignedOut(() => forgetLogin(queryClient));

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <ApiProvider api={api} live={live}>
          <ModalsProvider>
            <Notifications position="bottom-right" limit={4} containerWidth={360} />
            <RouterProvider router={createRouter()} />
          </ModalsProvider>
        </ApiProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
