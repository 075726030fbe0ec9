/** What the page's code finds where a library looks for Node's `https`. */
export {};
