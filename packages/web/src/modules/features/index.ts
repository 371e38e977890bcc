import type { RouteObject } from 'react-router';

export const featureRoutes: RouteObject[] = [
  {
    path: 'features',
    handle: { crumb: 'Features' },
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import('./features-page.tsx')).FeaturesPage }),
      },
      {
        path: 'board',
        handle: { crumb: 'Board' },
        lazy: async () => ({ Component: (await import('./feature-board.tsx')).FeatureBoard }),
      },
      {
        path: ':id',
        handle: { crumb: (params: Record<string, string | undefined>) => `#${params.id}` },
        lazy: async () => ({ Component: (await import('./feature-page.tsx')).FeaturePage }),
      },
    ],
  },
];
