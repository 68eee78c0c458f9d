export function Attendance({ id }: { id?: string }) {
  return <p>Attendance {id}</p>;
}
