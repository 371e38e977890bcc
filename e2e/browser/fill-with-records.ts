import { bugEndpoints } from '@architect/contracts/bugs';
import { devopsTaskEndpoints } from '@architect/contracts/devops-tasks';
import { featureEndpoints } from '@architect/contracts/features';
import { milestoneEndpoints } from '@architect/contracts/milestones';
import { projectEndpoints } from '@architect/contracts/projects';
import { recordPartEndpoints } from '@architect/contracts/record-parts';
import type { RunningServer } from '../support/start-server.ts';

const severities = ['critical', 'high', 'medium', 'low'] as const;
const people = ['ada', 'grace', null, 'linus'];

const features = [
  'Guest checkout without an account',
  'Saved carts across devices',
  'Search suggestions while typing',
  'Invoices as PDF',
  'Dark theme for the admin area',
  'Bulk price changes with a preview',
  'Webhooks for order states',
  'Product pictures in AVIF',
  'Sign in with a passkey',
  'Export of all personal data',
  'Address book',
  'Gift cards that can be split over several orders and refunded one by one, even when the first order is returned',
  'Stock warnings by mail',
  'Reviews with pictures',
];

const bugs = [
  'Cart total is wrong after a coupon was removed',
  'Search finds nothing for words with umlauts',
  'Payment page hangs when the bank answers late',
  'Mail to the customer shows the wrong time zone',
  'Two clicks on “Buy” make two orders',
  'Pictures rotate on upload from phones',
  'Session ends while an address is typed',
  'Sorting by price ignores discounts',
  'Refund of part of an order is refused',
  'The menu covers the first line on small screens',
  'CSV export breaks names that begin with an equals sign',
  'Memory grows with every import',
  'Filters are lost on the way back',
  'Stock becomes negative under load',
];

const tasks = [
  'Rotate the signing keys',
  'Move staging to the new host',
  'Alert when a backup is older than a day',
  'Upgrade PostgreSQL to 18',
  'Automate the weekly restore test',
  'Renew the certificate of the mail host',
  'Remove the old build machines',
  'Limit log volume of the importer',
  'Scan images for known holes',
  'Document the way back after a bad deploy',
];

/** Projects with work in every state, as people would have written it. */
export async function fillWithRecords(server: RunningServer): Promise<{ projectIds: number[] }> {
  const projectIds: number[] = [];
  for (const [name, language] of [
    ['Shop', 'TypeScript'],
    ['Billing', 'Go'],
    ['Search index', 'Rust'],
  ] as const) {
    const body = { name, language, description: `Everything about **${name.toLowerCase()}**.` };
    projectIds.push((await server.call(projectEndpoints.createProject, { body })).id);
  }
  const milestoneIds: number[] = [];
  for (const [at, project_id] of projectIds.entries()) {
    const target_date = ['2027-03-31', '2025-01-31', null][at] ?? null;
    const body = { project_id, name: `Release ${at + 4}.0`, status: 'active' as const, target_date };
    milestoneIds.push((await server.call(milestoneEndpoints.createMilestone, { body })).id);
  }
  const place = (at: number) => ({
    project_id: projectIds[at % 3]!,
    milestone_id: at % 2 === 0 ? milestoneIds[at % 3]! : null,
  });
  const statuses = ['draft', 'spec', 'in_progress', 'review', 'completed', 'blocked', 'cancelled'] as const;
  for (const [at, name] of features.entries()) {
    const body = {
      ...{ ...place(at), name, status: statuses[at % 7]!, priority: severities[at % 4]! },
      ...{ assigned_to: people[at % 4]!, labels: at % 3 === 0 ? ['customers', 'q1'] : [] },
      spec: `## What it must do\n\n- ${name}\n- keep what was typed\n\n\`\`\`ts\nsave(cart);\n\`\`\``,
    };
    await server.call(featureEndpoints.createFeature, { body });
  }
  const ends = ['open', 'in_progress', 'resolved', 'closed', 'wont_fix', 'open'] as const;
  for (const [at, title] of bugs.entries()) {
    const body = {
      ...{ ...place(at), title, status: ends[at % 6]!, severity: severities[at % 4]! },
      ...{ assigned_to: people[at % 4]!, labels: at % 4 === 0 ? ['regression'] : [] },
      description: `1. Open the shop\n2. ${title}\n\nExpected: it works.`,
    };
    await server.call(bugEndpoints.createBug, { body });
  }
  const types = ['security', 'deployment', 'monitoring', 'maintenance', 'automation'] as const;
  for (const [at, title] of tasks.entries()) {
    const due_date = at % 3 === 0 ? `2026-0${(at % 9) + 1}-15` : null;
    const body = { title, task_type: types[at % 5]!, priority: severities[at % 4]!, due_date };
    await server.call(devopsTaskEndpoints.createDevopsTask, { body });
  }
  const params = { kind: 'bug' as const, id: 1 };
  const other = { kind: 'feature' as const, id: 1 };
  await server.call(recordPartEndpoints.addRelation, { params, body: { type: 'blocks', other } });
  await server.call(recordPartEndpoints.addLink, {
    params,
    body: { type: 'branch', value: 'fix/cart-total' },
  });
  const body = { body: 'It happens with **two** coupons only. See `cart.ts`.' };
  await server.call(recordPartEndpoints.addComment, { params, body });
  return { projectIds };
}
