/**
 * How long a movement of the canvas takes, as React Flow wants it: at once for people who asked their system for less
 * motion.
 */
export const moving = (milliseconds: number): { readonly duration?: number } =>
  window.matchMedia('(prefers-reduced-motion: reduce)').matches ? {} : { duration: milliseconds };
