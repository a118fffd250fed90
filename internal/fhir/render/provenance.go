package render

import (
	"strconv"
	"time"

	"eerstelijn/internal/fhir/code"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/network"
)

// Target is one version of a resource.
type Target struct {
	Type, ID string
	Version  int64
}

// Provenance renders where versions came from: the organisation that changed something, or this
// installation where it did so by itself. Who it was within the organisation is not said.
func (r *Renderer) Provenance(id string, of []Target, recorded time.Time, by network.OrganizationID) *r4.Provenance {
	out := &r4.Provenance{ID: id, Recorded: recorded.UTC().Format(time.RFC3339Nano)}
	for _, t := range of {
		out.Target = append(out.Target, r4.Reference{Reference: t.Type + "/" + t.ID + "/_history/" + strconv.FormatInt(t.Version, 10)})
	}
	agent := r4.ProvenanceAgent{Type: concept(r.theirs(code.ParticipantType, "author"))}
	if by != "" {
		agent.Who = Reference("Organization", by)
	} else {
		agent.Type = concept(r.theirs(code.ParticipantType, "assembler"))
		agent.Who = &r4.Reference{Type: "Device", Display: r.config.Name}
	}
	out.Agent = []r4.ProvenanceAgent{agent}
	return out
}
