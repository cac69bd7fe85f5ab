// What a person may do with an item, and whether it still is as that person saw it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bridge/run/staff_actions.h"
#include "bridge/service/item_json.h"
#include "connectors/api/ask.h"
#include "connectors/api/reach.h"

namespace chartbridge::api {

// "release", "drop", "file", "content": what this caller may do with it now.
std::vector<std::string> CanDo(const Ask& ask, const bridge::ItemRow& row);
// The same of one of its media: "release", "retry", "drop".
std::vector<std::string> CanDoWithMedium(const Ask& ask, const bridge::ItemRow& row,
                                         const bridge::MediaRow& medium);

using StaffStep = std::function<Result<bridge::ItemRow, Failure>(bridge::run::StaffActions&)>;
// Takes the step with `row` as it was shown, and shows it as it is then. 409 where somebody was
// faster.
Answer<Reply> TakeStep(const Ask& ask, const bridge::ItemRow& row, const StaffStep& step,
                       service::Shown shown);

// 409 when the body's `attempts` is no longer the item's, or the medium's.
Answer<void> CheckUnchanged(const Ask& ask, const bridge::ItemRow& row);
Answer<void> CheckUnchanged(const Ask& ask, const bridge::MediaRow& medium);

// The body's `patient`, once the EHR has said that it exists and is active.
Answer<std::string> ReadTarget(const Ask& ask);

}  // namespace chartbridge::api
