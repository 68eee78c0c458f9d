export function Mine() {
  return <p>Mine </p>;
}
