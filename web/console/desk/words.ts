// The words of the front desk.
import {t} from '../../ground/language';

export const say = (key: string, values?: Record<string, unknown>): string => t(`desk.${key}`, values);
