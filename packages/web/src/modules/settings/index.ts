import type { RouteObject } from 'react-router';

export const settingsRoutes: RouteObject[] = [
  {
    path: 'settings',
    handle: { crumb: 'Settings' },
    lazy: async () => ({ Component: (await import('./settings-page.tsx')).SettingsPage }),
  },
];
