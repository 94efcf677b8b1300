; Offers Layerloom under "Open with" for .json files, of which .loom.json ones are some, and leaves the program that opens them as it is.

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\Layerloom.Design" "" "Layerloom design"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Layerloom.Design\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Layerloom.Design\shell\open\command" "" '"$appExe" "%1"'
  WriteRegNone SHELL_CONTEXT "Software\Classes\.json\OpenWithProgids" "Layerloom.Design"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

!macro customUnInstall
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.json\OpenWithProgids" "Layerloom.Design"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Layerloom.Design"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend
