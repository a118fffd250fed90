package site

import (
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/agreement/proof"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/bottleneck/signal"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network/mandate"
)

// Cooperation is what the pages of the way of cooperation stand on: who speaks for whom, what does not
// work, and what was agreed. Where they are nil those pages are not there.
type Cooperation struct {
	Mandates    *mandate.Service
	Meetings    *meeting.Service
	Bottlenecks *bottleneck.Service
	Signals     *signal.Service
	Agreements  *agreement.Service
	Proofs      *proof.Service
	Obligations *obligation.Service
}
