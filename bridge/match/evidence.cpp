#include "bridge/match/evidence.h"
