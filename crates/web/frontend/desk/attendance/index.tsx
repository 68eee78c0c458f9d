// How many took part: what is still to be told, and the telling.
import { useEffect, useState } from 'preact/hooks';
import './attendance.css';
import { Lists } from './lists';
import { Report } from './report';

export function Attendance({ id }: { id?: string }) {
  const [said, setSaid] = useState('');
  useEffect(() => setSaid(''), [id]);
  return (
    <div class="attendance">
      <p role="status" class="said">{said}</p>
      {id ? <Report key={id} id={id} onSaid={setSaid} /> : <Lists />}
    </div>
  );
}
