import './dashboard.css';
import { connect } from '../hub/client';
import { mount } from '../hub/mount';
import { Dashboard } from './dashboard';

mount('dashboard', connect(), <Dashboard />);
