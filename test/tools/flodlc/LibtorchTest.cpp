// Which libtorch is taken, and what is said when there is none.
#include "Libtorch.h"
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace flodl::driver;
namespace fs = std::filesystem;

namespace {

class LibtorchTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "libtorch-XXXXXX";
    ASSERT_TRUE(mkdtemp(pattern.data()));
    folder = pattern;
    for (const char *name : {"LIBTORCH_PATH", "LIBTORCH", "VIRTUAL_ENV", "CONDA_PREFIX"})
      unsetenv(name);
    setenv("FLODL_HOME", (folder / "home").c_str(), 1);
    setenv("HOME", folder.c_str(), 1);
  }
  void TearDown() override { fs::remove_all(folder); }

  static void touch(const fs::path &path, const std::string &text = "") {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  std::string make(const std::string &name, const std::string &minor) {
    fs::path root = folder / name;
    touch(root / "lib/libtorch_cpu.so");
    touch(root / "include/ATen/ATen.h");
    touch(root / "include/torch/headeronly/version.h", "#define TORCH_VERSION_MAJOR 2\n#define TORCH_VERSION_MINOR " + minor +
                                                           "\n#define TORCH_VERSION_PATCH 0\n");
    return root.string();
  }

  fs::path folder;
  Options options;
  Libtorch found;
};

TEST_F(LibtorchTest, WhatSetupInstalledIsFound) {
  std::string installed = make("home/libtorch-2.11.0/torch", "11");
  ASSERT_FALSE(findLibtorch(options, found).failed());
  EXPECT_EQ(found.directory, installed);
  EXPECT_FALSE(found.cuda);
}

TEST_F(LibtorchTest, VariablesComeBeforeWhatIsInstalled) {
  make("home/libtorch-2.11.0/torch", "11");
  setenv("LIBTORCH", make("mine", "11").c_str(), 1);
  ASSERT_FALSE(findLibtorch(options, found).failed());
  EXPECT_EQ(found.directory, (folder / "mine").string());
}

TEST_F(LibtorchTest, CudaLibrariesBesideItAreSearched) {
  std::string installed = make("home/libtorch-2.11.0/torch", "11");
  fs::path nvidia = folder / "home/libtorch-2.11.0/nvidia";
  touch(folder / "home/libtorch-2.11.0/torch/lib/libtorch_cuda.so");
  for (const char *name : {"libcudart.so.13", "libcublas.so.13", "libcusparse.so.12", "libcufft.so.12", "libcurand.so.10",
                           "libcusparseLt.so.0", "libnccl.so.2", "libcufile.so.0", "libnvshmem_host.so.3"})
    touch(nvidia / "cu13/lib" / name);
  touch(nvidia / "cudnn/lib/libcudnn.so.9");
  ASSERT_FALSE(findLibtorch(options, found).failed());
  EXPECT_TRUE(found.cuda);
  EXPECT_EQ(found.libraryDirs, (std::vector<std::string>{installed + "/lib", (nvidia / "cu13/lib").string(),
                                                         (nvidia / "cudnn/lib").string()}));
}

TEST_F(LibtorchTest, AnExplicitChoiceIsNeverReplaced) {
  make("home/libtorch-2.11.0/torch", "11");
  options.libtorch = (folder / "none").string();
  Status status = findLibtorch(options, found);
  EXPECT_EQ(status.code, Exit::Environment);
  EXPECT_EQ(status.text, "--libtorch " + options.libtorch + " does not exist");
}

TEST_F(LibtorchTest, TheErrorListsEveryPlaceWithItsReason) {
  std::string old = make("old", "9");
  setenv("LIBTORCH_PATH", old.c_str(), 1);
  Status status = findLibtorch(options, found);
  // A machine may have a libtorch in a system folder.
  if (!status.failed())
    GTEST_SKIP() << "a libtorch is installed in " << found.directory;
  EXPECT_EQ(status.code, Exit::Environment);
  ASSERT_GE(status.hints.size(), 3u);
  EXPECT_EQ(status.hints[0], old + " (LIBTORCH_PATH): is version 2.9.0, expects 2.11");
  EXPECT_EQ(status.hints[1], (folder / "home/libtorch-2.11.0/torch").string() + " (installed by tools/flodl setup): does not exist");
  EXPECT_NE(status.hints.back().find("tools/flodl setup"), std::string::npos);
}

}  // namespace
