// People, roles and tokens of a made-up clinic, for pages that are tried without a bridge behind them.
export const ago = (minutes) => new Date(Date.now() - minutes * 60000).toISOString();
export const ahead = (minutes) => ago(-minutes);

export const password = 'wooden boats at noon';
export const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

const person = (id, name, display_name, roles, more = {}) => ({id, name, display_name, roles, active: true, enrolled: true,
  practitioner: null, language: 'en', created: ago(60 * 24 * 90), version: 3, ...more});

export const people = () => [
  person('a1', 'dana', 'Dana Levi', ['admin', 'compliance']),
  person('a2', 'ines', 'Inés Robles', ['integrator'], {language: 'es'}),
  person('a3', 'noa', 'Noa Ben-David', ['front-desk'], {language: 'he'}),
  person('a4', 'carla', 'Carla Mendes', ['compliance']),
  person('a5', 'yusuf', 'Dr Yusuf Haddad', ['clinician'], {practitioner: 'Practitioner/haddad'}),
  person('a6', 'olga', 'Olga Petrova', ['auditor'], {enrolled: false, version: 1, created: ago(300)}),
  person('a7', 'marc', 'Marc Vidal', ['front-desk'], {active: false}),
];

export const tokens = () => [
  {id: 't1', name: 'Nightly statistics', role: 'integrator', made_by: 'a1', created: ago(60 * 24 * 20), until: ahead(60 * 24 * 70), revoked: null},
  {id: 't2', name: 'Old export', role: 'auditor', made_by: 'cli', created: ago(60 * 24 * 88), until: ahead(60 * 24 * 2), revoked: ago(60 * 24 * 3)},
];

