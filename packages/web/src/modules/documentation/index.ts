import type { RouteObject } from 'react-router';

const lazy = async () => ({ Component: (await import('./documentation-page.tsx')).DocumentationPage });

export const documentationRoutes: RouteObject[] = [
  {
    path: 'documentation',
    handle: { crumb: 'Documentation' },
    children: [
      { index: true, lazy },
      {
        path: ':shelf/*',
        handle: { crumb: (params: Record<string, string | undefined>) => params['*'] ?? '' },
        lazy,
      },
    ],
  },
];
