// The parts of the program, made from settings: the one place where connectors meet ports. Owned by
// the command that runs; taken down in the reverse order.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bridge/app/channel_cards.h"
#include "bridge/app/channel_kinds.h"
#include "bridge/app/settings.h"
#include "bridge/app/system_clock.h"
#include "bridge/run/consent_gate.h"
#include "bridge/run/context.h"
#include "connectors/crypto/keyring.h"
#include "connectors/ehr/credentials.h"
#include "connectors/ehr/fhir_rest.h"
#include "connectors/http/client.h"
#include "connectors/http/own_addresses.h"
#include "connectors/sql/store.h"

namespace chartbridge {

// What every command that opens the store needs. Members are taken down last to first.
struct StoreParts {
  bridge::NoDirectory nobody{"the EHR is not asked here"};
  SystemClock clock;
  crypto::SystemEntropy entropy;
  std::unique_ptr<crypto::KeyRing> ring;
  // To the providers of channels, for what their set-up tries; media have clients of their own.
  http::Client channel_client{http::ClientSettings{}};
  std::vector<ChannelKind> kinds;
  bridge::Channels channels;   // by channel id
  bridge::Channels providers;  // by RawDelivery::provider
  std::unique_ptr<sql::Store> store;
  std::unique_ptr<bridge::Vault> vault;
};

// For ChannelCards.
std::vector<ChannelParts> CardParts(const StoreParts& parts);

// The errors of this file are one plain sentence each, with what to do.
Result<crypto::KeyRing, std::string> ReadKeyRing(const Settings& settings);
Result<std::unique_ptr<StoreParts>, std::string> OpenStore(const Settings& settings);
// Names of the schema migrations that are due; carried out unless `dry_run`.
Result<std::vector<std::string>, std::string> MigrateStore(const Settings& settings, bool dry_run);

// The way to the EHR, the embedded chart included.
struct EhrParts {
  std::unique_ptr<http::Client> client;
  std::unique_ptr<ehr::Credentials> credentials;
  std::unique_ptr<ehr::FhirRest> rest;
  std::unique_ptr<bridge::PatientDirectory> directory;
  std::unique_ptr<bridge::ConsentSource> consents;
  std::unique_ptr<bridge::Ehr> ehr;
};
// Of [server]; `port`: where the server listens, when `listen` leaves that open.
http::OwnAddresses OwnAddressesOf(const Settings& settings, int port = 0);
// Of [vault] url.
std::filesystem::path VaultFolder(const Settings& settings);
// The bridge's own token for the chart that it carries (connectors/login/internal_token.h).
std::filesystem::path ChartTokenFile(const Settings& settings);
// `own`: for the embedded chart, which is asked under its local address.
std::string EhrBase(const Settings& settings, const http::OwnAddresses& own);
Result<std::unique_ptr<EhrParts>, std::string> OpenEhr(const Settings& settings, StoreParts& parts,
                                                       const http::OwnAddresses& own);

// The clinic and the device that messages name, where the embedded chart has none yet, and which
// version of this program the device is (Device.version, R4 device.html). Failing is
// no reason not to serve: `check` says what is missing.
void SeedEmbeddedChart(const Settings& settings, ehr::FhirRest& rest);

bridge::run::RunSettings MakeRunSettings(const Settings& settings);
bridge::run::GateSettings MakeGateSettings(const Settings& settings);

}  // namespace chartbridge
