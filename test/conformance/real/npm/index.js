const isOdd = require('is-odd');

console.log(`7 is ${isOdd(7) ? 'odd' : 'even'}`);
