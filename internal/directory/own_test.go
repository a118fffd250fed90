package directory_test

import (
	"fmt"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
)

func TestOwnServices(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		for i := range 7 {
			s := practice()
			s.Name = fmt.Sprintf("Praktijk 10%% %d", i)
			s.State = []directory.State{directory.Shown, directory.Draft, directory.Hidden}[i%3]
			_, err := h.Save(t.Context(), admin, s, 0)
			wants(t, err, done)
		}
		other := practice()
		other.Organization = theirs
		_, err := h.Save(t.Context(), rival, other, 0)
		wants(t, err, done)

		seen := map[directory.ServiceID]bool{}
		q := directory.OwnQuery{Limit: 2}
		for {
			p, err := h.OwnServices(t.Context(), admin, q)
			wants(t, err, done)
			if p.Count[directory.Shown] != 3 || p.Count[directory.Draft] != 2 || p.Count[directory.Hidden] != 2 {
				t.Errorf("counts %v", p.Count)
			}
			for _, s := range p.Services {
				if s.Organization != ours || seen[s.ID] {
					t.Errorf("%s of %s", s.Name, s.Organization)
				}
				seen[s.ID] = true
			}
			if q.After = p.Next; p.Next == "" {
				break
			}
		}
		if len(seen) != 7 {
			t.Errorf("%d services, want 7", len(seen))
		}
		for name, want := range map[string]int{"PRAKTIJK": 7, "10% 3": 1, "_": 0, "%": 7, "apotheek": 0} {
			p, err := h.OwnServices(t.Context(), admin, directory.OwnQuery{Name: name})
			wants(t, err, done)
			if len(p.Services) != want {
				t.Errorf("%q finds %d, want %d", name, len(p.Services), want)
			}
		}
		p, err := h.OwnServices(t.Context(), admin, directory.OwnQuery{State: directory.Draft, Limit: 1})
		wants(t, err, done)
		_, err = h.OwnServices(t.Context(), admin, directory.OwnQuery{State: directory.Hidden, After: p.Next})
		wants(t, err, fault.Invalid)
		for _, a := range []access.Actor{visitor, {Person: "p", Role: access.ProviderAdmin, Assurance: access.High}, {Person: "p", Role: access.RESVStaff, Organization: string(ours), Assurance: access.High}} {
			_, err := h.OwnServices(t.Context(), a, directory.OwnQuery{})
			wants(t, err, fault.Denied)
		}
	})
}
