/** For names of containers: how they are. */
export const adjectives: ReadonlyArray<string> = `
  able amber ample apt arctic ardent astute autumn balmy bold brave breezy bright brisk calm candid
  careful cheerful chief civil clear clever cosmic crisp curious daring dapper deft dewy eager early
  earnest easy elated elegant fair fearless fine fluent focused fond frank free fresh gallant gentle
  gifted glad golden graceful grand happy hardy helpful honest humble jolly jovial keen kind lively
  loyal lucid lucky mellow merry mild modest neat nimble noble open patient placid plucky polite
  proud quick quiet rapid ready relaxed robust rosy serene sharp silent silver sincere smart snappy
  solid spry steady stellar sunny swift tender thorough tidy tranquil trusty upbeat valiant vivid
  warm wise witty wonderful zealous zesty
`
  .trim()
  .split(/\s+/);

/** And after whom they are called: people of science, and of photography. */
export const surnames: ReadonlyArray<string> = `
  abbott adams aiken ampere arbus archimedes atget avicenna babbage banach bassi bell berners bohr
  boole born bose brady cannon carson cartan cauchy cerf chandra church cocks copernicus cori
  crick curie daguerre darwin davy dijkstra dirac eastman edgerton einstein elion erdos euclid
  euler evans faraday fenton fermat fermi feynman fourier franklin galileo galois gauss germain
  gilbreth godel goeppert goldberg hamilton hawking heisenberg herschel hertz hilbert hodgkin hopper
  hubble huygens hypatia jennings johnson kalman karsch kepler kertesz khayyam khwarizmi kilby
  kirch knuth kovalevsky lamarr land lange leavitt leibniz lippmann liskov lovelace maathai
  mach maxwell mayer mclean meitner mendel mendeleev merkle mirzakhani moore muybridge nadar
  neumann newton niepce nobel noether noyce ohm parks pascal pasteur payne perlman planck poincare
  pythagoras raman ramanujan ray rhodes ride riemann ritchie robinson rubin salgado sander
  shannon sinoussi snow stallman steichen stieglitz strand swan talbot tesla tharp thompson tu
  turing vaughan villani volhard volta weston wiles wilson wozniak wright wu yalow yonath
`
  .trim()
  .split(/\s+/);
