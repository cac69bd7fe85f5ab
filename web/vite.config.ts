/// <reference types="vitest/config" />
import {existsSync} from 'node:fs';
import {resolve} from 'node:path';
import {defineConfig} from 'vite';

// Named as their chunks are.
const pages = {chart: 'chart/index.html', launch: 'chart/launch.html', console: 'console/index.html', try: 'try/index.html'};

// One program with four pages. File names carry a hash, so that they may be cached for good; the
// pages themselves are asked for each time. Nothing is inlined: the CSP allows no inline script,
// style or data: URL.
export default defineConfig({
  root: __dirname,
  base: './',
  publicDir: false,
  esbuild: {jsx: 'automatic', jsxImportSource: 'preact'},
  build: {
    outDir: process.env.CHARTBRIDGE_WEB_OUT ?? '../build/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: {polyfill: false},
    target: 'es2022',
    rollupOptions: {
      input: Object.fromEntries(Object.entries(pages)
        .map(([name, page]) => [name, resolve(__dirname, page)])
        .filter(([, path]) => existsSync(path!))),
    },
  },
  test: {environment: 'jsdom', include: ['**/*.test.{ts,tsx}']},
});
