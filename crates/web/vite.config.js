import { defineConfig } from 'vite';

// One entry a page; the Rust side finds the hashed names in the manifest.
export default defineConfig({
  root: 'frontend',
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    rollupOptions: { input: 'frontend/playground.js' },
  },
});
