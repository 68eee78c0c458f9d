import { defineConfig } from 'vite';

// One entry a page; the Rust side finds the hashed names in the manifest.
const pages = ['activity', 'calendar', 'dashboard', 'desk', 'graphiql'];
const entries = pages.map((page) => [page, `frontend/${page}/main.tsx`]);

export default defineConfig({
  root: 'frontend',
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    // The content security policy allows no inline script; every browser that has modules preloads them by itself.
    modulePreload: { polyfill: false },
    target: 'es2022',
    // Those that know light-dark(), which the styles of all pages use too.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    chunkSizeWarningLimit: 8000,
    rollupOptions: {
      input: { ...Object.fromEntries(entries), playground: 'frontend/playground/main.js' },
      // Packages for React mark what may run on a server; here is none. Real warnings would go unseen among fifty of these.
      onLog: (level, log, handle) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && handle(level, log),
    },
  },
});
