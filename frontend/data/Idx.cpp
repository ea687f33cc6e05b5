// The file format of MNIST: big-endian counts, then bytes; usually gzipped.
#include "Idx.h"
#include "flodl/base/error.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <zlib.h>

namespace flodl::data {

[[noreturn]] static void damaged(const std::string &what, const std::string &why) {
  throw Error(ErrorCode::Io, what + ": " + why);
}

std::vector<uint8_t> readBytes(const std::string &path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::vector<uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file)
    throw Error(ErrorCode::Io, "cannot read '" + path + "': " + (errno ? std::strerror(errno) : "unknown error"));
  return bytes;
}

std::vector<uint8_t> unpack(std::span<const uint8_t> bytes, const std::string &what) {
  if (bytes.size() < 2 || bytes[0] != 0x1f || bytes[1] != 0x8b)
    return {bytes.begin(), bytes.end()};
  z_stream stream{};
  constexpr int gzipOnly = 16 + MAX_WBITS;
  if (inflateInit2(&stream, gzipOnly) != Z_OK)
    damaged(what, "zlib cannot be started");
  stream.next_in = const_cast<uint8_t *>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::vector<uint8_t> result;
  int status = Z_OK;
  while (status == Z_OK) {
    size_t done = result.size();
    result.resize(std::max<size_t>(done * 2, 1 << 16));
    stream.next_out = result.data() + done;
    stream.avail_out = static_cast<uInt>(result.size() - done);
    status = inflate(&stream, Z_NO_FLUSH);
    result.resize(result.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END)
    damaged(what, "expects gzip, but the data is damaged or cut off");
  return result;
}

IdxArray parseIdx(std::vector<uint8_t> bytes, uint32_t rank, const std::string &what) {
  size_t header = 4 * (rank + 1);
  if (bytes.size() < header)
    damaged(what, "expects a header of " + std::to_string(header) + " bytes, but got " + std::to_string(bytes.size()));
  auto word = [&](size_t index) {
    const uint8_t *b = bytes.data() + 4 * index;
    return uint32_t{b[0]} << 24 | uint32_t{b[1]} << 16 | uint32_t{b[2]} << 8 | b[3];
  };
  // 08: elements are bytes.
  uint32_t magic = 0x0800 + rank;
  if (word(0) != magic)
    damaged(what, "expects the magic number " + std::to_string(magic) + ", but got " + std::to_string(word(0)));
  IdxArray array;
  uint64_t count = 1;
  for (uint32_t i = 0; i < rank; ++i) {
    array.sizes.push_back(word(i + 1));
    count = word(i + 1) == 0 || count <= UINT64_MAX / word(i + 1) ? count * word(i + 1) : UINT64_MAX;
  }
  if (bytes.size() - header < count)
    damaged(what, "expects " + std::to_string(count) + " elements, but the data holds " +
                      std::to_string(bytes.size() - header));
  bytes.erase(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(header));
  bytes.resize(count);
  array.bytes = std::move(bytes);
  return array;
}

}  // namespace flodl::data
