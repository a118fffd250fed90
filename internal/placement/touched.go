package placement

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Touched is what an act did to the questions of a request: whose came to be or moved. It follows from the
// entry of the act and from what never changes afterwards, so it is the same whenever it is asked.
type Touched struct {
	Request RequestID
	Asker   network.OrganizationID
	// Owners are those whose question or bridging it is, in order.
	Owners []network.OrganizationID
}

// TouchedTx says what an entry of the ledger did; ok is false where it touched no question.
func (s *Service) TouchedTx(ctx context.Context, tx *store.Tx, e *ledger.Entry) (t Touched, ok bool, err error) {
	if e.Outcome != ledger.Done || e.Sort == "R" || !strings.HasPrefix(e.Act, "placement.") {
		return t, false, nil
	}
	var invitations, bridgings []string
	for _, about := range e.Subjects {
		switch about.Type {
		case "request":
			t.Request = RequestID(about.ID)
		case "invitation":
			invitations = append(invitations, about.ID)
		case "bridging":
			bridgings = append(bridgings, about.ID)
		}
	}
	if t.Request == "" {
		return t, false, nil
	}
	var chosen string
	if err := tx.QueryRow(ctx, `SELECT organization, chosen FROM placement_request WHERE id = $1`, t.Request).Scan(&t.Asker, &chosen); err != nil {
		if errors.Is(err, store.ErrNone) {
			err = nil
		}
		return t, false, err
	}
	var said struct{ From, To State }
	if err := json.Unmarshal(e.Change, &said); err != nil {
		return t, false, err
	}
	// That the care began or ended is said of the request; it moves the question that was chosen, and from
	// then on that is the same one.
	if said.From != said.To && (said.To == StatePlaced || said.To == StateClosed) && chosen != "" {
		invitations = append(invitations, chosen)
	}
	var owners []network.OrganizationID
	if len(invitations) > 0 {
		all, err := store.All(ctx, tx, scanInvitation, `SELECT `+invitationColumns+` FROM placement_invitation WHERE request = $1`, t.Request)
		if err != nil {
			return t, false, err
		}
		for i := range all {
			if slices.Contains(invitations, string(all[i].ID)) {
				owners = append(owners, all[i].Organization)
			}
		}
	}
	if len(bridgings) > 0 {
		all, err := store.All(ctx, tx, scanBridging, `SELECT `+bridgingColumns+` FROM placement_bridging WHERE request = $1`, t.Request)
		if err != nil {
			return t, false, err
		}
		for i := range all {
			if slices.Contains(bridgings, string(all[i].ID)) {
				owners = append(owners, all[i].Who)
			}
		}
	}
	slices.Sort(owners)
	t.Owners = slices.Compact(owners)
	return t, len(t.Owners) > 0, nil
}
