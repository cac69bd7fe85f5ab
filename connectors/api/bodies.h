// The members of each body that an endpoint takes.
#pragma once

#include "connectors/api/members.h"

namespace chartbridge::api::bodies {

inline constexpr std::size_t kWords = 2000;      // of a reason
inline constexpr std::size_t kPassword = 512;    // 128 characters of up to four bytes
inline constexpr std::size_t kCount = 1U << 30;  // of a version or a number of attempts

inline constexpr Member kSignIn[] = {
    {"name"}, {"password", Shape::kText, true, kPassword}, {"code", Shape::kText, true, 40}};
inline constexpr Member kCode[] = {{"code", Shape::kText, true, 40}};
inline constexpr Member kBeginSetUp[] = {{"link", Shape::kText, true, 400},
                                         {"name"},
                                         {"display_name"},
                                         {"password", Shape::kText, true, kPassword},
                                         {"language", Shape::kText, true, 10}};
inline constexpr Member kEndSetUp[] = {{"link", Shape::kText, true, 400},
                                       {"code", Shape::kText, true, 40}};
inline constexpr Member kPasswords[] = {{"old", Shape::kText, true, kPassword},
                                        {"new", Shape::kText, true, kPassword}};
inline constexpr Member kOwnAccount[] = {{"display_name", Shape::kText, false},
                                         {"language", Shape::kText, false, 10}};
inline constexpr Member kNewAccount[] = {{"name"},
                                         {"display_name"},
                                         {"roles", Shape::kTexts, true, 10},
                                         {"practitioner", Shape::kTextOrNull, false},
                                         {"language", Shape::kText, true, 10}};
inline constexpr Member kAccountChange[] = {{"roles", Shape::kTexts, false, 10},
                                            {"active", Shape::kBool, false},
                                            {"display_name", Shape::kText, false},
                                            {"practitioner", Shape::kTextOrNull, false},
                                            {"version", Shape::kWhole, true, kCount}};
inline constexpr Member kNewToken[] = {{"name"}, {"role"}, {"days", Shape::kWhole, true, 1000}};
inline constexpr Member kReason[] = {{"reason", Shape::kTextOrNull, false, kWords}};
inline constexpr Member kAttempts[] = {{"attempts", Shape::kWhole, true, kCount}};
inline constexpr Member kDrop[] = {{"policy"}, {"attempts", Shape::kWhole, true, kCount}};
inline constexpr Member kFile[] = {{"patient"}, {"attempts", Shape::kWhole, true, kCount}};
inline constexpr Member kMessageSearch[] = {{"contact"},
                                            {"progress", Shape::kText, false},
                                            {"reason", Shape::kText, false},
                                            {"kind", Shape::kText, false},
                                            {"patient", Shape::kText, false},
                                            {"since", Shape::kText, false},
                                            {"cursor", Shape::kText, false},
                                            {"limit", Shape::kText, false}};
inline constexpr Member kPatientSearch[] = {{"name", Shape::kText, false},
                                            {"identifier", Shape::kText, false},
                                            {"phone", Shape::kText, false}};
inline constexpr Member kApproval[] = {{"patient", Shape::kTextOrNull, false}};
inline constexpr Member kPatient[] = {{"patient"}};

}  // namespace chartbridge::api::bodies
