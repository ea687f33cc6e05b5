// The file format of MNIST: big-endian counts, then bytes.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace flodl::data {

/// An array of bytes with its sizes.
struct IdxArray {
  std::vector<uint32_t> sizes;
  std::vector<uint8_t> bytes;
};

/// The whole file, as it is on disk. Throws `Error` (Io).
std::vector<uint8_t> readBytes(const std::string &path);
/// Unpacks gzip; other bytes are returned as they are. `what` names them in errors.
std::vector<uint8_t> unpack(std::span<const uint8_t> bytes, const std::string &what);
/// Parses an (unpacked) array of `rank` dimensions. Throws `Error` (Io) when the bytes are none.
IdxArray parseIdx(std::vector<uint8_t> bytes, uint32_t rank, const std::string &what);

}  // namespace flodl::data
