; Offers Layerloom under "Open with" for .json files, of which .loom.json ones are some, and for .onnx files, and leaves the programs that open them as they are.

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\Layerloom.Design" "" "Layerloom design"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Layerloom.Design\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Layerloom.Design\shell\open\command" "" '"$appExe" "%1"'
  WriteRegNone SHELL_CONTEXT "Software\Classes\.json\OpenWithProgids" "Layerloom.Design"
  WriteRegNone SHELL_CONTEXT "Software\Classes\.onnx\OpenWithProgids" "Layerloom.Design"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

!macro customUnInstall
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.json\OpenWithProgids" "Layerloom.Design"
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.onnx\OpenWithProgids" "Layerloom.Design"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Layerloom.Design"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend
