import type { RouteObject } from 'react-router';

export const bugRoutes: RouteObject[] = [
  {
    path: 'bugs',
    handle: { crumb: 'Bugs' },
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import('./bugs-page.tsx')).BugsPage }),
      },
      {
        path: 'board',
        handle: { crumb: 'Board' },
        lazy: async () => ({ Component: (await import('./bug-board.tsx')).BugBoard }),
      },
      {
        path: ':id',
        handle: { crumb: (params: Record<string, string | undefined>) => `#${params.id}` },
        lazy: async () => ({ Component: (await import('./bug-page.tsx')).BugPage }),
      },
    ],
  },
];
