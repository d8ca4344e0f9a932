// The test program is the primary, and the workers are the same program started again.
#include <gtest/gtest.h>

#include "cluster/roles.h"

int main(int argc, char** argv) {
  if (const int code = playRole(argc, argv); code >= 0) return code;
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
