#include "connectors/sqlite/write_jobs.h"

#include "connectors/sql/deliveries.h"
#include "connectors/sqlite/cells.h"

namespace chartbridge::sqlite {

class WriteJobs::Job final : public GroupJob {
 public:
  Job(WriteJobs& jobs, sql::WriteRequest& request) : jobs_(jobs), request_(request) {}

  void Run() override {
    if (request_.work() == nullptr) {
      jobs_.AppendDelivery(request_);
    } else {
      (*request_.work())(jobs_.session_);
    }
  }
  void Note(const std::exception* error) override {
    if (error != nullptr) {
      request_.Note(FailureOf(*error));
    } else if (request_.work() != nullptr) {
      request_.Note(bridge::Seq(0));
    }
  }
  bool MayFailAlone() const override { return request_.work() != nullptr; }

 private:
  WriteJobs& jobs_;
  sql::WriteRequest& request_;
};

DiskState WriteJobs::Commit(const sql::WriteGroup& group) {
  std::vector<Job> jobs;
  jobs.reserve(group.size());
  std::vector<GroupJob*> pointers;
  pointers.reserve(group.size());
  for (const auto& request : group) pointers.push_back(&jobs.emplace_back(*this, *request));
  return groups_.Run(pointers);
}

void WriteJobs::AppendDelivery(sql::WriteRequest& request) {
  const bridge::DataKey key = keys_.New();
  Execute(main_, "INSERT INTO delivery (tenant, received, key_id, body) VALUES ($1, $2, $3, $4)",
          {context_.tenant(), ToUnixMillis(request.received()), key.id(),
           sql::SealDelivery(context_, key, request.packed())});
  request.Note(main_.last_insert_id());
}

}  // namespace chartbridge::sqlite
