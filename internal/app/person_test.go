package app

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/prometheus/common/expfmt"

	"eerstelijn/internal/access"
	"eerstelijn/internal/placement"
)

// planted is the person of the tests that look for people where they may not be: no other text holds these.
var planted = placement.Person{Name: "Zebulon Merkteken", Birth: "1937-05-16", Reach: "0685 92 31 47", Words: "Heeft een merkteken bij de linkerheup."}

// tells finds who it is about in a text, however it is written.
func tells(text string) (string, bool) {
	low := strings.ToLower(text)
	for _, m := range []string{"merkteken", "zebulon", "1937-05-16", "16 mei 1937", "16-05-1937", "0685 92 31 47", "0685923147", "0685+92", "0685%2092", "linkerheup", markedBSN} {
		if at := strings.Index(low, m); at >= 0 {
			return text[max(0, at-100):min(len(text), at+60)], true
		}
	}
	return "", false
}

// TestWhoItIsAboutIsForTwo hands somebody over, by a page and by the API, and then reads every page, every
// answer of the API and every stream as everybody: who it is about is read by the organisation that asked and
// the provider that was chosen, at one address of each face. What the request says in words is read by who
// asked, the desk, and whom it was put to: rivals that were not asked, insurers and other regions read
// nothing of it. The person stands sealed in the database, and in no log, entry, metric or mail.
func TestWhoItIsAboutIsForTwo(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	w := h.fill(t)
	who := h.everybody(t)
	w.handPlantedOver(who)

	read, wished := map[string]bool{}, map[string]bool{}
	for _, r := range Routes() {
		if !strings.HasPrefix(r.Pattern, "GET ") || r.For == access.ForOperator {
			continue
		}
		for _, x := range w.things(r.Pattern) {
			for _, v := range who {
				a := w.ask(v, r.Pattern, x)
				told := fmt.Sprintf("%s, %s, as %s: %d", r.Pattern, x.name, v.name, a.Code)
				text := a.Body.String()
				for name, values := range a.Header() {
					text += "\n" + name + ": " + strings.Join(values, " ")
				}
				if found, is := tells(text); is {
					if !w.mayRead(v, r, x) {
						t.Errorf("%s: tells %q", told, found)
					}
					read[v.name+" "+strings.Fields(r.Pattern)[1]] = true
				}
				for i := range w.askers {
					if !strings.Contains(text, wish(i)) || x.name == "a link for a question" { // whoever has it was asked
						continue
					}
					if !w.mayKnow(v, i) {
						t.Errorf("%s: tells what %s asks", told, w.askers[i].Name)
					}
					wished[fmt.Sprint(v.name, i)] = true
				}
			}
		}
	}
	// Who may read it can: otherwise nothing was shown above.
	for _, v := range []string{"Maartje Sluiswachter /werk/plaatsing/{id}/{page}", "Gerda Kleibakker /werk/plaatsing/{id}/{page}", "Maartje Sluiswachter /api/v1/placements/{id}/hand-over",
		"Bilal Steenoven /werk/plaatsing/{id}/{page}", "program with placement:person /api/v1/placements/{id}/hand-over"} {
		if !read[v] {
			t.Errorf("%s does not tell who it is about", v)
		}
	}
	for _, v := range []string{"Maartje Sluiswachter0", "Kees Bandijker0", "Esra Hoogwater0", "Gerda Kleibakker0", "Bilal Steenoven0", "Renske Zeedistel2", "program with placement:answer0"} {
		if !wished[v] {
			t.Errorf("%s does not read what is asked", v)
		}
	}
	w.nothingTells(t)
}

// handPlantedOver gives the person to two chosen providers, and tries what is refused.
func (w *world) handPlantedOver(who []visitor) {
	w.t.Helper()
	form := url.Values{"naam": {planted.Name}, "geboren": {planted.Birth}, "bereik": {planted.Reach}, "begin": {planted.Words}}
	body := fmt.Sprintf(`{"name":%q,"birth":%q,"reach":%q,"words":%q}`, planted.Name, planted.Birth, planted.Reach, planted.Words)
	var made [3]placement.Request
	for i := range made {
		made[i] = w.reach(i, chosen)
	}
	page, api := "/werk/plaatsing/%s/gegevens", "/api/v1/placements/%s/hand-over"
	by := func(name string) visitor {
		for _, v := range who {
			if v.name == name {
				return v
			}
		}
		w.t.Fatalf("no visitor %s", name)
		return visitor{}
	}
	for _, c := range []struct {
		v     visitor
		path  string
		i     int
		body  string
		done  bool
		twice bool
	}{
		{by("Maartje Sluiswachter"), page, 0, form.Encode(), true, true},
		{by("program with placement:ask"), api, 1, body, true, true},
		{by("Kees Bandijker"), page, 0, form.Encode(), false, false},
		{by("Gerda Kleibakker"), page, 0, form.Encode(), false, false},
		{by("Vivian Overlaat"), page, 0, form.Encode(), false, false},
		{by("nobody"), api, 0, body, false, false},
		{by("program with placement:person"), api, 0, body, false, false},
		{by("Maartje Sluiswachter"), page, 0, strings.Replace(form.Encode(), "merkteken", "bsn+"+markedBSN, 1), false, false},
		{by("Maartje Sluiswachter"), page, 0, strings.Replace(form.Encode(), "1937", "193X", 1), false, false},
		{by("program with placement:ask"), api, 1, strings.Replace(body, "merkteken", markedBSN, 1), false, false},
		{by("program with placement:ask"), api, 1, body + "}", false, false},
	} {
		r := c.v.known(request(http.MethodPost, fmt.Sprintf(c.path, made[c.i].ID), c.body))
		r.Header.Set("Idempotency-Key", "een-keer")
		if !c.done {
			r.Header.Del("Idempotency-Key")
		}
		a := w.serve(r)
		if c.twice {
			w.serve(c.v.known(request(http.MethodPost, fmt.Sprintf(c.path, made[c.i].ID), c.body)))
		}
		if c.done != (a.Code < 400) {
			w.t.Errorf("%s hands over by %s: %d\n%.500s", c.v.name, c.path, a.Code, a.Body)
		}
		if at := a.Header().Get("Location"); strings.Contains(at, "erkteken") {
			w.t.Errorf("%s is led to %s", c.v.name, at)
		}
		shown := a.Body.String()
		if strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") {
			shown = withoutFields(shown)
		}
		if found, is := tells(shown); is {
			w.t.Errorf("the answer to %s by %s tells %q", c.v.name, c.path, found)
		}
	}
	for i := range made {
		var err error
		if i == 2 {
			made[i], err = w.Placement.HandOver(w.t.Context(), w.askers[i], made[i].ID, planted)
		} else {
			made[i], err = w.Placement.Request(w.t.Context(), w.askers[i], made[i].ID)
		}
		if err != nil || !made[i].HandedOver {
			w.t.Fatalf("the person of request %d was not handed over: %v", i, err)
		}
	}
	w.made[handed] = made
}

// mayRead tells whether an address exists to tell who it is about, to this visitor.
func (w *world) mayRead(v visitor, r access.Route, x thing) bool {
	one := r.Pattern == "GET /api/v1/placements/{id}/hand-over" || r.Pattern == "GET /werk/plaatsing/{id}/{page}" && x.values[1] == "persoon"
	return one && w.Spine.Policies().Right(v.actor, "placement.ReadHandOver", x.about(v.actor)).Allowed
}

// mayKnow tells whether somebody may read what an asker asks: one of the requests, or a question.
func (w *world) mayKnow(v visitor, i int) bool {
	for _, all := range w.made {
		r := all[i]
		if w.Spine.Policies().Right(v.actor, "placement.Request", weighed(&r)).Allowed {
			return true
		}
		for _, q := range r.Invitations {
			if w.Spine.Policies().Right(v.actor, "placement.Invitation", ofOrganization(q.Organization)(v.actor)).Allowed {
				return true
			}
		}
	}
	return false
}

// nothingTells looks for the person in all that is kept, said and sent.
func (w *world) nothingTells(t *testing.T) {
	t.Helper()
	if found, is := tells(w.said.text()); is {
		t.Errorf("the log tells %q", found)
	}
	families, err := w.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var metrics bytes.Buffer
	for _, f := range families {
		if _, err := expfmt.MetricFamilyToText(&metrics, f); err != nil {
			t.Fatal(err)
		}
	}
	if found, is := tells(metrics.String()); is {
		t.Errorf("a metric tells %q", found)
	}
	for table, rows := range w.rows(t) {
		if found, is := tells(rows); is {
			t.Errorf("a row of %s tells %q", table, found)
		}
		if table != "placement_request" && strings.Contains(rows, "kamer aan de tuin") {
			t.Errorf("a row of %s holds what a request says in words", table)
		}
	}
	letters, err := w.Accounts.Outbox.QueuedForDemo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reached := false
	for _, l := range letters {
		reached = reached || strings.Contains(l.Text, "/inzage/")
		if found, is := tells(l.To + "\n" + l.Subject + "\n" + l.Text); is || strings.Contains(l.Text, "kamer aan de tuin") {
			t.Errorf("a mail tells %q\n%s", found, l.Text)
		}
	}
	if !reached {
		t.Error("nobody was mailed: the test does not reach what it should")
	}
}

// TestNothingPersonalIsTaken tries to say who it is about in every free text about a request: what a program
// can see is refused, comes back in the field alone, and stands nowhere.
func TestNothingPersonalIsTaken(t *testing.T) {
	t.Parallel()
	h := build(t, nil)
	w := h.fill(t)
	maartje, kees := h.signIn(t, "Maartje Sluiswachter"), h.signIn(t, "Kees Bandijker")
	program := h.machine(t, h.people["Gerda Kleibakker"], "placement:ask")
	texts := []string{"bsn " + markedBSN, "bel 0685 92 31 47", "bel 0685923147", "zebulon@merkteken.example", "geboren in merkteken", "16-05-1937", "16 mei 1937", "1937-05-16", "mevrouw Merkteken", "dhr. Merkteken", "Z. Merkteken"}
	said := 0
	for _, c := range []struct {
		v       visitor
		pattern string
		at      int // which of its things
		field   string
	}{
		{maartje, "POST /werk/plaatsing/nieuw", 0, "note"}, {maartje, "POST /werk/plaatsing/{id}/wijzig", 0, "note"},
		{maartje, "POST /werk/plaatsing/{id}/overbrugging", 0, "wat"}, {kees, "POST /werk/plaatsing/{id}/overbrugging", 0, "betaald"},
		{kees, "POST /werk/plaatsing/overdracht", 0, "tekst"},
		{program, "POST /api/v1/placements", 0, "note"}, {program, "PUT /api/v1/placements/{id}", 1, "note"},
		{program, "POST /api/v1/placements/{id}/withdraw", 1, "reason"}, {program, "POST /api/v1/placements/{id}/hand-over", 1, "birth"},
	} {
		for _, text := range texts {
			x := w.things(c.pattern)[c.at]
			if x.form != nil {
				form := url.Values{}
				for name, value := range x.form {
					form[name] = value
				}
				form.Set(c.field, "Kan morgen. "+text)
				x.form = form
			}
			x.body = strings.Replace(withNote(x.body, c.field), "TEXT", "Kan morgen. "+text, 1)
			a := w.ask(c.v, c.pattern, x)
			if a.Code != http.StatusUnprocessableEntity && a.Code != http.StatusBadRequest {
				t.Errorf("%s takes %q in %s: %d", c.pattern, text, c.field, a.Code)
			}
			shown := a.Body.String()
			if strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") {
				shown = withoutFields(shown)
			}
			if found, is := tells(shown); is {
				t.Errorf("%s with %q tells %q", c.pattern, text, found)
			}
			said++
		}
	}
	// A file of figures is for numbers: what else stands in it is told by row and column.
	body, kind := w.csvForm("offer;available;accepting;waiting_days;observed_at\n" + markedName + ";" + markedBSN + ";0685 92 31 47;1937-05-16;" + markedName + "\n" + string(w.offers[0].ID) + ";x" + markedName + ";;;\n")
	gerda := h.signIn(t, "Gerda Kleibakker")
	a := w.ask(gerda, "POST /werk/capaciteit/bestand", thing{file: body, kind: kind})
	if found, is := tells(withoutFields(a.Body.String())); is || a.Code != http.StatusUnprocessableEntity {
		t.Errorf("the file: %d, tells %q", a.Code, found)
	}
	if said < 80 {
		t.Errorf("only %d texts were tried", said)
	}
	w.nothingTells(t)
}

// withNote gives a body of the API with TEXT in a field.
func withNote(body, field string) string {
	_, rest, there := strings.Cut(body, `"`+field+`":"`)
	if !there {
		return body
	}
	old, _, _ := strings.Cut(rest, `"`)
	return strings.Replace(body, `"`+field+`":"`+old+`"`, `"`+field+`":"TEXT"`, 1)
}
