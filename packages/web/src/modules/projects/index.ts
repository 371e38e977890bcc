import type { RouteObject } from 'react-router';

export const projectRoutes: RouteObject[] = [
  {
    path: 'projects',
    handle: { crumb: 'Projects' },
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import('./projects-page.tsx')).ProjectsPage }),
      },
      {
        path: ':id',
        handle: { crumb: (params: Record<string, string | undefined>) => `#${params.id}` },
        lazy: async () => ({ Component: (await import('./project-page.tsx')).ProjectPage }),
      },
    ],
  },
];
