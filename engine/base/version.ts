/** Layerloom's own version: package.json has the same (tested). Stands in runs and exported models. */
export const version = '0.1.0';
