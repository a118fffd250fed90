package roles_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/roles"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

type house struct {
	*roles.Service
	db        *store.DB
	network   *network.Service
	approvals *approval.Approvals
}

func newHouse(t *testing.T, db *store.DB) *house {
	t.Helper()
	policies, err := access.Load()
	if err != nil {
		t.Fatal(err)
	}
	file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	spine := act.New(db, policies, nil)
	h := &house{db: db, network: network.New(spine)}
	people := identity.New(spine, h.network, keys.New(file))
	h.approvals = approval.New(spine, policies, people.AtWorkTx)
	h.Service = roles.New(spine, h.network, people, h.approvals)
	return h
}

// add makes somebody and gives them as an actor who is signed in.
func (h *house) add(t *testing.T, name string, role access.Role) access.Actor {
	t.Helper()
	who, err := h.network.SavePerson(t.Context(), access.Job("import"), network.Person{Name: name, Role: string(role), Email: "a@b.example"})
	if err != nil {
		t.Fatal(err)
	}
	return access.Actor{Person: string(who), Name: name, Role: role, Assurance: access.Substantial}
}

func (h *house) roleOf(t *testing.T, who string) access.Role {
	t.Helper()
	p, err := h.network.PersonForSignIn(t.Context(), network.PersonID(who))
	if err != nil {
		t.Fatal(err)
	}
	return access.Role(p.Role)
}

func TestPlainRolesAreGivenByOne(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		admin, nurse := h.add(t, "Beheer", access.PlatformAdmin), h.add(t, "Wijk", access.Professional)
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO session (id, token, person, method, assurance, agent, provider, made_at, seen_at, idle_end, absolute_end, data)
				VALUES ('s', 't', $1, 'passkey', 2, '', '', 0, 0, 1, 1, '{}')`, nurse.Person)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if waits, err := h.SetRole(t.Context(), admin, network.PersonID(nurse.Person), access.ProviderAdmin); err != nil || waits != nil {
			t.Fatalf("waits for %+v: %v", waits, err)
		}
		var sessions int
		err = db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM session`).Scan(&sessions)
		})
		if got := h.roleOf(t, nurse.Person); err != nil || got != access.ProviderAdmin || sessions != 0 {
			t.Fatalf("role %s, %d sessions: %v", got, sessions, err)
		}
		if _, err := h.SetRole(t.Context(), admin, network.PersonID(nurse.Person), access.ProviderAdmin); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the same role again: %v", err)
		}
		if _, err := h.SetRole(t.Context(), admin, network.PersonID(nurse.Person), access.Patient); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a patient's role: %v", err)
		}
		if _, err := h.SetRole(t.Context(), admin, id.New[network.PersonID](), access.Professional); fault.KindOf(err) != fault.NotFound {
			t.Errorf("nobody: %v", err)
		}
	})
}

// Giving a role that reaches far, and taking it, needs two people; nobody changes their own.
func TestFarReachingRolesNeedTwo(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		first, second := h.add(t, "Een", access.PlatformAdmin), h.add(t, "Twee", access.PlatformAdmin)
		nurse := h.add(t, "Wijk", access.Professional)
		who := network.PersonID(nurse.Person)
		for _, step := range []struct{ from, to access.Role }{{access.Professional, access.Auditor}, {access.Auditor, access.Professional}} {
			waits, err := h.SetRole(t.Context(), first, who, step.to)
			if err != nil || waits == nil || waits.Says == "" || h.roleOf(t, nurse.Person) != step.from {
				t.Fatalf("one person made a %s: %+v, %v", step.to, waits, err)
			}
			for name, other := range map[string]access.Actor{"the first": first, "the nurse": nurse} {
				if err := h.approvals.Approve(t.Context(), other, waits.ID); fault.KindOf(err) != fault.Denied {
					t.Fatalf("%s agreed: %v", name, err)
				}
			}
			if err := h.approvals.Approve(t.Context(), second, waits.ID); err != nil || h.roleOf(t, nurse.Person) != step.to {
				t.Fatalf("after both agreed %s: %v", h.roleOf(t, nurse.Person), err)
			}
		}
		if _, err := h.SetRole(t.Context(), first, network.PersonID(first.Person), access.Auditor); fault.KindOf(err) != fault.Denied {
			t.Errorf("changed their own: %v", err)
		}
		// Nor by agreeing with somebody else's proposal.
		about, err := h.SetRole(t.Context(), first, network.PersonID(second.Person), access.Auditor)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.approvals.Approve(t.Context(), second, about.ID); fault.KindOf(err) != fault.Denied || h.roleOf(t, second.Person) != access.PlatformAdmin {
			t.Errorf("agreed on their own role: %v", err)
		}
		if list, err := h.approvals.List(t.Context(), second); err != nil || len(list) != 1 {
			t.Errorf("the second sees %d proposals: %v", len(list), err)
		}
		// What was agreed on was another change than what it would be by now.
		waits, err := h.SetRole(t.Context(), first, who, access.National)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.SetRole(t.Context(), second, who, access.Coordinator); err != nil {
			t.Fatal(err)
		}
		if err := h.approvals.Approve(t.Context(), second, waits.ID); fault.KindOf(err) != fault.Conflict || h.roleOf(t, nurse.Person) != access.Coordinator {
			t.Errorf("after it changed: %v", err)
		}
		if waits, err := h.SetRole(t.Context(), access.Job("command"), who, access.PlatformAdmin); err != nil || waits != nil {
			t.Errorf("the first administrator, at the command line: %v", err)
		}
	})
}

func TestListShowsWhoWorksHere(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		admin := h.add(t, "Beheer", access.PlatformAdmin)
		h.add(t, "Anna_1", access.Professional)
		h.add(t, "Annax1", access.Professional)
		patient := h.add(t, "Patiënt", access.Patient)
		for _, c := range []struct {
			q    network.AccountQuery
			want int
		}{
			{network.AccountQuery{}, 3}, {network.AccountQuery{Role: access.Professional}, 2}, {network.AccountQuery{Role: access.Patient}, 0},
			{network.AccountQuery{Name: "aNNa"}, 2}, {network.AccountQuery{Name: "a_1"}, 1}, {network.AccountQuery{Name: "pati"}, 0}, {network.AccountQuery{Limit: 1}, 1},
		} {
			people, err := h.People(t.Context(), admin, c.q)
			if err != nil || len(people) != c.want {
				t.Errorf("%+v: %+v, %v", c.q, people, err)
			}
			for _, p := range people {
				if p.ID == network.PersonID(patient.Person) || p.Left {
					t.Errorf("%+v shows %+v", c.q, p)
				}
			}
			if c.want == 3 {
				rest, err := h.People(t.Context(), admin, network.AccountQuery{After: people[0].ID})
				if err != nil || len(rest) != 2 || rest[0] != people[1] {
					t.Errorf("after the first: %+v, %v", rest, err)
				}
			}
		}
		if _, err := h.SetRole(t.Context(), admin, network.PersonID(patient.Person), access.Professional); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a patient's account: %v", err)
		}
		for _, role := range []access.Role{access.Auditor, access.ProviderAdmin, access.Machine} {
			if _, err := h.People(t.Context(), access.Actor{Person: "x", Role: role, Assurance: access.High}, network.AccountQuery{}); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s sees all: %v", role, err)
			}
		}
	})
}
