/** An engine that finds no device, trains until it is stopped, and does nothing else. */
process.stdin.on('data', (bytes) => {
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    answer(JSON.parse(bytes.subarray(at + 8, at + 8 + length).toString()));
    at += 8 + length;
  }
});
process.stdin.on('end', () => process.exit());

/** @param {{ type: string, id: number, name?: string, wanted?: string }} message */
function answer({ type, id, name, wanted }) {
  if (type === 'call' && name === 'train') say({ type: 'started', id });
  else if (type === 'call') say({ type: 'result', id, result: { devices: [] } });
  else if (wanted === 'stop') say({ type: 'result', id, result: {} });
}

/** @param {object} message */
function say(message) {
  const head = Buffer.from(JSON.stringify(message));
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(head.length);
  process.stdout.write(Buffer.concat([prefix, head]));
}
