#include "tests/connectors/store/failing_vfs.h"

#include <signal.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdint>

namespace chartbridge::store_test {
namespace {

struct File {
  sqlite3_file base;
  FailingVfs* owner;
  sqlite3_file* real;  // lies behind this struct
};

File* Self(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_file* Real(sqlite3_file* file) { return Self(file)->real; }

int Close(sqlite3_file* f) { return Real(f)->pMethods->xClose(Real(f)); }
int Read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
  return Real(f)->pMethods->xRead(Real(f), to, n, at);
}
int Write(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
  if (Self(f)->owner->disk_full) return SQLITE_FULL;
  return Real(f)->pMethods->xWrite(Real(f), from, n, at);
}
int Truncate(sqlite3_file* f, sqlite3_int64 n) { return Real(f)->pMethods->xTruncate(Real(f), n); }
int Sync(sqlite3_file* f, int flags) {
  auto& owner = *Self(f)->owner;
  if (owner.dies_at_sync > 0 && --owner.dies_at_sync == 0) ::kill(::getpid(), SIGKILL);
  if (owner.sync_fails) return SQLITE_IOERR_FSYNC;
  return Real(f)->pMethods->xSync(Real(f), flags);
}
int FileSize(sqlite3_file* f, sqlite3_int64* n) { return Real(f)->pMethods->xFileSize(Real(f), n); }
int Lock(sqlite3_file* f, int level) { return Real(f)->pMethods->xLock(Real(f), level); }
int Unlock(sqlite3_file* f, int level) { return Real(f)->pMethods->xUnlock(Real(f), level); }
int CheckReserved(sqlite3_file* f, int* out) {
  return Real(f)->pMethods->xCheckReservedLock(Real(f), out);
}
int Control(sqlite3_file* f, int op, void* arg) {
  return Real(f)->pMethods->xFileControl(Real(f), op, arg);
}
int SectorSize(sqlite3_file* f) { return Real(f)->pMethods->xSectorSize(Real(f)); }
int Characteristics(sqlite3_file* f) { return Real(f)->pMethods->xDeviceCharacteristics(Real(f)); }
int ShmMap(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
  return Real(f)->pMethods->xShmMap(Real(f), page, size, extend, out);
}
int ShmLock(sqlite3_file* f, int offset, int n, int flags) {
  return Real(f)->pMethods->xShmLock(Real(f), offset, n, flags);
}
void ShmBarrier(sqlite3_file* f) { Real(f)->pMethods->xShmBarrier(Real(f)); }
int ShmUnmap(sqlite3_file* f, int remove) { return Real(f)->pMethods->xShmUnmap(Real(f), remove); }

const sqlite3_io_methods kMethods = {
    2,        Close,         Read,    Write,      Truncate,        Sync,   FileSize, Lock,
    Unlock,   CheckReserved, Control, SectorSize, Characteristics, ShmMap, ShmLock,  ShmBarrier,
    ShmUnmap, nullptr,       nullptr};

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
  auto* own = static_cast<FailingVfs*>(vfs->pAppData);
  sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
  File* self = Self(file);
  self->base.pMethods = nullptr;
  self->owner = own;
  self->real = reinterpret_cast<sqlite3_file*>(self + 1);
  const int code = system->xOpen(system, name, self->real, flags, out);
  if (self->real->pMethods != nullptr) self->base.pMethods = &kMethods;
  return code;
}

}  // namespace

struct FailingVfs::Parts {
  sqlite3_vfs vfs;
};

FailingVfs::FailingVfs()
    : name_("failing-" + std::to_string(reinterpret_cast<std::uintptr_t>(this))),
      parts_(new Parts{*sqlite3_vfs_find(nullptr)}) {
  parts_->vfs.szOsFile += int(sizeof(File));
  parts_->vfs.zName = name_.c_str();
  parts_->vfs.pAppData = this;
  parts_->vfs.pNext = nullptr;
  parts_->vfs.xOpen = Open;
  sqlite3_vfs_register(&parts_->vfs, 0);
}

FailingVfs::~FailingVfs() {
  sqlite3_vfs_unregister(&parts_->vfs);
  delete parts_;
}

}  // namespace chartbridge::store_test
