// «Where this came from»: who brought it into the record, from what, and which consent allowed it.
// Read when it is opened.
import {useState} from 'preact/hooks';
import {dateTime, exact} from '../../ground/dates';
import {known, t} from '../../ground/language';
import type {Consent, Provenance, Reference} from '../fhir/types';
import type {Message} from '../thread/message';
import {usePage} from './page';
import {Name} from './Traces';

interface Found { provenances: Provenance[]; consents: Map<string, Consent | null> }
type State = 'closed' | 'reading' | 'failed' | Found;

const consentOf = (address: string | undefined): string | null =>
  /(?:^|\/)(Consent\/[A-Za-z0-9.-]{1,64}(?:\/_history\/[A-Za-z0-9.-]{1,64})?)$/.exec(address ?? '')?.[1] ?? null;
// Consents stand among the policies; version 0.1.0 had them among the sources.
const consentsOf = (one: Provenance): string[] =>
  [...one.policy ?? [], ...(one.entity ?? []).map((entity) => entity.what?.reference)].flatMap((address) => consentOf(address) ?? []);
const deliveries = 'urn:chartbridge:delivery';

async function look(page: ReturnType<typeof usePage>, message: Message): Promise<Found> {
  const {door, grants} = page.session;
  const provenances = grants.reads('Provenance') ? await door.all<Provenance>('Provenance', `target=Communication/${encodeURIComponent(message.id)}`) : [];
  const references = new Set(provenances.flatMap(consentsOf));
  const consents = new Map<string, Consent | null>();
  await Promise.all([...references].map(async (one) => {
    try { consents.set(one, grants.reads('Consent') ? await door.read<Consent>(one) : null); } catch { consents.set(one, null); }
  }));
  return {provenances, consents};
}

function ConsentLine({reference, consent}: { reference: string; consent: Consent | null }) {
  const page = usePage();
  const [, id, version] = /^Consent\/([^/]+)(?:\/_history\/(.+))?$/.exec(reference) ?? [];
  const status = `consent.${consent?.status ?? 'unread'}`;
  return (
    <>
      <bdi>{id}</bdi>{version && <>, {t('origin.version', {version})}</>} – {known(status) ? t(status) : consent?.status}
      {consent?.dateTime && <>, {t('origin.given', {at: dateTime(consent.dateTime, page.zone)})}</>}
      {consent?.policy?.map((one) => one.uri && <div key={one.uri} class="soft"><bdi dir="ltr">{one.uri}</bdi></div>)}
    </>
  );
}

function Lines({one, message, consents}: { one: Provenance; message: Message; consents: Found['consents'] }) {
  const page = usePage();
  const name = (who: Reference | undefined) => <Name by={who ?? null} side={null} />;
  return (
    <>
      {one.occurredDateTime && <><dt>{t('origin.said')}</dt><dd>{exact(one.occurredDateTime, page.zone)}</dd></>}
      {one.recorded && <><dt>{t('origin.recorded')}</dt><dd>{exact(one.recorded, page.zone)}</dd></>}
      {one.agent?.map((agent, i) => {
        const code = agent.type?.coding?.[0]?.code ?? '';
        const role = known(`agent.${code}`) ? t(`agent.${code}`) : agent.type?.coding?.[0]?.display ?? t('agent.other');
        return <div class="row" key={i}><dt><bdi>{role}</bdi></dt><dd>{name(agent.who)}{agent.onBehalfOf && <> ({t('origin.for')} {name(agent.onBehalfOf)})</>}</dd></div>;
      })}
      {consentsOf(one).map((reference) => <div class="row" key={reference}><dt>{t('origin.consent')}</dt><dd><ConsentLine reference={reference} consent={consents.get(reference) ?? null} /></dd></div>)}
      {one.entity?.filter((entity) => consentOf(entity.what?.reference) === null).map((entity, i) => {
        const {identifier, display, reference} = entity.what ?? {};
        const text = identifier?.system === deliveries ? t('words.provenance.delivery') : display ?? reference ?? '';
        return <div class="row" key={i}><dt>{t('origin.source')}</dt><dd><bdi>{text}</bdi><div class="soft"><bdi dir="ltr">{identifier?.value}</bdi></div></dd></div>;
      })}
      {message.source && <><dt>{t('origin.way')}</dt><dd>{known(`words.code.source.${message.source}`) ? t(`words.code.source.${message.source}`) : message.source}</dd></>}
    </>
  );
}

function Times({message}: { message: Message }) {
  const {zone} = usePage();
  return (
    <>
      {message.sent && <><dt>{t('origin.sent')}</dt><dd>{exact(message.sent, zone)} <span class="soft"><bdi dir="ltr">({message.sent})</bdi></span></dd></>}
      {message.received && <><dt>{t(message.side === 'in' ? 'origin.received' : 'origin.delivered')}</dt><dd>{exact(message.received, zone)} <span class="soft"><bdi dir="ltr">({message.received})</bdi></span></dd></>}
    </>
  );
}

export function Origin({message}: { message: Message }) {
  const page = usePage();
  const [state, setState] = useState<State>('closed');
  const toggle = async (open: boolean) => {
    if (!open || (state !== 'closed' && state !== 'failed')) return;
    setState('reading');
    try { setState(await look(page, message)); } catch { setState('failed'); }
  };
  return (
    <details class="origin" onToggle={(event) => void toggle(event.currentTarget.open)}>
      <summary>{t('origin.title')}</summary>
      {state === 'reading' && <p role="status">{t('reading')}</p>}
      {state === 'failed' && <p role="alert">{t('origin.failed')}</p>}
      {typeof state === 'object' && <>
        <dl><Times message={message} />{state.provenances.map((one) => <Lines key={one.id} one={one} message={message} consents={state.consents} />)}</dl>
        {state.provenances.length === 0 && <p>{t(page.session.grants.reads('Provenance') ? 'origin.none' : 'origin.scope')}</p>}
      </>}
    </details>
  );
}
