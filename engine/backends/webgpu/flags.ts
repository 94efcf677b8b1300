/** Uses of a buffer, as the WebGPU specification numbers them (section 5.1.2). */
export const usage = { MAP_READ: 0x1, COPY_SRC: 0x4, COPY_DST: 0x8, STORAGE: 0x80, QUERY_RESOLVE: 0x200 } as const;

/** What a mapped buffer is for. */
export const mapMode = { READ: 1 } as const;

/** Stages of a pipeline that see a binding (section 8.1). */
export const shaderStage = { COMPUTE: 0x4 } as const;
