/** Most workgroups along one dimension of a grid that every WebGPU device has. */
export const MAX_WORKGROUPS = 65_535;
