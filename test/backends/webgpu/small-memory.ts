const COPY_DST = 0x8;

interface Scope {
  readonly filter: GPUErrorFilter;
  full: boolean;
}

/**
 * A GPU with `bytes` of memory: buffers beyond are refused as Dawn does it, by an error in the scope for memory and a buffer that nothing can be bound to. The rest is
 * the device's own.
 */
export function withMemory(gpu: GPUDevice, bytes: number): GPUDevice {
  const sizes = new Map<GPUBuffer, number>();
  const scopes: Scope[] = [];
  const used = (): number => [...sizes.values()].reduce((a, b) => a + b, 0);
  const own: Partial<GPUDevice> = {
    createBuffer(descriptor) {
      const room = used() + descriptor.size <= bytes;
      const scope = scopes.findLast((s) => s.filter === 'out-of-memory');
      if (!room && !scope) throw new Error('memory ran out where nothing looks for it');
      if (!room) scope!.full = true;
      const buffer = gpu.createBuffer(room ? descriptor : { size: 4, usage: COPY_DST });
      sizes.set(buffer, room ? descriptor.size : 0);
      const destroy = buffer.destroy.bind(buffer);
      buffer.destroy = () => {
        sizes.delete(buffer);
        return destroy();
      };
      return buffer;
    },
    pushErrorScope(filter) {
      scopes.push({ filter, full: false });
      return gpu.pushErrorScope(filter);
    },
    async popErrorScope() {
      const { full } = scopes.pop()!;
      const error = await gpu.popErrorScope();
      return full ? { message: 'out of memory' } : error;
    },
  };
  return new Proxy(gpu, {
    get(target, name) {
      const value: unknown = Reflect.get(own, name) ?? Reflect.get(target, name);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
}
