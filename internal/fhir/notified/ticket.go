package notified

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// forTickets is what an authorization-base is made with.
const forTickets keys.Purpose = "notifications"

// TicketHeader is the header in which an authorization-base is shown when something is read. No specification
// that we know says how to send one, so the guide tells it.
const TicketHeader = "Authorization-Base"

// ticket makes the authorization-base of a notification: its id with a keyed hash, which nobody can make who was
// not told and of which nothing needs to be kept.
func (s *Service) ticket(id string) (string, error) {
	print, err := s.Keys.Fingerprint(forTickets, id)
	return base64.StdEncoding.EncodeToString([]byte(id + ":" + print)), err
}

// ofTicket gives the notification that an authorization-base was made for; ” when we did not make it.
func (s *Service) ofTicket(ticket string) (string, error) {
	plain, err := base64.StdEncoding.DecodeString(ticket)
	if err != nil { // it was not made here
		return "", nil
	}
	id, print, _ := strings.Cut(string(plain), ":")
	prints, err := s.Keys.Fingerprints(forTickets, id)
	if err != nil {
		return "", err
	}
	for _, p := range prints {
		if hmac.Equal([]byte(p), []byte(print)) {
			return id, nil
		}
	}
	return "", nil
}

// Narrow stands before the addresses of Task and ServiceRequest. Who shows an authorization-base with a question
// is answered only if it was given for that resource, to the organisation in whose name they ask, and has not
// passed. What somebody may see is decided behind it, as without one: it takes rights away and gives none.
func (s *Service) Narrow(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		shown := r.Header.Values(TicketHeader)
		actor := identity.ActorOf(r.Context())
		if len(shown) == 0 || !identity.SignedIn(actor) { // nobody: refused by whoever comes next
			next.ServeHTTP(w, r)
			return
		}
		fits, err := len(shown) == 1, error(nil)
		if fits {
			fits, err = s.fits(r.Context(), shown[0], actor.Organization, r.URL.Path)
		}
		switch {
		case err != nil:
			outcome.Answer(w, r, s.Log, err, func(string) string { return "" })
		case !fits:
			outcome.Answer(w, r, s.Log, outcome.Refuse(http.StatusForbidden, "forbidden", "Deze "+authorizationBase+" geeft hier geen toegang: zij is niet van u, niet hiervoor, of voorbij.",
				"this authorization-base gives no access here: it is not yours, not for this resource, or has passed"), nil)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func (s *Service) fits(ctx context.Context, ticket, organization, path string) (fits bool, err error) {
	id, err := s.ofTicket(ticket)
	if err != nil || id == "" {
		return false, err
	}
	err = s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		n, err := sentTx(ctx, tx, id)
		if errors.Is(err, store.ErrNone) {
			return nil
		}
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		fits = organization != "" && organization == string(n.Provider) && now.Before(n.Until) &&
			(path == FHIRPath+"/Task/"+s.Task(n.Request, n.Invitation, n.Provider) || path == FHIRPath+"/ServiceRequest/"+string(n.Request))
		return nil
	})
	return fits, err
}
