// An instant: how long ago, with the exact time of the clinic's zone on top of it.
import {ago, dateTime, exact} from '../../ground/dates';
import {session} from '../session';

const zone = (): string | undefined => session()?.clinic.timezone;

export const When = ({at}: {at: string}) => <time dateTime={at} title={exact(at, zone())}>{dateTime(at, zone())}</time>;
export const Ago = ({at}: {at: string}) => <time dateTime={at} title={exact(at, zone())}>{ago(at)}</time>;
