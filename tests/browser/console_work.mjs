// The working pages of the console, compliance and front desk, in three languages. Without BASE they run against
// the made-up clinic of fake_api.mjs, hostile messages and two people on one contact included; with BASE (and
// CONSOLE_PEOPLE) against a real server on which the demo day was played.
import {startFake} from './fake_api.mjs';

const fake = process.env.BASE ? null : await startFake();
if (fake) process.env.BASE = fake.base;
const {checks, stop} = await import('./harness.mjs');
const compliance = await import('./work/compliance.mjs');
const desk = await import('./work/desk.mjs');
const odd = await import('./work/odd.mjs');

const check = checks('work');
const only = new RegExp(process.argv[2] ?? '');
async function journey(name, run) {
  if (!only.test(name)) return;
  fake?.clinic.beginDay();
  try {
    await run();
  } catch (error) {
    check.ok(false, `${name} goes to its end`, error.stack);
  }
}

const faultsOnly = process.env.CONSOLE_ONLY === 'faults';
for (const language of ['en', 'es', 'he']) {
  if (faultsOnly) {
    await journey(`message ${language}`, () => compliance.message(check, language, fake));
    await journey(`desk ${language}`, () => desk.queue(check, language));
    continue;
  }
  await journey(`three clicks ${language}`, () => compliance.threeClicks(check, language));
  await journey(`patient ${language}`, () => compliance.patient(check, language));
  await journey(`lists ${language}`, () => compliance.lists(check, language));
  if (fake) {
    await journey(`message ${language}`, () => compliance.message(check, language, fake));
    await journey(`desk ${language}`, () => desk.queue(check, language));
  } else {
    await journey(`demo queue ${language}`, () => desk.demoQueue(check, language));
  }
}
for (const language of faultsOnly ? [] : ['en', 'he']) await journey(`small and dark ${language}`, () => odd.smallAndDark(check, language));
if (!fake && !faultsOnly) await journey('demo decisions', () => desk.demoDecisions(check));
if (fake) {
  await journey('keyboard', () => desk.keyboard(check));
  await journey('two people', () => desk.twoPeople(check, fake));
  await journey('hostile', () => odd.hostile(check, fake));
  await journey('auditor', () => odd.auditor(check, fake));
  await journey('broken audit', () => odd.brokenAudit(check, fake));
}
await stop();
await fake?.stop();
check.end();
