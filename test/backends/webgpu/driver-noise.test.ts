import { expect, test } from 'vitest';
import { passedOver, withoutNoise } from '../../../engine/backends/webgpu/driver-noise.ts';

/** What Debian 12 with libvulkan1 and Mesa's drivers writes, without a display and without a GPU. */
const mesa = `error: XDG_RUNTIME_DIR is invalid or not set in the environment.
Warning: Vulkan shaderUniform*ArrayDynamicIndexing required.
 - While initializing adapter (backend=BackendType::Vulkan)
    at InitializeImpl (/home/runner/dawn/native/vulkan/PhysicalDeviceVk.cpp:257)

error: XDG_RUNTIME_DIR is invalid or not set in the environment.
Warning: Vulkan shaderUniform*ArrayDynamicIndexing required.
 - While initializing adapter (backend=BackendType::Vulkan)
    at InitializeImpl (/home/runner/dawn/native/vulkan/PhysicalDeviceVk.cpp:257)
`;
/** The same with the loader alone. */
const loader = `Warning: vkCreateInstance: Found no drivers!
Warning: vkCreateInstance failed with VK_ERROR_INCOMPATIBLE_DRIVER
    at CheckVkSuccessImpl (/home/runner/dawn/native/vulkan/VulkanError.cpp:106)
`;

test('an adapter that was passed over is told once, by its driver where that is known, with what it lacks', () => {
  const reason = 'Vulkan shaderUniform*ArrayDynamicIndexing required';
  expect(passedOver(mesa, ['intel_icd.x86_64.json', 'lvp_icd.x86_64.json'])).toEqual([
    { adapter: 'llvmpipe (Mesa)', reason },
  ]);
  expect(passedOver(mesa, ['nvidia_icd.json'])).toEqual([{ adapter: 'Vulkan', reason }]);
});

test('where there is no driver, none was passed over', () => expect(passedOver(loader, [])).toEqual([]));

test('of what a process wrote before it died, its own words are left', () => {
  expect(withoutNoise(mesa + loader)).toBe('');
  expect(withoutNoise(`${mesa}FATAL ERROR: heap out of memory\n    at somewhere\n${loader}`)).toBe(
    'FATAL ERROR: heap out of memory\n    at somewhere',
  );
});
