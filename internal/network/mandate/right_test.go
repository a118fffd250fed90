package mandate_test

import (
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network/mandate"
)

// actorOf is somebody of the staff of the house's region.
func actorOf(h *house) access.Actor {
	return actor(access.RESVStaff, func(a *access.Actor) { a.Region = string(h.region) })
}

// Who may, and beside each who may not.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.recognised(t, h.gps, "huisartsenzorg")
		m := h.granted(t, h.practice, "bridging")
		seat := must[mandate.Seat](t)(h.SaveSeat(ctx, operator, mandate.Seat{Forum: h.wijk, Name: "Voorzitter"}))
		table := mandate.Forum{Kind: mandate.Nation}
		national := must[mandate.Mandate](t)(h.Grant(ctx, operator, mandate.Mandate{Grantor: h.practice, Delegate: h.people[0], Forum: table, Subjects: []string{"lead"}, Evidence: "Besluit"}))

		admin := func(o string) access.Actor {
			return actor(access.ProviderAdmin, func(a *access.Actor) { a.Organization = o })
		}
		staff, elsewhere := actorOf(h), actor(access.RESVStaff, func(a *access.Actor) { a.Region = string(h.other) })
		board := actor(access.RESVBoard, func(a *access.Actor) { a.Region = string(h.region) })
		own, rival := admin(string(h.practice)), admin(string(h.pharmacy))
		delegate := actor(access.Professional, func(a *access.Actor) { a.Person = string(h.people[0]) })
		coordinator := actor(access.Coordinator, func(a *access.Actor) { a.Region, a.Wijkverband = string(h.region), string(h.wijkverband) })
		stranger := actor(access.Coordinator, func(a *access.Actor) { a.Region, a.Wijkverband = string(h.region), string(h.practice) })
		h.boarded(t, h.gps)
		nation := actor(access.National, func(a *access.Actor) { a.Organization = string(h.gps) })
		otherNation := actor(access.National, func(a *access.Actor) { a.Organization = string(h.pharmacists) })
		colleague := actor(access.Professional, func(a *access.Actor) { a.Region = string(h.region) })
		citizen := access.Anonymous("")

		grant := func(evidence string) func(access.Actor) error {
			return func(a access.Actor) error {
				_, err := h.Grant(ctx, a, mandate.Mandate{Grantor: h.practice, Delegate: h.people[1], Forum: h.resv, Subjects: []string{"data"}, Evidence: evidence})
				return err
			}
		}
		saveSeat := func(a access.Actor) error {
			seat.Version = 0
			for _, z := range must[[]mandate.Seat](t)(h.Seats(ctx, h.wijk, time.Time{})) {
				seat.Version = z.Version
			}
			_, err := h.SaveSeat(ctx, a, seat)
			return err
		}
		affiliate := func(a access.Actor) error {
			h.pass(time.Hour)
			_, err := h.Affiliate(ctx, a, mandate.Affiliation{Provider: h.practice, Body: h.gps, Span: mandate.Span{From: h.now(), Until: h.now().Add(time.Minute)}})
			return err
		}
		recognise := func(a access.Actor) error {
			h.pass(time.Hour)
			_, err := h.Recognise(ctx, a, mandate.Standing{Body: h.pharmacists, Region: h.region, Discipline: "farmacie", Evidence: "Besluit", Span: mandate.Span{From: h.now(), Until: h.now().Add(time.Minute)}})
			return err
		}
		substitute := func(a access.Actor) error {
			return h.Substitute(ctx, a, mandate.Substitution{Mandate: m.ID, Person: h.people[2]})
		}
		votes := func(a access.Actor) error { return h.SetVotes(ctx, a, mandate.Votes{Forum: h.resv, Equal: true}) }
		revoke := func(id mandate.ID) func(access.Actor) error {
			return func(a access.Actor) error { return h.Revoke(ctx, a, id, time.Time{}, "Anders besloten") }
		}
		names := func(a access.Actor) error {
			_, err := h.Delegates(ctx, a, mandate.Query{Forum: h.resv})
			return err
		}
		for _, c := range []struct {
			what string
			do   func(access.Actor) error
			may  []access.Actor
			not  []access.Actor
		}{
			{"grant by the grantor itself", grant(""), []access.Actor{own}, []access.Actor{rival, delegate, board, coordinator, nation, citizen}},
			{"grant on behalf", grant("Besluit"), []access.Actor{staff}, []access.Actor{elsewhere, citizen}},
			{"affiliate", affiliate, []access.Actor{own, staff}, []access.Actor{rival, elsewhere, board, delegate, citizen}},
			{"recognise", recognise, []access.Actor{staff, board}, []access.Actor{own, elsewhere, coordinator, nation, citizen}},
			{"seat of a wijkverband", saveSeat, []access.Actor{coordinator, staff, board}, []access.Actor{stranger, elsewhere, own, citizen}},
			{"votes", votes, []access.Actor{staff, board}, []access.Actor{coordinator, elsewhere, nation, citizen}},
			{"substitute", substitute, []access.Actor{delegate, own, staff}, []access.Actor{rival, elsewhere, board, citizen}},
			{"revoke", revoke(m.ID), []access.Actor{delegate}, []access.Actor{rival, elsewhere, nation, citizen}},
			{"revoke at the nation's table", revoke(national.ID), []access.Actor{nation}, []access.Actor{otherNation, staff, board, rival, citizen}},
			{"names", names, []access.Actor{colleague, staff, nation}, []access.Actor{elsewhere, own, citizen, actor(access.Patient, nil), actor(access.Auditor, nil)}},
		} {
			for _, a := range c.not {
				refused(t, fault.Denied, c.do(a))
			}
			for _, a := range c.may {
				if err := c.do(a); err != nil {
					t.Errorf("%s by %s: %v", c.what, a.Role, err)
				}
			}
		}
		// Of one's own organisation, wherever that is.
		if _, err := h.Delegates(ctx, own, mandate.Query{Forum: h.resv, Grantor: h.practice}); err != nil {
			t.Error(err)
		}
		// On behalf of somebody else it takes evidence.
		refused(t, fault.Invalid, grant("")(staff))
	})
}

func TestGrantSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		right := mandate.Mandate{Grantor: h.practice, Delegate: h.people[0], Forum: h.resv, Subjects: []string{"data"}, Evidence: "Besluit"}
		for field, spoil := range map[string]func(*mandate.Mandate){
			"grantor":  func(m *mandate.Mandate) { m.Grantor = "nergens" },
			"delegate": func(m *mandate.Mandate) { m.Delegate = "niemand" },
			"forum":    func(m *mandate.Mandate) { m.Forum.Kind = "kroeg" },
			"region":   func(m *mandate.Mandate) { m.Forum.Region = "" },
			"wijkverband": func(m *mandate.Mandate) {
				m.Forum = mandate.Forum{Kind: mandate.Wijkverband, Region: h.other, Wijkverband: h.wijkverband}
			},
			"subjects": func(m *mandate.Mandate) { m.Subjects = []string{"weer"} },
			"until":    func(m *mandate.Mandate) { m.Until = noon.Add(-day) },
			"evidence": func(m *mandate.Mandate) { m.Evidence = "" },
			"id":       func(m *mandate.Mandate) { m.ID = "1" },
		} {
			m := right
			spoil(&m)
			_, err := h.Grant(t.Context(), operator, m)
			refused(t, fault.Invalid, err)
			if fields := fault.Safe(err).Fields; len(fields) == 0 || fields[0].Name != field {
				t.Errorf("%s: named %+v", field, fields)
			}
		}
		m := must[mandate.Mandate](t)(h.Grant(t.Context(), operator, right))
		if !m.From.Equal(h.now()) && !m.From.After(h.now()) || m.Version != 1 {
			t.Errorf("granted %+v", m)
		}
		_, err := h.Grant(t.Context(), operator, m)
		refused(t, fault.Conflict, err)
	})
}

// Who records on behalf of others does not make themselves the one who speaks for them, by whatever way.
func TestNobodyGrantsThemselvesAStrangersMandate(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		staff := actorOf(h)
		staff.Person = string(h.people[1])
		m := mandate.Mandate{Grantor: h.practice, Delegate: h.people[1], Forum: h.resv, Subjects: []string{mandate.Every}, Evidence: "Zo besloten"}
		_, err := h.Grant(ctx, staff, m)
		refused(t, fault.Invalid, err)
		m.Delegate = h.people[0]
		m = must[mandate.Mandate](t)(h.Grant(ctx, staff, m))
		refused(t, fault.Invalid, h.Substitute(ctx, staff, mandate.Substitution{Mandate: m.ID, Person: h.people[1]}))
		mine := m
		mine.Delegate = h.people[1]
		refused(t, fault.Invalid, h.Correct(ctx, staff, mine, "Anders"))
		if c := h.chain(t, mandate.Ask{Party: h.practice, Signer: h.people[1], Forum: h.resv, Subject: "bridging"}); c.Valid {
			t.Error("staff speaks for a stranger")
		}
		// A colleague may record it, and so may the organisation's own administrator of themselves.
		colleague := actorOf(h)
		ok(t, h.Correct(ctx, colleague, mine, "Anders"))
		own := actor(access.ProviderAdmin, func(a *access.Actor) { a.Person, a.Organization = string(h.people[2]), string(h.practice) })
		must[mandate.Mandate](t)(h.Grant(ctx, own, mandate.Mandate{Grantor: h.practice, Delegate: h.people[2], Forum: h.resv, Subjects: []string{"data"}}))
		// What identifies a person is no evidence; the day of a meeting is.
		_, err = h.Grant(ctx, colleague, mandate.Mandate{Grantor: h.practice, Delegate: h.people[0], Forum: h.resv, Subjects: []string{"data"}, Evidence: "Bel 06 12345678"})
		refused(t, fault.Invalid, err)
		must[mandate.Mandate](t)(h.Grant(ctx, colleague, mandate.Mandate{Grantor: h.practice, Delegate: h.people[0], Forum: h.resv, Subjects: []string{"data"}, Evidence: "Vergadering van 12 maart 2026"}))
	})
}

// A correction says when a mandate was revoked, and does not give it back.
func TestACorrectionDoesNotUndoARevocation(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		m := h.granted(t, h.practice, "bridging")
		h.pass(2 * time.Hour)
		ok(t, h.Revoke(ctx, operator, m.ID, time.Time{}, "Anders besloten"))
		is := must[[]mandate.Mandate](t)(h.Mandates(ctx, mandate.Query{ID: string(m.ID), Ended: true}))[0]
		is.RevokedAt = time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC)
		refused(t, fault.Invalid, h.Correct(ctx, actorOf(h), is, "Toch niet"))
		is.RevokedAt = m.From.Add(time.Hour)
		ok(t, h.Correct(ctx, actorOf(h), is, "Een uur eerder"))
		if c := h.chain(t, mandate.Ask{Party: h.practice, Signer: h.people[0], Forum: h.resv, Subject: "bridging"}); c.Valid {
			t.Error("it is given back")
		}
	})
}
