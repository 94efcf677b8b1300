import { createStore } from 'zustand/vanilla';

/** What the heat on the cards stands for: predicted operations or measured time. */
export type Overlay = 'predicted' | 'measured';

export const overlayStore = createStore<{ readonly overlay: Overlay }>(() => ({ overlay: 'predicted' }));

export const showOverlay = (overlay: Overlay): void => overlayStore.setState({ overlay });
