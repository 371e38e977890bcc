import type { RouteObject } from 'react-router';

export const milestoneRoutes: RouteObject[] = [
  {
    path: 'milestones',
    handle: { crumb: 'Milestones' },
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import('./milestones-page.tsx')).MilestonesPage }),
      },
      {
        path: ':id',
        handle: { crumb: (params: Record<string, string | undefined>) => `#${params.id}` },
        lazy: async () => ({ Component: (await import('./milestone-page.tsx')).MilestonePage }),
      },
    ],
  },
];
