// The test program is also the child that it forks: with an argument of roles.h it plays that part.
#include <gtest/gtest.h>

#include "child_process/roles.h"

int main(int argc, char** argv) {
  if (argc > 1 && isRole(argv[1])) return playRole(argc, argv);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
