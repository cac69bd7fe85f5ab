/// <reference types="vitest/config" />
import {resolve} from 'node:path';
import {defineConfig} from 'vite';

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
      input: {
        chart: resolve(__dirname, 'chart/index.html'),
        launch: resolve(__dirname, 'chart/launch.html'),
        console: resolve(__dirname, 'console/index.html'),
        try: resolve(__dirname, 'try/index.html'),
      },
    },
  },
  test: {environment: 'jsdom', include: ['**/*.test.{ts,tsx}']},
});
