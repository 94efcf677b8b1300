import { createStore } from 'zustand/vanilla';

/** What the heat on the cards stands for: predicted operations, measured time, or the norms of a run's gradients. */
export type Overlay = 'predicted' | 'measured' | 'gradients';

export const overlayStore = createStore<{ readonly overlay: Overlay }>(() => ({ overlay: 'predicted' }));

export const showOverlay = (overlay: Overlay): void => overlayStore.setState({ overlay });
