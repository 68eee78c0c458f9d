import { connect } from '../hub/client';
import { mount } from '../hub/mount';

mount('calendar', connect(), <p>calendar</p>);
