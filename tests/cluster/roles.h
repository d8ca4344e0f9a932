// What the workers of these tests do; the environment variable NODELAB_TEST_ROLE says which.
#pragma once

// Runs the role as a program if there is one; else returns -1.
int playRole(int argc, char** argv);
