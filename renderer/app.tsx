import { useEffect } from 'react';
import { useStore } from 'zustand';
import { Canvas } from './canvas/canvas.tsx';
import { CanvasMenu } from './canvas/context-menu.tsx';
import { listenToKeys } from './commands/keys.ts';
import { languageStore, useText } from './language/text.ts';
import { ArithmeticPopover } from './panels/arithmetic-popover.tsx';
import { BottomPanel } from './panels/bottom-panel.tsx';
import { CommandPalette } from './panels/command-palette.tsx';
import { HelpDialog } from './panels/help-dialog.tsx';
import { Inspector } from './panels/inspector.tsx';
import { EngineNotice, Notices, QuestionDialog } from './panels/overlays.tsx';
import { Palette } from './panels/palette.tsx';
import { Caption } from './panels/presentation.tsx';
import { StartPage } from './panels/start-page.tsx';
import { CanvasBar, TopBar } from './panels/top-bar.tsx';
import { WhatChanged } from './panels/what-changed.tsx';
import { presentation } from './state/presentation.ts';
import { openDropped } from './state/session.ts';
import { store } from './state/store.ts';
import { openTry } from './state/try-image.ts';
import { TourCard } from './tour/tour-card.tsx';
import { TourRing } from './tour/tour-ring.tsx';
import { DrawingDialog } from './workbench/drawing-dialog.tsx';
import { ExportDialog } from './workbench/export-dialog.tsx';
import { TestDialog } from './workbench/test-dialog.tsx';
import { TrainSheet } from './workbench/train-sheet.tsx';
import { TryDialog } from './workbench/try-dialog.tsx';
import './app.css';

/** The window: the start page, or the design with its bars and panels. */
export function App() {
  useStore(languageStore);
  const screen = useStore(store, (state) => state.screen);
  useEffect(listenToKeys, []);
  return (
    <div
      className="app"
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes('Files')) event.preventDefault();
      }}
      onDrop={(event) => {
        const [file] = event.dataTransfer.files;
        if (!file) return;
        event.preventDefault();
        if (file.type.startsWith('image/')) void openTry(file);
        else void openDropped(file);
      }}
    >
      {screen === 'start' ? <StartPage /> : <Design />}
      {screen === 'start' && (
        <div className="start-page-tour">
          <TourCard />
        </div>
      )}
      <EngineNotice />
      <Notices />
      <CommandPalette />
      <ArithmeticPopover />
      <TrainSheet />
      <ExportDialog />
      <DrawingDialog />
      <TestDialog />
      <TryDialog />
      <HelpDialog />
      <QuestionDialog />
      <TourRing />
    </div>
  );
}

function Design() {
  const t = useText();
  const palette = useStore(store, (state) => state.settings.palette);
  const inspector = useStore(store, (state) => state.settings.inspector);
  const presented = useStore(presentation, (state) => state.on);
  return (
    <>
      {!presented && <TopBar />}
      <div className={`workspace${presented ? ' presented' : ''}`}>
        {palette && !presented && <Palette />}
        <main className="middle" aria-label={t('canvas.label')}>
          {!presented && <CanvasBar />}
          <div className="stage">
            <CanvasMenu>
              <Canvas />
            </CanvasMenu>
            {!presented && <WhatChanged />}
            <div className="tour-dock">
              <TourCard />
            </div>
          </div>
          {presented ? <Caption /> : <BottomPanel />}
        </main>
        {inspector && !presented && <Inspector />}
      </div>
    </>
  );
}
