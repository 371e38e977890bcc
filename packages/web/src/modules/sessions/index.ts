import type { RouteObject } from 'react-router';

export const sessionRoutes: RouteObject[] = [
  {
    path: 'sessions',
    handle: { crumb: 'Sessions' },
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import('./sessions-page.tsx')).SessionsPage }),
      },
      {
        path: ':name',
        handle: { crumb: (params: Record<string, string | undefined>) => params.name ?? '' },
        lazy: async () => ({ Component: (await import('./session-page.tsx')).SessionPage }),
      },
    ],
  },
];
