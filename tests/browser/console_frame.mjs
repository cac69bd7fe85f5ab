// The frame of the console and the pages of administrator and integrator, in three languages. Without BASE it runs
// against the made-up clinic of fake_api.mjs and tries what goes wrong, too; with BASE (and CONSOLE_PEOPLE,
// CONSOLE_SETUP_LINK) against a real server.
import {startFake} from './fake_api.mjs';

const fake = process.env.BASE ? null : await startFake();
if (fake) process.env.BASE = fake.base;
const {checks, stop} = await import('./harness.mjs');
const entry = await import('./frame/entry.mjs');
const {admin} = await import('./frame/admin.mjs');
const {integrator, navigation} = await import('./frame/integrator.mjs');
const bad = await import('./frame/bad_input.mjs');

const check = checks('console');
const only = new RegExp(process.argv[2] ?? '');
async function journey(name, run) {
  if (!only.test(name)) return;
  try {
    await run();
  } catch (error) {
    check.ok(false, `${name} goes to its end`, error.stack);
  }
}

const faultsOnly = process.env.CONSOLE_ONLY === 'faults';
const link = fake ? 'first' : process.env.CONSOLE_SETUP_LINK;
for (const language of faultsOnly ? [] : ['en', 'es', 'he']) {
  if (fake || (link && language === 'en')) await journey(`set-up ${language}`, () => entry.setUp(check, language, link, fake));
  await journey(`sign-in ${language}`, () => entry.signInOut(check, language));
  await journey(`admin ${language}`, () => admin(check, language, fake));
  await journey(`integrator ${language}`, () => integrator(check, language, fake));
}
const pages = ['account', 'admin/people', 'admin/roles', 'admin/tokens', 'admin/channels', 'integrator/health', 'integrator/queues', 'integrator/dead-letters'];
if (!faultsOnly) {
  await journey('small and dark en', () => entry.smallAndDark(check, 'en', pages));
  await journey('small and dark he', () => entry.smallAndDark(check, 'he', pages));
  await journey('keyboard', () => bad.keyboard(check));
}
if (fake) {
  await journey('navigation', () => navigation(check));
  await journey('expired', () => bad.expired(check, fake));
  await journey('stolen place', () => bad.stolenPlace(check, fake));
  await journey('wrong codes', () => bad.wrongCodes(check, fake));
  await journey('away', () => bad.away(check));
  await journey('idle', () => bad.idle(check, fake));
  await journey('authorize', () => bad.authorize(check, fake));
}
await stop();
await fake?.stop();
check.end();
