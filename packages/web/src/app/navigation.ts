import {
  IconActivity,
  IconAdjustmentsHorizontal,
  IconAlertTriangle,
  IconBook2,
  IconBug,
  IconBulb,
  IconCoins,
  IconFlag,
  IconFolders,
  IconHandStop,
  IconLayoutDashboard,
  IconListDetails,
  IconPlaneTilt,
  type IconProps,
  IconServerCog,
  IconShieldCheck,
  IconSparkles,
  IconTerminal2,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

/** Figures that the side bar shows: decisions that wait for a person, and work that is proposed. */
export type Badge = 'pending' | 'suggestions';

export interface NavigationItem {
  label: string;
  path: string;
  icon: ComponentType<IconProps>;
  /** Shown beside the item and bound by the shell. */
  keys: string;
  /** Names a live figure the item carries. */
  badge?: Badge;
  /** Extra words the command palette finds it by. */
  keywords: readonly string[];
}

/** The one list of pages: side bar, palette and `g …` shortcuts are made from it. */
export const navigation: readonly { group: string; items: readonly NavigationItem[] }[] = [
  {
    group: 'Fleet',
    items: [
      {
        label: 'Overview',
        path: '/',
        icon: IconLayoutDashboard,
        keys: 'g o',
        keywords: ['home', 'dashboard'],
      },
      {
        label: 'Sessions',
        path: '/sessions',
        icon: IconTerminal2,
        keys: 'g s',
        keywords: ['tmux', 'agents'],
      },
    ],
  },
  {
    group: 'Work',
    items: [
      {
        label: 'Prompts',
        path: '/prompts',
        icon: IconListDetails,
        keys: 'g p',
        keywords: ['queue', 'tasks'],
      },
      {
        label: 'Needs me',
        path: '/interactions',
        icon: IconHandStop,
        keys: 'g i',
        badge: 'pending',
        keywords: ['interactions', 'permissions', 'approve'],
      },
      {
        label: 'Errors',
        path: '/errors',
        icon: IconAlertTriangle,
        keys: 'g e',
        keywords: ['exceptions', 'crashes', 'stack traces', 'reports', 'dsn'],
      },
      {
        label: 'Suggestions',
        path: '/suggestions',
        icon: IconBulb,
        keys: 'g u',
        badge: 'suggestions',
        keywords: ['proposed work', 'confirm', 'skip', 'todo'],
      },
      {
        label: 'Autopilot',
        path: '/autopilot',
        icon: IconPlaneTilt,
        keys: 'g l',
        keywords: ['milestones', 'runs', 'approve', 'evidence', 'autonomous'],
      },
    ],
  },
  {
    group: 'Plan',
    items: [
      {
        label: 'Projects',
        path: '/projects',
        icon: IconFolders,
        keys: 'g j',
        keywords: ['repositories', 'source'],
      },
      {
        label: 'Milestones',
        path: '/milestones',
        icon: IconFlag,
        keys: 'g m',
        keywords: ['releases', 'target dates', 'release notes'],
      },
      {
        label: 'Features',
        path: '/features',
        icon: IconSparkles,
        keys: 'g f',
        keywords: ['board', 'specs', 'stories'],
      },
      { label: 'Bugs', path: '/bugs', icon: IconBug, keys: 'g b', keywords: ['board', 'issues', 'defects'] },
      {
        label: 'DevOps tasks',
        path: '/devops-tasks',
        icon: IconServerCog,
        keys: 'g d',
        keywords: ['maintenance', 'deployment', 'security'],
      },
      {
        label: 'Documentation',
        path: '/documentation',
        icon: IconBook2,
        keys: 'g h',
        keywords: ['handbook', 'help', 'readme', 'markdown', 'guides'],
      },
    ],
  },
  {
    group: 'System',
    items: [
      {
        label: 'Policy',
        path: '/policy',
        icon: IconShieldCheck,
        keys: 'g y',
        keywords: ['rules', 'patterns', 'permissions', 'automatic answers', 'kill switch'],
      },
      {
        label: 'Usage',
        path: '/usage',
        icon: IconCoins,
        keys: 'g c',
        keywords: ['costs', 'tokens', 'money', 'spend'],
      },
      { label: 'Activity', path: '/activity', icon: IconActivity, keys: 'g a', keywords: ['audit', 'log'] },
      {
        label: 'Settings',
        path: '/settings',
        icon: IconAdjustmentsHorizontal,
        keys: 'g t',
        keywords: ['api keys', 'users', 'password', 'theme'],
      },
    ],
  },
];
