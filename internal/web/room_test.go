package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

const roomPath = "/werk/capaciteit"

// roomKeeper signs in as who looks after an organisation that keeps figures, and gives one of its offers
// for which ok holds.
func (h *house) roomKeeper(t testing.TB, ok func(o *capacity.Offer) bool) (*visitor, network.Person, capacity.Offer) {
	t.Helper()
	for _, p := range h.data.People {
		if p.Role != string(access.ProviderAdmin) {
			continue
		}
		for o := range h.board.All() {
			if o.Organization == p.Organization && ok(&o) {
				v := h.visit(t)
				v.post("/demo/als/"+string(p.ID), nil)
				return v, p, o
			}
		}
	}
	t.Fatal("nobody keeps such a figure")
	return nil, network.Person{}, capacity.Offer{}
}

// fresh is an offer with a live figure from which a place can go and to which one can come.
func fresh(o *capacity.Offer) bool {
	return o.Freshness(now) == capacity.Live && o.Figure.Available > 0 && o.Figure.Available < o.Total && o.Total <= 50
}

// history gives the figures of an offer, newest first.
func (h *house) history(t testing.TB, o capacity.OfferID) []capacity.Observation {
	t.Helper()
	list, err := h.capacity.History(t.Context(), o, time.Time{}, time.Time{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// press gives what a button of the only figure on a page sends: its place among those buttons.
func (a *answer) press(t testing.TB, form string, which func(value string) bool) url.Values {
	t.Helper()
	values := url.Values{}
	for _, f := range a.all(form) {
		pressed := false
		for n := range f.Descendants() {
			switch {
			case n.Type == html.ElementNode && n.Data == "input" && attr(n, "type") == "hidden":
				values.Set(attr(n, "name"), attr(n, "value"))
			case n.Type == html.ElementNode && n.Data == "button" && attr(n, "name") == "plekken" && which(attr(n, "value")):
				values.Set("plekken", attr(n, "value"))
				pressed = true
			}
		}
		if pressed {
			return values
		}
	}
	t.Fatalf("no such button: %s", a.text("main"))
	return nil
}

func button(n int) func(string) bool { return func(v string) bool { return v == strconv.Itoa(n) } }

func TestRoomPagesForEachRole(t *testing.T) {
	t.Parallel()
	storetest.RunAt(t, clock.Fixed(now), func(t *testing.T, db *store.DB) {
		h := fill(t, db, nil)
		keeper, _, own := h.roomKeeper(t, fresh)
		for _, path := range []string{roomPath, roomPath + "?soort=elv-laag&plek=ja", roomPath + "?eigen=ja", roomPath + "?soort=bestaat-niet", roomPath + "/nieuw", roomPath + "/bestand", roomPath + "/betrouwbaarheid",
			roomPath + "/tijd", roomPath + "/tijd?maand=2026-10", roomPath + "/" + string(own.ID), roomPath + "/" + string(own.ID) + "/wijzig", "/werk"} {
			a := must(t, keeper.get(path), http.StatusOK)
			sound(t, path, a)
		}
		for _, role := range []access.Role{access.Professional, access.TransferDesk, access.Coordinator, access.RESVStaff, access.RESVBoard, access.Insurer, access.Municipality, access.National, access.Auditor} {
			v := h.visit(t).become(role)
			for _, path := range []string{roomPath, roomPath + "/" + string(own.ID), roomPath + "/betrouwbaarheid"} {
				sound(t, string(role)+" "+path, must(t, v.get(path), http.StatusOK))
			}
		}
		// Totals are for everybody; the rest asks to sign in.
		sound(t, "totals", must(t, h.visit(t).get(roomPath+"/betrouwbaarheid"), http.StatusOK))
		for _, path := range []string{roomPath, roomPath + "/nieuw", roomPath + "/tijd", roomPath + "/bestand", roomPath + "/bestand.csv", roomPath + "/" + string(own.ID)} {
			if a := h.visit(t).get(path); !sentToSignIn(a) && a.StatusCode != http.StatusForbidden {
				t.Errorf("%s shows to anybody: %d", path, a.StatusCode)
			}
			if a := h.visit(t).become(access.Patient).get(path); a.StatusCode != http.StatusForbidden {
				t.Errorf("%s shows to a patient: %d", path, a.StatusCode)
			}
		}
	})
}

// TestRoomList: the list agrees with what is known, what is too old never looks like room, and a filter
// leaves nothing else.
func TestRoomList(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.visit(t).become(access.TransferDesk)
	states := map[string]int{}
	for next := roomPath; next != ""; {
		a := must(t, v.get(next), http.StatusOK)
		for _, n := range a.all("tr[data-offer]") {
			o, ok := h.board.Offer(capacity.OfferID(attr(n, "data-offer")))
			if !ok {
				t.Fatalf("%s is nothing", attr(n, "data-offer"))
			}
			state := attr(n, "data-state")
			states[state]++
			if state != string(o.Status(now)) {
				t.Errorf("%s shows as %s and is %s", o.ID, state, o.Status(now))
			}
			if f := o.Freshness(now); (f == capacity.Stale || f == capacity.Unknown) && (state != "unknown" || len(find(n, "status--unknown")) == 0) {
				t.Errorf("%s is %s and looks like %s", o.ID, f, state)
			}
		}
		next = ""
		for _, n := range a.all(".pager a") {
			if strings.HasPrefix(strings.TrimSpace(words(n)), "Volgende") {
				next, _, _ = strings.Cut(attr(n, "href"), "#")
			}
		}
	}
	for _, state := range []string{"room", "limited", "ageing", "waitlist", "full", "unknown"} {
		if states[state] == 0 {
			t.Errorf("no offer is %s: the test proves too little (%v)", state, states)
		}
	}
	only := must(t, v.get(roomPath+"?plek=ja&soort=elv-laag"), http.StatusOK)
	rows := only.all("tr[data-offer]")
	for _, n := range rows {
		if o, _ := h.board.Offer(capacity.OfferID(attr(n, "data-offer"))); o.Kind != "elv-laag" || !o.Matches(now) {
			t.Errorf("%s is of %s and matches: %v", o.ID, o.Kind, o.Matches(now))
		}
	}
	if len(rows) == 0 || len(only.all(".chart__svg")) != 1 || len(only.all("#verloop-cijfers tbody tr")) < 12 {
		t.Errorf("%d rows, %d charts, %d weeks", len(rows), len(only.all(".chart__svg")), len(only.all("#verloop-cijfers tbody tr")))
	}
	if ask := only.all(`a[href^="/werk/plaatsing/nieuw?"]`); len(ask) != len(rows) || !strings.Contains(attr(ask[0], "href"), "soort=elv-laag") || !strings.Contains(attr(ask[0], "href"), "aanbod=") {
		t.Errorf("%d ways to ask for %d rows", len(ask), len(rows))
	}
	if empty := must(t, v.get(roomPath+"?wijk=WK000000"), http.StatusOK); len(empty.all(".empty a")) < 2 {
		t.Errorf("an empty list says nothing to do: %s", empty.text("main"))
	}
	if len(h.visit(t).become(access.Insurer).get(roomPath).all(`a[href^="/werk/plaatsing"]`)) != 0 {
		t.Error("an insurer is offered to ask a place")
	}
	must(t, v.get(roomPath+"?regio=bestaat-niet"), http.StatusNotFound)
	must(t, v.get(roomPath+"/01a2021c-57a7-7958-a0a2-dda95bcee43f"), http.StatusNotFound)
	must(t, v.get(roomPath+"/x"), http.StatusNotFound)
}

// find gives the elements below n with a class.
func find(n *html.Node, class string) (found []*html.Node) {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && slices.Contains(strings.Fields(attr(d, "class")), class) {
			found = append(found, d)
		}
	}
	return found
}

func words(n *html.Node) (all string) {
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			all += d.Data
		}
	}
	return all
}
