#include <stdio.h>

int main(int argc, char **argv) {
  printf("compiled for %s\n", argc > 1 ? argv[1] : "?");
  return 0;
}
