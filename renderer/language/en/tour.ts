/** The guided tour: what each step asks for, and what has come of it. */
export const tourTexts = {
  'menu.help': 'Help',
  'command.tour': 'Guided tour',
  'command.restartTour': 'Guided tour from the beginning',
  'command.leaveTour': 'Leave the tour',
  'tour.name': 'Tour',
  'tour.start': 'Take the tour',
  'tour.goOn': 'Go on with the tour',
  'tour.lead': 'Two minutes: draw a residual block, make a convolution ten times cheaper, train, export.',
  'tour.count': 'Step {now} of {all}',
  'tour.done': 'Done',
  'tour.leave': 'Leave the tour; it can be taken up at any time',
  'tour.back': 'Back',
  'tour.next': 'Next',
  'tour.skip': 'Skip',
  'tour.show': 'Show me',
  'tour.act': 'Do it for me',
  'tour.finish': 'Finish',
  'tour.away': 'This step goes on with a drawing that is not open.',
  'tour.takeUp': 'Open the drawing',
  'tour.fillIn': 'Fill in',
  'tour.sheet.title': 'An empty sheet',
  'tour.sheet.text': 'Choose Empty design. What you draw is kept as you go, and the tour can be left at any point.',
  'tour.sheet.elsewhere': 'The tour draws on a sheet of its own: take New design from the File menu.',
  'tour.input.title': 'Begin with an input',
  'tour.input.text':
    'Double-click Input on the left, or drag it onto the canvas. Its card says what comes out: 32 × 32 pixels in 3 channels.',
  'tour.convolutions.title': 'Two convolutions',
  'tour.convolutions.text':
    'Double-click Convolution twice. Each one goes behind the layer that is selected, and its card counts the multiplications.',
  'tour.add.title': 'An addition',
  'tour.add.text':
    'Double-click Add, under Join. It will sum what the two convolutions make of x, which is F(x), and x itself.',
  'tour.skip.title': 'The skip',
  'tour.skip.text': 'Drag from the dot below Input to the dot on Add. x now has a short way round the convolutions.',
  'tour.shapes.title': 'Why is Add red?',
  'tour.shapes.text':
    'It adds number by number, so both inputs need one shape, but x is {x} and F(x) is {f}. Click the button below the message on the right: it puts a 1×1 projection on the skip.',
  'tour.shapes.general':
    'It adds number by number, so its inputs need one shape. Where they differ, a button below the message on the right mends it.',
  'tour.shapes.seen': 'Both inputs are {shape}, and F(x) + x can be added. You have drawn a residual block.',
  'tour.deep.title': 'Deep inside a network',
  'tour.deep.text':
    'There the images have shrunk and the channels have grown. Type {side}, {side} and {channels} into Input, above the canvas.',
  'tour.kernel.title': 'A 5×5 convolution',
  'tour.kernel.text': 'Select the first convolution, and set its Kernel to {kernel} on the right.',
  'tour.kernel.seen':
    '{side} × {side} × {filters} outputs, each the sum of {kernel} × {kernel} × {channels} products: {count} multiplications. Click any number on a card to see where it comes from.',
  'tour.bottleneck.title': 'The bottleneck',
  'tour.bottleneck.text':
    'Let a 1×1 convolution squeeze the {channels} channels before the 5×5 sees them: with the 5×5 selected, click Insert bottleneck on the right.',
  'tour.bottleneck.seen':
    '{before} → {after} multiplications, {ratio} times fewer. What comes out is as large as before.',
  'tour.train.title': 'Plain against residual',
  'tour.train.text': 'What is the skip good for? Click Train.',
  'tour.train.inSheet':
    'Choose Sweep to train plain and residual nets of the same depths. Fill in takes depths that train in seconds. Then start.',
  'tour.gradients.title': 'Watch the gradients',
  'tour.gradients.text': 'While they train, open Gradients below the canvas.',
  'tour.gradients.seen':
    'One bar is one layer, on a scale of powers of ten. Bars of one height mean that all layers learn. A slope towards the first layers means that gradients explode or vanish on their way back.',
  'tour.depth.title': 'Does depth help?',
  'tour.depth.text': 'Training shows the error of each network at its depth. Wait until all {count} are trained.',
  'tour.depth.again': 'Plain and residual networks have to be trained for this: open Train and choose Sweep.',
  'tour.depth.done': 'All are trained. The chart shows the error of each network at its depth.',
  'tour.depth.seen':
    'With {depth} layers the plain net is wrong on {plain} of its training images, the residual net on {residual}.',
  'tour.depth.seenNorms':
    'With {depth} layers the plain net is wrong on {plain} of its training images, the residual net on {residual}. At the first step the gradients of its layers were up to {plainSpread}-fold apart, with skips {residualSpread}-fold.',
  'tour.export.title': 'Take it with you',
  'tour.export.text': 'Click ONNX to save the trained network in a form that runs anywhere.',
  'tour.export.inDialog': 'Choose the run whose weights you want, and save.',
  'tour.export.seen':
    'Saved, and checked: on real images the file answers as the float64 reference does, to within {difference}.',
  'tour.end.title': 'That was all',
  'tour.end.text':
    'Everything you did is a command, and Ctrl+K finds it. The start page has networks to take apart, GoogLeNet and the ResNets among them. The tour stays in the Help menu.',
} as const;
