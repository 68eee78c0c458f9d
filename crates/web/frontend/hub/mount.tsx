// Puts a page's component in its place.
import { Component, render, type ComponentChildren } from 'preact';
import { Provider } from '@urql/preact';
import type { Client } from '@urql/core';
import { messages } from './messages';

/** Says that something went wrong within the page, instead of showing nothing. */
class Fence extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  state = { failed: false };

  componentDidCatch(error: unknown) {
    console.error(error);
    this.setState({ failed: true });
  }

  render() {
    return this.state.failed ? <p role="alert">{messages.common.broken}</p> : this.props.children;
  }
}

/** Shows a page with this client in the element with this id. */
export function mount(id: string, client: Client, page: ComponentChildren): void {
  const place = document.getElementById(id);
  if (!place) throw new Error(`the page has no element #${id}`);
  place.replaceChildren();
  render(
    <Fence>
      <Provider value={client}>{page}</Provider>
    </Fence>,
    place,
  );
}
