import {start} from '../ground/start';
import {messages} from './messages';
import {Try} from './page';
import './try.css';

void start(messages, Try);
