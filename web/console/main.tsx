import {start} from '../ground/start';
import './console.css';
import './parts/parts.css';
import './entry/entry.css';
import {Console} from './frame';
import {messages} from './messages';

void start(messages, Console);
