import { connect } from '../hub/client';
import { mount } from '../hub/mount';

mount('dashboard', connect(), <p>dashboard</p>);
