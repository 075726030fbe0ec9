/** Caches, logs and what programs write anew each time: neither drafted nor counted as a difference. */
const patterns: ReadonlyArray<RegExp> = [
  /^\/var\/cache\//,
  /^\/var\/log\//,
  /^\/var\/lib\/apt\/(lists|periodic)(\/|$)/,
  /^\/var\/lib\/dpkg\/(.*-old|lock(-frontend)?|triggers(\/.*)?)$/,
  /^\/var\/lib\/systemd\/(deb-systemd|random-seed|timers)/,
  /^\/(tmp|var\/tmp|run|var\/run|proc|sys|dev)(\/|$)/,
  /^\/etc\/(passwd|group|shadow|gshadow|subuid|subgid)-$/,
  /^\/etc\/(hostname|hosts|resolv\.conf|mtab|\.pwd\.lock|ld\.so\.cache)$/,
  /^\/(root|home\/[^/]+)\/(\.cache|\.npm|\.gem\/specs|\.bundle\/cache|\.local\/share\/gem\/specs)(\/|$)/,
  /^\/(root|home\/[^/]+)\/(\.[a-z]*_?history|\.lesshst|\.viminfo|\.wget-hsts|\.python_history)$/,
  /\/__pycache__(\/|$)/,
  /\.py[co]$/,
  /^\/\.dockerenv$/,
];

export function isTransient(path: string): boolean {
  return patterns.some((pattern) => pattern.test(path));
}
