import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = 'http://127.0.0.1:8080';
const proxied = ['/api', '/login', '/logout', '/health', '/reporter.js'];

/** `npm run dev` expects a dashboard server on its default port; paths that belong to it are passed on. */
export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    // The content security policy allows no data: fonts, and fonts are cached longer as files.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // zod is configured before any contract makes a schema: see lib/zod-config.ts.
        codeSplitting: { groups: [{ name: 'zod', test: /node_modules\/zod\/|zod-config/ }] },
      },
    },
  },
  server: {
    proxy: {
      ...Object.fromEntries(proxied.map((path) => [path, { target: server, changeOrigin: true }])),
      '/ws': { target: server, ws: true, changeOrigin: true },
    },
  },
});
