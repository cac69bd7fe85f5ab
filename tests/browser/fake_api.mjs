// The console's pages with a made-up clinic behind them: the built files under their real CSP, and /api/v1 in
// the shapes of web/console/api.ts. `node fake_api.mjs [port]` serves it to try things by hand:
// dana, ines, noa, carla and yusuf sign in with the password and secret of fake/people.mjs or code 123456.
import {createServer} from 'node:http';
import {readFile} from 'node:fs/promises';
import {extname, join, normalize} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Clinic} from './fake/clinic.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = process.env.CHARTBRIDGE_WEB_OUT ?? join(here, '../../build/web');
const types = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json'};
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; "
  + "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

async function page(path, response) {
  const wanted = normalize(path.endsWith('/') ? `${path}index.html` : path);
  try {
    const bytes = await readFile(join(root, wanted));
    response.writeHead(200, {'Content-Type': types[extname(wanted)] ?? 'application/octet-stream', 'Content-Security-Policy': csp,
      'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store'}).end(bytes);
  } catch {
    response.writeHead(404, {'Content-Type': 'text/plain'}).end('There is no such page.');
  }
}

async function bodyOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return text ? JSON.parse(text) : {};
}

export async function startFake(port = 0) {
  const clinic = new Clinic();
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://fake');
    const answer = async () => {
      if (!url.pathname.startsWith('/api/v1/')) return page(url.pathname === '/' ? '/console/' : url.pathname, response);
      const {status, body, headers = {}} = clinic.answer({method: request.method, path: url.pathname.slice('/api/v1'.length), query: url.searchParams,
        headers: request.headers, body: await bodyOf(request)});
      const type = status >= 400 ? 'application/problem+json' : 'application/json';
      const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
      response.writeHead(status, {'Cache-Control': 'no-store', ...(text === undefined ? {} : {'Content-Type': type}), ...headers}).end(text);
    };
    answer().catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {clinic, base: `http://127.0.0.1:${server.address().port}`, stop: () => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  })};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const {base} = await startFake(Number(process.argv[2] ?? 8090));
  console.log(`${base}/console/`);
}
