// A header that is not there.
// RUN: %exit 1 %flodlc --check %s 2>&1 | FileCheck %s
#include <flodl/flodl.h>
using namespace flodl;

#include <flodl/vision.h>

int main() {}

// CHECK: missing_header.cpp:6:10: fatal error: 'flodl/vision.h' file not found
