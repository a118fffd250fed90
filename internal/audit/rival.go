package audit

import (
	"slices"
	"strings"

	"eerstelijn/internal/ledger"
)

// asking are the acts that only who asks, the desk or the region can do: they know whom they asked, and whom
// they asked knows them.
var asking = []string{
	"placement.Draft", "placement.Change", "placement.Open", "placement.Invite", "placement.Cascade", "placement.Choose",
	"placement.HandOver", "placement.Take", "placement.Bridge", "placement.EndBridging", "placement.Withdraw",
	"placement.SaveDesk", "placement.SaveBridgingRule",
}

// withoutRivals takes from an entry what would tell an organisation who else was asked, and who of them did
// something: one entry is about all whom it concerns, and those compete. Its own acts it sees whole, but for
// an answer, which in a crisis ends the questions to others. The request stays: each of them has that.
func withoutRivals(e *ledger.Entry, organization string) {
	placing, asks := strings.HasPrefix(e.Act, "placement."), slices.Contains(asking, e.Act)
	if own := e.Organization == organization; own && (!placing || asks) {
		return
	} else if !own && placing && !asks {
		e.Organization = ""
	}
	e.Subjects = slices.DeleteFunc(e.Subjects, func(s ledger.Subject) bool {
		switch s.Type {
		case "organization":
			return s.ID != organization
		case "invitation", "offer":
			return true
		}
		return false
	})
}
