import {start} from '../ground/start';
import './style/page.css';
import {LaunchApp} from './view/LaunchApp';
import {messages} from './words';

void start(messages, LaunchApp);
