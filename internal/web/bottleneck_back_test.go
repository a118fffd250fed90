package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
)

// TestTheAnswerStandsBelow: what the region answers stands word for word on the board of the wijk, and on the
// first page of who looks after it until they have read it; of nobody else.
func TestTheAnswerStandsBelow(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	path := h.signed(t, nurse).told(noNight)
	wijk, region := h.signed(t, coordinate), h.signed(t, regionDesk)
	must(t, wijk.does(path, "doorgeven", url.Values{"woorden": {"Dit speelt in alle wijken."}}), http.StatusSeeOther)
	const reply = "Drie organisaties doen samen de nacht.\nBel het nummer op de kaart van de wijk."
	must(t, region.does(path, "antwoord", url.Values{"woorden": {reply}}), http.StatusSeeOther)

	card := func(v *visitor) bool {
		a := must(t, v.get("/werk"), http.StatusOK)
		sound(t, "today", a)
		return strings.Contains(a.text("main"), "Antwoord van de regio")
	}
	if !card(wijk) {
		t.Errorf("the coordinator does not see the answer: %s", wijk.get("/werk").text("main"))
	}
	for _, name := range []string{nurse, otherTeam, regionDesk} {
		if card(h.signed(t, name)) {
			t.Errorf("%s is told of an answer to another", name)
		}
	}
	for name, reads := range map[string]bool{coordinate: true, nurse: true, otherTeam: true, otherPlace: false} {
		board := must(t, h.signed(t, name).get(stuckPath), http.StatusOK)
		sound(t, "the board with an answer", board)
		quotes := board.all("section[aria-labelledby=antwoorden] blockquote")
		if (len(quotes) == 1 && quotes[0].FirstChild.Data == reply) != reads {
			t.Errorf("%s reads %d answers on the board", name, len(quotes))
		}
	}
	if a := wijk.get(stuckPath + "?op=2026-03-01"); len(a.all("section[aria-labelledby=antwoorden]")) != 0 {
		t.Error("a board of the past has an answer of today")
	}
	// A card stays until the bottleneck was opened.
	must(t, h.signed(t, otherTeam).get(path), http.StatusOK)
	if !card(wijk) {
		t.Error("somebody else's look takes the card away")
	}
	must(t, wijk.get(path), http.StatusOK)
	if card(wijk) {
		t.Error("the card stays after the coordinator read it")
	}
}

// TestGoodExamplesAreFound: what was solved and marked is found by theme and words in every region, without who
// reported it, and stands beside a new report that is like it.
func TestGoodExamplesAreFound(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	path := h.signed(t, nurse).told(noNight)
	wijk := h.signed(t, coordinate)
	must(t, wijk.does(path, "afronden", url.Values{"woorden": {"Drie organisaties rijden samen de nacht."}, "einde": {"solved"}}), http.StatusSeeOther)
	must(t, h.signed(t, nurse).does(path, "oordeel", url.Values{"oordeel": {"ja"}}), http.StatusSeeOther)
	must(t, wijk.does(path, "voorbeeld", nil), http.StatusSeeOther)
	const library = stuckPath + "/voorbeelden"
	for query, found := range map[string]bool{"": true, "?q=organisaties+nacht": true, "?q=tandarts": false, "?thema=anders": true, "?thema=vervoer": false} {
		elsewhere := must(t, h.signed(t, otherPlace).get(library+query), http.StatusOK)
		sound(t, "the examples "+query, elsewhere)
		text := elsewhere.text("main")
		if (strings.Contains(text, noNight) && strings.Contains(text, "Drie organisaties rijden samen de nacht.") && strings.Contains(text, "Ja, alle melders zeiden dat.")) != found {
			t.Errorf("%s: %s", query, text)
		}
		if strings.Contains(text, nurse) || strings.Contains(text, coordinate) {
			t.Errorf("%s names a person: %s", query, text)
		}
		if len(elsewhere.all(`main a[href="`+path+`"]`)) != 0 {
			t.Error("it leads to a page that its reader may not open")
		}
	}
	if here := wijk.get(library); len(here.all(`main a[href="`+path+`"]`)) != 1 {
		t.Error("who works there cannot open the whole")
	}
	if board := wijk.get(stuckPath); len(board.all(`a[href="`+library+`"]`)) != 1 {
		t.Error("the board does not lead to the examples")
	}
	long := must(t, wijk.get(library+"?q="+strings.Repeat("nacht", 30)), http.StatusUnprocessableEntity)
	sound(t, "the examples of too many words", long)
	must(t, h.signed(t, insurer).get(library), http.StatusForbidden)

	// Beside one like it, for who works here and for whoever reported.
	v := h.visit(t)
	link := must(t, v.post("/knelpunt", tells(v.get("/knelpunt?wijk="+westArea).filledIn("main form"), "In de nacht is er geen wijkverpleging")), http.StatusSeeOther).Header.Get("Location")
	receipt := must(t, v.get(link), http.StatusOK)
	sound(t, "the receipt with an example", receipt)
	if text := receipt.text("section[aria-labelledby=voorbeelden]"); !strings.Contains(text, "Drie organisaties rijden samen de nacht.") {
		t.Errorf("the receipt proposes %q", text)
	}
	other := h.signed(t, asker).told("’s Nachts is er weer geen wijkverpleging")
	one := must(t, wijk.get(other), http.StatusOK)
	sound(t, "one with an example", one)
	if text := one.text("section[aria-labelledby=voorbeelden]"); !strings.Contains(text, noNight) {
		t.Errorf("beside it stands %q", text)
	}

	must(t, wijk.does(path, "voorbeeld", url.Values{"einde": {"weg"}}), http.StatusSeeOther)
	if text := wijk.get(library).text("main"); strings.Contains(text, noNight) {
		t.Error("it cannot be taken away")
	}
}

// TestKeptApartAfterAll: who owns the whole undoes a merge from its page; nobody else, and not without a reason.
func TestKeptApartAfterAll(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	whole, part := h.signed(t, nurse).told(noNight), h.signed(t, asker).told("De bus naar het ziekenhuis rijdt niet meer")
	key := part[strings.LastIndex(part, "/")+1:]
	wijk := h.signed(t, coordinate)
	must(t, wijk.does(whole, "samenvoegen", url.Values{"knelpunt": {key}, "woorden": {"Dit gaat over hetzelfde."}}), http.StatusSeeOther)
	for name, offered := range map[string]bool{coordinate: true, nurse: false, otherTeam: false, regionDesk: false} {
		a := must(t, h.signed(t, name).get(whole), http.StatusOK)
		sound(t, "the whole", a)
		if got := len(a.all(`form[action="` + whole + `/apart"]`)); (got == 1) != offered {
			t.Errorf("%s has %d forms to keep it apart", name, got)
		}
	}
	form := url.Values{"knelpunt": {key}, "woorden": {"Dit gaat over de bus."}}
	must(t, h.signed(t, otherTeam).does(whole, "apart", form), http.StatusForbidden)
	bad := must(t, wijk.does(whole, "apart", url.Values{"knelpunt": {key}}), http.StatusUnprocessableEntity)
	sound(t, "without a reason", bad)
	must(t, wijk.does(whole, "apart", url.Values{"woorden": {"Dit gaat over de bus."}}), http.StatusUnprocessableEntity)
	sent := must(t, wijk.does(whole, "apart", form), http.StatusSeeOther)
	sound(t, "after it", must(t, wijk.get(sent.Header.Get("Location")), http.StatusOK))
	if now := h.stuck(t, part); now.State != bottleneck.Reported || now.Bottleneck.Reporters != 1 {
		t.Errorf("it lives again as %s with %d reporters", now.State, now.Bottleneck.Reporters)
	}
	twice := must(t, wijk.does(whole, "apart", form), http.StatusConflict)
	sound(t, "twice", twice)
}

// TestWhoWasNamed: a bottleneck that was given to a person, and one that was given to an organisation, stand on
// the first page of whom it was given to, and of no colleague elsewhere.
func TestWhoWasNamed(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	path := h.signed(t, nurse).told(noNight)
	found, who := h.stuck(t, path), h.actor(t, coordinate)
	who.Wijkverband = string(found.Place.Wijkverband)
	next := found.NextAt.AddDate(0, 0, -35) // soon
	card := func(name string) string {
		a := must(t, h.signed(t, name).get("/werk"), http.StatusOK)
		sound(t, "today of "+name, a)
		return a.text(`section[aria-labelledby="knelpunten"]`)
	}
	give := func(to bottleneck.Owner) {
		t.Helper()
		if _, err := h.Bottlenecks.TakeUp(t.Context(), who, found.ID, to, next, "Dit past bij hen.", bottleneck.Decision{}); err != nil {
			t.Fatal(err)
		}
	}
	named := h.actor(t, nurse)
	give(bottleneck.Owner{Person: network.PersonID(named.Person)})
	if text := card(nurse); !strings.Contains(text, noNight) || !strings.Contains(text, "U bent aan zet.") {
		t.Errorf("who was named reads: %s", text)
	}
	if text := card(asker); strings.Contains(text, noNight) {
		t.Errorf("a colleague reads: %s", text)
	}
	if text := card(coordinate); strings.Count(text, noNight) != 1 {
		t.Errorf("who looks after the wijk reads: %s", text)
	}
	give(bottleneck.Owner{Kind: bottleneck.OwnedByOrganization, ID: named.Organization})
	if text := card(nurse); !strings.Contains(text, noNight) || !strings.Contains(text, "Uw organisatie is aan zet.") || strings.Contains(text, "U bent aan zet.") {
		t.Errorf("somebody of the organisation reads: %s", text)
	}
	if text := card(otherPlace); strings.Contains(text, noNight) {
		t.Errorf("another region reads: %s", text)
	}
}

// TestATaskFromATableOfOthers: who was not at the table gets the card of a task, and it leads to the list where
// the task stands and can be done: the meeting itself is not theirs to read.
func TestATaskFromATableOfOthers(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	table := h.signed(t, coordinate).planned()
	must(t, h.signed(t, coordinate).post(table+"/begin", nil), http.StatusSeeOther)
	who, other := h.actor(t, coordinate), h.actor(t, otherTeam)
	stuck := h.stuck(t, h.signed(t, nurse).told(noNight))
	who.Wijkverband = string(stuck.Place.Wijkverband)
	const what = "Vraag de buurwijk om hun rooster"
	if _, err := h.Meetings.AddTask(t.Context(), who, meeting.ID(table[strings.LastIndex(table, "/")+1:]), meeting.Task{What: what, Owner: network.PersonID(other.Person), By: stuck.NextAt}); err != nil {
		t.Fatal(err)
	}
	v := h.signed(t, otherTeam)
	must(t, v.get(table), http.StatusForbidden)
	today := must(t, v.get("/werk"), http.StatusOK)
	sound(t, "today with a task", today)
	href := ""
	for _, a := range today.all(`section[aria-labelledby="knelpunten"] h3 a`) {
		if a.FirstChild.Data == what {
			href = attr(a, "href")
		}
	}
	path, at, _ := strings.Cut(href, "#")
	list := must(t, v.get(path), http.StatusOK)
	if len(list.all("#"+at)) != 1 || !strings.Contains(list.text(".meeting__tasks"), what) {
		t.Fatalf("the card leads to %s, where %s stands", href, list.text(".meeting__tasks"))
	}
	done := list.all(`.meeting__tasks form`)
	must(t, v.post(attr(done[0], "action"), nil), http.StatusSeeOther)
	if text := v.get("/werk").text("main"); strings.Contains(text, what) {
		t.Error("what was done waits still")
	}
}
