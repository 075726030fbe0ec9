/** The word that makes a command line wait. No command has its name. */
export const standbyWord = '--standby';
