import type { RouteObject } from 'react-router';

export const errorRoutes: RouteObject[] = [
  {
    path: 'errors',
    handle: { crumb: 'Errors' },
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import('./errors-page.tsx')).ErrorsPage }),
      },
      {
        path: 'keys',
        handle: { crumb: 'Keys' },
        lazy: async () => ({ Component: (await import('./keys-page.tsx')).KeysPage }),
      },
      {
        path: ':id',
        handle: { crumb: (params: Record<string, string | undefined>) => `#${params.id}` },
        lazy: async () => ({ Component: (await import('./error-page.tsx')).ErrorPage }),
      },
    ],
  },
];
