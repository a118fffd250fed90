package endpoint_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

// noon is a Tuesday.
var noon = time.Date(2026, 6, 2, 12, 0, 0, 0, clock.Amsterdam)

var operator = access.Job("test")

// house is two organisations with somebody who manages the first.
type house struct {
	*endpoint.Service
	db           *store.DB
	mine, theirs network.OrganizationID
}

// onEach runs fn with a house on a fresh database of each kind, at noon.
func onEach(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	storetest.RunAt(t, clock.Fixed(noon), func(t *testing.T, db *store.DB) {
		policies, err := access.Load()
		if err != nil {
			t.Fatal(err)
		}
		spine := act.New(db, policies, nil)
		n := network.New(spine)
		h := &house{Service: endpoint.New(spine, n), db: db}
		for name, to := range map[string]*network.OrganizationID{"Praktijk Kade": &h.mine, "Praktijk Dijk": &h.theirs} {
			if *to, err = n.SaveOrganization(t.Context(), operator, network.Organization{Kind: network.Provider, Name: name}); err != nil {
				t.Fatal(err)
			}
		}
		fn(t, h)
	})
}

func (h *house) manager() access.Actor {
	return access.Actor{Person: "gerda", Role: access.ProviderAdmin, Organization: string(h.mine), Assurance: access.Substantial, Via: access.ByPage}
}

func (h *house) fhir() endpoint.Endpoint {
	return endpoint.Endpoint{Organization: h.mine, Status: endpoint.Active, Name: "FHIR van Kade", Connection: "hl7-fhir-rest", Payloads: []string{"Request", endpoint.NotifiedPull},
		MimeTypes: []string{"application/fhir+json; fhirVersion=4.0"}, Address: "https://fhir.kade.example/r4", From: noon.UTC(), Until: noon.AddDate(1, 0, 0).UTC()}
}

func (h *house) save(t testing.TB, e endpoint.Endpoint) endpoint.Endpoint {
	t.Helper()
	saved, err := h.Save(t.Context(), h.manager(), e)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func (h *house) entries(t testing.TB, name, outcome string) (n int) {
	t.Helper()
	if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM ledger_entry WHERE act = $1 AND outcome = $2`, name, outcome).Scan(&n)
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAddChangeAndPutOff(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		saved := h.save(t, h.fhir())
		want := h.fhir()
		want.ID, want.Version, want.Payloads = saved.ID, 1, []string{endpoint.NotifiedPull, "Request"} // in the order of the table
		if got, err := h.Get(t.Context(), saved.ID); err != nil || !reflect.DeepEqual(got, want) || !reflect.DeepEqual(saved, want) {
			t.Fatalf("%+v, %v\nwant %+v", got, err, want)
		}
		if same := h.save(t, saved); same.Version != 1 || h.entries(t, "endpoint.Save", "done") != 2 {
			t.Errorf("what changed nothing made version %d", same.Version)
		}
		saved.Status, saved.Name = endpoint.Off, ""
		if off := h.save(t, saved); off.Version != 2 {
			t.Errorf("version %d, want 2", off.Version)
		}
		own, err := h.Own(t.Context(), h.manager(), h.mine)
		if err != nil || len(own) != 1 || own[0].Status != endpoint.Off || own[0].Name != "" {
			t.Errorf("%+v, %v: what is off is still there", own, err)
		}
	})
}

func TestOnlyWhoLooksAfterIt(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		saved := h.save(t, h.fhir())
		theirs := h.fhir()
		theirs.Organization = h.theirs
		moved := saved
		moved.Organization = h.theirs
		other := h.manager()
		other.Organization = string(h.theirs)
		program := access.Actor{Person: "client:1", Role: access.Machine, Organization: string(h.mine), Assurance: access.Substantial, Scopes: "directory:write", Via: access.ByAPI}
		unscoped := program
		unscoped.Scopes = "capacity:write"
		professional := h.manager()
		professional.Role = access.Professional
		for _, c := range []struct {
			name string
			who  access.Actor
			what endpoint.Endpoint
		}{
			{"of another organisation", h.manager(), theirs}, {"moved to another organisation", h.manager(), moved}, {"moved by the other", other, moved},
			{"of the other's", other, saved}, {"by a colleague who does not manage it", professional, saved}, {"by a program without the right", unscoped, saved},
			{"by nobody", access.Actor{Role: access.Citizen, Via: access.ByPage}, saved},
		} {
			refused := h.entries(t, "endpoint.Save", "refused")
			if _, err := h.Save(t.Context(), c.who, c.what); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s: %v, want a refusal", c.name, err)
			}
			if h.entries(t, "endpoint.Save", "refused") != refused+1 {
				t.Errorf("%s: the refusal is not on record", c.name)
			}
		}
		if _, err := h.Own(t.Context(), other, h.mine); fault.KindOf(err) != fault.Denied {
			t.Errorf("the other looks after ours: %v", err)
		}
		saved.Name = "Door het programma"
		if _, err := h.Save(t.Context(), program, saved); err != nil {
			t.Errorf("our own program: %v", err)
		}
	})
}

func TestStale(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		saved := h.save(t, h.fhir())
		first, second := saved, saved
		first.Name, second.Name = "Een", "Twee"
		h.save(t, first)
		if _, err := h.Save(t.Context(), h.manager(), second); !errors.Is(err, endpoint.ErrStale) || fault.KindOf(err) != fault.Conflict {
			t.Errorf("saved over somebody else's: %v", err)
		}
		second.Version = 0
		if _, err := h.Save(t.Context(), h.manager(), second); !errors.Is(err, endpoint.ErrStale) {
			t.Errorf("made again under the same id: %v", err)
		}
		fresh := h.fhir()
		fresh.Version = 3
		if _, err := h.Save(t.Context(), h.manager(), fresh); !errors.Is(err, endpoint.ErrStale) {
			t.Errorf("changed what is not there: %v", err)
		}
	})
}

// Of several who make one id or change one version at once, one does.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		e := h.fhir()
		e.ID = id.New[endpoint.ID]()
		for version := range int64(2) {
			e.Version = version
			var all sync.WaitGroup
			errs := make([]error, 6)
			for i := range errs {
				all.Go(func() {
					mine := e
					mine.Name = strings.Repeat("x", i+1+10*int(version))
					_, errs[i] = h.Save(context.Background(), h.manager(), mine)
				})
			}
			all.Wait()
			won := 0
			for _, err := range errs {
				if err == nil {
					won++
				} else if !errors.Is(err, endpoint.ErrStale) {
					t.Error(err)
				}
			}
			if won != 1 {
				t.Errorf("from version %d: %d of them did", version, won)
			}
		}
	})
}

func TestInvalid(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		for field, spoil := range map[string]func(e *endpoint.Endpoint){
			"status":       func(e *endpoint.Endpoint) { e.Status = "error" },
			"connection":   func(e *endpoint.Endpoint) { e.Connection = "hl7v2-mllp" },
			"payloads":     func(e *endpoint.Endpoint) { e.Payloads = nil },
			"payloads ":    func(e *endpoint.Endpoint) { e.Payloads = []string{"Request", "Iets"} },
			"mime_types":   func(e *endpoint.Endpoint) { e.MimeTypes = []string{"json"} },
			"mime_types ":  func(e *endpoint.Endpoint) { e.MimeTypes = []string{"a/b;;"} },
			"name":         func(e *endpoint.Endpoint) { e.Name = strings.Repeat("é", 201) },
			"name ":        func(e *endpoint.Endpoint) { e.Name = "a\nb" },
			"until":        func(e *endpoint.Endpoint) { e.Until = e.From },
			"address":      func(e *endpoint.Endpoint) { e.Address = "http://kade.example/" },
			"address ":     func(e *endpoint.Endpoint) { e.Address = "https://a:geheim@kade.example/" },
			"address  ":    func(e *endpoint.Endpoint) { e.Address = "https://" },
			"address   ":   func(e *endpoint.Endpoint) { e.Address = "javascript:alert(1)" },
			"address    ":  func(e *endpoint.Endpoint) { e.Address = "https://kade.example/#a" },
			"address     ": func(e *endpoint.Endpoint) { e.Address = "https://kade.example/" + strings.Repeat("a", 1000) },
			"organization": func(e *endpoint.Endpoint) { e.Organization = "nobody" },
		} {
			e := h.fhir()
			spoil(&e)
			_, err := h.Save(t.Context(), operator, e)
			if fields := fault.Safe(err).Fields; fault.KindOf(err) != fault.Invalid || len(fields) != 1 || fields[0].Name != strings.TrimSpace(field) || fields[0].NL == "" || fields[0].EN == "" {
				t.Errorf("%s: %v %+v", field, err, fields)
			}
		}
		for _, good := range []string{"http://localhost:8401/fhir", "http://127.0.0.1/", "http://[::1]:80/x", "https://kade.example:8443/fhir?tenant=1"} {
			e := h.fhir()
			e.Address = good
			if _, err := h.Save(t.Context(), operator, e); err != nil {
				t.Errorf("%s: %v", good, err)
			}
		}
	})
}

func TestForGivesWhatCanBeUsedNow(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		names := map[string]func(e *endpoint.Endpoint){
			"names it":      func(*endpoint.Endpoint) {},
			"takes all":     func(e *endpoint.Endpoint) { e.Payloads = []string{endpoint.Anything} },
			"another":       func(e *endpoint.Endpoint) { e.Payloads = []string{"Patient"} },
			"suspended":     func(e *endpoint.Endpoint) { e.Status = endpoint.Suspended },
			"test":          func(e *endpoint.Endpoint) { e.Status = endpoint.Test },
			"off":           func(e *endpoint.Endpoint) { e.Status = endpoint.Off },
			"not yet":       func(e *endpoint.Endpoint) { e.From = noon.Add(time.Microsecond) },
			"just over":     func(e *endpoint.Endpoint) { e.From, e.Until = noon.Add(-time.Hour), noon },
			"no bounds":     func(e *endpoint.Endpoint) { e.From, e.Until = time.Time{}, time.Time{} },
			"ends in a bit": func(e *endpoint.Endpoint) { e.From, e.Until = time.Time{}, noon.Add(time.Microsecond) },
		}
		for name, spoil := range names {
			e := h.fhir()
			e.Name = name
			spoil(&e)
			h.save(t, e)
		}
		usable, err := h.For(t.Context(), h.mine, endpoint.NotifiedPull)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for _, e := range usable {
			got[e.Name] = true
		}
		if want := map[string]bool{"names it": true, "takes all": true, "no bounds": true, "ends in a bit": true}; !reflect.DeepEqual(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		if usable[len(usable)-1].Name != "takes all" {
			t.Error("who takes anything goes before who names it")
		}
		if none, err := h.For(t.Context(), h.theirs, endpoint.NotifiedPull); err != nil || len(none) != 0 {
			t.Errorf("%v, %v", none, err)
		}
	})
}

// What is saved is read back as it was, in every list that it belongs in.
func TestSavedIsRead(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		tables, err := h.Tables(t.Context())
		if err != nil || len(tables.Connections) == 0 {
			t.Fatal(err)
		}
		rapid.Check(t, func(rt *rapid.T) {
			e := draw(rt, &tables, h.mine)
			saved, err := h.Save(context.Background(), h.manager(), e)
			if err != nil {
				rt.Fatalf("%+v: %v", e, err)
			}
			found, err := h.List(context.Background(), endpoint.Query{Organizations: []network.OrganizationID{h.mine}, IDs: []endpoint.ID{saved.ID}})
			if err != nil || len(found) != 1 || !reflect.DeepEqual(found[0], saved) {
				rt.Fatalf("%+v, %v\nwant %+v", found, err, saved)
			}
			if len(saved.Payloads) != len(e.Payloads) || !saved.From.Equal(e.From) || !saved.Until.Equal(e.Until) || saved.Address != e.Address {
				rt.Fatalf("%+v\nis not what was sent: %+v", saved, e)
			}
		})
		if found, err := h.List(t.Context(), endpoint.Query{Organizations: []network.OrganizationID{}}); err != nil || len(found) != 0 {
			t.Errorf("of no organisation: %v, %v", found, err)
		}
		first, err := h.List(t.Context(), endpoint.Query{Limit: 2})
		if err != nil || len(first) != 2 {
			t.Fatal(len(first), err)
		}
		if next, err := h.List(t.Context(), endpoint.Query{Limit: 1, After: first[0].ID}); err != nil || next[0].ID != first[1].ID {
			t.Errorf("%v, %v", next, err)
		}
	})
}

// draw makes an address that is right.
func draw(t *rapid.T, tables *endpoint.Tables, of network.OrganizationID) endpoint.Endpoint {
	code := func(c endpoint.Code) string { return c.Code }
	e := endpoint.Endpoint{Organization: of, Status: rapid.SampledFrom(endpoint.Statuses).Draw(t, "status"), Name: strings.TrimSpace(rapid.StringMatching(`[A-Za-zé ]{0,30}`).Draw(t, "name")),
		Connection: code(rapid.SampledFrom(tables.Connections).Draw(t, "connection")), Address: "https://" + rapid.StringMatching(`[a-z]{1,10}\.example(/[a-z0-9]{0,8}){0,3}`).Draw(t, "address")}
	for _, p := range rapid.SliceOfNDistinct(rapid.SampledFrom(tables.Payloads), 1, 6, code).Draw(t, "payloads") {
		e.Payloads = append(e.Payloads, p.Code)
	}
	e.MimeTypes = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"application/fhir+json", "application/fhir+xml", "application/fhir+json; fhirVersion=4.0", "text/xml"}), 0, 3, rapid.ID[string]).Draw(t, "types")
	if rapid.Bool().Draw(t, "begins") {
		e.From = noon.Add(time.Duration(rapid.Int64Range(-1e9, 1e9).Draw(t, "from")) * time.Microsecond).UTC()
	}
	if rapid.Bool().Draw(t, "ends") {
		e.Until = noon.Add(time.Hour + time.Duration(rapid.Int64Range(0, 1e12).Draw(t, "until"))*time.Microsecond).UTC()
	}
	return e
}
