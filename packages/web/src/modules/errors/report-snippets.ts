interface Where {
  /** Address of this server as the browser reaches it. */
  server: string;
  projectId?: number;
  dsn: string | null;
}

interface Snippet {
  name: string;
  label: string;
  text: string;
}

/** What to paste to report a first error. Without a DSN only plain HTTP is possible. */
export function snippetsOf({ server, projectId, dsn }: Where): Snippet[] {
  const project = projectId === undefined ? '' : `, "project_id": ${projectId}`;
  const curl = `curl ${server}/api/errors \\
  -H 'content-type: application/json' \\
  -d '{"error_type": "TestError", "message": "Hello from curl", "source": "curl", "node_id": "'"$(hostname)"'"${project}}'`;
  const plain = [{ name: 'curl', label: 'curl', text: curl }];
  if (dsn === null) return plain;
  return [
    ...plain,
    {
      name: 'browser',
      label: 'Browser',
      text: `npm install @sentry/browser

import * as Sentry from '@sentry/browser';
Sentry.init({ dsn: '${dsn}', release: '1.0.0', environment: 'production' });

Sentry.captureException(new Error('Hello from the browser'));`,
    },
    {
      name: 'node',
      label: 'Node',
      text: `npm install @sentry/node

import * as Sentry from '@sentry/node';
Sentry.init({ dsn: '${dsn}', release: '1.0.0', environment: 'production' });

Sentry.captureException(new Error('Hello from Node'));
await Sentry.flush(2000);`,
    },
    {
      name: 'python',
      label: 'Python',
      text: `pip install sentry-sdk

import sentry_sdk
sentry_sdk.init(dsn="${dsn}", release="1.0.0", environment="production")

sentry_sdk.capture_message("Hello from Python", level="error")
sentry_sdk.flush()`,
    },
    { name: 'dsn', label: 'Any Sentry SDK', text: dsn },
  ];
}
