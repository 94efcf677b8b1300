/** Most workgroups along one dimension of a grid that every WebGPU device has. */
export const MAX_WORKGROUPS = 65_535;

/** Most storage buffers that a kernel of every WebGPU device can bind. */
export const MAX_BINDINGS = 8;
