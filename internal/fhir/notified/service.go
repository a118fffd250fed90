package notified

import (
	"log/slog"
	"strings"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

// Deps are what notifications rest on.
type Deps struct {
	Spine     *act.Spine
	Network   *network.Service
	Placement *placement.Service
	Endpoints *endpoint.Service
	Peers     *peer.Service
	Keys      *keys.Ring
	// Codes are the addresses to write codes with; nil means those that come with the program.
	Codes *code.Set
	Log   *slog.Logger
	// Now is for tests; nil is the machine's clock.
	Now clock.Clock
	// Public gives the address under which others reach us.
	Public func() string
	// Task gives the id under which our FHIR face shows the question to a provider.
	Task func(r placement.RequestID, i placement.InvitationID, o network.OrganizationID) string
	// Quiet sends nothing, as in the demonstration.
	Quiet bool
}

// Service tells and is told.
type Service struct {
	Deps
	db *store.DB
}

var _ placement.Notice = (*Service)(nil)

// New makes the service.
func New(d Deps) *Service {
	if d.Codes == nil {
		d.Codes = code.Builtin()
	}
	if d.Now == nil {
		d.Now = clock.System
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{Deps: d, db: d.Spine.DB()}
}

// Kinds of jobs. Each waits for somebody else's computer.
const (
	SendJob = "notified.send" // its key is a row of notice_sent
	ReadJob = "notified.read" // its key is a row of notice_taken
	// ReportJob puts in another system what people here told; its key is a row of notice_taken.
	ReportJob = "notified.report"
	// FollowJob sees to it that a system tells us of changes; its key is a peer.
	FollowJob = "notified.follow"
)

// Handle lets the jobs of a runner send and read.
func (s *Service) Handle(r *jobs.Runner) {
	r.HandleSlow(SendJob, s.RunSend)
	r.HandleSlow(ReadJob, s.RunRead)
	r.HandleSlow(ReportJob, s.RunReport)
	r.HandleSlow(FollowJob, s.RunFollow)
}

// FHIRPath is where our FHIR face stands.
const FHIRPath = "/fhir"

// base is the address of our FHIR face.
func (s *Service) base() string { return strings.TrimSuffix(s.Public(), "/") + FHIRPath }
