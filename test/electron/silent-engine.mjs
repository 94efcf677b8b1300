/** An engine that finds no device, and does nothing else. */
process.stdin.on('data', (bytes) => {
  const { id } = JSON.parse(bytes.subarray(8, 8 + bytes.readUInt32LE(0)).toString());
  const head = Buffer.from(JSON.stringify({ type: 'result', id, result: { devices: [] } }));
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(head.length);
  process.stdout.write(Buffer.concat([prefix, head]));
});
