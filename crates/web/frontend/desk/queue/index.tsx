export function Queue({ id }: { id?: string }) {
  return <p>Queue {id}</p>;
}
