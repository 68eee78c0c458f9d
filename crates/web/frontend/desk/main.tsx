import { connect } from '../hub/client';
import { mount } from '../hub/mount';
import './desk.css';
import { Desk } from './desk';

mount('desk', connect(), <Desk />);
