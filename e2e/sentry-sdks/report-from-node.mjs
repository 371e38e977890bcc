// An application that knows its DSN and nothing else of this project.
import * as Sentry from '@sentry/node';

Sentry.init({
  dsn: process.env.APP_DSN,
  release: 'shop@2.0.0',
  environment: 'staging',
  serverName: 'shop-1',
});

function charge() {
  throw new TypeError('card is undefined');
}

function pay() {
  try {
    charge();
  } catch (cause) {
    throw new Error('payment failed', { cause });
  }
}

Sentry.setTag('shop', 'berlin');
Sentry.setUser({ id: '7', email: 'ada@shop.example' });
Sentry.addBreadcrumb({ category: 'cart', message: 'card chosen' });
for (const _time of [1, 2]) {
  try {
    pay();
  } catch (error) {
    Sentry.captureException(error);
  }
}
Sentry.captureMessage('stock is low', 'warning');
if (!(await Sentry.close(10_000))) process.exitCode = 1;
