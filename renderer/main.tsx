import { createRoot } from 'react-dom/client';
import { createPlatform } from './platform/create-platform.ts';

const platform = await createPlatform(() => undefined);
const container = document.getElementById('root');
if (container) createRoot(container).render(<h1>Layerloom {platform.host.version}</h1>);
