const COPY_DST = 0x8;

interface Scope {
  readonly filter: GPUErrorFilter;
  full: boolean;
}

/**
 * A GPU whose buffers are counted and which has memory for `bytes` of them: buffers beyond are refused as Dawn does it,
 * by an error in the scope for memory and a buffer that nothing can be bound to. The rest is the device's own.
 */
export class Memory {
  readonly gpu: GPUDevice;
  readonly #sizes = new Map<GPUBuffer, number>();
  readonly #scopes: Scope[] = [];
  readonly #bytes: number;
  readonly #real: GPUDevice;

  /** `largest`: bytes that a kernel can be given in one piece. */
  constructor(real: GPUDevice, bytes = Infinity, largest = real.limits.maxStorageBufferBindingSize) {
    this.#real = real;
    this.#bytes = bytes;
    const own: Partial<GPUDevice> = {
      createBuffer: (descriptor) => this.#createBuffer(descriptor),
      pushErrorScope: (filter) => {
        this.#scopes.push({ filter, full: false });
        return real.pushErrorScope(filter);
      },
      popErrorScope: async () => {
        const { full } = this.#scopes.pop()!;
        const error = await real.popErrorScope();
        return full ? { message: 'out of memory' } : error;
      },
    };
    const { minStorageBufferOffsetAlignment } = real.limits;
    const limits = { minStorageBufferOffsetAlignment, maxBufferSize: largest, maxStorageBufferBindingSize: largest };
    this.gpu = new Proxy(real, {
      get(target, name) {
        if (name === 'limits') return limits;
        const value: unknown = Reflect.get(own, name) ?? Reflect.get(target, name);
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });
  }

  /** Bytes of the buffers that were made and not destroyed. */
  get used(): number {
    return [...this.#sizes.values()].reduce((a, b) => a + b, 0);
  }

  #createBuffer(descriptor: GPUBufferDescriptor): GPUBuffer {
    const room = this.used + descriptor.size <= this.#bytes;
    const scope = this.#scopes.findLast((s) => s.filter === 'out-of-memory');
    if (!room && !scope) throw new Error('memory ran out where nothing looks for it');
    if (!room) scope!.full = true;
    const buffer = this.#real.createBuffer(room ? descriptor : { size: 4, usage: COPY_DST });
    if (room) this.#sizes.set(buffer, descriptor.size);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      this.#sizes.delete(buffer);
      return destroy();
    };
    return buffer;
  }
}
