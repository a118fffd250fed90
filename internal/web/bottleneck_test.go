package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store/storetest"
	"eerstelijn/internal/web"
)

const stuckPath = "/werk/knelpunten"

// People of the invented region who report and decide.
const (
	nurse      = "Chenoa Rietsnijder" // district nursing in Oevermonde-West
	coordinate = "Tineke Wilgentak"   // of Oevermonde-West
	otherTeam  = "Joris Uiterdijk"    // of Zilverwaard
	regionDesk = "Esra Hoogwater"
	otherPlace = "Renske Zeedistel" // staff of another region
)

const (
	westArea = "WK990102"
	noNight  = "’s Nachts is er geen wijkverpleging te bereiken"
)

// tells fills in the form for a report as somebody does who takes half a minute.
func tells(form url.Values, title string) url.Values {
	form.Set("kort", title)
	form.Set("wijk", westArea)
	form.Set("vaak", "weekly")
	return form
}

// told reports as somebody who is signed in, and gives the address of the bottleneck.
func (v *visitor) told(title string) string {
	v.t.Helper()
	form := v.get(stuckPath + "/melden").filledIn("main form")
	sent := v.post(stuckPath+"/melden", tells(form, title))
	if sent.StatusCode != http.StatusSeeOther || !strings.HasPrefix(sent.Header.Get("Location"), "/inzage/") {
		v.t.Fatalf("the report is not taken: %d %s", sent.StatusCode, sent.text("main"))
	}
	who := v.actor(v.t, regionDesk)
	board, err := v.Bottlenecks.Board(v.t.Context(), who, bottleneck.Query{Region: network.RegionID(who.Region), Limit: 500})
	if err != nil {
		v.t.Fatal(err)
	}
	for i := range board.Items {
		if board.Items[i].Title == title {
			return stuckPath + "/" + string(board.Items[i].ID)
		}
	}
	v.t.Fatalf("the board does not hold %q", title)
	return ""
}

// does presses the button of one act of a bottleneck.
func (v *visitor) does(path, act string, form url.Values) *answer {
	v.t.Helper()
	return v.post(path+"/"+act, form)
}

// stuck gives a bottleneck as it stands.
func (h *house) stuck(t testing.TB, path string) bottleneck.Look {
	t.Helper()
	who := h.actor(t, regionDesk)
	found, err := h.Bottlenecks.Get(t.Context(), who, bottleneck.ID(path[strings.LastIndex(path, "/")+1:]))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestTellInHalfAMinute: who is not signed in reports with three answers, sees by the link where it
// stands, and the same form sent again makes nothing new.
func TestTellInHalfAMinute(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.visit(t)
	page := must(t, v.get("/knelpunt"), http.StatusOK)
	sound(t, "/knelpunt", page)
	if text := page.text("main"); !strings.Contains(text, "klachtenfunctionaris") || !strings.Contains(text, "Landelijk Meldpunt Zorg") {
		t.Error("a complaint is not pointed to its own route")
	}
	if asked := page.all("main form input[type=text], main form select:not(details select), main form fieldset"); len(page.all("main form input[name=kort]")) != 1 || len(asked) == 0 {
		t.Fatal("the form does not ask what gets stuck")
	}
	form := page.filledIn("main form")
	form.Set("kort", noNight)
	form.Set("plaats", "4072")
	form.Set("vaak", "weekly")
	sent := must(t, v.post("/knelpunt", form), http.StatusSeeOther)
	link, _, _ := strings.Cut(sent.Header.Get("Location"), "?")
	if !strings.HasPrefix(link, "/inzage/") {
		t.Fatalf("the report leads to %s", link)
	}
	follow := must(t, v.get(sent.Header.Get("Location")), http.StatusOK)
	sound(t, "the link", follow)
	for _, want := range []string{"Uw melding is verstuurd", noNight, "Gemeld.", "Wijkverband Oevermonde-West is aan zet", "Antwoord uiterlijk"} {
		if !strings.Contains(follow.text("main"), want) {
			t.Errorf("the link does not say %q: %s", want, follow.text("main"))
		}
	}
	if title := follow.text("head > title"); strings.Contains(title, "Nachts") {
		t.Errorf("the title tells what was reported: %s", title)
	}
	v.post("/knelpunt", form)
	board := h.signed(t, coordinate).get(stuckPath)
	if n := strings.Count(board.text("main"), noNight); n != 1 {
		t.Errorf("it stands on the board %d times after the form was sent twice", n)
	}
}

// TestTellNothingOfAPerson: what surely tells who it is about is refused, what may do so is warned about
// once, and what was typed stays.
func TestTellNothingOfAPerson(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.visit(t)
	send := func(title, what string, more ...string) *answer {
		form := tells(v.get("/knelpunt?wijk="+westArea).filledIn("main form"), title)
		form.Set("wat", what)
		for _, name := range more {
			form.Set(name, "ja")
		}
		return v.post("/knelpunt", form)
	}
	for _, private := range []string{"burgerservicenummer 123456782", "bel 0612345678", "geboren op 12-03-1941"} {
		refused := must(t, send("Niemand neemt op", private, "gezien"), http.StatusUnprocessableEntity)
		sound(t, private, refused)
		if refused.text(".field__error") == "" || !strings.Contains(refused.text("textarea"), private) {
			t.Errorf("%q: no error at the field, or the text is gone: %s", private, refused.text("main"))
		}
	}
	warned := must(t, send("Mevrouw Jansen wacht te lang", ""), http.StatusUnprocessableEntity)
	sound(t, "the warning", warned)
	if !strings.Contains(warned.text("main"), "Verstuur toch") {
		t.Errorf("a name is not warned about: %s", warned.text("main"))
	}
	form := warned.filledIn("main form")
	must(t, v.post("/knelpunt", form), http.StatusSeeOther)
	must(t, send("Gewone mensen wachten te lang", "Dat duurt weken."), http.StatusSeeOther)
	empty := must(t, v.post("/knelpunt", v.get("/knelpunt").filledIn("main form")), http.StatusUnprocessableEntity)
	sound(t, "an empty form", empty)
	if n := len(empty.all(".notice--error li")); n != 3 {
		t.Errorf("an empty form has %d mistakes, want 3: %s", n, empty.text(".notice--error"))
	}
}

// TestBottleneckGoesUpAndComesBack: the whole way of one bottleneck by the pages: reported by a nurse who
// stays unnamed, talked about, passed up, answered, ended by the nurse's yes, and made an example.
func TestBottleneckGoesUpAndComesBack(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	reporter, wijk, region := h.signed(t, nurse), h.signed(t, coordinate), h.signed(t, regionDesk)
	form := reporter.get(stuckPath + "/melden").filledIn("main form")
	if form.Get("wijk") == "" {
		t.Error("the own wijk is not chosen beforehand")
	}
	form = tells(form, noNight)
	form.Set("naamloos", "ja")
	receipt := must(t, reporter.post(stuckPath+"/melden", form), http.StatusSeeOther).Header.Get("Location")
	if !strings.HasPrefix(receipt, "/inzage/") {
		t.Fatalf("whoever reports is led to %s", receipt)
	}
	told := must(t, wijk.get(stuckPath+"?vorm=lijst"), http.StatusOK).all(`a[href^="` + stuckPath + `/"]`)
	path := ""
	for _, a := range told {
		if found := attr(a, "href"); strings.Count(found, "-") == 4 && must(t, wijk.get(found), http.StatusOK).text("h1") == noNight {
			path = found
		}
	}
	if path == "" {
		t.Fatal("the report is not on the board")
	}
	page := func(v *visitor) *answer {
		a := must(t, v.get(path), http.StatusOK)
		sound(t, path, a)
		return a
	}
	if text := page(wijk).text("main"); strings.Contains(text, nurse) {
		t.Error("who stays unnamed is named to the owner")
	}
	if text := page(reporter).text("#doen"); text != "" {
		t.Error("whoever reported sees the acts of the owner")
	}
	must(t, reporter.does(path, "oppakken", url.Values{"woorden": {"ik doe het"}, "dag": {"2026-12-01"}}), http.StatusForbidden)

	must(t, wijk.does(path, "bespreken", nil), http.StatusSeeOther)
	without := must(t, wijk.does(path, "doorgeven", url.Values{"woorden": {""}}), http.StatusUnprocessableEntity)
	sound(t, "without a reason", without)
	const why = "Wij zijn met te weinig voor de nacht. Dit speelt in alle wijken."
	must(t, wijk.does(path, "doorgeven", url.Values{"woorden": {why}}), http.StatusSeeOther)
	if text := page(region).text("main"); !strings.Contains(text, why) || !strings.Contains(text, "Regio") {
		t.Errorf("the region does not read why it came: %s", text)
	}
	must(t, wijk.does(path, "oppakken", url.Values{"woorden": {"toch wij"}, "dag": {"2026-12-01"}}), http.StatusForbidden)

	const reply = "Drie organisaties doen samen de nacht, vanaf 1 december.\nBel het nummer op de kaart van de wijk."
	must(t, region.does(path, "antwoord", url.Values{"woorden": {reply}}), http.StatusSeeOther)
	if got := page(reporter).all(".bottleneck__answer"); len(got) != 1 || got[0].FirstChild.Data != reply {
		t.Errorf("the answer did not come back word for word: %s", page(reporter).text(".bottleneck__answer"))
	}
	must(t, region.does(path, "oppakken", url.Values{"woorden": {"Wij regelen het."}, "dag": {"geen dag"}}), http.StatusUnprocessableEntity)
	must(t, region.does(path, "oppakken", url.Values{"woorden": {"Wij regelen het."}, "dag": {"2026-12-01"}}), http.StatusSeeOther)
	if text := page(region).text(".bottleneck__stand"); !strings.Contains(text, "1 december 2026") {
		t.Errorf("the next date is not what was filled in: %s", text)
	}
	must(t, region.does(path, "afronden", url.Values{"woorden": {"De nacht is geregeld."}}), http.StatusUnprocessableEntity)
	must(t, region.does(path, "afronden", url.Values{"woorden": {"De nacht is geregeld."}, "einde": {"solved"}}), http.StatusSeeOther)
	if asks := reporter.get("/werk").text("main"); !strings.Contains(asks, "Is het klaar? Zeg ja of nee.") {
		t.Errorf("nobody asks the reporter on /werk: %s", asks)
	}
	must(t, wijk.does(path, "oordeel", url.Values{"oordeel": {"ja"}}), http.StatusForbidden)
	if buttons := page(reporter).all(".bottleneck__verdict button"); len(buttons) != 2 || attr(buttons[0], "class") != attr(buttons[1], "class") {
		t.Error("yes and no do not weigh the same")
	}
	must(t, reporter.does(path, "oordeel", url.Values{"oordeel": {"ja"}}), http.StatusSeeOther)
	if now := h.stuck(t, path); now.State != bottleneck.Solved {
		t.Fatalf("it is %s after the reporter's yes", now.State)
	}
	must(t, region.does(path, "voorbeeld", nil), http.StatusSeeOther)
	if !h.stuck(t, path).Example {
		t.Error("it is no example")
	}
	page(region)
	if list := must(t, region.get(stuckPath+"?klok=klaar"), http.StatusOK).text("main"); !strings.Contains(list, noNight) {
		t.Error("what is done stands nowhere")
	}
}

// TestFollowByLink: a no by the link reopens, says why, and leaves the link whole; a yes ends it.
func TestFollowByLink(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v, wijk := h.visit(t), h.signed(t, coordinate)
	form := tells(v.get("/knelpunt?wijk="+westArea).filledIn("main form"), noNight)
	link, _, _ := strings.Cut(must(t, v.post("/knelpunt", form), http.StatusSeeOther).Header.Get("Location"), "?")
	board := wijk.get(stuckPath).all(".bottleneck__card h3 a")
	if len(board) != 1 {
		t.Fatalf("%d on the board", len(board))
	}
	path := attr(board[0], "href")
	proposes := func() {
		t.Helper()
		must(t, wijk.does(path, "afronden", url.Values{"woorden": {"Nu is er iemand."}, "einde": {"solved"}}), http.StatusSeeOther)
	}
	proposes()
	asked := must(t, v.get(link), http.StatusOK)
	sound(t, "the link that asks", asked)
	if text := asked.text(".bottleneck__verdict"); !strings.Contains(text, "Nu is er iemand.") {
		t.Errorf("the link does not ask: %s", asked.text("main"))
	}
	must(t, v.post(link, url.Values{"oordeel": {"nee"}, "waarom": {""}}), http.StatusUnprocessableEntity)
	must(t, v.post(link, url.Values{"oordeel": {"nee"}, "waarom": {"Vannacht nam niemand op."}}), http.StatusSeeOther)
	if open := h.stuck(t, path); open.State != bottleneck.Discussing {
		t.Errorf("it is %s after a no", open.State)
	}
	if text := wijk.get(path).text("main"); !strings.Contains(text, "Vannacht nam niemand op.") {
		t.Error("the owner does not read why not")
	}
	proposes()
	must(t, v.post(link, url.Values{"oordeel": {"ja"}}), http.StatusSeeOther)
	if done := h.stuck(t, path); done.State != bottleneck.Solved {
		t.Errorf("it is %s after a yes", done.State)
	}
	sound(t, "the link after all", must(t, v.get(link), http.StatusOK))
	must(t, v.post(link, url.Values{"oordeel": {"weer"}, "waarom": {"Het is er weer."}}), http.StatusSeeOther)
	if again := h.stuck(t, path); !again.State.Open() || again.Reopened == 0 {
		t.Errorf("it is %s after it was reopened", again.State)
	}
}

// TestBoardIsTheRegions: who works here sees the board of their own region alone; an insurer sees none.
func TestBoardIsTheRegions(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	path := h.signed(t, nurse).told(noNight)
	for name, sees := range map[string]bool{asker: true, coordinate: true, otherTeam: true, regionDesk: true, otherPlace: false} {
		v := h.signed(t, name)
		board := must(t, v.get(stuckPath), http.StatusOK)
		sound(t, "the board of "+name, board)
		if got := strings.Contains(board.text("main"), noNight); got != sees {
			t.Errorf("%s sees it on the board: %v", name, got)
		}
		if a := v.get(path); (a.StatusCode == http.StatusOK) != sees {
			t.Errorf("%s opens it: %d", name, a.StatusCode)
		}
		list := must(t, v.get(stuckPath+"?vorm=lijst&thema=anders"), http.StatusOK)
		sound(t, "the list of "+name, list)
	}
	must(t, h.signed(t, insurer).get(stuckPath), http.StatusForbidden)
	must(t, h.signed(t, insurer).get(path), http.StatusForbidden)
	must(t, h.signed(t, coordinate).get(stuckPath+"/"+string(id.New[bottleneck.ID]())), http.StatusNotFound)
	must(t, h.signed(t, coordinate).get(stuckPath+"/geen-nummer"), http.StatusNotFound)

	// As it was on a day before anything was reported.
	then := must(t, h.signed(t, coordinate).get(stuckPath+"?op=2026-03-01"), http.StatusOK)
	sound(t, "the board of then", then)
	if text := then.text("main"); strings.Contains(text, noNight) || !strings.Contains(text, "1 maart 2026") {
		t.Errorf("the board of then: %s", text)
	}
}

// TestSimilarOnesAreMerged: who owns two that say the same makes one of them, and no reporter is lost.
func TestSimilarOnesAreMerged(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	one := h.signed(t, nurse).told(noNight)
	two := h.signed(t, asker).told("Geen wijkverpleging te bereiken in de nacht")
	wijk := h.signed(t, coordinate)
	page := must(t, wijk.get(one), http.StatusOK)
	sound(t, "with one alike", page)
	boxes := page.all(`input[name="knelpunt"]`)
	if !slices.ContainsFunc(boxes, func(n *html.Node) bool { return strings.HasSuffix(two, attr(n, "value")) }) {
		t.Fatalf("the other is not suggested: %s", page.text("main"))
	}
	must(t, wijk.does(one, "samenvoegen", url.Values{}), http.StatusUnprocessableEntity)
	must(t, wijk.does(one, "samenvoegen", url.Values{"knelpunt": {two[strings.LastIndex(two, "/")+1:]}, "woorden": {"Dit gaat over hetzelfde."}}), http.StatusSeeOther)
	whole := h.stuck(t, one)
	if whole.Bottleneck.Reporters != 2 || len(whole.Parts) != 1 {
		t.Errorf("%d reporters and %d parts after the merge", whole.Bottleneck.Reporters, len(whole.Parts))
	}
	merged := must(t, wijk.get(two), http.StatusOK)
	sound(t, "the merged one", merged)
	if !strings.Contains(merged.text("main"), "Samengevoegd met "+noNight) {
		t.Errorf("the merged one does not lead on: %s", merged.text(".bottleneck__stand"))
	}
	must(t, h.signed(t, otherTeam).does(one, "samenvoegen", url.Values{"knelpunt": {two[strings.LastIndex(two, "/")+1:]}, "woorden": {"Dit gaat over hetzelfde."}}), http.StatusForbidden)
}

// TestPublicCounts: everybody reads how much was told in what has passed of the year, and no small number.
func TestPublicCounts(t *testing.T) {
	t.Parallel()
	at := now
	clocks := func() time.Time { return at }
	h := fill(t, storetest.SQLite(t, clocks), func(d *web.Deps) { d.Now = clocks })
	for i := range 12 {
		h.signed(t, nurse).told(noNight + strings.Repeat(".", i))
	}
	other := h.signed(t, otherTeam)
	form := tells(other.get(stuckPath+"/melden").filledIn("main form"), "De apotheek is dicht")
	form.Set("wijk", string(wijkOf(t, h, "zilverwaard")))
	must(t, other.post(stuckPath+"/melden", form), http.StatusSeeOther)
	at = time.Date(2027, time.January, 20, 12, 0, 0, 0, clock.Amsterdam)
	for path, want := range map[string]string{"/wijk/oevermonde-west": "12 knelpunten", "/regio/rivierenzoom": "13 knelpunten", "/land": "13 knelpunten"} {
		page := must(t, h.visit(t).get(path), http.StatusOK)
		sound(t, path, page)
		shown := strings.ReplaceAll(page.text(".tally"), "knelpunten", " knelpunten")
		if !strings.Contains(page.text("main"), "U meldde, wij deden, hielp het?") || !strings.Contains(strings.Join(strings.Fields(shown), " "), want) && !strings.Contains(shown, "Te weinig") {
			t.Errorf("%s: %s", path, shown)
		}
		if strings.Contains(page.text("main"), noNight) {
			t.Errorf("%s tells what was reported", path)
		}
		if len(page.all(`a[href^="/knelpunt"]`)) == 0 {
			t.Errorf("%s leads nobody to the form", path)
		}
	}
	if text := h.visit(t).get("/wijk/zilverwaard").text(".tally"); strings.Contains(text, "1") || !strings.Contains(text, "Te weinig") {
		t.Errorf("a small number is shown: %s", text)
	}
}

// wijkOf gives the first wijk of a wijkverband.
func wijkOf(t *testing.T, h *house, slug string) network.AreaCode {
	t.Helper()
	team, err := h.net.Wijkverband(t.Context(), slug)
	if err != nil || len(team.Areas) == 0 {
		t.Fatal(err)
	}
	return team.Areas[0]
}

// TestDeclinedPlaceIsReported: from a request to which others said no everything is filled in, and of the
// person there is nothing.
func TestDeclinedPlaceIsReported(t *testing.T) {
	t.Parallel()
	h := placing(t, demonstration(t))
	v := h.signed(t, asker)
	path := v.asks("elv-laag", placement.Soon)
	for _, i := range h.request(t, path).Invitations {
		h.answers(t, i, placement.Answer{Reason: "full"})
	}
	links := must(t, v.get(path), http.StatusOK).all(`a[href^="` + stuckPath + `/melden?aanvraag="]`)
	if len(links) != 1 {
		t.Fatal("a declined request does not lead to the form")
	}
	page := must(t, v.get(attr(links[0], "href")), http.StatusOK)
	sound(t, "the form from a request", page)
	form := page.filledIn("main form")
	if form.Get("kort") == "" || form.Get("wijk") == "" || form.Get("vaak") == "" || form.Get("wat") == "" {
		t.Errorf("not everything is filled in: %v", form)
	}
	// How many were asked, and what they said, tells each of them who asked.
	if strings.ContainsAny(form.Get("wat"), "0123456789") || strings.Contains(strings.ToLower(form.Get("wat")), "vol") {
		t.Errorf("the text tells who asked: %s", form.Get("wat"))
	}
	if strings.Contains(page.body, "Valt vaak") {
		t.Error("the note about the person goes along")
	}
	must(t, v.post(stuckPath+"/melden", form), http.StatusSeeOther)
	must(t, h.signed(t, elsewhere).get(attr(links[0], "href")), http.StatusForbidden)
}
